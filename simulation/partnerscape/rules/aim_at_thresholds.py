from __future__ import annotations

from .best_hours import best_hours
from .compile import rule
from .maths import clip, power
from .records import TIERS
from .schedule import revenue_for, schedule_pay

VAGUE = 0.01  # rates are believed to within a point, so that a rate of nothing has a ratio too


@rule
def aim_at_thresholds(pool, i, world):
    """Under tiers, a bonus or a cap: the best over every bracket's optimum and every threshold.

    Oyer 1998: pay with notches moves effort to the notch. Candidates are the linear optimum at each
    bracket's rate and the effort that just reaches each threshold, the target and the cap; the one
    with the highest certainty equivalent is kept. A wrong belief about the rate scales all pay. In
    quarterly schemes thresholds are measured against what the quarter still needs a month.
    """
    p, w = pool[0], world[0]
    pay_row = p.terms[i]
    hours, burden, earning, linear = p.hours[i], p.burden[i], p.yield_per_effort[i], p.effort[i]
    months = w.tier_months[pay_row]
    done = p.quarter_revenue[i] if months > 1.5 and w.month % 3 != 0 else 0.0
    left = months - w.month % 3 if months > 1.5 else 1.0
    flat = w.commission_rate[pay_row]
    most = max(0.0, w.longest_day * hours - burden)
    perceived, average = p.perceived_rate[i], p.average_rate[i]
    worth = p.felt_rate[i] / perceived if perceived > 1e-9 else p.recurring_worth[i]
    belief = worth * (perceived + VAGUE) / (average + VAGUE)
    before = schedule_pay(w, pay_row, done)
    best, best_value, at_threshold = linear, -1e300, 0.0
    for k in range(2 * TIERS + 4):
        if k == 0:
            effort = linear
        elif k <= TIERS + 1:
            rate = flat if k == 1 else w.tier_rate[pay_row, k - 2]
            effort = best_hours(w, belief * rate, earning, burden, hours)
        else:
            if k <= 2 * TIERS + 1:
                needed = (w.tier_threshold[pay_row, k - TIERS - 2] - done) / left
            elif k == 2 * TIERS + 2:
                needed = w.target[pay_row]
            else:
                needed = (revenue_for(w, pay_row, before + w.cap[pay_row] * left) - done) / left
            effort = power(max(needed, 0.0) * (1.0 + 1e-9) / max(earning, 1e-9), 1.0 / w.gamma) if needed < 1e12 else linear
        effort = clip(effort, 0.0, most)
        revenue = earning * power(effort, w.gamma)
        pay = min((schedule_pay(w, pay_row, done + revenue * left) - before) / left, w.cap[pay_row]) * belief
        pay += w.bonus[pay_row] if revenue >= w.target[pay_row] else 0.0
        load = effort + burden
        value = pay - 0.5 * w.effort_cost / hours * load * load
        if value > best_value:
            best, best_value = effort, value
            at_threshold = 1.0 if k > TIERS + 1 else 0.0
    p.effort[i] = best
    p.at_threshold[i] = at_threshold
    p.planned_revenue[i] = earning * power(best, w.gamma)
    p.overload[i] = max(0.0, (best + burden) / hours - 1.0)
