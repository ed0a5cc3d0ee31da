"""Totals from the level, differences from the model: its draws are multiplied month by month to the level."""

from __future__ import annotations

import numpy as np

from .level import Level


def walks(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Random walks whose every month has a spread of about 1 and a middle of 0, shape (draws, months)."""
    walk = np.cumsum(rng.normal(size=shape), axis=1) / np.sqrt(np.arange(1, shape[1] + 1))
    return np.asarray(walk - np.median(walk, axis=0))


def factors(draws: np.ndarray, level: Level, walk: np.ndarray) -> np.ndarray:
    """By what each draw's months are multiplied, so that their middle and their spread are the level's.

    Parameters
    ----------
    draws : ndarray, shape (draws, months)
        The model's total.
    level : Level
    walk : ndarray, shape (draws, months)
        What each draw is off besides, see :func:`walks`: the same for totals that go up and down together.

    Returns
    -------
    ndarray, shape (draws, months)
    """
    logs = np.log(np.maximum(draws, 1e-9))
    away, own = logs - np.median(logs, axis=0), logs.std(axis=0)
    kept = np.minimum(1.0, level.spread / np.maximum(own, 1e-9))
    spread = away * kept + np.sqrt(np.maximum(level.spread**2 - (own * kept) ** 2, 0.0)) * walk
    return level.middle * np.exp(spread - np.median(spread, axis=0)) / np.maximum(draws, 1e-9)
