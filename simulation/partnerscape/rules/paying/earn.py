from __future__ import annotations

from ..shared.compile import vendor_rule
from .cents import rounded, scheduled
from .table import FIXED, FLAT, GUARANTEE, MILLION, POOL, PRIZE, SCHEDULE, SHARE_OF_PAY, SPLIT, TARGET

UNLIMITED = 1e300


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
def period_begins(w, o, k, t, tenure):
    """Whether a component's period begins with this month."""
    return (tenure if w.pay_joining[o, k] == 1 else t) % w.pay_period[o, k] == 0


@vendor_rule
def base_of(s, i, w, o, k):
    """What a component that looks at a sum is paid on this month."""
    return s[w.feed_row[o, w.pay_feed[o, k, 0]], i] if s[w.fit_row[o, k], i] > 0.5 else 0.0


@vendor_rule
def reckon(s, i, w, o, t, tenure, segment, before):
    """For whom each component is this month, and its period's sum of what it is paid on."""
    for k in range(w.components[o]):
        s[w.fit_row[o, k], i] = 1.0 if eligible(s, i, w, o, k, tenure, segment, before) else 0.0
        row = w.sum_row[o, k]
        if row > 0:
            if period_begins(w, o, k, t, tenure):
                s[row, i], s[row + 1, i] = 0.0, 0.0
            s[row, i] += base_of(s, i, w, o, k)


@vendor_rule
def level_of(s, i, w, o, k):
    """The level by which a component pays."""
    ladder = w.pay_ladder[o, k]
    return int(s[w.ladder_row[o, ladder], i]) if ladder >= 0 else 0


@vendor_rule
def on_sales(s, i, w, o, k, ahead):
    """Cents at the rates of the partner's level, on own sales or level by level on recruits'.

    ``ahead`` is 1 for what recruits' sales of this month will pay in the next: the row after a feed's own holds them.
    """
    level, feeds = level_of(s, i, w, o, k), w.pay_feeds[o, k]
    if w.pay_capped[o, k] == 1:
        return rounded(s[w.feed_row[o, w.capped_feed[o, k, level]], i], MILLION)
    if feeds == 1 and w.pay_unlocked[o, k] == 0 and w.of_vendor[o, k] == 0:
        return rounded(w.pay_rate[o, k, level] * s[w.feed_row[o, w.pay_feed[o, k, 0]] + ahead, i], w.pay_scale[o, k])
    pay, kept = 0.0, 0.0
    for step in range(feeds):
        if w.pay_unlocked[o, k] == 1 and s[w.recruits_row[o] + ahead, i] < w.pay_unlock[o, k, step]:
            continue
        rate, sales = w.pay_rate[o, k, step], s[w.feed_row[o, w.pay_feed[o, k, step]] + ahead, i]
        pay += rate * sales
        if w.of_vendor[o, k] == 1 and rate != 0.0:
            kept += sales - s[w.feed_row[o, w.vendor_pay_feed[o, k, step]] + ahead, i]
    pay = rounded(pay, w.pay_scale[o, k])
    return min(pay, rounded(w.most_of_vendor[o, k] * max(kept, 0.0), MILLION)) if w.of_vendor[o, k] == 1 else pay


@vendor_rule
def in_brackets(s, i, w, o, k):
    """Cents on the period so far, less what the period so far was before this month."""
    after, scale = s[w.sum_row[o, k], i], w.pay_scale[o, k]
    before = after - base_of(s, i, w, o, k)
    return rounded(scheduled(w, o, k, after), scale) - rounded(scheduled(w, o, k, before), scale)


@vendor_rule
def kept_by_vendor(w, o, k, sales):
    """Cents of a period's sales that the vendor keeps: its share, up to its most."""
    return rounded(min((MILLION - w.pay_rate[o, k, 0]) * sales, w.pay_sum[o, k] * MILLION), MILLION)


@vendor_rule
def after_the_split(s, i, w, o, k):
    """What the vendor does not keep of the month's sales."""
    base, after = base_of(s, i, w, o, k), s[w.sum_row[o, k], i]
    return base - (kept_by_vendor(w, o, k, after) - kept_by_vendor(w, o, k, after - base))


@vendor_rule
def fixed_sum(s, i, w, o, k, t, tenure):
    """A lump: at the beginning of each period and when a partner joins, or once its period's target is reached."""
    lump = w.pay_rate[o, k, level_of(s, i, w, o, k)]
    if w.pay_how[o, k] == FIXED:
        return lump if tenure == 0 or period_begins(w, o, k, t, tenure) else 0.0
    row = w.sum_row[o, k]
    if s[row + 1, i] > 0.5 or s[row, i] < w.pay_target[o, k]:
        return 0.0
    s[row + 1, i] = 1.0
    return lump


@vendor_rule
def capped(s, i, w, o, k, pay, t, tenure):
    """Within a component's limits per month and per year."""
    if w.cap_month[o, k] > 0.0:
        pay = min(pay, w.cap_month[o, k])
    if w.cap_year[o, k] > 0.0:
        left = w.cap_year[o, k] - year_so_far(s, i, w, o, k, t, tenure)
        pay = min(pay, max(left, 0.0)) if pay > 0.0 else pay  # an earlier plan may have paid more
    return pay


@vendor_rule
def year_so_far(s, i, w, o, k, t, tenure):
    """What a component with a cap per year has earned in this one."""
    since = tenure if w.cap_joining[o, k] == 1 else t
    return 0.0 if since % 12 == 0 else s[w.capped_row[o, k], i]


@vendor_rule
def earn(s, i, w, o, t, tenure):
    """What each component earns a partner this month, in cents; returns their sum.

    A guarantee tops up, and a share of pay is on, what the components above earn. Of the plan's caps, components get in
    their order what room is left; fees make room.
    """
    total, room = 0.0, room_for(s, i, w, o, t)
    for k in range(w.components[o]):
        pay, how = 0.0, w.pay_how[o, k]
        if s[w.fit_row[o, k], i] > 0.5:
            if how == FLAT:
                pay = on_sales(s, i, w, o, k, 0)
            elif how == SCHEDULE:
                pay = in_brackets(s, i, w, o, k)
            elif how == SPLIT:
                pay = after_the_split(s, i, w, o, k)
            elif how in (TARGET, FIXED):
                pay = fixed_sum(s, i, w, o, k, t, tenure)
            elif how in (POOL, PRIZE):
                pay = s[w.share_row[o, k], i]
            elif how == SHARE_OF_PAY:
                pay = rounded(w.pay_rate[o, k, level_of(s, i, w, o, k)] * total, MILLION)
            elif how == GUARANTEE:
                pay = max(0.0, w.pay_sum[o, k] - total)
        pay = capped(s, i, w, o, k, pay, t, tenure)
        pay = min(pay, max(room - total, 0.0)) if pay > 0.0 else pay
        s[w.earned_row[o, k], i] = pay
        if w.cap_year[o, k] > 0.0:
            s[w.capped_row[o, k], i] = year_so_far(s, i, w, o, k, t, tenure) + pay
        total += pay
    if w.total_cap_year[o] > 0.0:
        s[w.year_row[o], i] = (0.0 if t % 12 == 0 else s[w.year_row[o], i]) + total
    return total


@vendor_rule
def room_for(s, i, w, o, t):
    """Cents that the plan's caps leave for all components together."""
    room = w.total_cap_month[o] if w.total_cap_month[o] > 0.0 else UNLIMITED
    if w.total_cap_year[o] > 0.0:
        room = min(room, w.total_cap_year[o] - (0.0 if t % 12 == 0 else s[w.year_row[o], i]))
    return room
