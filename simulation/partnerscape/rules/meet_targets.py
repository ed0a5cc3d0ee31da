from __future__ import annotations

from .compile import rule
from .schedule import average_rate, schedule_pay


@rule
def meet_targets(pool, i, world):
    """What tiers, cap and target bonus add to flat commission; runs only where a policy has them.

    Quarterly tiers pay the difference between the schedule on the quarter so far and on what was
    there a month before, so that the three months sum to the schedule on the quarter.
    """
    p, w = pool[0], world[0]
    row, revenue = p.terms[i], p.new_revenue[i]
    quarterly = w.tier_months[row] > 1.5
    before = p.quarter_revenue[i] if quarterly and w.month % 3 != 0 else 0.0
    pay = schedule_pay(w, row, before + revenue) - schedule_pay(w, row, before)
    p.quarter_revenue[i] = before + revenue
    p.schedule_extra[i] = min(pay, w.cap[row]) - w.commission_rate[row] * revenue
    p.average_rate[i] = average_rate(w, row, p.trailing_revenue[i])
    p.bonus_pay[i] = w.bonus[row] if revenue >= w.target[row] else 0.0
