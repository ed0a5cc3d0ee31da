"""From guesses to a posterior: the nearest runs, moved to where the data are (Beaumont, Zhang & Balding 2002).

The regression is local and linear in the guesses, on a scale without ends, so that no draw leaves its range (Blum &
François 2010); residuals of one run stay together, so that draws keep their correlations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .pool import Pool
from .prior import Prior
from .regression import Guesses

NEAREST, LEAST_NEAREST = 0.2, 500
RIDGE = 1e-3
LEARNT_FROM = 0.02  # share of variance that a guess must explain, or the assumption stays at its prior
DRAWS = 1000


@dataclass(frozen=True)
class Posterior:
    """Draws that belong together.

    Attributes
    ----------
    prior : Prior
        That of the last wave.
    draws : ndarray, shape (draws, names)
    learnt : ndarray of bool, shape (names,)
        False: the data say nothing of it, and it stays at its prior.
    """

    prior: Prior
    draws: np.ndarray
    learnt: np.ndarray

    def interval(self, share: float) -> tuple[np.ndarray, np.ndarray]:
        """The middle ``share`` of each assumption's draws: low and high, shape (names,)."""
        low, high = np.quantile(self.draws, [(1.0 - share) / 2.0, (1.0 + share) / 2.0], axis=0)
        return low, high

    @property
    def median(self) -> np.ndarray:
        """Of each assumption, a value that was drawn where it is whole; shape (names,)."""
        return np.quantile(self.draws, 0.5, axis=0, method="nearest")


def posterior(pool: Pool, guesses: Guesses, seen: np.ndarray, seed: int = 0, draws: int = DRAWS) -> Posterior:
    """Draws given what the data show.

    Parameters
    ----------
    pool : Pool
    guesses : Guesses
        Of this pool.
    seen : ndarray, shape (statistics,)
        The data's, in the pool's order.
    """
    learnt = (guesses.explained >= LEARNT_FROM) & ~pool.prior.whole
    rng = np.random.default_rng(seed)
    points = pool.points[rng.integers(0, len(pool.points), draws)]  # what stays at its prior
    if learnt.any():
        at = guesses.of(seen)[0][learnt]
        rows, weights, away = _nearest(guesses.of_pool[:, learnt], at)
        moved = _moved(pool.prior.logit(pool.points)[rows][:, learnt], away, weights)
        chosen = rng.choice(len(rows), draws, p=weights / weights.sum())
        points[:, learnt] = _inverse(pool.prior, learnt, moved[chosen])
    return Posterior(pool.prior, points, learnt)


def _nearest(guesses: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of the nearest runs, their weights (Epanechnikov 1969), and how far their guesses are off."""
    away = guesses - at
    distance = np.sqrt((away**2).sum(axis=1))
    count = min(len(distance) - 1, max(LEAST_NEAREST, round(NEAREST * len(distance))))
    rows = np.argsort(distance, kind="stable")[:count]
    width = np.sort(distance)[count]
    return rows, 1.0 - (distance[rows] / width) ** 2, away[rows]


def _moved(scaled: np.ndarray, away: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Local linear regression: each run's values less what its guesses are off."""
    design = np.column_stack([np.ones(len(away)), away])
    weighted = design * weights[:, None]
    penalty = RIDGE * weights.sum() * np.diag([0.0, *np.ones(away.shape[1])])
    slopes = np.linalg.solve(design.T @ weighted + penalty, weighted.T @ scaled)
    return scaled - away @ slopes[1:]


def _inverse(prior: Prior, learnt: np.ndarray, scaled: np.ndarray) -> np.ndarray:
    names = tuple(name for name, learnt_at in zip(prior.names, learnt, strict=True) if learnt_at)
    return Prior(names, prior.low[learnt], prior.high[learnt]).inverse(scaled)
