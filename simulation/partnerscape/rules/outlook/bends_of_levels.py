"""How pay by levels and under conditions bends and jumps in a month's new revenue. Shared by the rules that plan."""

from __future__ import annotations

from ..paying.table import CENTS
from ..shared.compile import vendor_rule
from .ahead import believed, later_pay
from .bends import KINK, MONTHS, MORE_MONTHS, bend, line_of
from .kinks import kinks_of_ladder
from .levels_ahead import lasts, level_ahead


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
def is_used(w, o, ladder, by_level):
    """Whether one of the components pays by this ladder."""
    used = False
    for k in range(w.components[o]):
        used = used or ((by_level >> k) & 1 == 1 and ladder == ladder_of(w, o, k))
    return used
