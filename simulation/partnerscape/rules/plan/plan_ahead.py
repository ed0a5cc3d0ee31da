from __future__ import annotations

import numpy as np

from ..outlook.ahead import note_usual_rates, pay_ahead
from ..outlook.bends import INTERCEPT
from ..outlook.best_line import best_of_line
from ..outlook.best_plan import best_plan, cost_of, hours_for
from ..outlook.foresee import foresee
from ..outlook.kinks import KINKS, kinks_of_components, kinks_of_levels
from ..outlook.lines import bent_line, height
from ..outlook.open_books import open_books
from ..outlook.whose import month_of, plan_of, was_before
from ..shared.compile import vendor_rule
from ..shared.maths import clip, power
from ..shared.risk import aversion_of, felt_share, premium
from ..shared.schedule import average_rate

VAGUE = 0.01  # rates are believed to within a point
MOST_WRONG = 2.0
LEAST_SOLD = 1e-6  # of the most: less is nothing
MOST_KEPT = 0.9999


@vendor_rule
def plan_month(s, i, w, o, p, t, tenure, before, usual, most, keep, order):
    """(new revenue, hours, 1 if at a kink, pay, pay without new revenue, share of pay after risk) of a partner's best month."""
    aversion = aversion_of(w, p.risk[i], p.expected_income[i], p.alternative[i])
    if w.straight[o] == 1:
        bends = w.bends
        count = bent_line(s, i, w, o, bends, t, tenure, p.segment[i], before, keep, usual, most)
        none = bends[INTERCEPT, 0]
        rate = max(height(bends, count, usual) - none, 0.0) / max(usual, 1e-9)
        share = felt_share(w, aversion, rate, p.trailing_new_revenue[i], order)
        new, hours, pay, at_kink = best_of_line(p, i, w, bends, count, none, share, usual, most)
        return new, hours, at_kink, pay, none, share
    none = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, 0.0, True, keep, usual)
    at_usual = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, usual, True, keep, usual)
    share = felt_share(w, aversion, max(at_usual - none, 0.0) / max(usual, 1e-9), p.trailing_new_revenue[i], order)
    kinks = np.empty(KINKS)
    count = kinks_of_levels(s, i, w, o, kinks, 0, t, tenure, usual, keep, most)
    count = kinks_of_components(s, i, w, o, kinks, count, t, tenure, keep, most)
    new, _, at_kink = best_plan(p, i, w, o, t, tenure, before, keep, usual, none, share, kinks, count, most)
    pay = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, new, True, keep, usual)
    return new, hours_for(p, i, w, new), at_kink, pay, none, share


@vendor_rule
def choose_plan(s, i, w, o, p, t, tenure, before, usual, most, keep, order):
    """Of a menu, the plan with the highest certainty equivalent at its own best hours (screening: Lazear 1986)."""
    best, chosen = -1e300, 0
    aversion = aversion_of(w, p.risk[i], p.expected_income[i], p.alternative[i])
    for plan in range(w.choices[o]):
        s[w.choice_row[o], i] = plan
        new, _, _, pay, none, _ = plan_month(s, i, w, o, p, t, tenure, before, usual, most, keep, order)
        rate = max(pay - none, 0.0) / max(new, 1e-9)
        worth = pay - premium(w, aversion, rate, new, 0.0, order) - cost_of(p, i, w, new)
        if worth > best:
            best, chosen = worth, plan
    s[w.choice_row[o], i] = chosen


@vendor_rule
def usual_month(p, i, w, most):
    """New revenue of a partner's usual month; who has not sold yet expects that of usual hours."""
    usual = p.trailing_new_revenue[i]
    if usual <= LEAST_SOLD * most:
        usual = p.yield_per_effort[i] * power(w.usual_effort * p.hours[i], w.gamma)
    return min(usual, most)


@vendor_rule
def plan_ahead(pool, i, world):
    """The hours that maximise the certainty equivalent under a plan of components.

    The best of every bracket's optimum and every threshold (Oyer 1998; Misra & Nair 2011), see ``best_plan``. Periods are looked
    to their end at the pace of this month; delays are discounted; what level a month leads to later is worth its annuity, see
    ``levels_ahead``; a belief about pay that is wrong is so component by component, and closes as ``brief`` closes that of the
    rate.
    """
    p, w = pool[0], world[0]
    s, o, t, tenure = p.plan, plan_of(w, p, i), month_of(w), int(p.tenure[i])
    before, seen = was_before(w, p, i), int(s[w.start_row[o], i])
    if w.components[o] == 0:  # the short form alone, until the rollout's plan begins
        s[w.start_row[o], i] = o + 1
        return
    earning, hours, burden = p.yield_per_effort[i], p.hours[i], p.burden[i]
    order = w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level
    again = w.recurring_orders * p.customers[i] * w.demand_level * p.own_demand[i] * order
    keep = min((1.0 - p.hazard[i]) / (1.0 + w.discount_monthly), MOST_KEPT)
    if seen != o + 1:
        open_books(s, i, w, o, p, t, tenure)
    foresee(s, i, w, o, p, t, again)
    s[w.short_row[o], i] = average_rate(p, i, p.trailing_new_revenue[i]) * p.recurring_worth[i]
    longest = max(0.0, w.longest_day * hours - burden)
    most = earning * power(longest, w.gamma)
    usual = usual_month(p, i, w, most)
    note_usual_rates(s, i, w, o, t, tenure, usual, keep)
    if w.choices[o] > 1 and seen != o + 1:
        choose_plan(s, i, w, o, p, t, tenure, before, usual, most, keep, order)
    if seen != o + 1:
        believe(s, i, w, o, p, t, tenure, before, usual, seen)
        s[w.start_row[o], i] = o + 1
        s[w.since_row[o], i] = t if seen > 0 else 0.0
    for k in range(w.components[o]):
        s[w.belief_row[o, k], i] *= 1.0 - p.correction[i]

    best_new, best, at_kink, pay, none, share = plan_month(s, i, w, o, p, t, tenure, before, usual, most, keep, order)
    best_effort = min(best, longest)
    rate = max(pay - none, 0.0) / max(best_new, 1e-9) if best_new > 0.0 else 0.0
    p.effort[i] = best_effort
    p.planned_revenue[i] = best_new
    p.at_threshold[i] = at_kink
    p.felt_rate[i] = share * rate
    p.perceived_rate[i] = rate
    p.overload[i] = max(0.0, (best_effort + burden) / hours - 1.0)
    aversion = aversion_of(w, p.risk[i], p.expected_income[i], p.alternative[i])
    p.risk_cost[i] = premium(w, aversion, rate, best_new, 0.0, order)


@vendor_rule
def believe(s, i, w, o, p, t, tenure, before, usual, seen):
    """What a partner believes of a plan that it comes under: newcomers are right, others think of their old pay."""
    for k in range(w.components[o]):
        s[w.belief_row[o, k], i] = 0.0
    if tenure == 0 or (seen == 0 and o == 0):
        return
    keep = (1.0 - p.hazard[i]) / (1.0 + w.discount_monthly)
    new = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, usual, True, min(keep, MOST_KEPT), usual)
    rate = new / max(usual, 1e-9)
    wrong = clip((p.perceived_rate[i] + VAGUE) / (max(rate, 0.0) + VAGUE) - 1.0, -1.0, MOST_WRONG)
    for k in range(w.components[o]):
        s[w.belief_row[o, k], i] = wrong
