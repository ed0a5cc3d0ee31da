"""What a plan is expected to pay in a month whose new revenue is uncertain: the mean over equally likely ones.

A component that is one straight line over all of them is asked once, at their mean.
"""

from __future__ import annotations

from ..paying.earn import period_begins
from ..paying.table import CENTS, FIXED, FLAT, GUARANTEE, POOL, SCHEDULE, SHARE_OF_PAY, TARGET
from ..shared.compile import vendor_rule
from .ahead import component_ahead, fits, pay_ahead, pay_of
from .levels_ahead import level_ahead, line


@vendor_rule
def apart(w, o):
    """Whether no component looks at what the others pay."""
    if w.total_cap_month[o] > 0.0:
        return False
    alone = True
    for k in range(w.components[o]):
        alone = alone and w.pay_how[o, k] not in (SHARE_OF_PAY, GUARANTEE)
    return alone


@vendor_rule
def one_level(s, i, w, o, ladder, t, tenure, low, high):
    """The level at all new revenues from ``low`` to ``high``; -1: it differs, or may."""
    level = level_ahead(s, i, w, o, ladder, t, tenure, high)
    for c in range(w.ladder_needs[o, ladder]):
        if w.need_below[o, ladder, c] == 1:
            return -1
    return level if level_ahead(s, i, w, o, ladder, t, tenure, low) == level else -1


@vendor_rule
def one_line(s, i, w, o, k, t, tenure, low, high):
    """Whether a component, at one level, is a straight line from ``low`` to ``high`` new revenue."""
    how = w.pay_how[o, k]
    if w.cap_month[o, k] > 0.0 or w.cap_year[o, k] > 0.0:
        return False
    if how in (FLAT, FIXED, POOL):
        return True
    if how not in (SCHEDULE, TARGET):
        return False
    before = 0.0 if period_begins(w, o, k, t, tenure) else s[w.sum_row[o, k], i]
    feed = w.pay_feed[o, k, 0]
    least, most = before + line(s, i, w, o, feed, low), before + line(s, i, w, o, feed, high)
    if how == TARGET:
        return (least >= w.pay_target[o, k]) == (most >= w.pay_target[o, k])
    between = False
    for b in range(w.pay_brackets[o, k]):
        between = between or (least >= w.pay_start[o, k, b]) != (most >= w.pay_start[o, k, b])
    return not between


@vendor_rule
def mean_of(s, i, w, o, k, t, tenure, level, revenues, mean):
    """A component's cents at a level (-1: that differs): the mean over new revenues, from the highest to the lowest."""
    high, low, gate = revenues[0], revenues[-1], w.pay_gate[o, k]
    is_open = one_level(s, i, w, o, gate, t, tenure, low, high) if gate >= 0 else 1
    if is_open == 0:
        return 0.0
    if level >= 0 and is_open > 0 and one_line(s, i, w, o, k, t, tenure, low, high):
        return pay_of(s, i, w, o, k, t, tenure, mean, False, 0.0, level, mean, 0.0)
    pay = 0.0
    for new in revenues:
        cents, _ = component_ahead(s, i, w, o, k, t, tenure, new, False, 0.0, mean, 0.0)
        pay += cents
    return pay / len(revenues)


@vendor_rule
def mean_pay(s, i, w, o, t, tenure, segment, before, revenues, mean):
    """Currency per month of all components: the mean over new revenues, from the highest to the lowest."""
    pay = 0.0
    if w.apart[o] == 0:
        for new in revenues:
            pay += pay_ahead(s, i, w, o, t, tenure, segment, before, new, False, 0.0, mean)
        return pay / len(revenues)
    known, level = -1, 0
    for k in range(w.components[o]):
        if fits(s, i, w, o, k, tenure, segment, before):
            ladder = w.pay_ladder[o, k]
            if ladder != known:
                level = one_level(s, i, w, o, ladder, t, tenure, revenues[-1], revenues[0]) if ladder >= 0 else 0
                known = ladder
            pay += mean_of(s, i, w, o, k, t, tenure, level, revenues, mean)
    return pay / CENTS
