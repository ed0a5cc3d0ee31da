"""Commission as a schedule: flat, tiered (marginal or retroactive). Shared by the rules that read pay.

A row's tiers are ``tier_threshold`` (currency a period, rising, unused ones beyond any revenue) and
``tier_rate``; below the first threshold ``commission_rate`` holds.
"""

from __future__ import annotations

from .compile import rule
from .records import TIERS


@rule
def schedule_pay(w, row, revenue):
    """Commission, before the cap, on a period's revenue under policy row ``row``."""
    rate = w.commission_rate[row]
    marginal, reached, before = rate * revenue, rate, rate
    for k in range(TIERS):
        threshold, above = w.tier_threshold[row, k], w.tier_rate[row, k]
        marginal += max(0.0, revenue - threshold) * (above - before)
        reached = above if revenue >= threshold else reached
        before = above
    return reached * revenue if w.retroactive[row] > 0.5 else marginal


@rule
def revenue_for(w, row, pay):
    """Least revenue of a period at which the schedule of policy row ``row`` pays ``pay``: the schedule's inverse."""
    rate = w.commission_rate[row]
    revenue, paid, before = pay / max(rate, 1e-9), 0.0, 0.0
    for k in range(TIERS):
        threshold, above = w.tier_threshold[row, k], w.tier_rate[row, k]
        paid = above * threshold if w.retroactive[row] > 0.5 else paid + rate * (threshold - before)
        revenue = threshold + (pay - paid) / max(above, 1e-9) if pay >= paid else min(revenue, threshold)
        rate, before = above, threshold
    return revenue


@rule
def average_rate(w, row, monthly_revenue):
    """Commission as a share of revenue at a monthly revenue, after the cap."""
    months = w.tier_months[row]
    revenue = max(monthly_revenue, 1.0)
    pay = schedule_pay(w, row, revenue * months) / months
    return min(pay, w.cap[row]) / revenue
