"""P(win-win) by integration: surfaces of margins, and fresh futures that move them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np

from .surfaces import Over

BATCH = 512


def in_batches(of: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> np.ndarray:
    """A function of rows, a batch of rows at a time."""
    return np.concatenate([of(x[start : start + BATCH]) for start in range(0, max(len(x), 1), BATCH)])


def holding(mean: np.ndarray, futures: np.ndarray, x: np.ndarray) -> Iterator[np.ndarray]:
    """For each margin, whether it is positive at coded levers in fresh futures, shape (policies, fresh futures)."""
    with_one = np.concatenate([np.ones((len(x), 1)), x], axis=1)
    for j, future in enumerate(futures):
        yield with_one @ future > -mean[:, [j]]


@dataclass(frozen=True)
class Sampled:
    """Surfaces with fresh futures, shape (margins, 1 + columns, fresh): what P(win-win) is integrated from."""

    at: Over
    futures: np.ndarray

    def wins(self, x: np.ndarray) -> np.ndarray:
        """Whether all margins are positive at coded levers in fresh futures, shape (policies, fresh futures)."""
        return reduce(np.logical_and, holding(self.at(x), self.futures, x))

    def probability(self, x: np.ndarray) -> np.ndarray:
        """P(win-win), shape (policies,), at coded levers, a batch at a time."""
        return in_batches(lambda part: self.wins(part).mean(axis=1), x)

    def failing(self, x: np.ndarray) -> np.ndarray:
        """Probability that each margin fails, shape (policies, margins), at coded levers."""

        def fails(part: np.ndarray) -> np.ndarray:
            return np.stack([1.0 - holds.mean(axis=1) for holds in holding(self.at(part), self.futures, part)], axis=1)

        return in_batches(fails, x)


@dataclass(frozen=True)
class Replicates:
    """Replicates of the model: resampled futures, resampled errors of the surfaces.

    Attributes
    ----------
    at : callable
        Coded levers to margins, shape (policies, replicates, margins).
    futures : ndarray, shape (replicates, margins, 1 + columns, fresh)
        Fresh futures of each replicate.
    seen : ndarray, shape (replicates, futures)
        The futures at hand, by number, that each follows.
    """

    at: Over
    futures: np.ndarray
    seen: np.ndarray

    def probabilities(self, x: np.ndarray) -> np.ndarray:
        """P(win-win), shape (policies, replicates), at coded levers, a batch at a time."""

        def chances(part: np.ndarray) -> np.ndarray:
            mean = self.at(part)
            wins = (reduce(np.logical_and, holding(mean[:, k], own, part)) for k, own in enumerate(self.futures))
            return np.stack([w.mean(axis=1) for w in wins], axis=1)

        return in_batches(chances, x)
