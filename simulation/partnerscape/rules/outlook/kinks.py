"""The kinks and jumps of a plan's pay in a month's new revenue. Shared by the rules that plan."""

from __future__ import annotations

from ..paying.climb import held_level
from ..paying.table import ENDLESS, FLAT, GUARANTEE, MILLION, PREVIOUS, PRIZE, SCHEDULE, SPLIT, TARGET, TO_DATE, TRAILING
from ..shared.compile import vendor_rule
from .levels_ahead import base_ahead, line, months_left, months_looked, pace_at_review, rising_months, until_review

SLIGHTLY = 1.0 + 1e-9
KINKS = 192  # of a plan that a partner looks at


@vendor_rule
def found_one(kinks, count, new, most):
    """A kink at a month's new revenue, if it is within reach; returns how many there are, in rising order."""
    if not 0.0 < new < most or count >= KINKS:
        return count
    new *= SLIGHTLY
    at = count
    while at > 0 and kinks[at - 1] > new:
        at -= 1
    if at > 0 and kinks[at - 1] * SLIGHTLY >= new:
        return count
    for above in range(count, at, -1):
        kinks[above] = kinks[above - 1]
    kinks[at] = new
    return count + 1


@vendor_rule
def kinks_of_levels(s, i, w, o, kinks, count, t, tenure, usual, keep, most):
    """Those of all levels and conditions, see ``kinks_of_ladder``."""
    for ladder in range(w.ladders[o]):
        count = kinks_of_ladder(s, i, w, o, ladder, kinks, count, t, tenure, usual, keep, most)
    return count


@vendor_rule
def kinks_of_ladder(s, i, w, o, ladder, kinks, count, t, tenure, usual, keep, most):
    """New revenue at which a level or a condition is reached, is reached by its review, or comes within sight."""
    for c in range(w.ladder_needs[o, ladder]):
        m = w.need_meter[o, ladder, c]
        feed, kind, months = w.meter_feed[o, m], w.meter_kind[o, m], w.meter_months[o, m]
        anyway, slope = s[w.feed_row[o, feed] + 1, i], s[w.feed_row[o, feed] + 2, i]
        if slope <= 0.0 or w.need_per[o, ladder, c] >= 0:
            continue
        base, left = base_ahead(s, i, w, o, m, t, tenure), months_left(tenure if w.meter_joining[o, m] == 1 else t, months)
        held, down, review = held_level(s, i, w, o, ladder), w.ladder_down[o, ladder], until_review(w, o, ladder, t)
        rising = rising_months(w, left, keep) if kind == PREVIOUS else 1.0
        for level in range(1, w.ladder_levels[o, ladder]):
            threshold = w.need_threshold[o, ladder, c, level]
            count = found_one(kinks, count, ((threshold - base) / rising - anyway) / slope, most)
            if down > 1 and level <= held and kind in (TO_DATE, TRAILING):
                needed = pace_at_review(s, i, w, o, m, t, tenure, threshold, review)
                count = found_one(kinks, count, (needed - anyway) / slope, most)
            elif kind == TRAILING:
                count = found_one(kinks, count, (threshold / months - anyway) / slope, most)
            elif kind == TO_DATE:
                sight = max(left, review if down > 1 else 0) - 1.0
                needed = threshold - base - sight * line(s, i, w, o, feed, usual)
                count = found_one(kinks, count, (needed - anyway) / slope, most)
    return count


@vendor_rule
def kinks_of_prizes(w, o, k, kinks, count, base, left, anyway, slope, most):
    """Chances of a prize rise fastest at last time's line: a few points about the first, the middle and the last one."""
    last = 0
    while last + 1 < w.pay_prize.shape[2] and w.pay_prize[o, k, last + 1] > 0.0:
        last += 1
    for j in (0, last // 2, last):
        for part in (0.6, 0.8, 1.0, 1.25, 1.6):
            count = found_one(kinks, count, ((part * max(w.prize_cut[o, k, j], 1.0) - base) / left - anyway) / slope, most)
    return count


@vendor_rule
def kinks_of_components(s, i, w, o, kinks, count, t, tenure, keep, most):
    """Those of all components, see ``kinks_of_component``."""
    for k in range(w.components[o]):
        count = kinks_of_component(s, i, w, o, k, kinks, count, t, tenure, keep, most)
    return count


@vendor_rule
def kinks_of_component(s, i, w, o, k, kinks, count, t, tenure, keep, most):
    """New revenue at which a bracket, a target, the vendor's most or a cap is reached by the period's end at this pace."""
    how, row = w.pay_how[o, k], w.feed_row[o, w.pay_feed[o, k, 0]]
    anyway, slope = s[row + 1, i], s[row + 2, i]
    if slope <= 0.0:
        return count
    if how == FLAT:
        if w.cap_month[o, k] > 0.0 and w.pay_capped[o, k] == 0 and w.pay_ladder[o, k] < 0:
            new = (w.cap_month[o, k] * w.pay_scale[o, k] / max(w.pay_rate[o, k, 0], 1e-9) - anyway) / slope
            count = found_one(kinks, count, new, most)
        return count
    since = tenure if w.pay_joining[o, k] == 1 else t
    left = months_looked(since, w.pay_period[o, k], keep)
    base = 0.0 if since % w.pay_period[o, k] == 0 else s[w.sum_row[o, k], i]
    if how == SCHEDULE:
        for b in range(w.pay_brackets[o, k]):
            count = found_one(kinks, count, ((w.pay_start[o, k, b] - base) / left - anyway) / slope, most)
    elif how == TARGET:
        left = 1.0 if w.pay_period[o, k] >= ENDLESS else rising_months(w, left, keep)
        count = found_one(kinks, count, ((w.pay_target[o, k] - base) / left - anyway) / slope, most)
    elif how == SPLIT:
        share = 1.0 - w.pay_rate[o, k, 0] / MILLION
        count = found_one(kinks, count, ((w.pay_sum[o, k] / max(share, 1e-9) - base) / left - anyway) / slope, most)
    elif how == PRIZE:
        count = kinks_of_prizes(w, o, k, kinks, count, base, left, anyway, slope, most)
    return count


@vendor_rule
def bent(w, o):
    """Whether a plan's pay bends at places that are not known beforehand, or is no straight line between them."""
    if w.total_cap_month[o] > 0.0:
        return True
    for k in range(w.components[o]):
        how = w.pay_how[o, k]
        if how in (GUARANTEE, PRIZE):
            return True
        if w.cap_year[o, k] > 0.0 or (w.cap_month[o, k] > 0.0 and (how != FLAT or w.pay_ladder[o, k] >= 0)):
            return True
    return False


@vendor_rule
def may_fall(w, o):
    """Whether more sales may be paid less between two kinks: a right is lost by selling."""
    for ladder in range(w.ladders[o]):
        for c in range(w.ladder_needs[o, ladder]):
            if w.need_below[o, ladder, c] == 1:
                return True
    return False
