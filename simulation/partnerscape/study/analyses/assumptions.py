"""Which unsourced assumptions could overturn the answer.

Every such assumption is moved to both ends of its range, and where it is a strength or a cost also to 0, alone,
with the same policies in the same futures (one-at-a-time screening of what has no source; for the uncertainties
that have one, futures sweep all at once). Which assumptions these are, the scenario says. The range is the scenario's
own, else the declared one, in proportion to the scenario's value where that lies elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.scenario import ASSUMPTIONS, Scenario

from ..boxes.boxes import Box
from ..question.analysis import Analysis, Runs
from ..question.design import Design, policies_of
from ..question.question import Question, Range
from ..question.streams import Stream
from ..runs.player import Player
from ..runs.results import Results
from ..statistics.intervals import mean_interval, possible
from ..surrogate.margins import MarginModel
from ..win_win.findings import Findings

POINTS = 1024  # policies that the panel is chosen from
CHANGE_OF_SHARE = possible("share", difference=True)
HARDLY = 0.05  # a smaller change of P(win-win) hardly matters
LOW, HIGH, ZERO = "low", "high", "without"
NOT_STRENGTHS = frozenset(  # speeds, lags, levels and limits: at 0 they are another world, not one without them
    (
        *("rival_lag", "speciality_weight", "longest_day", "correction_speed", "trailing_speed", "direct_retention"),
        *("support_speed", "content_base", "voice_fading", "income_speed", "satisfaction_speed", "coverage_rate"),
        *("conversion_base", "stay_base", "start_base", "give_up_base", "exit_base", "arrivals", "margin"),
        *("patience_hours", "tickets_per_lead", "tickets_per_customer", "hiring_lag", "insight_speed", "exit_horizon"),
    )
)


@dataclass(frozen=True)
class Panel:
    """Policies that stand for the region: ``inside`` marks those that the answer calls win-win, the others are at its edge."""

    policies: pd.DataFrame
    inside: np.ndarray


@dataclass(frozen=True)
class Without:
    """Changes in win-win when an unsourced assumption changes.

    Attributes
    ----------
    table : DataFrame
        One row an assumption and value, the assumption that moves the region furthest first: assumption, end
        (``low``, ``high``, ``without``), value, stated, swept (the futures sweep it), change of the panel's mean
        P(win-win) with low and high (95 %, over futures), flipped (share of runs with another verdict), inside
        (P of the policies inside), overturns.
    base, base_inside : float
        P(win-win) of the panel and of its policies inside, as assumed.
    """

    scenario: Scenario
    panel: Panel
    seeds: list[int]
    runs: int
    base: float
    base_inside: float
    table: pd.DataFrame

    @property
    def by_assumption(self) -> pd.DataFrame:
        """The row of each assumption that moves the region furthest, in order."""
        return self.table.loc[self.table.groupby("assumption", sort=False)["change"].apply(lambda c: c.abs().idxmax())]


def ends_of(name: str, scenario: Scenario, ranges: dict[str, Range]) -> Range:
    """The range of an assumption: as swept, else as the scenario has it."""
    return ranges.get(name) or scenario.range_of(name)


def may_be_zero(name: str) -> bool:
    """Whether 0 means a world without it."""
    return name not in NOT_STRENGTHS and ASSUMPTIONS[name].bounds[0] <= 0.0


def hand_ranges(scenario: Scenario, ranges: dict[str, Range]) -> dict[str, Range]:
    """How far unsourced assumptions may lie: their range, of strengths and costs from 0 on."""
    ends = {name: ends_of(name, scenario, ranges) for name in scenario.by_hand}
    wide = {name: (min(0.0, low) if may_be_zero(name) else low, high) for name, (low, high) in ends.items()}
    return {name: (low, high) for name, (low, high) in wide.items() if low < high}


def tried_values(scenario: Scenario, ranges: dict[str, Range]) -> pd.DataFrame:
    """Every value that is tried: assumption, end, value, stated, swept."""
    values, rows = scenario.assumptions.values(), []
    for name in scenario.by_hand:
        low, high = ends_of(name, scenario, ranges)
        ends = [(LOW, low), (HIGH, high)] + ([(ZERO, 0.0)] if may_be_zero(name) and low > 0.0 else [])
        rows += [
            {"assumption": name, "end": end, "value": value, "stated": values[name], "swept": name in ranges}
            for end, value in ends
            if value != values[name] or name in ranges
        ]
    return pd.DataFrame(rows)


def cost(question: Question, scenario: Scenario, policies: int = 12, futures: int = 8) -> int:
    """Candidate runs that :func:`without` plays; each value has burn-ins and baselines of its own besides."""
    return (1 + len(tried_values(scenario, question.ranges(scenario)))) * policies * futures


def choose_panel(results: Results, model: MarginModel, box: Box | None, recommended: dict[str, float], count: int = 12) -> Panel:
    """The recommended policy, half of the others from inside the rule, half from where the model sees the edge.

    Without a rule, inside are the policies that the model likes best.
    """
    seed = results.question.design.seed + Stream.ASSUMPTIONS
    points = policies_of(results.question, results.scenario, POINTS, seed)[results.levers]
    chance = model.probability(points.to_numpy(dtype=float))
    required = results.scenario.goals.required_probability
    first = np.argsort(-chance, kind="stable")
    if box is not None:
        within = box.holds(points)
        first = np.concatenate([np.flatnonzero(within), first[~within[first]]])
    inside = first[: (count - 1) // 2 + (count - 1) % 2]
    edge = [p for p in np.argsort(np.abs(chance - required), kind="stable") if p not in set(inside.tolist())]
    chosen = points.iloc[[*inside, *edge[: count - 1 - len(inside)]]]
    table = pd.concat([pd.DataFrame([recommended])[results.levers], chosen], ignore_index=True).astype(float)
    return Panel(table, np.arange(len(table)) <= len(inside))


def variants(futures: pd.DataFrame, tried: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The futures as assumed, then once for every value tried: shape (1 + tried) x futures, the same luck in each."""
    stated = scenario.assumptions.values()
    names = [name for name in dict.fromkeys(tried["assumption"]) if name not in futures.columns]
    base = futures.assign(**{name: stated[name] for name in names})
    moved = [base.assign(**{row.assumption: row.value}) for row in tried.itertuples()]
    return pd.concat([base, *moved], ignore_index=True)


def without(panel: Panel, play: Player, futures: int = 8) -> Without:
    """Play the panel under every value tried; what that takes is :func:`cost`."""
    question, scenario = play.question, play.scenario
    tried = tried_values(scenario, question.ranges(scenario))
    base = play.futures(futures, Stream.ASSUMPTIONS)
    design = Design(panel.policies, variants(base, tried, scenario))
    wins = play.results("without", design).wins.reshape(len(panel.policies), 1 + len(tried), futures)
    seeds = [int(seed) for seed in base["seed"]]
    required = scenario.goals.required_probability
    return Without(scenario, panel, seeds, design.runs, *judged(wins, panel.inside, tried, required))


def judged(wins: np.ndarray, inside: np.ndarray, tried: pd.DataFrame, required: float) -> tuple[float, float, pd.DataFrame]:
    """Base, base inside and the ordered table, from verdicts of shape (policies, 1 + tried, futures), as assumed first.

    A value overturns the answer if the policies inside fall below the required probability or rise to it, and
    their change has one sign for certain.
    """
    base, base_inside = wins[:, 0], float(wins[inside, 0].mean())
    rows = []
    for number in range(len(tried)):
        moved = wins[:, 1 + number]
        change, low, high = mean_interval((moved - base).mean(axis=0), CHANGE_OF_SHARE)
        _, low_inside, high_inside = mean_interval((moved - base)[inside].mean(axis=0), CHANGE_OF_SHARE)
        now = float(moved[inside].mean())
        rows.append(
            {
                "change": change,
                "low": low,
                "high": high,
                "flipped": float((moved != base).mean()),
                "inside": now,
                "overturns": (now >= required) != (base_inside >= required) and not low_inside <= 0.0 <= high_inside,
            }
        )
    table = tried.reset_index(drop=True).join(pd.DataFrame(rows))
    reach = table.assign(reach=table["change"].abs()).groupby("assumption")["reach"].transform("max")
    table = table.iloc[np.argsort(-reach.to_numpy(), kind="stable")].reset_index(drop=True)
    return float(base.mean()), base_inside, table


def _asked(findings: Findings, player: Player) -> Without:
    return without(choose_panel(findings.results, findings.model, findings.box, findings.recommended), player)


def _cost(question: Question, scenario: Scenario) -> Runs:
    runs = cost(question, scenario)
    return Runs(runs, runs, 1, 1)


ANALYSIS = Analysis(
    name="without",
    asks="Which unsourced assumptions could change the answer?",
    run=_asked,
    cost=_cost,
)
