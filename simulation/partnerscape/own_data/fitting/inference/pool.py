"""A pool of simulated panels: points of the prior and what each would show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from partnerscape.scenario import Scenario
from partnerscape.study.jobs.parallel import in_parallel

from ..panel import Form
from ..simulate import like
from ..statistics import statistics_of
from .prior import Prior

FIRST_SEED = 30_000_000  # no future's
LEAST_SPREAD = 1e-9
LEAST_SHOWN = 0.9  # share of the runs in which a statistic must be there
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pool:
    """Runs of a prior.

    Attributes
    ----------
    prior : Prior
    points : ndarray, shape (runs, names)
    names : tuple of str
        Of the statistics.
    shown : ndarray, shape (runs, statistics)
        NaN where a run's panel has too little for one.
    """

    prior: Prior
    points: np.ndarray
    names: tuple[str, ...]
    shown: np.ndarray

    def of(self, rows: np.ndarray) -> Pool:
        """Some of the runs."""
        return Pool(self.prior, self.points[rows], self.names, self.shown[rows])

    def within(self, prior: Prior) -> Pool:
        """The runs in a narrower prior."""
        rows = prior.holds(self.points)
        return Pool(prior, self.points[rows], self.names, self.shown[rows])

    def joined(self, other: Pool) -> Pool:
        """Both, in the other's prior, of which they are even draws."""
        mine = self.within(other.prior)
        return Pool(
            other.prior, np.concatenate([mine.points, other.points]), self.names, np.concatenate([mine.shown, other.shown])
        )

    def shared_with(self, seen: dict[str, float]) -> tuple[Pool, np.ndarray]:
        """The pool with the statistics that it and the data have, and the data's values of these."""
        there = np.isfinite(self.shown).mean(axis=0) >= LEAST_SHOWN
        known = [k for k, name in enumerate(self.names) if there[k] and np.isfinite(seen.get(name, np.nan))]
        usable = [k for k in known if np.nanstd(self.shown[:, k]) > LEAST_SPREAD]
        names = tuple(self.names[k] for k in usable)
        shown = self.shown[:, usable]
        filled = np.where(np.isfinite(shown), shown, np.nanmedian(shown, axis=0))
        return Pool(self.prior, self.points, names, filled), np.array([seen[name] for name in names])


def play_pool(
    scenario: Scenario,
    prior: Prior,
    points: np.ndarray,
    form: Form,
    first_seed: int = FIRST_SEED,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Pool:
    """Simulate a panel at every point, each with luck of its own.

    Parameters
    ----------
    scenario : Scenario
        As large as the company.
    prior : Prior
    points : ndarray, shape (runs, names)
    form : Form
        Of the panel.
    first_seed : int
        The runs' seeds follow from it.
    workers : int, optional
        Threads; does not affect results.
    progress : callable, optional
        Called with the number of runs done and in all.
    """

    def work(number: int) -> dict[str, float]:
        at = dict(zip(prior.names, points[number].tolist(), strict=True))
        return statistics_of(like(scenario.assuming(**at), first_seed + number, form))

    by_number: dict[int, dict[str, float]] = {}
    for number, shown in in_parallel(work, range(len(points)), workers):
        by_number[number] = shown
        if progress and len(by_number) % 20 == 0:
            progress(len(by_number), len(points))
    names = tuple(by_number[0])
    return Pool(prior, points, names, np.array([list(by_number[k].values()) for k in range(len(points))]))
