"""Early numbers: what a company can see of its programme in the first months after a change, and how it is reported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...runs.monthly import Paths
from ...runs.tables import FIRST_MONTH

WATCH_MONTHS = (3, 6)  # after the change


@dataclass(frozen=True)
class Kpi:
    """A number that a company can see: a line's monthly mean, or its ratio to another line's."""

    above: str
    below: str
    unit: str
    meaning: str


KPIS = {
    "profit": Kpi("profit", "", "share", "the vendor's profit"),
    "revenue": Kpi("revenue_sum", "", "share", "partners' revenue"),
    "new_revenue": Kpi("new_revenue", "", "share", "partners' revenue from new customers"),
    "leads": Kpi("leads", "", "share", "the number of leads"),
    "customers": Kpi("customers_sum", "", "share", "the number of partners' customers"),
    "active": Kpi("active", "", "share", "the number of active partners"),
    "arrivals": Kpi("arrived", "", "share", "the number of partners who sign"),
    "churn": Kpi("left", "active", "share", "the share of active partners who leave in a month"),
    "activation": Kpi("started", "arrived", "ratio", "the number of partners who start for each who signs"),
    "conversion": Kpi("deals", "leads", "share", "the share of leads that become deals"),
    "satisfaction": Kpi("satisfaction_sum", "active", "0-1", "partners' mean satisfaction"),
    "wait": Kpi("wait", "", "hours", "the wait at the support desk"),
    "complaints": Kpi("complaints_sum", "customers_sum", "share", "the share of customers who complain in a month"),
    "income": Kpi("income_sum", "active", "currency per month", "a partner's mean income"),
}
LEVELS = ("churn", "activation", "satisfaction", "wait")  # worth watching as they are too
LEVEL, CHANGE = "level", "change"


def is_amount(kpi: str) -> bool:
    """Whether a change of it is reported relative to its earlier value."""
    return not KPIS[kpi].below and kpi not in LEVELS


def mean_of(above: np.ndarray, below: np.ndarray | None) -> np.ndarray:
    """A KPI over months, shape (futures,): mean of a line, or ratio of two lines' sums."""
    if below is None:
        return above.mean(axis=1)
    total = below.sum(axis=1)
    return above.sum(axis=1) / np.where(total > 0.0, total, np.nan)


def early_numbers(paths: Paths, policy: int, start: int) -> pd.DataFrame:
    """What can be seen early, shape (futures, numbers), by ``kpi.form@months``.

    Over the first 3 and the first 6 months from ``start``, when the terms change: levels, and changes against the
    months before the rollout, of ratios as differences, of amounts relative to what they were.
    """
    out: dict[str, np.ndarray] = {}
    has_past = bool((paths.months["month"] < FIRST_MONTH).any())
    for name, kpi in KPIS.items():
        above, below = paths.line(policy, kpi.above), paths.line(policy, kpi.below) if kpi.below else None
        for months in WATCH_MONTHS:
            window = slice(start, start + months)
            now = mean_of(above[:, window], None if below is None else below[:, window])
            if name in LEVELS:
                out[f"{name}.{LEVEL}@{months}"] = now
            if has_past:
                then = mean_of(paths.before(kpi.above), paths.before(kpi.below) if kpi.below else None)
                relative = not kpi.below and name not in LEVELS
                out[f"{name}.{CHANGE}@{months}"] = (
                    (now - then) / np.where(then != 0.0, np.abs(then), np.nan) if relative else now - then
                )
    return pd.DataFrame(out)
