"""The best month under a plan of components: the search over every bracket's optimum and every threshold."""

from __future__ import annotations

from ..shared.best_hours import best_hours
from ..shared.compile import vendor_rule
from ..shared.maths import power
from .ahead import pay_ahead
from .bends import JUST_BELOW
from .kinks import bent, may_fall

PARTS = 16  # of a piece on which pay is no straight line
CLOSER = 9  # steps that narrow such a part to 1/76
GOLDEN = 0.6180339887498949


@vendor_rule
def hours_for(p, i, w, new):
    """Hours that bring a month's new revenue."""
    return power(max(new, 0.0) / max(p.yield_per_effort[i], 1e-9), 1.0 / w.gamma)


@vendor_rule
def cost_of(p, i, w, new):
    """Cost of the hours that bring a month's new revenue, in currency."""
    load = hours_for(p, i, w, new) + p.burden[i]
    return 0.5 * w.effort_cost / p.hours[i] * load * load


@vendor_rule
def worth_of(p, i, w, none, share, new, pay):
    """Certainty equivalent of a month: pay above nothing counts by the share that risk leaves of it."""
    return none + share * (pay - none) - cost_of(p, i, w, new)


@vendor_rule
def best_in_part(p, i, w, o, t, tenure, before, keep, usual, none, share, low, high):
    """(new revenue, worth) of the best month between two, where worth has one peak (golden section)."""
    s, segment = p.plan, p.segment[i]
    first, second = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    pay = pay_ahead(s, i, w, o, t, tenure, segment, before, first, True, keep, usual)
    at_first = worth_of(p, i, w, none, share, first, pay)
    pay = pay_ahead(s, i, w, o, t, tenure, segment, before, second, True, keep, usual)
    at_second = worth_of(p, i, w, none, share, second, pay)
    for _ in range(CLOSER):
        if at_first >= at_second:
            high, second, at_second = second, first, at_first
            first = high - GOLDEN * (high - low)
            pay = pay_ahead(s, i, w, o, t, tenure, segment, before, first, True, keep, usual)
            at_first = worth_of(p, i, w, none, share, first, pay)
        else:
            low, first, at_first = first, second, at_second
            second = low + GOLDEN * (high - low)
            pay = pay_ahead(s, i, w, o, t, tenure, segment, before, second, True, keep, usual)
            at_second = worth_of(p, i, w, none, share, second, pay)
    return (first, at_first) if at_first >= at_second else (second, at_second)


@vendor_rule
def best_between(p, i, w, o, t, tenure, before, keep, usual, none, share, low, low_pay, high, high_pay, at_least, falls):
    """(new revenue, worth) of the best month between two on which pay is no straight line.

    Parts that cannot beat ``at_least`` are left out.
    """
    best_new, best_worth = low, -1e300
    step, start, start_pay = (high - low) / PARTS, low, low_pay
    for part in range(PARTS):
        end, end_pay = high, high_pay
        if part < PARTS - 1:
            end = low + (part + 1) * step
            end_pay = pay_ahead(p.plan, i, w, o, t, tenure, p.segment[i], before, end, True, keep, usual)
        most = none + share * (max(start_pay, end_pay) - none) - cost_of(p, i, w, start)
        if falls or most > max(best_worth, at_least):
            new, worth = best_in_part(p, i, w, o, t, tenure, before, keep, usual, none, share, start, end)
            if worth > best_worth:
                best_new, best_worth = new, worth
        start, start_pay = end, end_pay
    return best_new, best_worth


@vendor_rule
def best_plan(p, i, w, o, t, tenure, before, keep, usual, none, share, kinks, count, most):
    """(new revenue, worth, 1 if at a kink) of the best month of all.

    Between two kinks pay is a straight line, whose slope gives the optimum of linear pay (``best_hours``); where it is not, the
    piece is searched. Both sides of a kink are compared, as pay may jump there. A piece is left out if the pay at its better
    end for the hours at its lower end is worth less than what is known, unless pay may fall within it.
    """
    s, segment, hours, earning, burden = p.plan, p.segment[i], p.hours[i], p.yield_per_effort[i], p.burden[i]
    crooked = bent(w, o)
    falls = crooked and may_fall(w, o)
    best_new, best_worth, at_kink = 0.0, worth_of(p, i, w, none, share, 0.0, none), 0.0
    low, low_pay, low_cost = 0.0, none, cost_of(p, i, w, 0.0)
    for piece in range(count + 1):
        high = kinks[piece] if piece < count else most
        edge = high * JUST_BELOW
        if edge > low:
            edge_pay = pay_ahead(s, i, w, o, t, tenure, segment, before, edge, True, keep, usual)
            if falls or none + share * (max(low_pay, edge_pay) - none) - low_cost > best_worth:
                slope = (edge_pay - low_pay) / (edge - low)
                new = low
                if slope > 0.0 and not crooked:
                    effort = best_hours(w, share * slope, earning, burden, hours)
                    new = min(max(earning * power(max(effort, 0.0), w.gamma), low), edge)
                worth = worth_of(p, i, w, none, share, new, low_pay + slope * (new - low))
                if worth > best_worth:
                    best_new, best_worth, at_kink = new, worth, 1.0 if (piece > 0 and new <= low) or new >= edge else 0.0
                if crooked:
                    worth = worth_of(p, i, w, none, share, edge, edge_pay)
                    if worth > best_worth:
                        best_new, best_worth, at_kink = edge, worth, 1.0
                    new, worth = best_between(
                        p, i, w, o, t, tenure, before, keep, usual, none, share, low, low_pay, edge, edge_pay, best_worth, falls
                    )
                    if worth > best_worth:
                        best_new, best_worth, at_kink = new, worth, 0.0
        if piece < count:
            low, low_cost = high, cost_of(p, i, w, high)
            low_pay = pay_ahead(s, i, w, o, t, tenure, segment, before, high, True, keep, usual)
            worth = none + share * (low_pay - none) - low_cost
            if worth > best_worth:
                best_new, best_worth, at_kink = low, worth, 1.0
    return best_new, best_worth, at_kink
