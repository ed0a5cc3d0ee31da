"""Totals from a statistical forecast, differences from the model: its draws are multiplied month by month to the total."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .totals import Forecast, damped_trend

EARLIEST = 4  # months from which the method's own earlier errors are taken
DRAWS = 200
BELIEVED, WEIGHT = 0.1, 4.0  # error of a month's step that is expected before any is seen, and how many seen ones it weighs


@dataclass(frozen=True)
class Level:
    """A total per month ahead: its middle, and the spread of its logarithm; both of shape (months,)."""

    middle: np.ndarray
    spread: np.ndarray


def level_of(history: np.ndarray, ahead: int, rng: np.random.Generator, method: Forecast = damped_trend) -> Level:
    """The method's forecast, and the errors that it would have made at earlier origins, which grow with the root of time."""
    squares = [square for t in range(EARLIEST, history.size) for square in _squares(history, t, ahead, rng, method)]
    step = np.sqrt((WEIGHT * BELIEVED**2 + sum(squares)) / (WEIGHT + len(squares)))
    draws = method(history, ahead, DRAWS, rng)
    return Level(np.median(draws, axis=0), step * np.sqrt(np.arange(1, ahead + 1)))


def _squares(history: np.ndarray, t: int, ahead: int, rng: np.random.Generator, method: Forecast) -> list[float]:
    """Squared errors of ln, per month of distance."""
    later = history[t : t + ahead]
    middle = np.median(method(history[:t], later.size, DRAWS, rng), axis=0)
    errors = np.log(np.maximum(later, 1e-9) / np.maximum(middle, 1e-9))
    return [float(e * e / (k + 1)) for k, e in enumerate(errors) if later[k] > 0.0]


def factors(draws: np.ndarray, level: Level, rng: np.random.Generator) -> np.ndarray:
    """By what each draw's months are multiplied, so that their middle is the level's and their spread at least its.

    Parameters
    ----------
    draws : ndarray, shape (draws, months)
        The model's total.
    level : Level
    rng : Generator

    Returns
    -------
    ndarray, shape (draws, months)
    """
    logs = np.log(np.maximum(draws, 1e-9))
    lacking = np.sqrt(np.maximum(level.spread**2 - logs.var(axis=0), 0.0))
    walk = np.cumsum(rng.normal(size=draws.shape), axis=1) / np.sqrt(np.arange(1, draws.shape[1] + 1))
    noise = lacking * (walk - np.median(walk, axis=0))
    shifted = draws * np.exp(noise)
    return np.exp(noise) * level.middle / np.maximum(np.median(shifted, axis=0), 1e-9)
