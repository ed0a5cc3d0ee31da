"""Levers as a model sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Coding:
    """Levers as a model sees them: ranges to -1..1, each value of an unordered lever as a column of its own."""

    low: np.ndarray
    high: np.ndarray
    unordered: tuple[int, ...] = ()

    def __call__(self, levers: np.ndarray) -> np.ndarray:
        """Coded levers, shape (policies, columns), of lever values, shape (policies, levers)."""
        levers = np.atleast_2d(np.asarray(levers, dtype=float))
        columns = []
        for k in range(levers.shape[1]):
            if k in self.unordered and self.high[k] - self.low[k] > 1.0:
                values = np.arange(self.low[k], self.high[k] + 1.0)
                columns.append(2.0 * (np.round(levers[:, [k]]) == values) - 1.0)
            else:
                columns.append(2.0 * (levers[:, [k]] - self.low[k]) / (self.high[k] - self.low[k]) - 1.0)
        return np.concatenate(columns, axis=1)
