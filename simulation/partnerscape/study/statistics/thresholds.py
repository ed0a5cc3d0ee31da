"""The threshold on one input that best separates some runs from the others, and whether it does so by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

LEAST_RUNS = 8  # fewer runs of interest than this say nothing about "when"
CUTS = np.linspace(0.05, 0.95, 19)
CLEAR = 0.25  # a clear threshold is crossed so much more often in runs that fail than in the others
SHUFFLES, LEVEL = 400, 0.95


class Split(NamedTuple):
    """An input, on which side of it most of the runs of interest lie, and the threshold; no input: none separates."""

    name: str | None
    above: bool
    value: float

    def holds(self, inputs: pd.DataFrame) -> np.ndarray:
        """Which rows lie on the stated side, shape (rows,)."""
        value = inputs[self.name].to_numpy(dtype=float)
        return value > self.value if self.above else value <= self.value


NO_SPLIT = Split(None, True, 0.0)


def best_split(inputs: pd.DataFrame, fails: np.ndarray, least: int = LEAST_RUNS) -> Split:
    """The threshold with the largest difference of rates (Youden 1950); none if fewer than ``least`` fail, or all do.

    Examples
    --------
    >>> pay = pd.DataFrame({"commission_rate": np.linspace(0.0, 1.0, 101)})
    >>> split = best_split(pay, pay["commission_rate"].to_numpy() > 0.6)
    >>> split.name, split.above, round(split.value, 2)
    ('commission_rate', True, 0.6)
    """
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


class Grouped(NamedTuple):
    """Inputs that whole groups of runs share, such as all runs of a policy: one row per group, and the group of every run."""

    inputs: pd.DataFrame
    of_run: np.ndarray


def clear_split(kinds: Sequence[Grouped], fails: np.ndarray) -> Split:
    """The threshold with the largest difference of rates, if it is at least ``CLEAR`` and more than chance would find.

    The best of many thresholds always separates somewhat, the more so where the runs that fail belong to few policies or
    futures. Chance is what the best threshold reaches when the groups' inputs are shuffled among the groups (maximum
    statistic, Westfall & Young 1993): it counts groups, not runs, and all thresholds that were tried.

    Parameters
    ----------
    kinds : sequence of Grouped
        Levers by policy, uncertainties by future.
    fails : ndarray of bool, shape (runs,)
        The runs of interest.
    """
    if not LEAST_RUNS <= fails.sum() < len(fails):
        return NO_SPLIT
    splits = [split for kind in kinds if (split := _clear(kind, fails)) is not None]
    return max(splits, key=lambda pair: pair[0])[1] if splits else NO_SPLIT


def _clear(kind: Grouped, fails: np.ndarray) -> tuple[float, Split] | None:
    """The best threshold of one kind of inputs with its difference of rates; None if it is not clear."""
    cuts = [(name, cut) for name in kind.inputs for cut in np.unique(np.quantile(kind.inputs[name], CUTS))]
    if not cuts:
        return None
    above = np.stack([kind.inputs[name].to_numpy(dtype=float) > cut for name, cut in cuts], axis=1).astype(float)
    groups = len(above)
    rates = [np.bincount(kind.of_run[mask], minlength=groups) / mask.sum() for mask in (fails, ~fails)]
    difference = rates[0] - rates[1]
    gaps = difference @ above
    best = int(np.argmax(np.abs(gaps)))
    gap = float(np.abs(gaps[best]))
    shuffled = np.random.default_rng(0).permuted(np.tile(difference, (SHUFFLES, 1)), axis=1)
    chance = float(np.quantile(np.abs(shuffled @ above).max(axis=1), LEVEL))
    name, cut = cuts[best]
    return (gap, Split(str(name), bool(gaps[best] > 0.0), float(cut))) if gap >= CLEAR and gap > chance else None
