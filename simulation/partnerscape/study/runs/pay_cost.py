"""What the components of a pay plan would cost per year at given sales, as far as averages say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from partnerscape.scenario import Policy
from partnerscape.scenario.pay import Component
from partnerscape.scenario.pay.component import ENDLESS
from partnerscape.scenario.pay.expand import expanded
from partnerscape.scenario.pay.words import MONTHS_OF

from .year import YEAR, Year

EXACT, ON_AVERAGE, UNKNOWN = "exact", "on average", "unknown"
BY_PARTNER = ("target", "guarantee", "needs", "levels", "unlocked", "order_numbers", "tenure_months", "minimum_order",
              "maximum_order", "vendor_cap_year", "choice", "joined", "cap_per_unit", "most_of_vendor_share")  # fmt: skip
NOT_PLAYED = ("categories", "single_offers", "registered", "fees")  # of sales that the simulation does not tell apart


@dataclass(frozen=True)
class Cost:
    """A component's cost.

    Attributes
    ----------
    per_year : float or None
        Currency, before clawbacks; None where averages do not say it.
    how : str
        ``exact``: in proportion to total sales; ``on average``: as if all partners of a segment sold the same
        and as many customers came every month; ``unknown``.
    why : tuple of str
        Keys of the component for which averages are no answer.
    """

    per_year: float | None
    how: str
    why: tuple[str, ...] = ()


def pay_costs(policy: Policy, year: Year) -> dict[str, Cost]:
    """What each component of a policy's expanded plan costs per year at a year's sales, exceptions by segment included.

    Parameters
    ----------
    policy : Policy
    year : Year
        Today's sales.

    Returns
    -------
    dict of str to Cost
        By component.
    """
    plain = expanded(policy).components
    costs = {name: cost_of_component(c, year) for name, c in plain.items()}
    short = {name for name in plain if name not in policy.pay} if policy.segments else set()
    for name in dict.fromkeys([*short, *(n for s in policy.segments for n in _short_form_of(policy, s))]):
        parts = [
            cost_of_component(c, year, (segment,))
            for segment in year.sales.index
            if (c := _short_form_of(policy, segment).get(name)) is not None
        ]
        costs[name] = _sum(parts)
    return costs


def _short_form_of(policy: Policy, segment: str) -> dict[str, Component]:
    """The components that the short form is for a segment's partners."""
    return {name: c for name, c in expanded(policy.terms_of(segment)).components.items() if name not in policy.pay}


def _sum(parts: list[Cost]) -> Cost:
    why = tuple(dict.fromkeys(key for part in parts for key in part.why))
    known = [part.per_year for part in parts if part.per_year is not None]
    if len(known) < len(parts):
        return Cost(None, UNKNOWN, why)
    return Cost(sum(known), ON_AVERAGE if any(part.how == ON_AVERAGE for part in parts) else EXACT)


def cost_of_component(c: Component, year: Year, among: tuple[str, ...] = ()) -> Cost:
    """One component's cost for the segments ``among`` (none: all), see :class:`Cost`.

    Averages are silent where pay depends on who sells: targets, guarantees, conditions, levels. Only a table of what each
    partner sells could say that; it would be paid by the code that writes statements.
    """
    why = tuple(key for key in (*BY_PARTNER, *NOT_PLAYED) if _states(c, key))
    if c.on not in (*year.sales.columns, "nothing") or c.on == "partners":
        why = (*why, "on")
    if why:
        return Cost(None, UNKNOWN, why)
    names = [name for name in among or year.sales.index if not c.segments or name in c.segments]
    who = year.sales.loc[names]
    if c.how == "pool":
        return Cost(c.pool * _periods(c), EXACT)
    if c.how == "prizes":
        return Cost(sum(c.prizes) * _periods(c), EXACT)
    paid = sum(_paid(c, row, year.staying) for _, row in who.iterrows())
    averaged = c.how == "brackets" or c.cap_month or c.cap_year or c.customer_months != (0, ENDLESS)
    return Cost(paid, ON_AVERAGE if averaged else EXACT)


def _states(c: Component, key: str) -> bool:
    """Whether a component says something by this key."""
    default = Component.model_fields[key].default if key in Component.model_fields else {}
    return bool(getattr(c, key) != default)


def _periods(c: Component) -> float:
    """Periods per year."""
    return YEAR / MONTHS_OF.get(c.per.removesuffix(" from joining"), 10 * YEAR)


def _paid(c: Component, sales: pd.Series, staying: float) -> float:
    """Per year to the partners of a segment, as if they all sold the same."""
    partners = max(float(sales["partners"]), 1e-9)
    base = 1.0 if c.on == "nothing" else _in_window(c, sales, staying) / partners
    each = WAYS[c.how](c, base)
    each = min(each, YEAR * c.cap_month) if c.cap_month else each
    return c.proven_use * partners * (min(each, c.cap_year) if c.cap_year else each)


WAYS: dict[str, Callable[[Component, float], float]] = {
    "rate": lambda c, base: c.rates[0] * base,
    "amount": lambda c, base: c.amounts[0] * base,
    "lump": lambda c, base: c.lump[0] * _periods(c),
    "brackets": lambda c, base: _schedule(c, base / _periods(c)) * _periods(c),
}


def _schedule(c: Component, base: float) -> float:
    """Pay in brackets on a period's sum."""
    paid, rate, start = 0.0, 0.0, 0.0
    for bracket in c.brackets:
        if base < bracket.start:
            break
        paid += rate * (bracket.start - start)  # at its start, what the bracket below pays there
        retroactive = (bracket.counted or c.counted) == "retroactive"
        paid = bracket.rate * bracket.start if retroactive else paid
        rate, start = bracket.rate, bracket.start
    return paid + rate * (base - start)


def _in_window(c: Component, sales: pd.Series, staying: float) -> float:
    """Sales within the months of the customers' life that are paid.

    Of renewals the share is that of customers of these ages where as many come every month and ``staying`` of them stay.
    """
    low, high = c.customer_months
    if (low, high) == (0, ENDLESS) or c.on not in ("new revenue", "renewals", "revenue", "margin"):
        return float(sales[c.on])
    first = max(low, 1)  # renewals begin with the month after the first order
    share = max(0.0, staying ** (first - 1) - staying ** (high - 1))
    new, later = float(sales["new revenue"]) * (low == 0), float(sales["renewals"]) * share
    worth = float(sales["margin"]) / max(float(sales["revenue"]), 1e-9) if c.on == "margin" else 1.0
    return worth * {"new revenue": new, "renewals": later}.get(c.on, new + later)
