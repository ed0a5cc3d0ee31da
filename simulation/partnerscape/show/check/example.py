"""A worked example: what a partner with given sales is paid, component by component, by the code that writes statements."""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import pandas as pd

from partnerscape.scenario.pay import Plan
from partnerscape.scenario.pay.words import MONTHS_OF

from .exact import joined, sum_of

PAYER = "partnerscape.statement"
MONTHS = 3  # a quarter
FIRST = "2026-01"
PER_MONTH = 4  # customers who order first, so that pay per customer shows


def payer() -> Callable[..., pd.DataFrame] | None:
    """The function that pays a table of sales; None where this installation has none."""
    return import_module(PAYER).pay_statement if find_spec(PAYER) else None


def example_sales(revenue: float, months: int = MONTHS) -> pd.DataFrame:
    """A partner's sales: ``revenue`` spread evenly over months and over new customers.

    Parameters
    ----------
    revenue : float
        Currency, in all months together.
    months : int

    Returns
    -------
    DataFrame
        partner, month, revenue, customer: one row per order.
    """
    names = [str(month) for month in pd.period_range(FIRST, periods=months, freq="M")]
    each = round(revenue / (months * PER_MONTH), 2)
    rows = [("the partner", month, each, f"customer {month} {k}") for month in names for k in range(PER_MONTH)]
    return pd.DataFrame(rows, columns=["partner", "month", "revenue", "customer"])


def example_pay(plan: Plan, revenue: float, months: int = MONTHS, choice: str = "") -> pd.Series | None:
    """What a partner with these sales earns, by component in their order; None where nothing can pay it.

    Parameters
    ----------
    plan : Plan
    revenue : float
        Currency of new revenue in all months together.
    months : int
    choice : str
        Of a menu the plan that the partner chose.

    Returns
    -------
    Series or None
        Currency earned by component, returns deducted.
    """
    pay = payer()
    if pay is None or not plan.components:
        return None
    sales = example_sales(revenue, months)
    paid = pay(plan, sales.assign(choice=choice) if choice else sales)
    by_component = paid.assign(net=paid["earned"] - paid["returned"]).groupby("component", sort=False)["net"].sum()
    return by_component.reindex([name for name in plan.components if name in by_component.index])


def example_in_words(plan: Plan, revenue: float, currency: str = "€") -> str:
    """``A partner who sells €30,000 in the quarter earns €6,000: …``; of a menu under each plan; empty if nothing can pay it."""
    return " ".join(filter(None, (_one_in_words(plan, revenue, currency, choice) for choice in plan.choices or ("",))))


def _one_in_words(plan: Plan, revenue: float, currency: str, choice: str) -> str:
    paid = example_pay(plan, revenue, choice=choice)
    if paid is None:
        return ""
    parts = [f"{sum_of(float(value), currency)} {str(name).replace('_', ' ')}" for name, value in paid.items() if value]
    who = "A partner" if not choice else f"A partner under the plan {choice}"
    whole = f"{who} who sells {sum_of(revenue, currency)} in the quarter earns {sum_of(float(paid.sum()), currency)}"
    return f"{whole}: {joined(parts)}." if len(parts) > 1 else f"{whole}."


def round_revenue(plan: Plan, usual: float) -> float:
    """Sales for an example: what is usual, to one digit; more where the highest bracket would not be reached."""
    starts = [
        c.brackets[-1].start * MONTHS / months for c in plan.components.values() if c.brackets for months in [_months(c.per)]
    ]
    least = max([1.2 * start for start in starts] + [usual, 1.0])
    step = 10.0 ** math.floor(math.log10(least))
    return math.ceil(least / step) * step


def _months(per: str) -> int:
    return max(MONTHS, MONTHS_OF.get(per.removesuffix(" from joining"), MONTHS))
