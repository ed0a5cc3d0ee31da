"""Who loses first: the party whose margins fail in most of the failing runs, and when. One answer, told everywhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .boxes import Box
from .parties import by_party, name_of
from .results import Results
from .splits import NO_SPLIT, Split, best_split

CLEAR = 0.25  # a condition holds so much more often where the party fails than where it does not, in every half of the runs


@dataclass(frozen=True)
class Loser:
    """Who loses first.

    Attributes
    ----------
    who, margin : str
        The party, and of its margins the one that fails most often.
    share : float
        Share of the failing runs in which one of its margins fails.
    when, when_above, when_value : str or None, bool, float
        The condition under which it fails, if one separates clearly, see :func:`condition_of`.
    failing_runs : int
        Failing runs that were looked at: inside the rule, or all without one. With none, ``who`` is nearest to failing.
    shares : dict of str to float
        The same share of every party that fails, the largest first. A run may fail several.
    """

    who: str
    margin: str
    share: float
    when: str | None
    when_above: bool
    when_value: float
    failing_runs: int
    shares: dict[str, float] = field(default_factory=dict)


def first_to_lose(results: Results, box: Box | None, deciding: Collection[str] | None = None) -> Loser | None:
    """The party whose margins fail in the largest share of the failing runs inside the box, or of all without one.

    Parameters
    ----------
    results : Results
        Of a study.
    box : Box or None
        The rule.
    deciding : collection of str, optional
        Levers and uncertainties that a condition may name; default: all.

    Returns
    -------
    Loser or None
        None if no run lies inside the box.
    """
    runs = results.candidates
    if box is not None:
        runs = runs[runs["policy"].isin(np.flatnonzero(box.holds(results.design.policies)))]
    if runs.empty:
        return None
    fails = pd.DataFrame({who: (runs[mine] <= 0.0).any(axis=1) for who, mine in by_party(results.margins).items()})
    failing = fails.any(axis=1)
    if not failing.any():
        nearest = _nearest(results, runs)
        return Loser(name_of(nearest), nearest, 0.0, *NO_SPLIT, failing_runs=0)
    shares = fails[failing].mean().sort_values(ascending=False, kind="stable")
    who = str(shares.index[0])
    margin = str((runs[by_party(results.margins)[who]] <= 0.0).sum().idxmax())
    when = condition_of(_inputs(results, runs, deciding), fails[who].to_numpy(), _halves(runs))
    found = {str(name): float(share) for name, share in shares.items() if share > 0.0}
    return Loser(who, margin, found[who], *when, failing_runs=int(failing.sum()), shares=found)


def condition_of(inputs: pd.DataFrame, fails: np.ndarray, halves: Collection[np.ndarray]) -> Split:
    """The threshold that best separates runs that fail from the others, if it is ``CLEAR`` in each half by itself.

    A threshold found on all runs always separates them somewhat; one that does not do so in each half of the policies
    and in each half of the futures says nothing about others.

    Parameters
    ----------
    inputs : DataFrame, shape (runs, inputs)
        What a condition may name.
    fails : ndarray of bool, shape (runs,)
        Which runs fail.
    halves : collection of ndarray of bool, shape (runs,)
        Parts of the runs.
    """
    split = best_split(inputs, fails)
    if split == NO_SPLIT:
        return split
    there = split.holds(inputs)
    parts = [(there[half & fails], there[half & ~fails]) for half in halves]
    clear = all(len(bad) and len(good) and bad.mean() - good.mean() >= CLEAR for bad, good in parts)
    return split if clear else NO_SPLIT


def _nearest(results: Results, runs: pd.DataFrame) -> str:
    """The margin that is most often the smallest, in units of its spread over all runs."""
    scaled = runs[results.margins] / (results.candidates[results.margins].std() + 1e-12)
    return str(scaled.idxmin(axis=1).value_counts().index[0])


def _inputs(results: Results, runs: pd.DataFrame, deciding: Collection[str] | None) -> pd.DataFrame:
    """Levers and uncertainties of every run, one row per run."""
    policies, futures = results.design.policies, results.design.futures
    levers = policies[results.levers].iloc[runs["policy"].to_numpy()].reset_index(drop=True)
    uncertain = futures[results.uncertainties].iloc[runs["future"].to_numpy()].reset_index(drop=True)
    inputs = pd.concat([levers, uncertain], axis=1)
    return inputs if deciding is None else inputs[[name for name in inputs if name in deciding]]


def _halves(runs: pd.DataFrame) -> list[np.ndarray]:
    """Masks over the runs: a random half of the policies, the other half, a random half of the futures, the other half.

    Random, because a Sobol' point's number tells its half of a lever's range.
    """
    rng, masks = np.random.default_rng(0), []
    for key in ("policy", "future"):
        numbers, of_run = np.unique(runs[key].to_numpy(), return_inverse=True)
        half = rng.permutation(numbers.size)[of_run] % 2 == 0
        masks += [half, ~half]
    return masks
