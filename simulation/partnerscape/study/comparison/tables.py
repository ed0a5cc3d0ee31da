"""The tables of a comparison: differences, groups, scores, cash, gains in money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from partnerscape.engine import Run
from partnerscape.metrics import METRICS
from partnerscape.metrics.gains import Measured, is_win_win
from partnerscape.metrics.ledger import Ledger
from partnerscape.scenario import Policy, Scenario

from ..analyses.money import Money, SingleLever, best_of, money_of
from ..analyses.watch import ToWatch, Wider, to_watch
from ..runs.tables import FIRST_MONTH, book_line
from ..statistics.intervals import mean_interval, possible, share_interval

Played = TypeVar("Played")


CANDIDATE = "the candidate"
SCORES = {  # the benefits matrix: (vendor's metrics, partners' metrics), each with its sign
    "sales": ((("revenue", 1), ("market_share", 1)), (("income_median", 1), ("volatility", -1))),
    "customers": ((("customers", 1),), (("access", 1),)),
    "standing": ((("brand", 1),), (("reputation", 1),)),
    "economy": ((("channel_cost_ratio", -1),), (("support_quality", 1), ("training_received", 1))),
    "exchange": ((("feedback", 1),), (("influence", 1),)),
}
SCORE_NAMES = {
    "sales": ("sales and market share", "income and its stability"),
    "customers": ("customer base", "access to customers and segments"),
    "standing": ("brand", "reputation"),
    "economy": ("economy of the channel", "support and training received"),
    "exchange": ("feedback gathered", "influence had"),
}
OTHERS = {  # columns of a future: party, what it is, unit
    "newcomer_gain": ("newcomers", "surplus per head", "currency per newcomer and month"),
    "newcomer_gain_relative": ("newcomers", "relative surplus", "share"),
    "newcomer_number_gain": ("newcomers", "number", "share"),
    "customer_gain_relative": ("customers", "surplus", "share"),
}
MONTHS_A_YEAR = 12
NO_ENDS = (-np.inf, np.inf)


def gains_in_money(scenario: Scenario, futures: pd.DataFrame, alone: list[pd.DataFrame], levers: dict[str, Any]) -> Money:
    """Gains per year, against today and against the best of the candidate's levers alone, in the same futures."""
    if not alone:
        return money_of(scenario, CANDIDATE, futures)
    wins = [[is_win_win(row) for row in runs.to_dict("records")] for runs in alone]
    vendor = np.array([runs["vendor_gain"].mean() for runs in alone])
    best = best_of(np.mean(wins, axis=1), vendor, scenario.goals.required_probability)
    lever, hits = list(levers)[best], sum(wins[best])
    single = SingleLever(lever, levers[lever], share_interval(hits, len(futures)), len(alone))
    return money_of(scenario, CANDIDATE, futures, alone[best], single)


def _values(pairs: list[tuple[Measured, Measured]], metric: str) -> np.ndarray:
    """Current and candidate, shape (futures, 2)."""
    return np.array([[before.metrics[metric], after.metrics[metric]] for before, after in pairs])


def differences(pairs: list[tuple[Measured, Measured]]) -> pd.DataFrame:
    """Means of every metric under both policies, and their difference with an interval."""
    rows = []
    for metric in METRICS.values():
        values = _values(pairs, metric.name)
        mean, low, high = mean_interval(values[:, 1] - values[:, 0], possible(metric.unit, difference=True))
        rows.append(
            {
                "metric": metric.name,
                "unit": metric.unit,
                "better": metric.better,
                "current": values[:, 0].mean(),
                "candidate": values[:, 1].mean(),
                "difference": mean,
                "low": low,
                "high": high,
            }
        )
    return pd.DataFrame(rows)


def gains_by_group(futures: pd.DataFrame) -> pd.DataFrame:
    """Gains of incumbents by segment and size quintile, and the share who are not worse off."""
    rows = []
    for column in [c for c in futures.columns if c.startswith("partner_gain.")]:
        group = column.removeprefix("partner_gain.")
        mean, low, high = mean_interval(futures[column].dropna().to_numpy())
        rows.append(
            {
                "group": group,
                "gain": mean,
                "gain_low": low,
                "gain_high": high,
                "relative": futures[f"partner_gain_relative.{group}"].mean(),
                "not_worse": futures[f"not_worse.{group}"].mean(),
                "loss": futures[f"loss.{group}"].mean(),
            }
        )
    return pd.DataFrame(rows)


def others(futures: pd.DataFrame) -> pd.DataFrame:
    """Gains of those who are no incumbents, over the futures in which there are any."""
    rows = [
        (*names, *mean_interval(values, (-1.0, np.inf) if column == "newcomer_number_gain" else NO_ENDS))
        for column, names in OTHERS.items()
        if column in futures and (values := futures[column].dropna().to_numpy()).size
    ]
    return pd.DataFrame(rows, columns=["party", "measure", "unit", "value", "low", "high"])


def scores(pairs: list[tuple[Measured, Measured]]) -> pd.DataFrame:
    """Ten scores: the mean change of each score's metrics in percent of today (in points where today is 0)."""
    rows = []
    for key, sides in SCORES.items():
        for side, parts, sides_named in zip(("vendor", "partners"), sides, SCORE_NAMES[key], strict=True):
            changes = np.zeros(len(pairs))
            for metric, sign in parts:
                values = _values(pairs, metric)
                today = np.abs(values[:, 0])
                changes += sign * (values[:, 1] - values[:, 0]) / np.where(today > 1e-9, today, 1.0) / len(parts)
            mean, low, high = mean_interval(100.0 * changes)
            rows.append({"side": side, "score": sides_named, "change": mean, "low": low, "high": high})
    return pd.DataFrame(rows)


def cash(runs: list[tuple[Run, Run]]) -> pd.DataFrame:
    """The vendor's profit by month under both policies, and the difference with an interval."""
    before = np.array([Ledger(a).profit for a, _ in runs])
    after = np.array([Ledger(b).profit for _, b in runs])
    intervals = [mean_interval(column) for column in (after - before).T]
    return pd.DataFrame(
        {
            "month": np.arange(before.shape[1]) + FIRST_MONTH,
            "current": before.mean(axis=0),
            "candidate": after.mean(axis=0),
            "difference": [i[0] for i in intervals],
            "low": [i[1] for i in intervals],
            "high": [i[2] for i in intervals],
        }
    )


def watch(pairs: list[tuple[Measured, Measured]], policy: Policy, wider: Wider | None) -> ToWatch:
    """What to watch, from the books of both policies in all futures."""
    ledgers = [[Ledger(pair[side].run) for pair in pairs] for side in (0, 1)]

    def lines(side: int) -> Callable[[str], np.ndarray]:
        return lambda column: np.array([book_line(ledger, column) for ledger in ledgers[side]], dtype=float)

    return to_watch(lines(0), lines(1), policy.notice_months, wider)


YEARLY = ("profit", "pay", "revenue")  # lines of the books that are summed by year


def yearly_lines(run: Run) -> dict[str, np.ndarray]:
    """The vendor's profit, what partners are paid and their revenue, by month."""
    ledger = Ledger(run)
    return {"profit": ledger.profit, "pay": ledger.pay, "revenue": ledger.total("revenue")}


def years(pairs: list[tuple[dict[str, np.ndarray], dict[str, np.ndarray]]]) -> pd.DataFrame:
    """Sums by year after the rollout under both policies, and their difference with an interval.

    year (from 1), months (of the last one fewer than 12 if the horizon ends within it), line (of ``YEARLY``), today, then,
    difference, low, high (95 %).
    """
    horizon = len(pairs[0][0]["profit"])
    rows = []
    for line in YEARLY:
        today, then = (np.array([pair[side][line] for pair in pairs]) for side in (0, 1))
        for year, start in enumerate(range(0, horizon, MONTHS_A_YEAR), 1):
            window = slice(start, start + MONTHS_A_YEAR)
            before, after = today[:, window].sum(axis=1), then[:, window].sum(axis=1)
            months = min(MONTHS_A_YEAR, horizon - start)
            rows.append((year, months, line, before.mean(), after.mean(), *mean_interval(after - before)))
    return pd.DataFrame(rows, columns=["year", "months", "line", "today", "then", "difference", "low", "high"])


def luck_saved(pairs: list[tuple[Measured, Measured]]) -> dict[str, float]:
    """How many times more futures independent seeds would need for intervals as narrow."""
    out = {}
    for metric in ("npv", "certainty_equivalent", "quality"):
        values = _values(pairs, metric)
        own = (values[:, 1] - values[:, 0]).var(ddof=1) if len(values) > 1 else 0.0
        out[metric] = float(values.var(axis=0, ddof=1).sum() / own) if own > 0.0 else float("inf")
    return out
