"""What a claim reads off a run: a metric, or a statistic of accounts or growth, of everybody or of a group."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from partnerscape.engine import Run
from partnerscape.metrics import METRICS
from partnerscape.metrics.declare import Metric
from partnerscape.metrics.gains import QUINTILES, groups
from partnerscape.metrics.ledger import Ledger, ratio
from partnerscape.scenario import ASSUMPTIONS, Scenario, declared, one_of

from .notches import WATCHED

PEAK, TOP = "peak", "top"  # not read off one run: where a sweep's curve is highest, and how high it is there
OF_CURVES = (PEAK, TOP)
YEAR = 12


@dataclass(frozen=True)
class Reading:
    """A metric by name, perhaps of a group (``churn.small``), perhaps in a window of months."""

    metric: str
    months: tuple[int, int] | None = None


def income_gini(run: Ledger) -> float:
    """Gini coefficient of incumbents' mean monthly income, negative incomes as 0."""
    ordered = np.maximum(run.incomes, 0.0)
    n = ordered.size
    return ratio(float(((2.0 * np.arange(1, n + 1) - n - 1.0) * ordered).sum()), n * float(ordered.sum()))


def median_to_mean_income(run: Ledger) -> float:
    """Median over mean of incumbents' mean monthly income."""
    return ratio(float(np.median(run.incomes)), float(run.incomes.mean()))


def incumbents_left(run: Ledger) -> float:
    """Share of incumbents who left before the horizon."""
    left = run.accounts["left"]
    return ratio(float((left >= 0.0).sum()), left.size)


def _growth(run: Ledger, line: str) -> float:
    total = run.total(line)
    return ratio(float(total[-YEAR:].sum()), float(total[:YEAR].sum())) - 1.0


def revenue_growth(run: Ledger) -> float:
    """Partners' revenue of the last year over that of the first, less 1."""
    return _growth(run, "revenue")


def partners_growth(run: Ledger) -> float:
    """Active partners of the last year over those of the first, less 1."""
    return _growth(run, "active")


def network_growth(run: Ledger) -> float:
    """Capacity of all active partners together, in multiples of their start: the last year over the first, less 1."""
    return _growth(run, "growth")


def joint_value(run: Ledger) -> float:
    """What the programme is worth to both: the vendor's NPV and the partners' surplus over their outside options."""
    return KNOWN["npv"].compute(run) + KNOWN["surplus"].compute(run)


UNITS = {
    joint_value: "currency",
    income_gini: "0-1",
    median_to_mean_income: "ratio",
    incumbents_left: "share",
    revenue_growth: "share",
    partners_growth: "share",
    network_growth: "share",
}
STATISTICS = {f.__name__: Metric(f.__name__, unit, 0, (f.__doc__ or "").strip(), f) for f, unit in UNITS.items()}
KNOWN = METRICS | STATISTICS | WATCHED
OF_ACCOUNTS = {  # what quintiles have too; the journal knows segments alone
    *("certainty_equivalent", "income_median", "income_p10", "income_per_hour", "volatility"),
    *("income_gini", "median_to_mean_income", "incumbents_left"),
}


def checked(reading: Reading, scenario: Scenario) -> tuple[str, str] | None:
    """(expected, found) of a reading that cannot be taken; None if it can."""
    name, _, group = reading.metric.partition(".")
    if name not in KNOWN:
        return one_of("the name of a metric or statistic", [*KNOWN, *OF_CURVES], name), reading.metric
    if group and name in WATCHED:
        return f"{name} of everybody", reading.metric
    known = scenario.segment_names + (QUINTILES if name in OF_ACCOUNTS else ())
    if group and group not in known:
        return f"{name} of one of {list(known)}", reading.metric
    return None


def unit_of(metric: str, swept: str = "") -> str:
    """Unit of a reading; a peak's is that of the input that is swept. Not for a top: its unit is the swept metric's."""
    if metric != PEAK:
        return KNOWN[metric.partition(".")[0]].unit
    lever = declared(swept)
    return lever.unit if lever is not None else ASSUMPTIONS[swept].unit if swept in ASSUMPTIONS else "1"


def take(run: Run, reading: Reading) -> float:
    """The reading's value. Of a segment: from its column of the journal and its incumbents."""
    name, _, group = reading.metric.partition(".")
    if group:
        mask = groups(run).get(group, np.zeros(run.accounts["segment"].size, dtype=bool))
        accounts = {key: values[mask] for key, values in run.accounts.items()}
        journal = run.journal
        if group in run.scenario.segment_names:
            journal = np.zeros_like(run.journal)
            at = run.scenario.segment_names.index(group)
            journal[:, :, at] = run.journal[:, :, at]
        run = replace(run, journal=journal, accounts=accounts)
    if reading.months:
        run = replace(run, journal=run.journal[reading.months[0] : reading.months[1]])
    return float(KNOWN[name].compute(Ledger(run)))
