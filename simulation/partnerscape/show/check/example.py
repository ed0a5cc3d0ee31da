"""A worked example: what a partner with given sales is paid, component by component, by the code that writes statements."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec

import pandas as pd

from partnerscape.language import phrase, term
from partnerscape.scenario.pay import Plan
from partnerscape.scenario.pay.words import MONTHS_OF

from .exact import joined, sum_of

PAYER = "partnerscape.statement"
MONTHS = 3  # a quarter
FIRST = "2026-01"
SALES = ("new revenue", "revenue")
MARGIN = 0.6  # of revenue, where no scenario says it
SILENT = (
    "savings",
    "segment",
    "recruiter",
    "registered",
    "deal",
    "offer",
    "proven",
    "certified",
    "skill",
    "quality",
)  # nothing is said of them
PER_MONTH = 4  # customers who order first, so that pay per customer shows


def payer() -> Callable[..., pd.DataFrame] | None:
    """The function that pays a table of sales; None where this installation has none."""
    return import_module(PAYER).pay_statement if find_spec(PAYER) else None


def categories_of(plan: Plan) -> list[str]:
    """Categories and offers that a plan's components name, in their order."""
    return list(dict.fromkeys(name for c in plan.components.values() for name in (*c.categories, *c.single_offers, *c.fees)))


def pays_later_orders(plan: Plan) -> bool:
    """Whether a component pays later orders otherwise than first ones."""
    return any(c.on == "renewals" or c.customer_months[0] > 0 for c in plan.components.values())


def example_sales(
    revenue: float, months: int = MONTHS, categories: Sequence[str] = (), later_orders: bool = False, margin: float = MARGIN
) -> pd.DataFrame:
    """A partner's sales: ``revenue`` in equal orders of new customers, as many every month, in all categories alike.

    Parameters
    ----------
    revenue : float
        Currency, in all months together.
    months : int
    categories : sequence of str
    later_orders : bool
        Whether the first month's customers order again every month.
    margin : float
        Share of revenue.

    Returns
    -------
    DataFrame
        partner, month, revenue, customer, margin, and category if there are any: one row per order; other columns are empty.
    """
    names = [str(month) for month in pd.period_range(FIRST, periods=months, freq="M")]
    orders = PER_MONTH * max(len(categories), 1)
    rows = [("the partner", month, f"customer {month} {k}") for month in names for k in range(orders)]
    if later_orders:
        rows += [("the partner", month, f"customer {names[0]} {k}") for month in names[1:] for k in range(orders)]
    sales = pd.DataFrame(rows, columns=["partner", "month", "customer"])
    parts = 1 if revenue == round(revenue) and revenue >= len(rows) else 100  # whole sums, so that shares of them are exact
    whole = round(parts * revenue)
    sales["revenue"] = [(whole * (k + 1) // len(rows) - whole * k // len(rows)) / parts for k in range(len(rows))]
    sales = sales.assign(margin=(margin * sales["revenue"]).round(2), **dict.fromkeys(SILENT, None))
    if not categories:
        return sales
    sold = [categories[k % len(categories)] for k in range(len(sales))]
    return sales.assign(category=sold, offer=sold)  # a name may be that of a single offer


def example_pay(plan: Plan, revenue: float, months: int = MONTHS, choice: str = "", margin: float = MARGIN) -> pd.Series | None:
    """What a partner with these sales earns, by component in their order; None where nothing can pay it.

    Parameters
    ----------
    plan : Plan
    revenue : float
        Currency in all months together, see :func:`example_sales`.
    months : int
    choice : str
        Of a menu the plan that the partner chose.
    margin : float
        Share of revenue.

    Returns
    -------
    Series or None
        Currency earned by component, returns deducted.
    """
    pay = payer()
    if pay is None or not plan.components:
        return None
    sales = example_sales(revenue, months, categories_of(plan), pays_later_orders(plan), margin)
    paid = pay(plan, sales.assign(choice=choice) if choice else sales)
    by_component = paid.assign(net=paid["earned"] - paid["returned"]).groupby("component", sort=False)["net"].sum()
    return by_component.reindex([name for name in plan.components if name in by_component.index])


def example_in_words(plan: Plan, revenue: float, currency: str = "€", margin: float = MARGIN) -> str:
    """``A partner who sells €30,000 … earns €6,000: …``; of a menu under each plan; empty where nothing can pay it."""
    return " ".join(filter(None, (_one_in_words(plan, revenue, currency, choice, margin) for choice in plan.choices or ("",))))


def examples_in_words(plan: Plan, usual: float, currency: str = "€", margin: float = MARGIN) -> list[str]:
    """An example at usual sales, and one at sales that reach the highest bracket, level and target that the plan has."""
    return [said for revenue in example_revenues(plan, usual) if (said := example_in_words(plan, revenue, currency, margin))]


def _one_in_words(plan: Plan, revenue: float, currency: str, choice: str, margin: float) -> str:
    paid = example_pay(plan, revenue, choice=choice, margin=margin)
    if paid is None:
        return ""
    parts = [f"{sum_of(float(value), currency)} {term(str(name).replace('_', ' '))}" for name, value in paid.items() if value]
    who = phrase("A partner under the plan {plan}", plan=choice) if choice else phrase("A partner")
    sells = sum_of(revenue, currency)
    if categories_of(plan):
        sells = phrase("{sum} ({categories} alike)", sum=sells, categories=joined(categories_of(plan)))
    values = {"who": who, "sum": sells, "pay": sum_of(float(paid.sum()), currency)}
    if pays_later_orders(plan):
        earns = phrase("{who} who sells {sum} in its first quarter, two fifths of it in later orders, earns {pay}", **values)
    else:
        earns = phrase("{who} who sells {sum} to new customers in its first quarter earns {pay}", **values)
    return f"{earns}: {joined(parts)}." if len(parts) > 1 else f"{earns}."


def example_revenues(plan: Plan, usual: float) -> list[float]:
    """Sales for examples, to one digit: what is usual, and more where something is paid from more on only."""
    highest = 1.2 * max(_thresholds(plan), default=0.0)
    return [_round_up(value) for value in dict.fromkeys((usual, max(usual, highest)))]


def _round_up(value: float) -> float:
    step = 10.0 ** math.floor(math.log10(max(value, 1.0)))
    return math.ceil(value / step) * step


def _thresholds(plan: Plan) -> Iterator[float]:
    """Revenue per quarter from which the plan pays otherwise."""
    for c in plan.components.values():
        if c.on in SALES:
            quarters = MONTHS / MONTHS_OF.get(c.per.removesuffix(" from joining"), MONTHS)
            yield max(1.0, quarters) * max([c.target, *(bracket.start for bracket in c.brackets)])
        yield from (need.at_least or need.below or 0.0 for need in c.needs if need.measure in SALES)
    yield from (need.at_least[-1] for levels in plan.levels.values() for need in levels.needs if need.measure in SALES)
