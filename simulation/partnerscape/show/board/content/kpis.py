"""Numbers that a company sees of its programme, as one would say them."""

from __future__ import annotations

import pandas as pd

from partnerscape.language import phrase, term
from partnerscape.study.analyses.advice.indicators import KPIS

from ...style.lever_words import capital
from ...style.numbers import percent, plain, rough_money

MONEY = frozenset({"profit", "revenue", "new_revenue", "income"})
SHARES = frozenset({"churn", "conversion", "satisfaction", "complaints"})
PER_MONTH = frozenset({"leads", "arrivals"})
MINUTE = 1.0 / 60.0  # hours
BAD_ABOVE = frozenset({"churn", "wait", "complaints"})  # of these, more is worse


def named(kpi: str) -> str:
    """What it is: ``the vendor's profit``."""
    return term(KPIS[kpi].meaning)


def value_in_words(kpi: str, value: float, currency: str) -> str:
    """Its value with a unit."""
    if kpi in MONEY:
        return phrase("{money} per month", money=rough_money(value, currency))
    if kpi in SHARES:
        return percent(value, 1 if value >= 0.02 else 2)
    if kpi == "wait" and value < MINUTE:
        return phrase("less than a minute")
    if kpi == "wait":
        return (
            phrase("{minutes} minutes", minutes=plain(60.0 * value, 2))
            if value < 1.0
            else phrase("{hours} hours", hours=plain(value, 2))
        )
    number = plain(value, 3) if value >= 100.0 else plain(value, 2)
    return phrase("{number} per month", number=number) if kpi in PER_MONTH else number


def expected_in_words(row: pd.Series, currency: str) -> str:
    """Between which values it should lie, beside what it would be without the change."""
    kpi = str(row["kpi"])
    low = _bare(kpi, float(row["low"]), currency)
    high, today = (value_in_words(kpi, float(row[name]), currency) for name in ("high", "today"))
    if low == high:
        return phrase("{what}: {value} (without the change: {today}).", what=capital(named(kpi)), value=high, today=today)
    return phrase(
        "{what}: {low} to {high} (without the change: {today}).", what=capital(named(kpi)), low=low, high=high, today=today
    )


def _bare(kpi: str, value: float, currency: str) -> str:
    """The lower end of a range, whose unit its upper end says."""
    if kpi in MONEY:
        return rough_money(value, currency)
    return plain(value, 3 if value >= 100.0 else 2) if kpi in PER_MONTH else value_in_words(kpi, value, currency)


def stop_in_words(row: pd.Series, currency: str) -> str:
    """Beyond which value something is wrong that no simulated future shows."""
    kpi = str(row["kpi"])
    worse = kpi in BAD_ABOVE
    edge = float(row["high"] if worse else row["low"])
    numbers = {"edge": edge, "mean": float(row["mean"]), "today": float(row["today"])}
    values = {"what": named(kpi)} | {name: value_in_words(kpi, value, currency) for name, value in numbers.items()}
    if worse:
        return phrase(
            "Stop and look again if {what} is above {edge} over the first six months. On average it should be {mean}; "
            "without the change it would be {today}. Only 1 in 20 simulated futures is above that limit.",
            **values,
        )
    return phrase(
        "Stop and look again if {what} is below {edge} over the first six months. On average it should be {mean}; "
        "without the change it would be {today}. Only 1 in 20 simulated futures is below that limit.",
        **values,
    )
