"""A comparison as a value: tables, verdict, what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from partnerscape.engine.month import Rulebook
from partnerscape.language import phrase
from partnerscape.metrics.margin import Margin
from partnerscape.scenario import Policy, Scenario
from partnerscape.system.notebook import ShownInNotebooks

from ..analyses.hangs_on import HangsOn
from ..analyses.money import Money
from ..analyses.watch import ToWatch
from ..question.agreement import Agreement
from ..request import ComparisonRequest
from ..runs.results import margins_in
from ..runs.stamp import policy_in_words, stamp

Played = TypeVar("Played")


@dataclass(frozen=True)
class Comparison(ShownInNotebooks):
    """Paired answers over futures.

    Attributes
    ----------
    futures : DataFrame
        One row per future: seed, its uncertainties, differences, margins, win_win.
    differences : DataFrame
        metric, unit, better, current, candidate (means), difference, low, high (95 %).
    groups : DataFrame
        group (segment or size quintile), gain (currency), gain_low, gain_high, relative, not_worse, loss.
    others : DataFrame
        party (newcomers, customers), measure, unit, value, low, high: those of ``OTHERS`` that the runs report.
    followed : DataFrame
        One partner of each segment in the first future: name, partner (its id), segment, policy, month and its state.
    scores : DataFrame
        side, score, change (% of today), low, high.
    cash : DataFrame
        month, current, candidate, difference of the vendor's profit, low, high.
    years : DataFrame
        The same by year: year, months, line (profit, pay, revenue), today, then, difference, low, high.
    p_win_win : tuple of float
        Share of futures with its interval; ``verdict`` says what that means against the required share.
    luck_saved : dict
        By metric: variance of independent differences over variance of paired ones.
    by_rivals : DataFrame
        P(win-win) by what rivals do: rivals, futures, share, low, high; empty if the futures do not differ in it.
    agreement : Agreement
        How futures that agree with today were found.
    money : Money
        Gains per year, against today and against the best of its levers alone.
    hangs_on : HangsOn or None
        The assumptions set by hand that move P(win-win) most; None if it was not asked for.
    watch : ToWatch
        What the first months should show, and when to stop.
    request : ComparisonRequest
        What was asked, from which outputs make the command that repeats it.
    own : str
        The rules and classes of one's own that were played, as the stamp names them.
    """

    scenario: Scenario
    name: str
    policy: Policy
    seeds: list[int]
    as_stated: bool
    rules: Rulebook
    futures: pd.DataFrame
    differences: pd.DataFrame
    groups: pd.DataFrame
    others: pd.DataFrame
    followed: pd.DataFrame
    scores: pd.DataFrame
    cash: pd.DataFrame
    years: pd.DataFrame
    p_win_win: tuple[float, float, float]
    verdict: str
    luck_saved: dict[str, float]
    by_rivals: pd.DataFrame
    agreement: Agreement
    money: Money
    hangs_on: HangsOn | None
    watch: ToWatch
    request: ComparisonRequest
    own: str = ""

    def tables(self) -> dict[str, pd.DataFrame]:
        """Its tables by the name of their file."""
        hangs_on = {} if self.hangs_on is None else {"hangs_on": self.hangs_on.table}
        return {
            **hangs_on,
            "futures": self.futures,
            "differences": self.differences,
            "groups": self.groups,
            "others": self.others,
            "followed": self.followed,
            "scores": self.scores,
            "money": self.money.table,
            "watch": self.watch.expected,
            "cash": self.cash,
            "years": self.years,
        } | ({} if self.by_rivals.empty else {"by_rivals": self.by_rivals})

    @property
    def margins(self) -> list[Margin]:
        """The margins that must all be positive."""
        return margins_in(self.futures)

    @property
    def stamp(self) -> str:
        """Scenario, version and seeds, as every output says them."""
        candidate = policy_in_words(self.name, self.policy, self.scenario)
        both = phrase("{candidate} against {current}", candidate=candidate, current=self.scenario.current)
        return stamp(self.scenario, self.seeds, self.rules, both, self.own)
