from __future__ import annotations

from ..shared.compile import vendor_rule
from .cents import rounded, scheduled
from .table import FIXED, FLAT, FUND, GUARANTEE, MILLION, POOL, PRIZE, SCHEDULE, SHARE_OF_PAY, TARGET


@vendor_rule
def eligible(s, i, w, o, k, tenure, segment, before):
    """Whether a component is for this partner this month, whatever it sells."""
    if not (w.pay_segments[o, k] >> segment) & 1:
        return False
    if w.pay_choice[o, k] >= 0 and w.pay_choice[o, k] != int(s[w.choice_row[o], i]):
        return False
    if w.pay_joined[o, k] != 0 and (w.pay_joined[o, k] == 1) != before:
        return False
    if w.pay_gate[o, k] >= 0 and s[w.ladder_row[o, w.pay_gate[o, k]], i] < 0.5:
        return False
    return w.pay_tenure[o, k, 0] <= tenure < w.pay_tenure[o, k, 1]


@vendor_rule
def level_of(s, i, w, o, k):
    """The level by which a component pays."""
    ladder = w.pay_ladder[o, k]
    return int(s[w.ladder_row[o, ladder], i]) if ladder >= 0 else 0


@vendor_rule
def on_sales(s, i, w, o, k):
    """Cents at the rates of the partner's level, on own sales or level by level on recruits'."""
    pay, feeds = 0.0, w.pay_feeds[o, k]
    if feeds == 1:
        sales = s[w.feed_row[o, w.pay_feed[o, k, 0]], i]
        return rounded(w.pay_rate[o, k, level_of(s, i, w, o, k)] * sales, w.pay_scale[o, k])
    for level in range(feeds):
        if w.pay_unlocked[o, k] == 0 or s[w.recruits_row[o], i] >= w.pay_unlock[o, k, level]:
            pay += w.pay_rate[o, k, level] * s[w.feed_row[o, w.pay_feed[o, k, level]], i]
    return rounded(pay, w.pay_scale[o, k])


@vendor_rule
def in_brackets(s, i, w, o, k):
    """Cents on the period so far, less what the period so far was before this month."""
    after = s[w.meter_row[o, w.pay_meter[o, k]], i]
    before = after - s[w.feed_row[o, w.pay_feed[o, k, 0]], i]
    return rounded(scheduled(w, o, k, after), w.pay_scale[o, k]) - rounded(scheduled(w, o, k, before), w.pay_scale[o, k])


@vendor_rule
def period_begins(w, o, k, t, tenure):
    """Whether a component's period begins with this month."""
    return (tenure if w.pay_joining[o, k] == 1 else t) % w.pay_period[o, k] == 0


@vendor_rule
def fixed_sum(s, i, w, o, k, t, tenure):
    """A lump: at the beginning of each period, or in the month in which the period's target is reached."""
    lump = w.pay_rate[o, k, level_of(s, i, w, o, k)]
    if w.pay_how[o, k] == FIXED:
        return lump if period_begins(w, o, k, t, tenure) else 0.0
    after = s[w.meter_row[o, w.pay_meter[o, k]], i]
    before = 0.0 if period_begins(w, o, k, t, tenure) else after - s[w.feed_row[o, w.pay_feed[o, k, 0]], i]
    return lump if after >= w.pay_target[o, k] > before else 0.0


@vendor_rule
def capped(s, i, w, o, k, pay, t):
    """Within a component's limits: per unit, of the vendor's share, per month, per year."""
    if w.pay_orders_feed[o, k] >= 0:
        pay = min(pay, rounded(w.cap_unit[o, k] * s[w.feed_row[o, w.pay_orders_feed[o, k]], i], 1.0))
    if w.of_vendor[o, k] == 1:
        kept = 0.0
        for level in range(w.pay_feeds[o, k]):
            kept += s[w.feed_row[o, w.vendor_revenue_feed[o, k, level]], i]
            kept -= s[w.feed_row[o, w.vendor_pay_feed[o, k, level]], i]
        pay = min(pay, rounded(w.most_of_vendor[o, k] * max(kept, 0.0), MILLION))
    if w.cap_month[o, k] > 0.0:
        pay = min(pay, w.cap_month[o, k])
    if w.cap_year[o, k] > 0.0:
        row = w.capped_row[o, k]
        so_far = 0.0 if t % 12 == 0 else s[row, i]
        pay = min(pay, w.cap_year[o, k] - so_far)
        s[row, i] = so_far + pay
    return pay


@vendor_rule
def earn(s, i, w, o, t, tenure, segment, before):
    """What each component earns a partner this month, in cents; returns their sum.

    A guarantee tops up, and a share of pay is on, what the components above earn; funds are no pay.
    """
    total = 0.0
    for k in range(w.components[o]):
        pay, how = 0.0, w.pay_how[o, k]
        if eligible(s, i, w, o, k, tenure, segment, before):
            if how == FLAT:
                pay = on_sales(s, i, w, o, k)
            elif how == SCHEDULE:
                pay = in_brackets(s, i, w, o, k)
            elif how == TARGET or how == FIXED:
                pay = fixed_sum(s, i, w, o, k, t, tenure)
            elif how == POOL or how == PRIZE:
                pay = s[w.share_row[o, k], i]
            elif how == SHARE_OF_PAY:
                pay = rounded(w.pay_rate[o, k, level_of(s, i, w, o, k)] * total, MILLION)
            elif how == GUARANTEE:
                pay = max(0.0, w.pay_sum[o, k] - total)
            pay = capped(s, i, w, o, k, pay, t)
        s[w.earned_row[o, k], i] = pay
        total += pay if w.pay_line[o, k] != FUND else 0.0
    return within_total(s, i, w, o, total, t)


@vendor_rule
def within_total(s, i, w, o, total, t):
    """All components together within the plan's caps; what is too much is taken from the last ones first."""
    room = total
    if w.total_cap_month[o] > 0.0:
        room = min(room, w.total_cap_month[o])
    if w.total_cap_year[o] > 0.0:
        row = w.year_row[o]
        so_far = 0.0 if t % 12 == 0 else s[row, i]
        room = min(room, w.total_cap_year[o] - so_far)
        s[row, i] = so_far + room
    excess = total - room
    for back in range(w.components[o]):
        k = w.components[o] - 1 - back
        pay = s[w.earned_row[o, k], i]
        if excess > 0.0 and pay > 0.0 and w.pay_line[o, k] != FUND:
            less = min(pay, excess)
            s[w.earned_row[o, k], i] = pay - less
            excess -= less
    return room
