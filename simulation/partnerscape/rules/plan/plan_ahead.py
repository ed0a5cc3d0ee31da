from __future__ import annotations

from ..shared.best_hours import best_hours
from ..shared.compile import vendor_rule
from ..shared.maths import clip, exp, log, power
from ..shared.risk import aversion_of, felt_share, premium
from ..shared.schedule import average_rate
from .ahead import level_ahead, months_left, pay_ahead
from .amounts import sold, standing, weight_of
from .table import (
    ASKED,
    CANDIDATES,
    CENTS,
    CERTIFIED,
    CUSTOMERS,
    FLAT,
    FROM_RECRUITS,
    LIFETIME,
    MARGIN,
    MILLION,
    NEW,
    ONE,
    ORDERS,
    PREVIOUS,
    QUALITY,
    RECRUITS,
    SAVINGS,
    SCHEDULE,
    SKILL,
    SPLIT,
    STAYED,
    TARGET,
    TO_DATE,
    TRAILING,
    WON,
)
from .whose import month_of, plan_of, was_before

VAGUE = 0.01  # rates are believed to within a point
MOST_WRONG = 2.0
SLIGHTLY = 1.0 + 1e-9
MOST_KEPT = 0.9999


@vendor_rule
def foresee(s, i, w, o, p, t, again):
    """The line of each feed in a month's new revenue: what is there anyway, and what a unit of it adds."""
    order = max(w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level, 1e-9)
    goods = max(0.0, 1.0 - w.margin * p.offer_margin[i]) / max((1.0 - p.discount[i]) * w.price_level, 1e-9)
    for f in range(w.feeds[o]):
        basis, row = w.feed_basis[o, f], w.feed_row[o, f]
        if basis >= FROM_RECRUITS or basis == RECRUITS:
            s[row + 2, i] = 0.0
        elif basis in (SKILL, CERTIFIED, ONE):
            s[row + 1, i], s[row + 2, i] = standing(basis, p, i), 0.0
        elif basis in (STAYED, QUALITY):
            s[row + 1, i] = MILLION * (p.staying[i] if basis == STAYED else p.reputation[i])
            s[row + 2, i] = 0.0
        elif basis == ASKED:
            s[row + 1, i], s[row + 2, i] = 1.0, 0.0
        else:
            customers = p.customers[i]
            s[row + 1, i] = sold(s, i, w, o, f, p, t, 0.0, 0.0, again, again / order, goods, customers)
            s[row + 2, i] = sold(s, i, w, o, f, p, t, 1.0, 1.0 / order, 0.0, 0.0, goods, 0.0)
            s[row + 3, i] = later_line(w, o, f, p, i, order, goods)


@vendor_rule
def later_line(w, o, f, p, i, order, goods):
    """What a feed will count in a month of the customers that a unit of new revenue wins, as often as they order."""
    basis = w.feed_basis[o, f]
    if basis in (NEW, WON):
        return 0.0
    weight, _ = weight_of(w, o, f, p, i)
    if basis in (ORDERS, CUSTOMERS):
        return weight / order
    if basis == MARGIN:
        weight *= 1.0 - goods
    elif basis == SAVINGS:
        weight *= p.discount[i] / max(1.0 - p.discount[i], 1e-9)
    return weight * CENTS


@vendor_rule
def found_one(s, i, w, o, count, new, most):
    """A kink of the plan's pay at a month's new revenue, if it is within reach; returns how many there are, in rising order."""
    if not 0.0 < new < most or count >= CANDIDATES:
        return count
    row, at = w.candidates_row[o], count
    while at > 0 and s[row + at - 1, i] > new:
        s[row + at, i] = s[row + at - 1, i]
        at -= 1
    s[row + at, i] = new
    return count + 1


@vendor_rule
def kinks_of_levels(s, i, w, o, count, t, tenure, most):
    """New revenue at which a level or a condition would be reached."""
    for ladder in range(w.ladders[o]):
        for c in range(w.ladder_needs[o, ladder]):
            m = w.need_meter[o, ladder, c]
            row, kind = w.feed_row[o, w.meter_feed[o, m]], w.meter_kind[o, m]
            anyway, slope, at = s[row + 1, i], s[row + 2, i], w.meter_row[o, m]
            if slope <= 0.0 or w.need_per[o, ladder, c] >= 0:
                continue
            since, months = tenure if w.meter_joining[o, m] == 1 else t, w.meter_months[o, m]
            fresh, left, base = since % months == 0, 1.0, 0.0
            if kind == TO_DATE:
                base = 0.0 if fresh else s[at, i]
            elif kind == TRAILING:
                base = s[at, i] - s[at + 1 + t % months, i]
            elif kind == LIFETIME:
                base = s[at, i]
            elif kind == PREVIOUS:
                base, left = 0.0 if fresh else s[at + 1, i], 1.0 * months_left(since, months)
            for level in range(1, w.ladder_levels[o, ladder]):
                new = ((w.need_threshold[o, ladder, c, level] - base) / left - anyway) / slope
                count = found_one(s, i, w, o, count, new * SLIGHTLY, most)
    return count


@vendor_rule
def kinks_of_components(s, i, w, o, count, t, tenure, most):
    """New revenue at which a bracket, a target, the vendor's most or a cap is reached by the period's end at this pace."""
    for k in range(w.components[o]):
        how, row = w.pay_how[o, k], w.feed_row[o, w.pay_feed[o, k, 0]]
        anyway, slope = s[row + 1, i], s[row + 2, i]
        if slope <= 0.0:
            continue
        if how == FLAT:
            if w.cap_month[o, k] > 0.0:
                new = (w.cap_month[o, k] * w.pay_scale[o, k] / max(w.pay_rate[o, k, 0], 1e-9) - anyway) / slope
                count = found_one(s, i, w, o, count, new, most)
            continue
        since = tenure if w.pay_joining[o, k] == 1 else t
        left = months_left(since, w.pay_period[o, k])
        base = 0.0 if since % w.pay_period[o, k] == 0 else s[w.sum_row[o, k], i]
        if how == SCHEDULE:
            for b in range(w.pay_brackets[o, k]):
                new = ((w.pay_start[o, k, b] - base) / left - anyway) / slope
                count = found_one(s, i, w, o, count, new * SLIGHTLY, most)
        elif how == TARGET:
            new = ((w.pay_target[o, k] - base) / left - anyway) / slope
            count = found_one(s, i, w, o, count, new * SLIGHTLY, most)
        elif how == SPLIT:
            share = 1.0 - w.pay_rate[o, k, 0] / MILLION
            new = ((w.pay_sum[o, k] / max(share, 1e-9) - base) / left - anyway) / slope
            count = found_one(s, i, w, o, count, new, most)
    return count


@vendor_rule
def hours_for(p, i, w, new):
    """Hours that bring a month's new revenue."""
    return power(max(new, 0.0) / max(p.yield_per_effort[i], 1e-9), 1.0 / w.gamma)


@vendor_rule
def open_books(s, i, w, o, p, t, tenure):
    """A partner comes under a plan: what the plan looks back on is as its usual months were, what it believes as its old pay."""
    usual, again = p.trailing_new_revenue[i], max(p.trailing_revenue[i] - p.trailing_new_revenue[i], 0.0)
    foresee(s, i, w, o, p, t, again)
    for m in range(w.meters[o]):
        if w.meter_new[o, m] == 0:
            continue
        feed, row, months = w.feed_row[o, w.meter_feed[o, m]], w.meter_row[o, m], w.meter_months[o, m]
        x, kind = s[feed + 1, i] + s[feed + 2, i] * usual, w.meter_kind[o, m]
        if kind == TRAILING:
            s[row, i] = 0.0
            for back in range(months):
                s[row + 1 + back, i] = x if back < tenure else 0.0
                s[row, i] += s[row + 1 + back, i]
        elif kind == LIFETIME:
            s[row, i] = x * tenure
        elif kind == TO_DATE:
            s[row, i] = x * min((tenure if w.meter_joining[o, m] == 1 else t) % months, tenure)
        elif kind == PREVIOUS:
            s[row, i] = x * min(months, tenure)
            s[row + 1, i] = x * min((tenure if w.meter_joining[o, m] == 1 else t) % months, tenure)
    for k in range(w.components[o]):
        feed = w.feed_row[o, w.pay_feed[o, k, 0]]
        if w.sum_new[o, k] == 1 and w.sum_row[o, k] > 0:
            passed = min((tenure if w.pay_joining[o, k] == 1 else t) % w.pay_period[o, k], tenure)
            s[w.sum_row[o, k], i] = passed * (s[feed + 1, i] + s[feed + 2, i] * usual)
    if w.ages[o] > 0 and s[w.ages_row[o], i] == 0.0:
        fill_ages(s, i, w.ages_row[o], w.ages[o], t, p.customers[i], p.staying[i])


@vendor_rule
def fill_ages(s, i, row, ages, t, customers, staying):
    """Customers whose ages nobody noted are as old as a steady inflow would have made them."""
    s[row, i], s[row + 1, i] = 1.0, customers
    for back in range(1, ages + 1):
        s[row + 2 + (t - back) % (ages + 1), i] = customers * exp((back - 1) * log(max(staying, 1e-9)))


@vendor_rule
def choose_plan(s, i, w, o, p, t, tenure, before, most, keep):
    """Of a menu, the plan with the highest certainty equivalent at its own best hours (screening: Lazear 1986)."""
    best, chosen = -1e300, 0
    usual = p.trailing_new_revenue[i] if tenure > 0 else p.yield_per_effort[i] * power(0.5 * p.hours[i], w.gamma)
    order = w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level
    aversion = aversion_of(w, p.risk[i], p.expected_income[i], p.alternative[i])
    for plan in range(w.choices[o]):
        s[w.choice_row[o], i] = plan
        pay = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, min(usual, most), True, keep)
        none = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, 0.0, True, keep)
        rate = max(pay - none, 0.0) / max(min(usual, most), 1e-9)
        worth = pay - premium(w, aversion, rate, min(usual, most), 0.0, order)
        if worth > best:
            best, chosen = worth, plan
    s[w.choice_row[o], i] = chosen


@vendor_rule
def plan_ahead(pool, i, world):
    """The hours that maximise the certainty equivalent under a plan of components.

    The best of every bracket's optimum and every threshold: pay is piecewise linear in the month's new revenue; between two
    kinks its slope gives the optimum of linear pay, see ``decide_effort``, and at each kink the worth is compared (Oyer 1998; Misra & Nair 2011). Periods are looked to their end at
    the pace of this month; delays are discounted; what level a month leads to later is worth its annuity; a belief about pay that
    is wrong is so component by component, and closes as ``brief`` closes that of the rate.
    """
    p, w = pool[0], world[0]
    s, o, t, tenure = p.plan, plan_of(w, p, i), month_of(w), int(p.tenure[i])
    before, seen = was_before(w, p, i), int(s[w.start_row[o], i])
    if w.components[o] == 0:  # the short form alone, until the rollout's plan begins
        s[w.start_row[o], i] = o + 1
        return
    earning, hours, burden = p.yield_per_effort[i], p.hours[i], p.burden[i]
    order = w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level
    again = w.recurring_orders * p.customers[i] * w.demand_level * order
    keep = min((1.0 - p.hazard[i]) / (1.0 + w.discount_monthly), MOST_KEPT)
    if seen != o + 1:
        open_books(s, i, w, o, p, t, tenure)
    foresee(s, i, w, o, p, t, again)
    s[w.short_row[o], i] = average_rate(p, i, p.trailing_new_revenue[i]) * p.recurring_worth[i]
    longest = max(0.0, w.longest_day * hours - burden)
    most = earning * power(longest, w.gamma)
    if w.choices[o] > 1 and seen != o + 1:
        choose_plan(s, i, w, o, p, t, tenure, before, most, keep)
    for k in range(w.components[o]):
        ladder = w.pay_ladder[o, k]
        if ladder >= 0:
            s[w.zero_row[o, k], i] = level_ahead(s, i, w, o, ladder, t, tenure, 0.0, True)
    usual = min(max(p.trailing_new_revenue[i], 1e-6 * most), most)
    if seen != o + 1:
        believe(s, i, w, o, p, t, tenure, before, usual, seen)
        s[w.start_row[o], i] = o + 1
        s[w.since_row[o], i] = t if seen > 0 else 0.0
    for k in range(w.components[o]):
        s[w.belief_row[o, k], i] *= 1.0 - p.correction[i]

    aversion = aversion_of(w, p.risk[i], p.expected_income[i], p.alternative[i])
    none = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, 0.0, True, keep)
    at_usual = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, usual, True, keep)
    share = felt_share(w, aversion, max(at_usual - none, 0.0) / max(usual, 1e-9), p.trailing_new_revenue[i], order)

    count = kinks_of_levels(s, i, w, o, 0, t, tenure, most)
    count = kinks_of_components(s, i, w, o, count, t, tenure, most)
    best_effort, best_worth, best_new, at_kink = 0.0, -1e300, 0.0, 0.0
    low, low_pay = 0.0, none
    for piece in range(count + 1):
        high = s[w.candidates_row[o] + piece, i] if piece < count else most
        middle = 0.5 * (low + high)
        slope = 0.0
        if high > low * SLIGHTLY:
            slope = (pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, middle, True, keep) - low_pay) / (middle - low)
        for choice in range(2):
            if choice == 0:
                effort = hours_for(p, i, w, low)
            elif slope <= 0.0:
                continue
            else:
                effort = best_hours(w, share * slope, earning, burden, hours)
            effort = clip(effort, 0.0, longest)
            new = low if choice == 0 else earning * power(effort, w.gamma)
            if not low <= new <= high:
                continue
            load = effort + burden
            felt = none + share * (low_pay + slope * (new - low) - none)
            worth = felt - 0.5 * w.effort_cost / hours * load * load
            if worth > best_worth:
                best_effort, best_worth, best_new = effort, worth, new
                at_kink = 1.0 if choice == 0 and piece > 0 else 0.0
        if piece < count:
            low, low_pay = high, pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, high, True, keep)
    pay = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, best_new, True, keep)
    rate = max(pay - none, 0.0) / max(best_new, 1e-9) if best_new > 0.0 else 0.0
    p.effort[i] = best_effort
    p.planned_revenue[i] = best_new
    p.at_threshold[i] = at_kink
    p.felt_rate[i] = share * rate
    p.perceived_rate[i] = rate
    p.overload[i] = max(0.0, (best_effort + burden) / hours - 1.0)
    p.risk_cost[i] = premium(w, aversion, rate, best_new, 0.0, order)


@vendor_rule
def believe(s, i, w, o, p, t, tenure, before, usual, seen):
    """What a partner believes of a plan that it comes under: newcomers are right, others think of their old pay."""
    for k in range(w.components[o]):
        s[w.belief_row[o, k], i] = 0.0
    if tenure == 0 or (seen == 0 and o == 0):
        return
    keep = (1.0 - p.hazard[i]) / (1.0 + w.discount_monthly)
    new = pay_ahead(s, i, w, o, t, tenure, p.segment[i], before, usual, True, min(keep, MOST_KEPT))
    rate = new / max(usual, 1e-9)
    wrong = clip((p.perceived_rate[i] + VAGUE) / (max(rate, 0.0) + VAGUE) - 1.0, -1.0, MOST_WRONG)
    for k in range(w.components[o]):
        s[w.belief_row[o, k], i] = wrong
