"""A few of many policies that differ as much as can be (Gonzalez 1985)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...question.question import Range, is_categorical


def in_units(values: np.ndarray) -> np.ndarray:
    """Columns in units of their range, shape (policies, columns)."""
    return values / np.maximum(np.ptp(values, axis=0), 1e-12) if len(values) else values


def scaled_levers(policies: pd.DataFrame, ranges: dict[str, Range]) -> np.ndarray:
    """Levers in units of their ranges; two options of a choice are as far apart as the ends of a range."""
    columns = []
    for key, (low, high) in ranges.items():
        values = policies[key].to_numpy(dtype=float)
        if is_categorical(key):
            columns += [(values == code) * np.sqrt(0.5) for code in range(round(high) + 1)]
        else:
            columns.append((values - low) / (high - low))
    return np.stack(columns, axis=1)


def farthest(points: np.ndarray, most: int, first: int = 0) -> np.ndarray:
    """Numbers of up to ``most`` points, each the farthest from those before (Gonzalez 1985); never the same point twice."""
    if not len(points):
        return np.arange(0)
    chosen = [first]
    distance = np.linalg.norm(points - points[first], axis=1)
    while len(chosen) < most and distance.max() > 0.0:
        chosen.append(int(np.argmax(distance)))
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return np.array(chosen)
