"""Gains in money per year, against today and against the best programme that changes one lever only.

A programme of many levers has to beat today, and also what its best lever alone would bring: otherwise the others are
there for nothing. That best single change is found on the surrogate and chosen in futures of its own; both programmes are
then simulated in the same fresh futures, so that their difference is paired.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from partnerscape.metrics.ledger import discount_factors
from partnerscape.metrics.margin import OF_VENDOR
from partnerscape.metrics.network import LEAST_RATE
from partnerscape.scenario import Scenario
from partnerscape.scenario.reading.changes import changed_levers as changed_levers

from ..question.analysis import Analysis, Runs
from ..question.constraints import kept, levers_in
from ..question.design import Design
from ..question.question import Question, is_categorical, standing, typed_lever
from ..question.streams import Stream
from ..runs.player import Player
from ..runs.results import Results
from ..statistics.intervals import mean_interval, share_interval
from ..surrogate.margins import MarginModel
from ..win_win.findings import Findings
from ..win_win.losing import Losing, who_loses
from .advice.candidates import sayable
from .how_far import values_from

Amount = TypeVar("Amount", float, np.ndarray, pd.DataFrame)
Triple = tuple[float, float, float]

CHOOSING_FUTURES, TELLING_FUTURES = 32, 64
VENDOR, PARTNERS = "vendor", "partners"  # partners: today's, all together
TODAY, SINGLE = "today", "single"  # what a gain is against
PROFIT = "profit"
SOURCES = ("margin", "pay", "costs")  # of a change of profit: on sales, before channel costs; to partners; of everything else


@dataclass(frozen=True)
class SingleLever:
    """The best programme that changes one lever only, with its P(win-win), of ``tried`` levers."""

    lever: str
    value: Any
    p_win_win: Triple
    tried: int


@dataclass(frozen=True)
class Money:
    """Gains per year.

    Attributes
    ----------
    subject : str
        What the programme is called in a sentence: ``the recommended policy``.
    table : DataFrame
        against (``today`` or ``single``: the best single lever), party (``vendor``; ``partners``: today's, all together; a
        segment: per partner), value, low, high: currency per year, 95 % over futures.
    single : SingleLever or None
        None if the programme itself changes fewer than two levers, or if today's policy is none of a choice's options.
    futures : int
        In which both were simulated.
    labels : dict
        Names of the options of choices.
    p_win_win : tuple of float
        Of the programme in these futures, with its interval.
    losing : Losing
        Who loses under the programme in these futures.
    sources : DataFrame or None
        Where the vendor's change of profit over the horizon comes from: ``margin`` on sales, ``pay``, ``costs``, and their sum,
        ``profit``; value, low, high in currency per year, each as it moves profit, 95 % over futures. None where today's own
        runs are not at hand.
    """

    scenario: Scenario
    subject: str
    table: pd.DataFrame
    single: SingleLever | None
    futures: int
    p_win_win: Triple
    losing: Losing
    labels: dict[str, list[str]] = field(default_factory=dict)
    sources: pd.DataFrame | None = None

    def rows(self, against: str) -> pd.DataFrame:
        """Value, low and high by party."""
        return self.table[self.table["against"] == against].set_index("party")[["value", "low", "high"]]


def per_year(npv_gain: Amount, scenario: Scenario) -> Amount:
    """The constant amount per year, paid monthly for ever, that has the same present value: a gain of the vendor.

    ``x = npv · 12 · d / (1 + d)``, with the monthly discount rate d, at least ``LEAST_RATE``: the NPV values the programme as
    a going concern and discounts from the rollout's own month on, so that it is a perpetuity due.
    """
    rate = max(scenario.assumptions.costs.discount_monthly, LEAST_RATE)
    return 12.0 * npv_gain * (rate / (1.0 + rate))


def per_year_of_account(gain: Amount, scenario: Scenario) -> Amount:
    """The constant amount per year, paid monthly over the horizon, that has the same present value: a gain of a partner.

    ``x = gain · 12 / Σ_(t=0)^(T-1) (1 + d)^-t``, with the horizon T: an account covers the whole horizon, after an exit with
    the outside option. What a partner may expect beyond the horizon counts as if it came within it.
    """
    rate, months = scenario.assumptions.costs.discount_monthly, scenario.time.horizon_months
    return 12.0 * gain / float(discount_factors(rate, months).sum())


def yearly_gains(runs: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Gains over today's policy per year, one row per future: vendor, partners together, per partner of each segment."""
    segments = [name for name in scenario.segment_names if f"partner_gain.{name}" in runs]
    accounts = {PARTNERS: runs["partner_gain"] * runs["incumbents"]}
    accounts |= {name: runs[f"partner_gain.{name}"] for name in segments}
    vendor = per_year(runs["vendor_gain"].rename(VENDOR).to_frame(), scenario)
    return vendor.join(per_year_of_account(pd.DataFrame(accounts), scenario))


def money_of(
    scenario: Scenario,
    subject: str,
    programme: pd.DataFrame,
    alone: pd.DataFrame | None = None,
    single: SingleLever | None = None,
) -> Money:
    """Money out of runs of the programme and, in the same futures, of the best single lever; one row per future.

    The programme's runs also hold ``win_win``, their margins and the uncertain values of their futures.
    """
    gains = yearly_gains(programme, scenario)
    against = {TODAY: gains}
    if alone is not None and single is not None:
        against[SINGLE] = gains - yearly_gains(alone, scenario)
    rows = [
        (name, party, *mean_interval(values.dropna().to_numpy()))
        for name, table in against.items()
        for party, values in table.items()
    ]
    table = pd.DataFrame(rows, columns=["against", "party", "value", "low", "high"])
    chance = share_interval(int(programme["win_win"].sum()), len(programme))
    losing = who_loses(programme, scenario.segment_names, scenario.uncertain)
    return Money(scenario, subject, table, single, len(programme), chance, losing)


def profit_by_source(runs: pd.DataFrame) -> pd.DataFrame:
    """The vendor's profit per year over the horizon, one row per run, as the sum of ``SOURCES``; pay and costs are negative."""
    channel = runs["channel_cost_ratio"] * runs["revenue"]
    costs = runs["programme_cost"]
    lines = {"margin": runs[PROFIT] + channel, "pay": costs - channel, "costs": -costs, PROFIT: runs[PROFIT]}
    return 12.0 * pd.DataFrame(lines)


def sources_of(runs: pd.DataFrame, today: pd.DataFrame) -> pd.DataFrame:
    """Where a change of profit comes from: value, low, high per source, from runs in the same futures, in the same order."""
    change = profit_by_source(runs).reset_index(drop=True) - profit_by_source(today).reset_index(drop=True)
    rows = {name: mean_interval(change[name].to_numpy()) for name in (*SOURCES, PROFIT)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high"])


def best_of(wins: np.ndarray, vendor: np.ndarray, required: float) -> int:
    """Of programmes the one with the largest gain of the vendor, among those win-win often enough, or most often if none is.

    ``wins``: P(win-win), ``vendor``: mean gain, shape (programmes,) both.
    """
    enough = wins >= min(required, float(wins.max()))
    return int(np.argmax(np.where(enough, vendor, -np.inf)))


def single_levers(question: Question, scenario: Scenario) -> pd.DataFrame:
    """Programmes that change one lever, the others as they are today, with the name of that lever as their index.

    Empty if today's policy is none of a choice's options: then there is no "as today".
    """
    today = {lever: standing(lever, scenario, question) for lever in question.levers}
    rows: list[dict[str, float]] = []
    names: list[str] = []
    for lever, start in today.items():
        values = range(len(question.choices[lever])) if is_categorical(lever) else values_from(question, lever, start)
        rows += [{**today, lever: float(value)} for value in values if value != start]
        names += [lever] * (len(rows) - len(names))
    table = sayable(pd.DataFrame(rows, dtype=float), today, question).set_axis(names).dropna()
    table = table[(table != pd.Series(today)).any(axis=1)]  # rounded back to today
    if not question.constraints:
        return table
    known = {name: standing(name, scenario) for text in question.constraints for name in levers_in(text)}
    return table[kept(question.constraints, table.reset_index(drop=True), known)]


def best_on_surrogate(table: pd.DataFrame, model: MarginModel, required: float) -> pd.DataFrame:
    """For every lever the best single change as modelled."""
    values = table.to_numpy(dtype=float)
    wins, vendor = model.probability(values), model.expected(values)[:, model.margins.index(OF_VENDOR)]
    rows = []
    for lever in dict.fromkeys(table.index):
        mine = np.flatnonzero(table.index == lever)
        rows.append(int(mine[best_of(wins[mine], vendor[mine], required)]))
    return table.iloc[rows]


def find_money(results: Results, model: MarginModel, policy: dict[str, float], subject: str, play: Player) -> Money:
    """What a policy of a study brings per year."""
    question, scenario = play.question, play.scenario
    required, programme = scenario.goals.required_probability, pd.DataFrame([policy], dtype=float)[results.levers]
    singles = single_levers(question, scenario)
    best = pd.DataFrame(columns=results.levers)
    if len(singles):
        tried = best_on_surrogate(singles[results.levers], model, required)
        futures = play.futures(CHOOSING_FUTURES, Stream.MONEY_CHOOSING)
        met = play.results("money/choosing", Design(tried.reset_index(drop=True), futures), fewer=True)
        best = tried.iloc[[best_of(met.probability, met.grid("vendor_gain").mean(axis=1), required)]]
        if (best.to_numpy() == programme.to_numpy()).all():
            best = best.iloc[:0]
    policies = pd.concat([programme, best], ignore_index=True).astype(float)
    fresh = play.results("money/telling", Design(policies, play.futures(TELLING_FUTURES, Stream.MONEY_TELLING)), fewer=True)
    runs = [fresh.candidates[fresh.candidates["policy"] == k].sort_values("future").reset_index(drop=True) for k in (0, 1)]
    drawn = fresh.design.futures.reset_index(drop=True)
    runs[0] = runs[0].join(drawn[drawn.columns.difference(runs[0].columns)])
    told = {"labels": question.labels, "sources": sources_of(runs[0], fresh.baseline.loc[runs[0]["future"]])}
    if best.empty:
        return replace(money_of(scenario, subject, runs[0]), **told)
    lever, hits = str(best.index[0]), int(fresh.wins[1].sum())
    value = typed_lever(lever, float(best[lever].iloc[0]))
    single = SingleLever(lever, value, share_interval(hits, len(runs[1])), len(tried))
    return replace(money_of(scenario, subject, runs[0], runs[1], single), **told)


def _asked(findings: Findings, player: Player) -> Money:
    return find_money(findings.results, findings.model, findings.recommended, findings.subject, player)


def _cost(question: Question, scenario: Scenario) -> Runs:
    singles = single_levers(question, scenario).index.nunique()
    choosing = singles * CHOOSING_FUTURES
    parts = 2 if singles else 1
    return Runs(choosing + TELLING_FUTURES, choosing + (1 + (singles > 0)) * TELLING_FUTURES, parts, parts)


ANALYSIS = Analysis(
    name="money",
    asks="What does the recommended policy bring per year, against today and against the best single lever?",
    run=_asked,
    cost=_cost,
    after=("advice",),
)
