"""The one threshold on one input that best tells some runs from the others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

LEAST_RUNS = 8  # fewer runs of interest than this say nothing about "when"
CUTS = np.linspace(0.05, 0.95, 19)


class Split(NamedTuple):
    """An input, on which side of it most of the runs of interest lie, and the threshold; no input: none separates."""

    name: str | None
    above: bool
    value: float

    def holds(self, inputs: pd.DataFrame) -> np.ndarray:
        """Which rows lie on the side told, shape (rows,)."""
        value = inputs[self.name].to_numpy(dtype=float)
        return value > self.value if self.above else value <= self.value


NO_SPLIT = Split(None, True, 0.0)


def best_split(inputs: pd.DataFrame, fails: np.ndarray, least: int = LEAST_RUNS) -> Split:
    """The threshold with the largest difference of rates (Youden 1950); none if fewer than ``least`` fail, or all do."""
    if not least <= fails.sum() < len(fails):
        return NO_SPLIT
    best, widest = NO_SPLIT, 0.0
    for name in inputs.columns:
        value = inputs[name].to_numpy(dtype=float)
        for cut in np.unique(np.quantile(value, CUTS)):
            gap = (value[fails] > cut).mean() - (value[~fails] > cut).mean()
            if abs(gap) > widest:
                best, widest = Split(str(name), bool(gap > 0), float(cut)), abs(gap)
    return best
