"""Who loses first: which margin fails first in and around the box, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .boxes import Box
from .results import Results
from .splits import best_split


@dataclass(frozen=True)
class Loser:
    """Who fails first, in which share of the failing runs, and the condition that tells those best."""

    who: str
    margin: str
    share: float
    when: str | None
    when_above: bool
    when_value: float
    failing_runs: int


def name_of(margin: str) -> str:
    """The party whose margin it is: ``vendor``, ``partners``, ``customers``, a segment, or a constraint's metric."""
    parts = margin.removeprefix("margin.").split(".")
    if parts[0] in ("not_worse", "loss"):
        return parts[-1]
    return {"quality": "customers"}.get(parts[0], parts[0])


def first_to_lose(results: Results, box: Box | None) -> Loser | None:
    """In runs inside the box (or everywhere, without one) that fail: the margin that falls furthest below 0.

    Margins are compared in units of their spread over all runs. ``when`` is the uncertainty or lever whose
    single threshold best separates the runs in which that party fails from those in which it does not.
    """
    runs = results.candidates
    policies = results.design.policies
    if box is not None:
        numbers = np.flatnonzero(box.holds(policies))
        runs = runs[runs["policy"].isin(numbers)]
    if runs.empty:
        return None
    spread = results.candidates[results.margins].std() + 1e-12
    scaled = runs[results.margins] / spread
    failing = scaled.min(axis=1) <= 0.0
    worst = scaled.idxmin(axis=1)
    who = worst.map(name_of)
    pool = who[failing] if failing.any() else who
    counts = pool.value_counts()
    name = str(counts.index[0])
    margin = str(worst[pool.index][pool == name].value_counts().index[0])
    mine = [m for m in results.margins if name_of(m) == name]
    fails = (runs[mine] <= 0.0).any(axis=1).to_numpy()
    inputs = pd.concat(
        [
            policies.iloc[runs["policy"].to_numpy()].reset_index(drop=True)[results.levers],
            results.design.futures.iloc[runs["future"].to_numpy()].reset_index(drop=True)[results.uncertainties],
        ],
        axis=1,
    )
    when, above, value = best_split(inputs, fails)
    return Loser(name, margin, float(counts.iloc[0] / counts.sum()), when, above, value, int(failing.sum()))
