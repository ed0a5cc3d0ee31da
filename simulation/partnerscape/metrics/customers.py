"""Customers' outcomes, and what becomes of leads."""

from __future__ import annotations

from .declare import Metric, declared_in
from .ledger import Ledger, ratio

CUSTOMERS: dict[str, Metric] = {}
metric = declared_in(CUSTOMERS)


@metric("0-1", +1)
def quality(run: Ledger) -> float:
    """Mean quality that customers received."""
    return ratio(run.sum("quality_served"), run.sum("customers"))


@metric("currency per lead", +1)
def customer_surplus(run: Ledger) -> float:
    """A lead's surplus from being served: log-sum of buying or not, by price, service and advice (Small & Rosen 1981)."""
    return ratio(run.sum("customer_surplus"), run.sum("expected_leads"))


@metric("share per month", +1)
def retention(run: Ledger) -> float:
    """Share of partners' customers who stay a month."""
    return ratio(run.sum("stayed"), run.sum("asked_to_stay"))


@metric("per 100 customer-months", -1)
def complaints(run: Ledger) -> float:
    """Complaints per 100 customer-months."""
    return 100.0 * ratio(run.sum("complaints"), run.sum("customers"))


@metric("per month", +1)
def leads(run: Ledger) -> float:
    """Mean leads per month."""
    return run.sum("leads") / run.months


@metric("share", +1)
def conversion(run: Ledger) -> float:
    """Deals over leads."""
    return ratio(run.sum("deals"), run.sum("leads"))


@metric("share", +1)
def lead_quality(run: Ledger) -> float:
    """Mean conversion probability of a lead."""
    return ratio(run.sum("conversion_led"), run.sum("leads"))


@metric("currency", 0)
def average_order(run: Ledger) -> float:
    """Partners' revenue over all orders."""
    return ratio(run.sum("revenue"), run.sum("deals") + run.sum("orders"))
