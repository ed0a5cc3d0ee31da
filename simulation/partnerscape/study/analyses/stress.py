"""Policies under shocks: what remains of win-win when the best leave, a rival pays more, demand falls.

Candidate and current policy face the same shock in the same futures, so that a difference is the policy's; a
shock is compared with no shock in the same futures, so that a change is the shock's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.metrics import METRICS
from partnerscape.scenario import InputError, Scenario, declared
from partnerscape.scenario.parts import Event

from ..question.analysis import Analysis, Runs
from ..question.design import Design
from ..question.question import Question, standing, unknown_lever
from ..question.streams import Stream
from ..runs.player import Player
from ..runs.results import Results
from ..statistics.intervals import Interval, mean_interval, paired_share_interval, possible, share_interval
from ..win_win.findings import Findings

Shock = tuple[Event, ...]

MOST_ADVISED = 3  # programmes of an advice
MONTH = 1  # after the rollout
NO_SHOCK, TODAY = "no_shock", "today"
SHOCKS: dict[str, Shock] = {
    "best_leave": (Event(kind="best_leave", month=MONTH, size=5),),
    "rival_raises_pay": (Event(kind="rival_raises_pay", month=MONTH, size=0.25),),
    "demand_falls": (Event(kind="demand_shock", month=MONTH, size=-0.3),),
}
GAINS = ("vendor_gain", "partner_gain", "newcomer_gain", "customer_gain_relative", "quality_gain")  # those that runs report
LEVELS = ("npv", "certainty_equivalent", "quality")  # of today's policy, which gains nothing over itself


@dataclass(frozen=True)
class Stress:
    """What shocks do to policies.

    Attributes
    ----------
    policies : DataFrame
        Lever values, one row per policy, by its name.
    table : DataFrame
        shock, policy, metric (``win_win`` and gains over today's policy under the same shock; for the policy
        ``today`` levels), value, low, high, and the change against no shock: change, change_low, change_high
        (95 %, over the same futures).
    """

    scenario: Scenario
    policies: pd.DataFrame
    shocks: dict[str, Shock]
    seeds: list[int]
    table: pd.DataFrame

    @property
    def gains(self) -> list[str]:
        """Those of ``GAINS`` that the runs report."""
        return [name for name in GAINS if name in set(self.table["metric"])]

    def cell(self, shock: str, policy: str, metric: str) -> pd.Series:
        """One row of the table."""
        rows = self.table[(self.table["shock"] == shock) & (self.table["policy"] == policy) & (self.table["metric"] == metric)]
        return rows.iloc[0]


def named_policies(policies: Mapping[str, Mapping[str, float]], question: Question, scenario: Scenario) -> pd.DataFrame:
    """Policies by name as rows of a design; a lever that only others state is as it is today."""
    names = list(dict.fromkeys(lever for levers in policies.values() for lever in levers))
    for lever in names:
        if lever not in question.choices and declared(lever) is None:
            raise InputError(question.name, "policies", lever, unknown_lever(lever), lever)
    today = {lever: standing(lever, scenario, question) for lever in names}
    table = pd.DataFrame([{**today, **levers} for levers in policies.values()], index=list(policies), columns=names, dtype=float)
    missing = table.isna().to_numpy()
    if missing.any():
        row, column = np.argwhere(missing)[0]
        raise InputError(question.name, f"policies.{table.index[row]}", names[column], "one of its options", "none")
    return table


def stress(
    policies: Mapping[str, Mapping[str, float]], play: Player, futures: int = 32, shocks: Mapping[str, Shock] | None = None
) -> Stress:
    """Play policies and today's under each shock and under none, in futures that no study of this question has met.

    Parameters
    ----------
    policies : mapping
        Name to lever values; a lever not named stays as it is today. ``today`` is always there.
    shocks : mapping, optional
        Name to events, which come on top of the scenario's own; default: ``SHOCKS``.
    futures : int
        How many; there are policies x (shocks + 1) x futures candidate runs.

    Raises
    ------
    InputError
        For levers that the scenario cannot have.
    """
    question, scenario, chosen = play.question, play.scenario, dict(SHOCKS if shocks is None else shocks)
    table = named_policies(policies, question, scenario)
    design = Design(table.reset_index(drop=True), play.futures(futures, Stream.STRESS))
    answers = {}
    for name, events in {NO_SHOCK: (), **chosen}.items():
        shocked = scenario.changed(events=[e.model_dump() for e in (*scenario.events, *events)])
        answers[name] = play.results(f"stress/{name}", design, shocked)
    rows = [
        {"shock": shock, **row}
        for shock, results in answers.items()
        for row in _rows(results, answers[NO_SHOCK], list(table.index))
    ]
    seeds = [int(seed) for seed in design.futures["seed"]]
    return Stress(scenario, table, chosen, seeds, pd.DataFrame(rows))


def cost(policies: int, shocks: int = len(SHOCKS), futures: int = 32) -> int:
    """Candidate runs that :func:`stress` plays."""
    return policies * (shocks + 1) * futures


def _rows(shocked: Results, calm: Results, names: list[str]) -> list[dict[str, object]]:
    rows = []
    for number, policy in enumerate(names):
        wins, before = shocked.wins[number] > 0.0, calm.wins[number] > 0.0
        interval = (*share_interval(int(wins.sum()), wins.size), *paired_share_interval(before, wins))
        rows.append(_row(policy, "win_win", interval))
        gains = [name for name in GAINS if name in shocked.candidates and name in calm.candidates]
        rows += [_row(policy, m, _paired_means(shocked.grid(m)[number], calm.grid(m)[number], *ends_of(m))) for m in gains]
    for metric in LEVELS:
        rows.append(
            _row(
                TODAY,
                metric,
                _paired_means(shocked.baseline[metric].to_numpy(), calm.baseline[metric].to_numpy(), *ends_of(metric)),
            )
        )
    return rows


def ends_of(metric: str) -> tuple[Interval, Interval]:
    """Between which ends a level or a gain can lie, and the change of it."""
    unit = METRICS[metric].unit if metric in METRICS else "0-1" if metric == "quality_gain" else "currency"
    low, high = possible(unit, difference=metric not in METRICS)
    return (low, high), (low - high, high - low)


def _paired_means(after: np.ndarray, before: np.ndarray, within: Interval, change: Interval) -> tuple[float, ...]:
    """Over the futures in which there is such a party; NaN without any."""
    there = np.isfinite(after) & np.isfinite(before)
    if not there.any():
        return (np.nan,) * 6
    return (*mean_interval(after[there], within), *mean_interval((after - before)[there], change))


def _row(policy: str, metric: str, numbers: tuple[float, ...]) -> dict[str, object]:
    columns = ("value", "low", "high", "change", "change_low", "change_high")
    return {"policy": policy, "metric": metric, **dict(zip(columns, numbers, strict=True))}


def _asked(findings: Findings, player: Player) -> Stress:
    """Of the programmes that are advised, if the question asks for advice too; else of the recommended policy."""
    advice = findings.answers.get("advice")
    named = {kind: programme.levers for kind, programme in advice.programmes.items()} if advice is not None else {}
    return stress(named or {"recommended": findings.recommended}, player)


def _cost(question: Question, scenario: Scenario) -> Runs:
    programmes = MOST_ADVISED if "advice" in question.analyses else 1
    return Runs(cost(1), cost(programmes), 1 + len(SHOCKS), 1)


ANALYSIS = Analysis(
    name="stress",
    asks="What remains when the best partners leave, rivals raise pay or demand falls?",
    run=_asked,
    cost=_cost,
    after=("advice",),
)
