"""The level of a total: what its own history says and what the model says, with equal weights.

Of its history there are two forecasts: exponential smoothing knows the total's own path, the chain ladder how cohorts grow
and shrink with age. They see the same months and err together; the model knows who the partners are. Combined forecasts err
less than most of those that they are made of, as their errors are not the same (Bates & Granger 1969), and equal weights
are hard to beat (Clemen 1989): a short history cannot tell better ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .totals import chain_ladder, damped_trend

EARLIEST = 4  # months from which earlier errors are taken
DRAWS = 60  # of which a middle is taken
REVENUE, COUNT = 0.15, 0.075  # errors of ln one month ahead that are expected before any is seen
OF_A_MONTH = 3.0  # variance that every month has of its own, relative to what the level gathers per month ahead
WEIGHT = 4.0  # how many seen ones they weigh
RECENT = 2.0  # an error made when half as many months were known says this power of two less


@dataclass(frozen=True)
class Level:
    """A total per month ahead: its middle, and the spread of its logarithm; both of shape (months,)."""

    middle: np.ndarray
    spread: np.ndarray


def cohorts_of(amounts: np.ndarray) -> np.ndarray:
    """Totals by the month in which partners first sold, shape (months, months); amounts of shape (partners, months)."""
    first = (amounts > 0.0).argmax(axis=1)
    return np.array([amounts[first == k].sum(axis=0) for k in range(amounts.shape[1])])


def level_of(amounts: np.ndarray, model: np.ndarray, rng: np.random.Generator, believed: float = REVENUE) -> Level:
    """Where a total goes, and how far such forecasts were off at earlier months of the same history.

    Parameters
    ----------
    amounts : ndarray, shape (partners, months)
        What adds up to the total: revenue, or 1 where a partner sells.
    model : ndarray, shape (draws, months ahead)
        The model's total.
    rng : Generator
    believed : float
        Error of ln one month ahead before any was seen.

    Returns
    -------
    Level
        The spread is that of errors without the model, which was fitted at the last month only.
    """
    ahead = model.shape[1]
    both = np.mean(_simple(amounts, ahead, rng), axis=0), np.log(np.maximum(np.median(model, axis=0), 1e-9))
    variance = _first_month(amounts, ahead, rng, believed) * _grown(np.arange(ahead))
    return Level(np.exp(np.mean(both, axis=0)), np.sqrt(variance))


def _grown(later: np.ndarray) -> np.ndarray:
    """Variance of an error so many months after the first one, relative to that one's: the month's own and the level's."""
    return 1.0 + later / (OF_A_MONTH + 1.0)


def _simple(amounts: np.ndarray, ahead: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Ln of the middle of both simple forecasts, each of shape (ahead,)."""
    draws = damped_trend(amounts.sum(axis=0), ahead, DRAWS, rng), chain_ladder(cohorts_of(amounts), ahead, DRAWS, rng)
    return [np.log(np.maximum(np.median(d, axis=0), 1e-9)) for d in draws]


def _first_month(amounts: np.ndarray, ahead: int, rng: np.random.Generator, believed: float) -> float:
    """Variance of the error of ln one month ahead, by earlier forecasts at any distance, the later ones weighing more."""
    total, months = amounts.sum(axis=0), amounts.shape[1]
    squares, weights = WEIGHT * believed**2, WEIGHT
    for known in range(EARLIEST, months):
        later = total[known : known + ahead]
        middle = np.mean(_simple(amounts[:, :known], later.size, rng), axis=0)
        there, weight = later > 0.0, (known / months) ** RECENT
        errors = (middle - np.log(np.maximum(later, 1e-9)))[there]
        squares += weight * float((errors**2 / _grown(np.flatnonzero(there))).sum())
        weights += weight * int(there.sum())
    return squares / weights
