"""Totals from the level, differences from the model: its draws are multiplied month by month to the level."""

from __future__ import annotations

import numpy as np

from .level import Level


def factors(draws: np.ndarray, level: Level, rng: np.random.Generator) -> np.ndarray:
    """By what each draw's months are multiplied, so that their middle and their spread are the level's.

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
    away, own = logs - np.median(logs, axis=0), logs.std(axis=0)
    kept = np.minimum(1.0, level.spread / np.maximum(own, 1e-9))
    walk = np.cumsum(rng.normal(size=draws.shape), axis=1) / np.sqrt(np.arange(1, draws.shape[1] + 1))
    spread = away * kept + np.sqrt(np.maximum(level.spread**2 - (own * kept) ** 2, 0.0)) * (walk - np.median(walk, axis=0))
    return level.middle * np.exp(spread - np.median(spread, axis=0)) / np.maximum(draws, 1e-9)
