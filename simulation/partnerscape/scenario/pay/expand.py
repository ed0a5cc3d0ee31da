"""The short form of a pay plan as components: what ``commission_rate``, ``tiers``, ``bonus`` … say as a contract does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .component import Component
from .plan import Plan

if TYPE_CHECKING:
    from ..levers import Policy

PERIOD_OF_TIERS = {1: "month", 2: "two months", 3: "quarter"}
NO_COMPONENT = ("quality_bonus",)  # the best fifth by quality: a rank that no component measures
BESIDE = "{} (short form)"  # a component of the short form whose name another one has


def expanded(policy: Policy) -> Plan:
    """A policy's whole pay plan as components: those of its short form, then its own.

    The short form's ``quality_bonus`` is no component: see ``not_expanded``. Two things are means in the simulation that a
    statement pays customer by customer: ``recurring_months`` and ``clawback_months`` (there a stock that fades by one in so many
    per month). Under tiers, the simulation takes back the flat ``commission_rate`` of a cancelled order; the component takes
    back what its month paid for it.

    Parameters
    ----------
    policy : Policy
        With exceptions by segment: ``policy.terms_of(segment)``.

    Returns
    -------
    Plan

    Examples
    --------
    >>> import partnerscape as ps
    >>> plan = expanded(ps.Policy(commission_rate=0.2, recurring_months=12))
    >>> [(name, c.on, c.rates) for name, c in plan.components.items()]
    [('commission', 'new revenue', (0.2,)), ('renewals', 'renewals', (0.2,))]
    """
    own = policy.plan
    short = {BESIDE.format(name) if name in own.components else name: made for name, made in _short_form(policy)}
    return Plan({**short, **own.components}, own.levels, own.payout, own.up_or_out, own.old_customers_keep, own.registration)


def not_expanded(policy: Policy) -> tuple[str, ...]:
    """Levers of pay that a policy uses and that no component can say."""
    return tuple(name for name in NO_COMPONENT if getattr(policy, name))


def _short_form(policy: Policy) -> Iterator[tuple[str, Component]]:
    """In the order in which the month pays them, see the rule ``settle``."""
    if policy.commission_rate or policy.tiers:
        yield "commission", _commission(policy)
    if policy.commission_rate and policy.recurring_months:
        months = (0, policy.recurring_months + 1)  # the first order is in month 0
        yield "renewals", Component(on="renewals", rate=(policy.commission_rate,), customer_months=months)
    if policy.bonus and policy.target:
        yield "target bonus", Component(on="new revenue", lump=(policy.bonus,), target=policy.target)
    if policy.retainer:
        yield "retainer", Component(on="nothing", lump=(policy.retainer,))
    if any(policy.referral_rates):
        yield "recruits", Component(on="recruits revenue", rate=policy.referral_rates)


def _commission(policy: Policy) -> Component:
    """On new revenue: flat, or in tiers below the first of which the flat rate applies; capped, and taken back at the start."""
    limits: dict[str, Any] = {"on": "new revenue", "cap_month": policy.cap}
    if policy.clawback_months:
        limits["clawback"] = [[policy.clawback_months, 1.0]]
    if not policy.tiers:
        return Component(rate=(policy.commission_rate,), **limits)
    limits["brackets"] = [(0.0, policy.commission_rate), *((tier.threshold, tier.rate) for tier in policy.tiers)]
    limits["counted"] = "retroactive" if policy.retroactive else "marginal"
    return Component(per=PERIOD_OF_TIERS[policy.tier_months], **limits)
