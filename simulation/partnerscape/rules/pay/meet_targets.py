from __future__ import annotations

from ..shared.compile import rule
from ..shared.plans import period
from ..shared.schedule import average_rate, schedule_pay


@rule
def meet_targets(pool, i, world):
    """Commission under tiers and cap, and the target bonus; runs only where a policy has them.

    Tiers that count several months pay the difference between the schedule on the period so far and
    on what was there a month before, so that the months sum to the schedule on the period.
    """
    p, w = pool[0], world[0]
    revenue, size, cap, bonus, target = p.new_revenue[i], p.trailing_new_revenue[i], p.cap[i], p.bonus[i], p.target[i]
    before, _ = period(p, i, w)
    pay = schedule_pay(p, i, before + revenue) - schedule_pay(p, i, before)
    average = average_rate(p, i, size)
    p.quarter_revenue[i] = before + revenue
    p.commission[i] = min(pay, cap)
    p.average_rate[i] = average
    p.bonus_pay[i] = bonus if revenue >= target else 0.0
