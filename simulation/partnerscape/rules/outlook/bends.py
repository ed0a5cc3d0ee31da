"""How a plan's pay bends and jumps in a month's new revenue, component by component. Shared by the rules that plan.

A bent line is kept in columns of ``bends``: from the revenue ``AT`` on, so much more (``INTERCEPT``, in currency) and so much
more per unit (``SLOPE``). The first column is the line at no revenue.
"""

from __future__ import annotations

from ..paying.cents import scheduled
from ..paying.earn import period_begins
from ..paying.table import CENTS, FLAT, MILLION, POOL
from ..shared.compile import vendor_rule
from ..shared.maths import exp, log
from .ahead import believed, component_ahead, later_pay, pay_of
from .kinks import SLIGHTLY, kinks_of_component, kinks_of_ladder
from .levels_ahead import months_looked, rising_months

AT, INTERCEPT, SLOPE, KINK, MONTHS, MORE_MONTHS = range(6)  # rows of ``bends``; the last three are scratch, level by level
JUST_BELOW = 1.0 - 4e-9  # a kink, where pay may jump


@vendor_rule
def bend(bends, count, at, intercept, slope, most):
    """A bend or jump at a month's new revenue, if it is within reach; returns how many there are, in rising order."""
    if not at < most:
        return count
    if at <= 0.0:
        bends[INTERCEPT, 0] += intercept
        bends[SLOPE, 0] += slope
        return count
    at *= SLIGHTLY
    to = count
    while bends[AT, to - 1] > at:
        for row in (AT, INTERCEPT, SLOPE):
            bends[row, to] = bends[row, to - 1]
        to -= 1
    bends[AT, to], bends[INTERCEPT, to], bends[SLOPE, to] = at, intercept, slope
    return count + 1


@vendor_rule
def line_of(s, i, w, o, k, t, tenure, level):
    """(cents without new revenue, cents per unit) of a component that is one line at each level."""
    how = w.pay_how[o, k]
    if how == FLAT and w.pay_capped[o, k] == 1:
        row = w.feed_row[o, w.capped_feed[o, k, level]]
        return s[row + 1, i] / MILLION, s[row + 2, i] / MILLION
    row = w.feed_row[o, w.pay_feed[o, k, 0]]
    if how == FLAT and w.pay_feeds[o, k] == 1 and w.pay_unlocked[o, k] == 0:
        rate = w.pay_rate[o, k, level] / w.pay_scale[o, k]
        return rate * s[row + 1, i], rate * s[row + 2, i]
    if how == POOL:
        return w.pool_rate[o, k] * s[row + 1, i], w.pool_rate[o, k] * s[row + 2, i]
    return pay_of(s, i, w, o, k, t, tenure, 0.0, True, 0.0, level, 0.0, 0.0), 0.0  # fixed sums, recruits' sales


@vendor_rule
def bend_flat(s, i, w, o, k, bends, count, t, tenure, most):
    """A component that is one line, up to its cap."""
    more, less = believed(s, i, w, o, k) / CENTS, w.lost_early[o, k]
    there, slope = line_of(s, i, w, o, k, t, tenure, 0)
    worth, cap = more * (w.patience[o, k] - less), w.cap_month[o, k]
    bends[INTERCEPT, 0] += more * less * there
    if w.annuity[o, k] != 0.0:
        bends[SLOPE, 0] += more * w.annuity[o, k] * later_pay(s, i, w, o, k, 0, 1.0)
    bends[INTERCEPT, 0] += worth * there
    bends[SLOPE, 0] += worth * slope
    if cap <= 0.0:
        return count
    at = (cap - there) / slope if slope != 0.0 else most
    if there > cap:  # less new revenue would be paid more
        bends[INTERCEPT, 0] += worth * (cap - there)
        bends[SLOPE, 0] -= worth * slope
        return bend(bends, count, at, worth * (there - cap), worth * slope, most) if at > 0.0 else count
    return bend(bends, count, at, worth * (cap - there), -worth * slope, most) if slope > 0.0 else count


@vendor_rule
def bend_schedule(s, i, w, o, k, bends, count, t, tenure, keep, most):
    """A component in brackets, to the end of its period at this month's pace."""
    more, less, scale = believed(s, i, w, o, k) / CENTS, w.lost_early[o, k], w.pay_scale[o, k]
    row = w.feed_row[o, w.pay_feed[o, k, 0]]
    anyway, slope = s[row + 1, i], s[row + 2, i]
    left = months_looked(tenure if w.pay_joining[o, k] == 1 else t, w.pay_period[o, k], keep)
    before = 0.0 if period_begins(w, o, k, t, tenure) else s[w.sum_row[o, k], i]
    start, constant, rate, worth = before + anyway * left, 0.0, 0.0, more * (w.patience[o, k] - less)
    per_month = worth / (scale * left)
    for b in range(w.pay_brackets[o, k]):
        jump, steeper = w.pay_constant[o, k, b] - constant, w.pay_slope[o, k, b] - rate
        constant, rate = w.pay_constant[o, k, b], w.pay_slope[o, k, b]
        if start >= w.pay_start[o, k, b]:
            at = 0.0
        elif slope > 0.0:
            at = ((w.pay_start[o, k, b] - before) / left - anyway) / slope
        else:
            break
        count = bend(bends, count, at, per_month * (jump + steeper * start), worth / scale * steeper * slope, most)
    paid = scheduled(w, o, k, before)
    bends[INTERCEPT, 0] += more * less * (scheduled(w, o, k, start) - paid) / (scale * left) - per_month * paid
    if w.annuity[o, k] != 0.0:
        bends[SLOPE, 0] += more * w.annuity[o, k] * later_pay(s, i, w, o, k, 0, 1.0)
    return count


@vendor_rule
def bend_target(s, i, w, o, k, bends, count, t, tenure, keep, most):
    """A lump once a period's target is reached."""
    fresh, row = period_begins(w, o, k, t, tenure), w.feed_row[o, w.pay_feed[o, k, 0]]
    if not fresh and s[w.sum_row[o, k] + 1, i] > 0.5:
        return count
    more, less, before = believed(s, i, w, o, k) / CENTS, w.lost_early[o, k], 0.0 if fresh else s[w.sum_row[o, k], i]
    left = months_looked(tenure if w.pay_joining[o, k] == 1 else t, w.pay_period[o, k], keep)
    months = rising_months(w, left, keep)
    pay = more * w.pay_rate[o, k, 0] * exp((left - 1.0) * log(keep)) / months
    needed = (w.pay_target[o, k] - before) / months - s[row + 1, i]
    if needed <= 0.0:
        bends[INTERCEPT, 0] += pay * w.patience[o, k]
        return count
    if s[row + 2, i] <= 0.0:
        return count
    return bend(bends, count, needed / s[row + 2, i], pay * (w.patience[o, k] - less), 0.0, most)


@vendor_rule
def bend_anyhow(s, i, w, o, k, bends, count, t, tenure, keep, usual, most):
    """Any other component: its pay at both ends of each of its pieces."""
    kinks, number = bends[KINK], 0
    for ladder in (w.pay_ladder[o, k], w.pay_gate[o, k]):
        if ladder >= 0:
            number = kinks_of_ladder(s, i, w, o, ladder, kinks, number, t, tenure, usual, keep, most)
    number = kinks_of_component(s, i, w, o, k, kinks, number, t, tenure, keep, most)
    intercept, slope, low = 0.0, 0.0, 0.0
    for piece in range(number + 1):
        edge = (kinks[piece] if piece < number else most) * JUST_BELOW
        if edge <= low:
            continue
        _, first = component_ahead(s, i, w, o, k, t, tenure, low, True, keep, usual, 0.0)
        _, last = component_ahead(s, i, w, o, k, t, tenure, edge, True, keep, usual, 0.0)
        steep = (last - first) / CENTS / (edge - low)
        there = first / CENTS - steep * low
        count = bend(bends, count, low, there - intercept, steep - slope, most)
        intercept, slope = there, steep
        low = kinks[piece] if piece < number else most
    return count
