"""The rule: a box of levers in which policies are win-win, found by peeling (PRIM, Friedman & Fisher 1999).

The box is found on the modelled probability over many policies, so that it has no luck of its own,
and judged on held-out policies that neither model nor box has seen: density is their mean P(win-win),
coverage the share of all held-out win-win that lies inside. Intervals resample policies and futures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..scenario import LEVERS
from .design import sobol_policies
from .intervals import share_interval
from .margins import MarginModel
from .results import Results

POINTS = 4096
PEEL = 0.05
LEAST_SHARE = 0.005  # a box holds at least this share of all policies
MOST_LEVERS = 5
WORTH_KEEPING = 0.01  # a limit stays in the rule if the density falls by more without it
RESAMPLES = 2000
ABOVE_REQUIRED = 0.1  # room for what the model gets wrong
WORST_TENTH = 0.1


@dataclass(frozen=True)
class Box:
    """Limits on levers, with what they promise.

    ``density``, ``coverage`` and their intervals (95 %) are measured on held-out policies;
    ``modelled_density`` on the model that the box was found with.
    """

    limits: dict[str, tuple[float, float]]
    density: float
    density_interval: tuple[float, float]
    worst_tenth: float
    coverage: float
    coverage_interval: tuple[float, float]
    held_out_policies: int
    modelled_density: float
    share_of_policies: float

    def holds(self, policies: pd.DataFrame) -> np.ndarray:
        """Which policies lie inside, shape (policies,)."""
        return inside(self.limits, policies)


def inside(limits: dict[str, tuple[float, float]], policies: pd.DataFrame) -> np.ndarray:
    """Which policies keep all limits, shape (policies,)."""
    keep = np.ones(len(policies), dtype=bool)
    for name, (low, high) in limits.items():
        value = policies[name].to_numpy()
        keep &= (value >= low - 1e-12) & (value <= high + 1e-12)
    return keep


def _peels(
    points: pd.DataFrame, keep: np.ndarray, limits: dict[str, tuple[float, float]]
) -> list[tuple[str, tuple[float, float]]]:
    """Boxes that are one thin slice smaller."""
    smaller = []
    for name, (low, high) in limits.items():
        value = points[name].to_numpy()[keep]
        if LEVERS[name.rpartition("__")[2]].whole:
            steps = [(low + 1, high), (low, high - 1)] if high - low >= 1 else []
        else:
            steps = [(float(np.quantile(value, PEEL)), high), (low, float(np.quantile(value, 1 - PEEL)))]
        smaller += [(name, step) for step in steps]
    return smaller


def _peel(
    points: pd.DataFrame, chance: np.ndarray, limits: dict[str, tuple[float, float]], wanted: float
) -> dict[str, tuple[float, float]]:
    """Peel until the mean chance inside is as wanted, each time where a peeled policy gains most; then paste back."""
    limits = dict(limits)
    keep = inside(limits, points)
    while chance[keep].mean() < wanted:
        best, best_gain, best_keep = None, 0.0, keep
        for name, step in _peels(points, keep, limits):
            rest = keep & inside({name: step}, points)
            if not LEAST_SHARE * len(points) <= rest.sum() < keep.sum():
                continue
            gain = (chance[rest].mean() - chance[keep].mean()) / (keep.sum() - rest.sum())
            if gain > best_gain:
                best, best_gain, best_keep = (name, step), gain, rest
        if best is None:
            break
        limits[best[0]] = best[1]
        keep = best_keep
    return limits


def _drop(
    points: pd.DataFrame,
    chance: np.ndarray,
    limits: dict[str, tuple[float, float]],
    full: dict[str, tuple[float, float]],
    wanted: float,
) -> dict[str, tuple[float, float]]:
    """Drop limits that hardly matter, the least first, and at most a handful stay."""
    limits = {k: v for k, v in limits.items() if v != full[k]}
    while limits:
        density = chance[inside(limits, points)].mean()
        without = {k: chance[inside({n: v for n, v in limits.items() if n != k}, points)].mean() for k in limits}
        name = max(without, key=lambda k: without[k])
        falls = density - without[name]
        if len(limits) <= MOST_LEVERS and falls > WORTH_KEEPING and without[name] < wanted:
            return limits
        del limits[name]
    return limits


def find_box(results: Results, model: MarginModel, wanted: float | None = None) -> Box | None:
    """The largest box whose modelled density reaches ``wanted`` (default: the required probability and a little more).

    None if hardly any policy is win-win.
    """
    wanted = wanted if wanted is not None else results.scenario.goals.required_probability + ABOVE_REQUIRED
    full = {k: (float(a), float(b)) for k, (a, b) in results.question.levers.items()}
    points = sobol_policies(results.question.levers, POINTS, results.question.design.seed + 2)
    chance = model.probability(points.to_numpy(dtype=float))
    if chance.max() < 0.5:
        return None
    limits = _peel(points, chance, full, wanted)
    limits = _drop(points, chance, limits, full, wanted)
    # with fewer levers in play the remaining limits can be tightened to what was asked
    limits = {**{k: full[k] for k in limits}, **limits}
    limits = {k: v for k, v in _peel(points, chance, limits, wanted).items() if v != full[k]} if limits else {}
    if not limits:
        return None
    rounded = {k: _round(k, v, full[k]) for k, v in limits.items()}
    return judge(results, rounded, float(chance[inside(rounded, points)].mean()), float(inside(rounded, points).mean()))


def _round(name: str, limit: tuple[float, float], full: tuple[float, float]) -> tuple[float, float]:
    """Limits as one would say them: in round steps of about a twentieth of the range, inwards."""
    if LEVERS[name.rpartition("__")[2]].whole:
        return limit
    unit = 10.0 ** np.floor(np.log10((full[1] - full[0]) / 10.0))
    low = limit[0] if limit[0] == full[0] else np.ceil(limit[0] / unit - 1e-9) * unit
    high = limit[1] if limit[1] == full[1] else np.floor(limit[1] / unit + 1e-9) * unit
    return (float(round(low, 10)), float(round(high, 10))) if low < high else limit


def _interval(values: list[float], least: float = 1.0, most: float = 0.0) -> tuple[float, float]:
    """The middle 95 % of resampled values, widened to hold ``least`` and ``most``."""
    if not values:
        return 0.0, 1.0
    return min(float(np.quantile(values, 0.025)), least), max(float(np.quantile(values, 0.975)), most)


def judge(results: Results, limits: dict[str, tuple[float, float]], modelled: float, share: float) -> Box:
    """Density and coverage of limits on held-out policies, with intervals over policies and futures."""
    test = results.held_out
    policies, wins = results.design.policies[test], results.wins[test]
    keep = inside(limits, policies)
    rng = np.random.default_rng(results.question.design.seed)
    densities, coverages = [], []
    for _ in range(RESAMPLES if keep.any() else 0):
        rows = rng.integers(0, len(wins), len(wins))
        chance = wins[rows][:, rng.integers(0, wins.shape[1], wins.shape[1])].mean(axis=1)
        hit = keep[rows]
        if hit.any():
            densities.append(chance[hit].mean())
            coverages.append(chance[hit].sum() / max(chance.sum(), 1e-12))
    chance = wins.mean(axis=1)
    inner = np.sort(chance[keep])
    # where nobody fails, resampling never does: as many independent trials as policies or futures, whichever are fewer
    trials = min(len(inner), wins.shape[1])
    uniform = len(inner) > 0 and inner[0] == inner[-1] and inner[0] in (0.0, 1.0)
    _, least, most = share_interval(int(trials * inner[0]), trials) if uniform else (0.0, 1.0, 0.0)  # widens nothing
    worst = inner[: max(1, int(np.ceil(WORST_TENTH * len(inner))))]
    return Box(
        limits=limits,
        density=float(chance[keep].mean()) if keep.any() else float("nan"),
        density_interval=_interval(densities, least, most),
        worst_tenth=float(worst.mean()) if len(worst) else float("nan"),
        coverage=float(chance[keep].sum() / max(chance.sum(), 1e-12)),
        coverage_interval=_interval(coverages),
        held_out_policies=int(keep.sum()),
        modelled_density=modelled,
        share_of_policies=share,
    )
