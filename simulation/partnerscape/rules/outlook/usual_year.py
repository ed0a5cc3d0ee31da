"""What a plan would earn everybody in a year of usual months, by the rules that pay. Shared by the rules that compare plans."""

from __future__ import annotations

import numpy as np

from ..paying.climb import climb
from ..paying.earn import earn, reckon
from ..paying.measure import measure
from ..paying.pay_month import share_out
from ..paying.table import CUSTOMERS, FROM_RECRUITS, RECRUITS
from ..shared.compile import vendor_rule
from ..shared.records import CAPACITY
from .foresee import foresee
from .open_books import open_books
from .whose import month_of, was_before

YEAR = 12  # months


@vendor_rule
def usual_feed(s, i, w, o, f, usual):
    """What a feed counts of a usual month; where old customers keep their terms, of new customers alone."""
    basis, row = w.feed_basis[o, f], w.feed_row[o, f]
    there = s[row + 1, i]
    if basis >= FROM_RECRUITS or basis == RECRUITS:
        return there  # what recruits brought last month
    if basis <= CUSTOMERS and w.keeps_old[1] == 1:
        there = 0.0
    return np.floor(there + s[row + 2, i] * usual + 0.5)


@vendor_rule
def note_usual(p, w, o, own, sales, first):
    """A block's partners side by side from column ``first`` on: their numbers of a plan, and what it counts of a usual month."""
    t = month_of(w)
    copy = np.zeros((p.plan.shape[0], CAPACITY))
    for row in range(p.plan.shape[0]):
        for i in range(p.active):
            copy[row, i] = p.plan[row, i]
    for i in range(p.active):
        again = max(p.trailing_revenue[i] - p.trailing_new_revenue[i], 0.0)
        if copy[w.start_row[o], i] == o + 1:
            foresee(copy, i, w, o, p, t, again)
        else:
            open_books(copy, i, w, o, p, t, int(p.tenure[i]))
        for f in range(w.feeds[o]):
            sales[f, first + i] = usual_feed(copy, i, w, o, f, p.trailing_new_revenue[i])
        for row in range(own.shape[0]):
            own[row, first + i] = copy[row, i]


@vendor_rule
def usual_year(pool, w, o, number):
    """Cents that plan ``o`` earns each of ``number`` active partners in a year of usual months, from this month on."""
    pay, sales = np.zeros(number), np.zeros((max(w.feeds[o], 1), number))
    if w.components[o] == 0:
        return pay
    own = np.zeros((pool[0].plan.shape[0], number))
    tenure, segment = np.zeros(number, np.int64), np.zeros(number, np.int64)
    before, there = np.zeros(number, np.bool_), np.ones(number, np.bool_)
    first = 0
    for b in range(pool.size):
        p = pool[b]
        note_usual(p, w, o, own, sales, first)
        for i in range(p.active):
            tenure[first + i], segment[first + i], before[first + i] = int(p.tenure[i]), p.segment[i], was_before(w, p, i)
        first += p.active
    for t in range(month_of(w), month_of(w) + YEAR):
        for n in range(number):
            for f in range(w.feeds[o]):
                own[w.feed_row[o, f], n] = sales[f, n]
            since = tenure[n] + t - month_of(w)
            measure(own, n, w, o, t, since, False)
            climb(own, n, w, o, t)
            reckon(own, n, w, o, t, since, segment[n], before[n])
        share_out(own, w, o, t, there)
        for n in range(number):
            pay[n] += earn(own, n, w, o, t, tenure[n] + t - month_of(w))
    return pay
