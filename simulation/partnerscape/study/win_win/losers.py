"""Who loses first: the party whose margins fail in most of the failing runs, and when. One answer, used everywhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from partnerscape.metrics.margin import Margin

from ..boxes.boxes import Box
from ..runs.parties import by_party, columns_of
from ..runs.results import Results
from ..statistics.thresholds import NO_SPLIT, Grouped, clear_split


@dataclass(frozen=True)
class Loser:
    """Who loses first.

    Attributes
    ----------
    who : str
        The party.
    margin : Margin
        Of its margins the one that fails most often.
    share : float
        Share of the failing runs in which one of its margins fails.
    when, when_above, when_value : str or None, bool, float
        The condition under which it fails, if one separates clearly, see :func:`.splits.clear_split`.
    failing_runs : int
        Failing runs considered: inside the box, or all without one. If there are none, ``who`` is nearest to failing.
    shares : dict of str to float
        The same share of every party that fails, the largest first. A run may fail several.
    """

    who: str
    margin: Margin
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
        The win-win conditions.
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
    fails = pd.DataFrame({who: (runs[columns_of(mine)] <= 0.0).any(axis=1) for who, mine in by_party(results.margins).items()})
    failing = fails.any(axis=1)
    if not failing.any():
        nearest = _nearest(results, runs)
        return Loser(nearest.party, nearest, 0.0, *NO_SPLIT, failing_runs=0)
    shares = fails[failing].mean().sort_values(ascending=False, kind="stable")
    who = str(shares.index[0])
    margin = Margin.read(str((runs[columns_of(by_party(results.margins)[who])] <= 0.0).sum().idxmax()))
    when = clear_split(_inputs(results, runs, deciding), fails[who].to_numpy())
    losers = {str(name): float(share) for name, share in shares.items() if share > 0.0}
    return Loser(who, margin, losers[who], *when, failing_runs=int(failing.sum()), shares=losers)


def _nearest(results: Results, runs: pd.DataFrame) -> Margin:
    """The margin that is most often the smallest, in units of its spread over all runs."""
    columns = columns_of(results.margins)
    scaled = runs[columns] / (results.candidates[columns].std() + 1e-12)
    return Margin.read(str(scaled.idxmin(axis=1).value_counts().index[0]))


def _inputs(results: Results, runs: pd.DataFrame, deciding: Collection[str] | None) -> list[Grouped]:
    """What a condition may name: levers, which all runs of a policy share, and uncertainties, which all of a future share."""
    tables = (("policy", results.design.policies[results.levers]), ("future", results.design.futures[results.uncertainties]))
    kinds = []
    for key, table in tables:
        numbers, of_run = np.unique(runs[key].to_numpy(), return_inverse=True)
        named = [name for name in table if deciding is None or name in deciding]
        kinds.append(Grouped(table[named].iloc[numbers], of_run))
    return kinds
