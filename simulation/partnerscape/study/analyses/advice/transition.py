"""The transition to a programme: length of notice, and how long incumbents keep their pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from partnerscape.scenario import Scenario

from ...question.design import Design
from ...question.question import Question
from ...question.streams import Stream
from ...runs.player import Player
from ...statistics.intervals import paired_share_interval

NOTICE, KEPT = "notice_months", "grandfather_months"
NOTICES, KEEPS = (0, 1, 3, 6), (0, 6, 12)


@dataclass(frozen=True)
class Transition:
    """The best introduction tried, and what all of them came to.

    ``table``: notice_months, grandfather_months, p (share of futures win-win), vendor_gain and partner_gain (means,
    currency), one row an introduction, the quickest first. ``over_at_once``: P of the best less that of the quickest, with its
    interval, in the futures that chose it.
    """

    notice_months: int
    grandfather_months: int
    table: pd.DataFrame
    over_at_once: tuple[float, float, float]
    futures: int


def introductions(question: Question, scenario: Scenario) -> pd.DataFrame:
    """What is tried: all of the grid that leaves half of the horizon to the new terms; what the question moves itself stays."""
    room = scenario.time.horizon_months / 2
    grid = [(n, k) for n, k in product(NOTICES, KEEPS) if n + k <= room]
    table = pd.DataFrame(grid, columns=[NOTICE, KEPT], dtype=float)
    return (
        table.drop(columns=[name for name in (NOTICE, KEPT) if name in question.levers]).drop_duplicates().reset_index(drop=True)
    )


def introduced(policies: pd.DataFrame, ways: pd.DataFrame) -> pd.DataFrame:
    """Every policy with every introduction, the introductions of a policy one after the other."""
    many = policies.loc[policies.index.repeat(len(ways))].reset_index(drop=True)
    repeated = pd.concat([ways] * len(policies), ignore_index=True)
    return many.assign(**{name: repeated[name] for name in ways.columns})


def choose(wins: np.ndarray, prefer: np.ndarray) -> int:
    """The introduction with the most futures win-win, of equals that with the largest ``prefer``, then the first.

    ``wins`` has shape (introductions, futures), ``prefer`` (introductions,).
    """
    return int(np.lexsort((-prefer, -wins.sum(axis=1)))[0])


def choose_transitions(policies: pd.DataFrame, fair: Sequence[bool], play: Player, futures: int = 32) -> list[Transition]:
    """The introduction of each policy that is most often win-win, in futures of their own.

    Of equally good ones that with the largest mean gain of the vendor, or where ``fair`` the largest product of gains.
    """
    question, scenario = play.question, play.scenario
    ways = introductions(question, scenario)
    if not len(ways.columns):
        return [Transition(int(p[NOTICE]), int(p[KEPT]), ways, (0.0, 0.0, 0.0), 0) for _, p in policies.iterrows()]
    design = Design(introduced(policies, ways), play.futures(futures, Stream.ADVICE_TRANSITION))
    played = play.results("advice/introductions", design)
    shape = (len(policies), len(ways), futures)
    wins = played.wins.reshape(shape)
    vendor, partners = (played.grid(gain).reshape(shape).mean(axis=2) for gain in ("vendor_gain", "partner_gain"))
    rows = design.policies.reindex(columns=[NOTICE, KEPT])
    today = scenario.current_policy
    rows = rows.fillna({NOTICE: today.notice_months, KEPT: today.grandfather_months})
    transitions = []
    for number in range(len(policies)):
        prefer = np.maximum(vendor[number], 0.0) * np.maximum(partners[number], 0.0) if fair[number] else vendor[number]
        best = choose(wins[number], prefer)
        own = rows.iloc[number * len(ways) : (number + 1) * len(ways)].astype(int).reset_index(drop=True)
        tried = own.assign(p=wins[number].mean(axis=1), vendor_gain=vendor[number], partner_gain=partners[number])
        over = paired_share_interval(wins[number, 0] > 0.0, wins[number, best] > 0.0)
        transitions.append(Transition(int(own[NOTICE].iloc[best]), int(own[KEPT].iloc[best]), tried, over, futures))
    return transitions
