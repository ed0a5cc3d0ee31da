from __future__ import annotations

import numpy as np

from ..outlook.amounts import sold, standing
from ..outlook.whose import first_plan, month_of, plan_of, was_before
from ..paying.climb import climb
from ..paying.earn import reckon
from ..paying.measure import measure
from ..paying.table import ASKED, CERTIFIED, FROM_RECRUITS, MILLION, ONE, QUALITY, RECRUITS, SKILL, STAYED
from ..shared.compile import vendor_rule


@vendor_rule
def of_the_month(s, i, w, o, f, p, t):
    """What a feed counts of the month as it was, in whole cents and numbers."""
    basis, row = w.feed_basis[o, f], w.feed_row[o, f]
    if basis >= FROM_RECRUITS or basis == RECRUITS:
        return s[row + 1, i]  # passed up last month
    if basis in (SKILL, CERTIFIED, ONE):
        return standing(basis, p, i)
    if basis == STAYED:
        return np.floor(MILLION * p.stayed[i] / max(p.asked_to_stay[i], 1.0) + 0.5)
    if basis == ASKED:
        return 1.0 if p.asked_to_stay[i] > 0.0 else 0.0
    if basis == QUALITY:
        return np.floor(MILLION * p.observed_quality[i] + 0.5)
    goods_share = p.goods[i] / p.revenue[i] if p.revenue[i] > 0.0 else 0.0
    again = p.revenue[i] - p.new_revenue[i]
    amount = sold(s, i, w, o, f, p, t, p.new_revenue[i], p.deals[i], again, p.orders[i], goods_share, p.asked_to_stay[i])
    return np.floor(amount + 0.5)


@vendor_rule
def count_sales(pool, i, world):
    """What the plan counts of a partner's month: feeds, sums over time, levels, for which components it is there."""
    p, w = pool[0], world[0]
    s, own, t, tenure = p.plan, plan_of(w, p, i), month_of(w), int(p.tenure[i])
    first = first_plan(w, own)
    for o in range(first, own + 1):
        for f in range(w.feeds[o]):
            s[w.feed_row[o, f], i] = of_the_month(s, i, w, o, f, p, t)
    for o in range(first, own + 1):
        measure(s, i, w, o, t, tenure, o > first)
        climb(s, i, w, o, t)
        reckon(s, i, w, o, t, tenure, p.segment[i], was_before(w, p, i))
