"""The best month under a plan whose pay is one bent line in new revenue."""

from __future__ import annotations

from ..shared.best_hours import best_hours
from ..shared.compile import vendor_rule
from ..shared.maths import power
from .bends import AT, INTERCEPT, JUST_BELOW, SLOPE
from .best_plan import hours_for


@vendor_rule
def best_in_piece(p, i, w, none, share, low, edge, intercept, slope):
    """(new revenue, worth, hours) of the best month within a piece."""
    earning, burden, new, hours = p.yield_per_effort[i], p.burden[i], low, -1.0
    if slope > 0.0:
        hours = max(best_hours(w, share * slope, earning, burden, p.hours[i]), 0.0)
        new = earning * power(hours, w.gamma)
        if not low <= new <= edge:
            new, hours = min(max(new, low), edge), -1.0
    if hours < 0.0:
        hours = hours_for(p, i, w, new)
    load = hours + burden
    return new, none + share * (intercept + slope * new - none) - 0.5 * w.effort_cost / p.hours[i] * load * load, hours


@vendor_rule
def piece_of(bends, count, new):
    """(piece, intercept, slope) of a bent line at a revenue."""
    intercept, slope, at = bends[INTERCEPT, 0], bends[SLOPE, 0], 0
    while at + 1 < count and bends[AT, at + 1] <= new:
        at += 1
        intercept += bends[INTERCEPT, at]
        slope += bends[SLOPE, at]
    return at, intercept, slope


@vendor_rule
def best_of_line(p, i, w, bends, count, none, share, usual, most):
    """(new revenue, its hours, its pay, 1 if at a kink) of the best month under a bent line.

    Cost is convex in revenue: it lies above its tangent at the best month that is known, so that a piece on which pay less the
    tangent is nowhere worth more holds no better one. The search begins with the usual month's piece.
    """
    first, intercept, slope = piece_of(bends, count, usual)
    low, high = bends[AT, first], bends[AT, first + 1] if first + 1 < count else most
    best_new, best_worth, hours = best_in_piece(p, i, w, none, share, low, high * JUST_BELOW, intercept, slope)
    best_pay, chosen = intercept + slope * best_new, hours
    at_kink = 1.0 if (first > 0 and best_new <= low) or best_new >= high * JUST_BELOW > low else 0.0
    cost, steep = cost_line(p, i, w, best_new, hours)
    intercept, slope = 0.0, 0.0
    for piece in range(count):
        intercept += bends[INTERCEPT, piece]
        slope += bends[SLOPE, piece]
        low, high = bends[AT, piece], bends[AT, piece + 1] if piece + 1 < count else most
        edge = high * JUST_BELOW
        if edge <= low or piece == first:
            continue
        there, more = none + share * (intercept - none) - cost, share * slope - steep
        if max(there + more * low, there + more * edge) <= best_worth:
            continue
        new, worth, hours = best_in_piece(p, i, w, none, share, low, edge, intercept, slope)
        if worth > best_worth:
            best_new, best_worth, best_pay, chosen = new, worth, intercept + slope * new, hours
            at_kink = 1.0 if (piece > 0 and new <= low) or new >= edge else 0.0
            cost, steep = cost_line(p, i, w, new, hours)
    return best_new, chosen, best_pay, at_kink


@vendor_rule
def cost_line(p, i, w, new, hours):
    """The tangent of cost at a month's new revenue: (currency at none, currency per unit)."""
    scale, load = 0.5 * w.effort_cost / p.hours[i], hours + p.burden[i]
    steep = 2.0 * scale * load * hours / (w.gamma * new) if new > 0.0 else 0.0
    return scale * load * load - steep * new, steep
