"""Density and coverage of limits on held-out policies, with intervals that allow for new policies and new futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..runs.results import Results
from ..statistics.intervals import spread_share_interval
from .limits import Limits, inside

MOST_TRIALS = 4  # a future counts for at most so many independent trials of a box
WORST_TENTH = 0.1


@dataclass(frozen=True)
class Judged:
    """What the held-out runs say of limits.

    Attributes
    ----------
    density, coverage : float
        Mean P(win-win) inside, and the share of all win-win outcomes that lie inside, on held-out policies.
    density_interval, coverage_interval : tuple of float
        95 %, for new policies and new futures.
    worst_tenth : float
        Density of the worst tenth of the held-out policies inside.
    held_out_policies : int
        Held-out policies inside.
    """

    density: float
    density_interval: tuple[float, float]
    worst_tenth: float
    coverage: float
    coverage_interval: tuple[float, float]
    held_out_policies: int


def two_way_variance(values: np.ndarray) -> tuple[float, float]:
    """Variance of the mean of values, shape (policies, futures), over new policies and futures, and its degrees of freedom.

    Clustered both ways (Cameron, Gelbach & Miller 2011), freedom by Satterthwaite (1946).
    """
    return _two_way(values.mean(axis=1), values.mean(axis=0), float(values.var()))


def _two_way(policy_means: np.ndarray, future_means: np.ndarray, variance: float) -> tuple[float, float]:
    """:func:`two_way_variance` from what is left of the values: means by policy and by future, and their variance."""
    policies, futures = policy_means.size, future_means.size
    by_policy = policy_means.var(ddof=1) / policies if policies > 1 else 0.0
    by_future = future_means.var(ddof=1) / futures if futures > 1 else 0.0
    both = variance / max(1, policies * futures - 1)
    parts = by_policy**2 / max(1, policies - 1) + by_future**2 / max(1, futures - 1)
    freedom = (by_policy + by_future) ** 2 / parts if parts > 0.0 else float(min(policies, futures) - 1)
    return float(max(by_policy + by_future - both, by_policy, by_future)), max(1.0, float(freedom))


def _most_trials(density: float, policies: int, futures: int) -> float:
    """How many independent trials runs can be worth at most."""
    if density in (0.0, 1.0):  # nothing varies: as many as policies or futures, whichever are fewer
        return float(min(policies, futures))
    if min(density, 1.0 - density) * futures < 1.0:  # less than one future fails: what futures differ by was not seen
        return float(futures)
    return float(min(policies, MOST_TRIALS) * futures)


def density_interval(wins: np.ndarray, optimism: float = 0.0) -> tuple[float, float]:
    """95 % interval of the density in new policies and futures, from runs inside, shape (policies, futures).

    It reaches down as if the density were less by ``optimism``.
    """
    density = float(wins.mean())
    variance, freedom = two_way_variance(wins)
    shares, most = np.array([density - optimism, density]), _most_trials(density, *wins.shape)
    low, high = spread_share_interval(shares, np.full(2, variance), freedom, most)
    return float(low[0]), float(high[1])


def share_interval_of(share: float, policy_means: np.ndarray, future_means: np.ndarray) -> tuple[float, float]:
    """:func:`density_interval` of wins of which only the share, and means by policy and by future, are kept."""
    variance, freedom = _two_way(policy_means, future_means, share * (1.0 - share))
    most = _most_trials(share, policy_means.size, future_means.size)
    low, high = spread_share_interval(np.array([share]), np.array([variance]), freedom, most)
    return float(low[0]), float(high[0])


def judge_limits(results: Results, limits: Limits, optimism: float = 0.0) -> Judged:
    """Density and coverage on held-out policies; the density's interval reaches down as if it were less by ``optimism``."""
    test = results.held_out
    policies, wins = results.design.policies[test], results.wins[test]
    keep = inside(limits, policies)
    chance, all_wins = wins.mean(axis=1), float(wins.sum())
    coverage = float(wins[keep].sum()) / max(all_wins, 1e-12)
    if not keep.any():
        return Judged(float("nan"), (0.0, 1.0), float("nan"), coverage, (0.0, 1.0), 0)
    density, inner = float(chance[keep].mean()), np.sort(chance[keep])
    share_variance, share_freedom = two_way_variance((keep[:, None] - coverage) * wins / max(float(wins.mean()), 1e-12))
    least, greatest = spread_share_interval(np.array([coverage]), np.array([share_variance]), share_freedom, float(wins.size))
    worst = inner[: max(1, int(np.ceil(WORST_TENTH * len(inner))))]
    return Judged(
        density,
        density_interval(wins[keep], optimism),
        float(worst.mean()),
        coverage,
        (float(least[0]), float(greatest[0])) if all_wins else (0.0, 1.0),
        int(keep.sum()),
    )
