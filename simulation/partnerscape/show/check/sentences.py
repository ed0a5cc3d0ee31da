"""A component of a pay plan as one sentence, as a manager reads a contract."""

from __future__ import annotations

from collections.abc import Iterator

from partnerscape.language import phrase, phrase_for
from partnerscape.scenario.pay import Component, Plan, Registration

from .amounts import how_much
from .conditions import condition_in_words
from .exact import joined, months_of, share_of, sum_of
from .terms import for_whom, limits, when_paid, when_qualified


def plan_in_words(plan: Plan, currency: str = "€") -> dict[str, str]:
    """A sentence per component, by its name, and what holds for all of them together."""
    said = {name: component_in_words(c, plan, currency) for name, c in plan.components.items()}
    if together := list(_together(plan, currency)):
        said["all components together"] = _sentence(together)
    if (rule := plan.up_or_out) is not None:
        least = condition_in_words(rule.measure, rule.over, rule.at_least, None, currency)
        said["up or out"] = phrase_for(
            rule.from_month,
            "Whoever falls short of {condition} after {number} month as a partner must leave.",
            "Whoever falls short of {condition} after {number} months as a partner must leave.",
            condition=least,
        )
    if plan.registration is not None:
        said["registration"] = _registration(plan.registration)
    if plan.old_customers_keep:
        said["old customers"] = phrase("Customers won before this policy keep the terms under which they were won.")
    return said


def _registration(terms: Registration) -> str:
    """Who is paid for what several partners claim."""
    shares = joined([share_of(share) for share in terms.split]) if terms.split else ""
    if terms.claims == "customer" and terms.split:
        said = phrase("A customer whom several partners claim is divided in the order of registration: {shares}.", shares=shares)
    elif terms.split:
        said = phrase("A deal that several partners claim is divided in the order of registration: {shares}.", shares=shares)
    elif terms.claims == "customer":
        said = phrase("A customer whom several partners claim is paid to who registered it first.")
    else:
        said = phrase("A deal that several partners claim is paid to who registered it first.")
    if not terms.protection_months:
        return said
    protects = phrase("A registration protects for {months}.", months=months_of(terms.protection_months))
    return f"{said} {protects}"


def _together(plan: Plan, currency: str) -> Iterator[str]:
    if plan.payout.minimum:
        yield phrase("paid out from {sum} on; less is carried over", sum=sum_of(plan.payout.minimum, currency))
    if plan.payout.cap_month:
        yield phrase("at most {sum} per month", sum=sum_of(plan.payout.cap_month, currency))
    if plan.payout.cap_year:
        yield phrase("at most {sum} per year", sum=sum_of(plan.payout.cap_year, currency))


def component_in_words(component: Component, plan: Plan, currency: str = "€") -> str:
    """One component as a sentence.

    Parameters
    ----------
    component : Component
    plan : Plan
        With the levels that it names.
    currency : str

    Returns
    -------
    str

    Examples
    --------
    >>> from partnerscape.scenario.pay import Component, Plan
    >>> component_in_words(Component(on="revenue", rate="20 %", customer_months=[0, 12], delay_months=2), Plan())
    "20 % of each customer's revenue during its first 12 months; paid 2 months later."
    """
    levels = plan.levels.get(component.levels)
    parts = [how_much(component, levels, currency), *for_whom(component, currency), *when_qualified(component, currency)]
    return _sentence([*parts, *limits(component, currency), *when_paid(component, currency)])


def _sentence(parts: list[str]) -> str:
    text = "; ".join(filter(None, parts))
    return f"{text[:1].upper()}{text[1:]}."
