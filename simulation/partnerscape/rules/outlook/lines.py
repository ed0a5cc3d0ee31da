"""What a plan would pay as one bent line in a month's new revenue. Shared by the rules that plan.

The same pay as ``pay_ahead`` finds at a single revenue, for plans whose components are straight lines between kinks that are
known beforehand. Each component says once how it bends, instead of all being asked at every revenue that a partner looks at.
"""

from __future__ import annotations

from ..paying.table import BENDS, ENDLESS, FIXED, FLAT, POOL, SCHEDULE, SHARE_OF_PAY, TARGET
from ..shared.compile import vendor_rule
from .ahead import fits
from .bends import AT, INTERCEPT, SLOPE, bend_anyhow, bend_flat, bend_schedule, bend_target
from .bends_of_levels import bend_by_level, is_used, moves
from .kinks import bent
from .levels_ahead import level_ahead


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
def height(bends, count, new):
    """A bent line's value at a revenue."""
    intercept, slope = 0.0, 0.0
    for piece in range(count):
        if bends[AT, piece] > new:
            break
        intercept += bends[INTERCEPT, piece]
        slope += bends[SLOPE, piece]
    return intercept + slope * new
