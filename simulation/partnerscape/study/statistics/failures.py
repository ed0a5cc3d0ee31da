"""Runs that failed: refused, with the region of the inputs where they lie."""

from __future__ import annotations

import numpy as np
import pandas as pd

from partnerscape.scenario import InputError

from .thresholds import LEAST_RUNS, NO_SPLIT, Split, best_split

FEW = 3  # so few failing runs are identified by their inputs


def failing_region(inputs: pd.DataFrame, fails: np.ndarray) -> tuple[Split, ...]:
    """One or two thresholds that separate most failing runs; the second within the side of the first.

    Parameters
    ----------
    inputs : DataFrame, shape (runs, inputs)
        Values of the inputs.
    fails : ndarray of bool, shape (runs,)
        Which runs failed.

    Returns
    -------
    tuple of Split
        Empty if too few fail to say where, or all do.
    """
    first = best_split(inputs, fails)
    if first == NO_SPLIT:
        return ()
    there = first.holds(inputs)
    second = best_split(inputs[there], fails[there])
    return (first,) if second in (NO_SPLIT, first) else (first, second)


def refuse_failures(inputs: pd.DataFrame, outputs: pd.DataFrame, name: str) -> None:
    """Raise if any output is NaN or infinite: estimators of indices turn one such number into zeros without a word.

    Parameters
    ----------
    inputs, outputs : DataFrame
        One row per run, both with the same index.
    name : str
        What was asked, for the message.

    Raises
    ------
    InputError
        Says which outputs, how many runs, and the region where they fail.
    """
    finite = np.isfinite(outputs.to_numpy(dtype=float))
    fails = ~finite.all(axis=1)
    if not fails.any():
        return
    bad = outputs.columns[~finite.all(axis=0)]
    region = failing_region(inputs, fails)
    found = f"NaN or infinity in {fails.sum()} of {len(fails)} runs"
    where = " and ".join(f"{s.name} {'>' if s.above else '<='} {s.value:.4g}" for s in region)
    if region:
        there = np.logical_and.reduce([split.holds(inputs) for split in region])
        found += f", {(fails & there).sum()} of them there"
    elif fails.sum() < LEAST_RUNS:
        where = "; ".join(_told(inputs.loc[row]) for row in inputs.index[fails][:FEW])
    expected = f"finite {', '.join(str(b) for b in bad[:FEW])}{' and others' if len(bad) > FEW else ''}"
    raise InputError(name, "runs", f"where {where}" if where else "", expected, found)


def _told(row: pd.Series) -> str:
    return ", ".join(f"{name} = {value:.4g}" for name, value in row.items())
