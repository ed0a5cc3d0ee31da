"""Factors of a question, their values at points of the unit cube, and the runs that such points need.

Luck is a factor like the others, a choice out of a fixed list of seeds: two points that differ in anything else meet
the same luck, so that the noise of single runs never passes for influence. Points that differ in levers alone share a
future, and so its burn-in and its baseline. Uncertainties have the whole of their ranges here, also where the programme
today would not look as stated (:mod:`.history`): indices of influence need factors that are independent of each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.metrics import METRICS
from partnerscape.scenario import ASSUMPTIONS, Scenario

from ...question.design import FRESH, SEED_STEP, Design
from ...question.question import Question, Range, is_whole
from ...question.streams import Stream
from ...runs.player import Player
from ...statistics.failures import refuse_failures

LUCK, DUMMY = "luck", "dummy"
LEVERS, UNCERTAINTIES = "levers", "uncertainties"  # the groups
SEEDS = 4096  # how many kinds of luck there are
OUTPUTS = ("win_win", "vendor_gain", "partner_gain", "quality_gain", *METRICS)


@dataclass(frozen=True)
class Factors:
    """The factors of a question: its levers, its uncertainties, luck and a dummy that nothing reads."""

    question: Question
    scenario: Scenario

    @property
    def uncertainties(self) -> dict[str, Range]:
        """Uncertainties and their ranges."""
        return self.question.ranges(self.scenario)

    @property
    def names(self) -> list[str]:
        """Names of all factors."""
        return [*self.question.levers, *self.uncertainties, LUCK, DUMMY]

    @property
    def groups(self) -> dict[str, list[str]]:
        """Factors that are also exchanged together."""
        groups = {LEVERS: list(self.question.levers), UNCERTAINTIES: list(self.uncertainties)}
        return {name: members for name, members in groups.items() if members}

    def kind(self, factor: str) -> str:
        """``lever``, ``uncertainty``, ``luck`` or ``dummy``."""
        return factor if factor in (LUCK, DUMMY) else "lever" if factor in self.question.levers else "uncertainty"

    def values(self, unit: pd.DataFrame) -> pd.DataFrame:
        """Levers, ``seed`` and uncertainties at points of the unit cube; every whole number has the same share."""
        table = {}
        for name, (low, high) in self.question.levers.items():
            u = unit[name].to_numpy()
            steps = high - low + 1.0
            table[name] = low + np.minimum(np.floor(steps * u), steps - 1.0) if is_whole(name) else low + u * (high - low)
        first = (FRESH * Stream.SENSITIVITY + self.question.design.seed) * SEED_STEP
        table["seed"] = first + np.minimum(np.floor(SEEDS * unit[LUCK].to_numpy()), SEEDS - 1).astype(np.int64)
        for name, limits in self.uncertainties.items():
            table[name] = ASSUMPTIONS[name].at(unit[name].to_numpy(), limits)
        return pd.DataFrame(table, index=unit.index)


def design_of(values: pd.DataFrame) -> tuple[Design, pd.DataFrame]:
    """The fewest policies, futures and runs that hold all points.

    Returns
    -------
    Design
        Every policy, future and pair of them once.
    DataFrame
        ``future`` and ``policy`` of every point, with the points' index.
    """
    at = values.columns.get_loc("seed")
    levers, ranges = list(values.columns[:at]), list(values.columns[at:])
    policy = values.groupby(levers, sort=False).ngroup()
    future = values.groupby(ranges, sort=False).ngroup()
    keys = pd.DataFrame({"future": future, "policy": policy})
    policies = values[levers].astype(float).drop_duplicates().reset_index(drop=True)
    futures = values[ranges].drop_duplicates().reset_index(drop=True)
    listed = keys[["policy", "future"]].drop_duplicates().reset_index(drop=True)
    return Design(policies, futures, listed), keys


def run_points(factors: Factors, unit: pd.DataFrame, part: str, play: Player) -> tuple[pd.DataFrame, int]:
    """Outputs at points of the unit cube, matched to them by their key, and how many runs that took.

    Raises
    ------
    InputError
        If an output is NaN or infinite; says where such runs lie.
    """
    values = factors.values(unit)
    design, keys = design_of(values)
    table = play.table(part, design)
    columns = [name for name in OUTPUTS if name in table.columns]
    outputs = table.set_index(["future", "policy"])[columns].loc[pd.MultiIndex.from_frame(keys)].set_axis(unit.index)
    once = ~keys.duplicated().to_numpy()
    refuse_failures(values[once].drop(columns="seed"), outputs[once], factors.question.name)
    return outputs, design.runs
