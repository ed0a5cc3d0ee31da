"""What a plan would pay as one bent line in a month's new revenue: where it bends or jumps, and by how much. Shared by the rules that plan.

The same pay as ``pay_ahead`` finds at a single revenue, for plans whose components are straight lines between kinks that are known
beforehand (``straight``). A bent line is kept in columns of ``bends``: from the revenue ``AT`` on, so much more (``INTERCEPT``, in
currency) and so much more per unit (``SLOPE``). The first column is the line at no revenue.
"""

from __future__ import annotations

from ..paying.cents import scheduled
from ..paying.earn import period_begins
from ..paying.table import BENDS, CENTS, ENDLESS, FIXED, FLAT, MILLION, POOL, SCHEDULE, SHARE_OF_PAY, TARGET
from ..shared.compile import vendor_rule
from ..shared.maths import exp, log
from .ahead import believed, component_ahead, fits, later_pay, pay_of
from .kinks import SLIGHTLY, bent, kinks_of_component, kinks_of_ladder
from .levels_ahead import lasts, level_ahead, months_looked, rising_months

AT, INTERCEPT, SLOPE, KINK, MONTHS, MORE_MONTHS = range(6)  # rows of ``bends``; the last three are scratch, level by level
JUST_BELOW = 1.0 - 4e-9  # a kink, where pay may jump


@vendor_rule
def straight(w, o):
    """Whether a plan's pay is straight lines between kinks that are known beforehand."""
    number = 1
    for k in range(w.components[o]):
        if w.pay_how[o, k] == SHARE_OF_PAY:
            return False
        number += 4 + w.pay_brackets[o, k]
        for ladder in (w.pay_ladder[o, k], w.pay_gate[o, k]):
            if ladder >= 0:
                number += 2 * w.ladder_needs[o, ladder] * w.ladder_levels[o, ladder]
    return number < BENDS and not bent(w, o)


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


@vendor_rule
def at_level(s, i, w, o, k, bends, t, tenure, level, usual):
    """(currency without new revenue, per unit) of a component at a level, or with its condition met (1) or not (0).

    With it what levels and rights that last will bring in later months, at usual sales.
    """
    gated = w.pay_ladder[o, k] < 0
    there, slope, lower, months, more_months = 0.0, 0.0, 0.0, 0.0, 0.0
    for step in range(2 if gated else w.ladder_levels[o, w.pay_ladder[o, k]]):
        cents, per_unit = line_of(s, i, w, o, k, t, tenure, 0 if gated else step)
        if gated and step == 0:
            cents, per_unit = 0.0, 0.0
        if step == level:
            there, slope = cents, per_unit
        usually = cents + per_unit * usual
        if step > 0:
            months += (usually - lower) * bends[MONTHS, step]
            more_months += (usually - lower) * bends[MORE_MONTHS, step]
        lower = usually
    patience, is_open = w.patience[o, k], not gated or level > 0
    later = w.annuity[o, k] * later_pay(s, i, w, o, k, 0 if gated else level, 1.0) if w.annuity[o, k] != 0.0 and is_open else 0.0
    more = believed(s, i, w, o, k) / CENTS
    return more * patience * (there + months), more * (patience * (slope + more_months) - w.lost_early[o, k] * slope + later)


@vendor_rule
def ladder_of(w, o, k):
    """The levels by which a component pays, or else its condition."""
    return w.pay_ladder[o, k] if w.pay_ladder[o, k] >= 0 else w.pay_gate[o, k]


@vendor_rule
def bend_by_level(s, i, w, o, ladder, by_level, bends, count, t, tenure, keep, usual, most):
    """All components that are one line at each of the ladder's levels: the bits of ``by_level``."""
    kinks = bends[KINK]
    number = kinks_of_ladder(s, i, w, o, ladder, kinks, 0, t, tenure, usual, keep, most)
    intercept, slope, low = 0.0, 0.0, 0.0
    for piece in range(number + 1):
        high = kinks[piece] if piece < number else most
        middle = 0.5 * (low + high)
        level = level_ahead(s, i, w, o, ladder, t, tenure, middle)
        for step in range(1, w.ladder_levels[o, ladder]):
            months, more = lasts(s, i, w, o, ladder, step, t, tenure, middle, usual, keep)
            bends[MONTHS, step], bends[MORE_MONTHS, step] = months - more * middle, more
        there, steep = 0.0, 0.0
        for k in range(w.components[o]):
            if (by_level >> k) & 1 and ladder == ladder_of(w, o, k):
                worth, per_unit = at_level(s, i, w, o, k, bends, t, tenure, level, usual)
                there += worth
                steep += per_unit
        count = bend(bends, count, low, there - intercept, steep - slope, most)
        intercept, slope, low = there, steep, high
    return count


@vendor_rule
def moves(s, i, w, o, ladder):
    """Whether a ladder's level may depend on the month's new revenue."""
    for c in range(w.ladder_needs[o, ladder]):
        if s[w.feed_row[o, w.meter_feed[o, w.need_meter[o, ladder, c]]] + 2, i] != 0.0:
            return True
        per = w.need_per[o, ladder, c]
        if per >= 0 and s[w.feed_row[o, w.meter_feed[o, per]] + 2, i] != 0.0:
            return True
    return False


@vendor_rule
def bent_line(s, i, w, o, bends, t, tenure, segment, before, keep, usual, most):
    """Writes what a plan would pay as a partner plans, see ``pay_ahead``; returns the number of pieces."""
    bends[AT, 0], bends[INTERCEPT, 0], bends[SLOPE, 0] = 0.0, 0.0, s[w.short_row[o], i]
    count, by_level = 1, 0
    for k in range(w.components[o]):
        if not fits(s, i, w, o, k, tenure, segment, before):
            continue
        how, ladder, gate = w.pay_how[o, k], w.pay_ladder[o, k], w.pay_gate[o, k]
        if gate >= 0 and not moves(s, i, w, o, gate):
            if level_ahead(s, i, w, o, gate, t, tenure, usual) == 0:
                continue
            gate = -1
        one_line = how in (FLAT, FIXED, POOL)
        if one_line and w.cap_month[o, k] <= 0.0 and (ladder >= 0) != (gate >= 0):
            by_level |= 1 << k
        elif one_line and ladder < 0 and gate < 0:
            count = bend_flat(s, i, w, o, k, bends, count, t, tenure, most)
        elif how == SCHEDULE and ladder < 0 and gate < 0 and s[w.feed_row[o, w.pay_feed[o, k, 0]] + 2, i] >= 0.0:
            count = bend_schedule(s, i, w, o, k, bends, count, t, tenure, keep, most)
        elif how == TARGET and ladder < 0 and gate < 0 and w.pay_period[o, k] < ENDLESS:
            count = bend_target(s, i, w, o, k, bends, count, t, tenure, keep, most)
        else:
            count = bend_anyhow(s, i, w, o, k, bends, count, t, tenure, keep, usual, most)
    if by_level > 0:
        for ladder in range(w.ladders[o]):
            if is_used(w, o, ladder, by_level):
                count = bend_by_level(s, i, w, o, ladder, by_level, bends, count, t, tenure, keep, usual, most)
    return count


@vendor_rule
def is_used(w, o, ladder, by_level):
    """Whether one of the components pays by this ladder."""
    for k in range(w.components[o]):
        if (by_level >> k) & 1 and ladder == ladder_of(w, o, k):
            return True
    return False


@vendor_rule
def height(bends, count, new):
    """A bent line's value at a revenue."""
    intercept, slope = 0.0, 0.0
    for piece in range(count):
        if bends[AT, piece] > new:
            break
        intercept += bends[INTERCEPT, piece]
        slope += bends[SLOPE, piece]
    return intercept + slope * new
