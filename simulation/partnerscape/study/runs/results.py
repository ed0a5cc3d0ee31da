"""Stored runs, ready for analyses: every analysis reads this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from partnerscape.metrics.margin import Margin
from partnerscape.scenario import Scenario

from ..question.design import Design, first_policies
from ..question.question import Question, standing
from .execute import BASELINE
from .failing import NOTHING_LEFT_OUT, LeftOut
from .parties import OPTIONAL, columns_of


def margins_in(runs: pd.DataFrame) -> list[Margin]:
    """The margins that must all be positive, in the order of their columns."""
    return [Margin.read(name) for name in runs.columns if Margin.is_in(name)]


def without_gaps(runs: pd.DataFrame) -> pd.DataFrame:
    """Runs with all margins in each.

    A run in which nobody of a party takes part, such as newcomers, lacks that party's margins; they fail nobody and count as
    the largest of all runs.
    """
    lacking = {name: runs[name].max() for name in columns_of(OPTIONAL) if name in runs and runs[name].isna().any()}
    return runs.fillna(lacking) if lacking else runs


@dataclass(frozen=True)
class Results:
    """A study's question, scenario, design and table of runs (one row per future and policy).

    ``unseen``: no surrogate and no box was fitted to any of these policies. ``left``: what is not counted, as runs failed.
    """

    question: Question
    scenario: Scenario
    design: Design
    table: pd.DataFrame
    unseen: bool = False
    left: LeftOut = NOTHING_LEFT_OUT

    @cached_property
    def candidates(self) -> pd.DataFrame:
        """Runs of the policies, without the baseline."""
        return without_gaps(self.table[self.table["policy"] != BASELINE])

    @cached_property
    def baseline(self) -> pd.DataFrame:
        """Runs of the current policy, one row per future."""
        return self.table[self.table["policy"] == BASELINE].set_index("future")

    @cached_property
    def margins(self) -> list[Margin]:
        """The margins that must all be positive."""
        return margins_in(self.table)

    @cached_property
    def levers(self) -> list[str]:
        """Names of the levers that the question moves."""
        return list(self.question.levers)

    @cached_property
    def uncertainties(self) -> list[str]:
        """Names of the uncertainties that its futures sweep."""
        return [name for name in self.design.futures.columns if name != "seed"]

    @cached_property
    def held_out(self) -> np.ndarray:
        """Mask over the policies: the last ones that were spread evenly, to which no surrogate or box was fitted."""
        number = np.arange(len(self.design.policies))
        if self.unseen:
            return np.ones(number.size, dtype=bool)
        first = first_policies(self.question.design)
        even = min(first - sum(policy < first for policy in self.left.policies), number.size)
        return (number >= even - round(self.question.design.held_out * even)) & (number < even)

    @cached_property
    def wins(self) -> np.ndarray:
        """Win-win (1) or not (0), shape (policies, futures)."""
        return self.grid("win_win")

    @cached_property
    def probability(self) -> np.ndarray:
        """P(win-win): share of futures, shape (policies,)."""
        return self.wins.mean(axis=1)

    def grid(self, column: str | Margin) -> np.ndarray:
        """A column, or a margin's, as a grid, shape (policies, futures)."""
        shape = (len(self.design.policies), len(self.design.futures))
        return self.candidates.sort_values(["policy", "future"])[str(column)].to_numpy(dtype=float).reshape(shape)

    def current_levers(self) -> dict[str, float]:
        """Where the current policy stands on the question's levers; NaN where it is none of a choice's options."""
        return {key: standing(key, self.scenario, self.question) for key in self.levers}
