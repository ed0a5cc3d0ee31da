from __future__ import annotations

import numpy as np

from ..shared.compile import vendor_rule
from .climb import climb
from .earn import earn, period_begins, reckon
from .measure import measure
from .pay_out import pay_out
from .share_out import prizes_by_rank, shares_of_pool
from .table import POOL, PRIZE


@vendor_rule
def period_ends(w, o, k, t):
    """Whether a component's period ends with this month."""
    return period_begins(w, o, k, t + 1, t + 1)


@vendor_rule
def share_out(s, w, o, t, there):
    """Pools and prizes at the end of their periods, among those who are ``there``."""
    for k in range(w.components[o]):
        how = w.pay_how[o, k]
        if how not in (POOL, PRIZE):
            continue
        row = w.share_row[o, k]
        s[row, :] = 0.0
        if period_ends(w, o, k, t):
            amounts = np.where(there & (s[w.fit_row[o, k], :] > 0.5), s[w.sum_row[o, k], :], 0.0)
            if how == POOL:
                s[row, :] = shares_of_pool(amounts, w.pay_sum[o, k])
            else:
                s[row, :] = prizes_by_rank(amounts, np.arange(amounts.size), w.pay_prize[o, k])


@vendor_rule
def pay_month(s, world, t, tenure, segment, before, there):
    """A month of a table of sales: levels, earnings and payments of everybody who is there, from the feeds in ``s``."""
    w, o = world[0], 0
    for i in range(there.size):
        if there[i]:
            measure(s, i, w, o, t, tenure[i], False)
            climb(s, i, w, o, t)
            reckon(s, i, w, o, t, tenure[i], segment[i], before[i])
    share_out(s, w, o, t, there)
    for i in range(there.size):
        if there[i]:
            earn(s, i, w, o, t, tenure[i])


@vendor_rule
def pay_out_month(s, world, t, there):
    """What everybody is paid of it, and of what fell due."""
    w, o = world[0], 0
    for i in range(there.size):
        if there[i]:
            pay_out(s, i, w, o, t)
