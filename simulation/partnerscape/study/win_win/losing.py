"""Who loses under one policy, in how many futures, and when: by party, and partner by partner."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..runs.parties import by_party, columns_of
from ..runs.results import margins_in, without_gaps
from ..statistics.intervals import share_interval
from ..statistics.thresholds import Grouped, Split, clear_split


@dataclass(frozen=True)
class Losing:
    """Who loses under one policy.

    Attributes
    ----------
    parties : DataFrame
        party, hits (futures in which one of its margins fails), share, low, high (95 %); every party that counts, the one that
        loses most often first.
    when : dict of str to Split
        The uncertain value beyond which a party loses, where one separates clearly.
    worse_off : dict of str to float
        By segment, the mean share of today's partners who are worse off, also where their segment gains as a whole.
    futures : int
        One run in each.
    """

    parties: pd.DataFrame
    when: dict[str, Split]
    worse_off: dict[str, float]
    futures: int

    @property
    def losers(self) -> pd.DataFrame:
        """The parties that lose in some future."""
        return self.parties[self.parties["hits"] > 0]


def who_loses(runs: pd.DataFrame, segments: Collection[str], uncertain: Collection[str]) -> Losing:
    """Who loses under one policy.

    Parameters
    ----------
    runs : DataFrame
        One row per future, with its margins, the shares not worse off and its uncertain values.
    segments, uncertain : collections of str
        Names of both.
    """
    whole = without_gaps(runs)
    fails = {who: (whole[columns_of(mine)] <= 0.0).any(axis=1).to_numpy() for who, mine in by_party(margins_in(whole)).items()}
    rows = [(who, int(lost.sum()), *share_interval(int(lost.sum()), len(whole))) for who, lost in fails.items()]
    table = pd.DataFrame(rows, columns=["party", "hits", "share", "low", "high"])
    inputs = [Grouped(whole[[name for name in uncertain if name in whole]].reset_index(drop=True), np.arange(len(whole)))]
    splits = {who: clear_split(inputs, lost) for who, lost in fails.items()}
    columns = {name: f"not_worse.{name}" for name in segments}
    return Losing(
        table.sort_values("hits", ascending=False, kind="stable").reset_index(drop=True),
        {who: split for who, split in splits.items() if split.name is not None},
        {name: 1.0 - float(whole[column].mean()) for name, column in columns.items() if column in whole},
        len(whole),
    )
