"""Commission as a schedule: flat, tiered (marginal or retroactive). Shared by the rules that read pay.

A partner's tiers are ``tier_threshold`` (currency per period, rising, unused ones beyond any revenue) and
``tier_rate``; below the first threshold ``commission_rate`` applies.
"""

from __future__ import annotations

from .compile import rule
from .records import TIERS


@rule
def schedule_pay(p, i, revenue):
    """Commission, before the cap, on a period's revenue under a partner's terms.

    Bracket by bracket from the highest, no difference of large sums: more revenue never pays less by rounding.
    """
    rate, retroactive = p.commission_rate[i], p.retroactive[i]
    marginal, reached, below = 0.0, rate, revenue
    for k in range(TIERS):
        threshold, above = p.tier_threshold[TIERS - 1 - k, i], p.tier_rate[TIERS - 1 - k, i]
        marginal += above * max(0.0, below - threshold)
        below = min(below, threshold)
    for k in range(TIERS):
        threshold, above = p.tier_threshold[k, i], p.tier_rate[k, i]
        reached = above if revenue >= threshold else reached
    return reached * revenue if retroactive > 0.5 else marginal + rate * below


@rule
def revenue_for(p, i, pay):
    """Least revenue of a period at which a partner's schedule pays ``pay``: the schedule's inverse."""
    rate, retroactive = p.commission_rate[i], p.retroactive[i]
    revenue, paid, before = pay / max(rate, 1e-9), 0.0, 0.0
    for k in range(TIERS):
        threshold, above = p.tier_threshold[k, i], p.tier_rate[k, i]
        paid = above * threshold if retroactive > 0.5 else paid + rate * (threshold - before)
        revenue = threshold + (pay - paid) / max(above, 1e-9) if pay >= paid else min(revenue, threshold)
        rate, before = above, threshold
    return revenue


@rule
def average_rate(p, i, monthly_revenue):
    """Commission as a share of revenue at a monthly revenue, after the cap."""
    months, cap = p.tier_months[i], p.cap[i]
    revenue = max(monthly_revenue, 1.0)
    pay = schedule_pay(p, i, revenue * months) / months
    return min(pay, cap) / revenue
