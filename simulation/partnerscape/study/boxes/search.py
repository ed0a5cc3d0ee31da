"""Where boxes are looked for, and how: the largest box as dense as wanted, then further ones away from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from ..question.design import policies_of
from ..question.question import is_whole
from ..runs.results import Results
from .limits import Limit, Limits, OneOf, inside
from .prim import drop, paste, peel

POINTS = 4096
LEAST_SHARE = 0.005  # a box holds at least this share of all policies
MOST_LEVERS = 5
WORTH_KEEPING = 0.01  # a limit stays in the rule if the density falls by more without it
BELOW_BEST = 0.02  # where what is wanted cannot be had: a box this near the best there is
ABOVE_REQUIRED = 0.1  # room for what the model gets wrong
HARDLY_ANY = 0.5
WORTH_ADDING = 0.1  # a further box holds at least this share of all that is win-win


@dataclass(frozen=True)
class Search:
    """Where boxes are looked for: policies that fill what was asked about, and the density wanted."""

    points: pd.DataFrame
    full: dict[str, Limit]
    whole: frozenset[str]
    wanted: float

    def best(self, chance: np.ndarray, region: Limits) -> dict[str, Limit]:
        """The largest box within a region whose mean chance is as wanted, or near the best there is."""
        box, goal = self._peeled(chance, region, self.wanted)
        limits = self._trim(chance, box, region, goal)
        # with fewer levers in play the remaining limits can be tightened to what was asked
        own = {k: region[k] for k in region if k in limits or region[k] != self.full[k]}
        if own:
            box, goal = self._peeled(chance, own, goal)
            limits = paste(self.points, chance, box, own, self.whole, goal)
        return {k: v for k, v in limits.items() if v != self.full[k]}

    def _peeled(self, chance: np.ndarray, region: Limits, goal: float) -> tuple[dict[str, Limit], float]:
        """The first box that reaches a mean, else the first that is near the best there is; and the mean reached."""
        path = []
        for limits, keep in peel(self.points, chance, region, self.whole, least_mass=LEAST_SHARE, only_gains=False):
            path.append((limits, float(chance[keep].mean())))
            if path[-1][1] >= goal:
                return limits, goal
        near = max(mean for _, mean in path) - BELOW_BEST
        return next(limits for limits, mean in path if mean >= near), near

    def _trim(self, chance: np.ndarray, limits: Limits, region: Limits, goal: float) -> dict[str, Limit]:
        """Without limits that hardly matter; at most a handful stay."""

        def stays(count: int, density: float, without: float) -> bool:
            return count <= MOST_LEVERS and density - without > WORTH_KEEPING and without < goal

        return drop(self.points, chance, limits, region, stays)

    def rounded(self, limits: Limits) -> dict[str, Limit]:
        """Limits as one would say them: in round steps of about a twentieth of the range, inwards."""
        return {k: v if k in self.whole or isinstance(v, OneOf) else _round(v, self.full[k]) for k, v in limits.items()}


def _round(limit: tuple[float, float], full: Limit) -> tuple[float, float]:
    assert not isinstance(full, OneOf)
    unit = 10.0 ** np.floor(np.log10((full[1] - full[0]) / 10.0))
    low = limit[0] if limit[0] == full[0] else np.ceil(limit[0] / unit - 1e-9) * unit
    high = limit[1] if limit[1] == full[1] else np.floor(limit[1] / unit + 1e-9) * unit
    return (float(round(low, 10)), float(round(high, 10))) if low < high else limit


def search_of(results: Results, wanted: float | None = None, categorical: Collection[str] | None = None) -> Search:
    """Where a study's boxes are looked for; ``wanted`` as in :func:`find_boxes`."""
    full: dict[str, Limit] = {}
    unordered = results.question.choices if categorical is None else categorical
    for name, (low, high) in results.question.levers.items():
        values = tuple(float(v) for v in np.arange(low, high + 1.0))
        full[name] = OneOf(values) if name in unordered else (float(low), float(high))
    return Search(
        policies_of(results.question, results.scenario, POINTS, results.question.design.seed + 2),
        full,
        frozenset(name for name in full if name not in unordered and is_whole(name)),
        wanted if wanted is not None else results.scenario.goals.required_probability + ABOVE_REQUIRED,
    )


def further_box(search: Search, chance: np.ndarray, boxes: list[dict[str, Limit]]) -> dict[str, Limit]:
    """The box away from all that were found that adds most; empty if none adds enough."""
    goal = min(search.wanted, max(float(chance[inside(limits, search.points)].mean()) for limits in boxes) - BELOW_BEST)
    best: tuple[float, dict[str, Limit]] = (WORTH_ADDING * float(chance.sum()), {})
    for sides in product(*(list(_outside(search, limits)) for limits in boxes)):
        region = dict(search.full)
        for side in sides:
            region = {k: _both(region[k], side[k]) if k in side else v for k, v in region.items()}
        keep = inside(region, search.points)
        if chance[keep & (chance > HARDLY_ANY)].sum() <= best[0] or keep.mean() < LEAST_SHARE:
            continue
        limits = search.rounded(search.best(chance, region))
        covered = inside(limits, search.points) & keep
        if covered.any() and chance[covered].mean() >= goal and chance[covered].sum() > best[0]:
            best = float(chance[covered].sum()), limits
    return best[1]


def _outside(search: Search, limits: Limits) -> Iterator[dict[str, Limit]]:
    """The regions beyond each end of a box."""
    for name, limit in limits.items():
        full = search.full[name]
        if isinstance(full, OneOf) and isinstance(limit, OneOf):
            yield {name: OneOf(tuple(v for v in full.values if v not in limit.values))}
        elif not isinstance(full, OneOf) and not isinstance(limit, OneOf):
            step = 1.0 if name in search.whole else 1e-6 * (full[1] - full[0])
            if limit[0] > full[0]:
                yield {name: (full[0], limit[0] - step)}
            if limit[1] < full[1]:
                yield {name: (limit[1] + step, full[1])}


def _both(one: Limit, other: Limit) -> Limit:
    if isinstance(one, OneOf) and isinstance(other, OneOf):
        return OneOf(tuple(v for v in one.values if v in other.values))
    assert not isinstance(one, OneOf) and not isinstance(other, OneOf)
    return max(one[0], other[0]), min(one[1], other[1])
