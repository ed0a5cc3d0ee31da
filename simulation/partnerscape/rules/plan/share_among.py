from __future__ import annotations

import numpy as np

from ..outlook.whose import month_of, plan_of
from ..paying.pay_month import period_ends
from ..paying.share_out import prizes_by_rank, shares_of_pool
from ..paying.table import PLANS, POOL, PRIZE
from ..shared.compile import vendor_rule


@vendor_rule
def note_cuts(w, o, k, amounts):
    """The sums that win each prize, for those who plan for the next."""
    best = np.sort(amounts)[::-1]
    for j in range(min(best.size, w.prize_cut.shape[2])):
        w.prize_cut[o, k, j] = best[j]


@vendor_rule
def share_among(pool, world):
    """Pools and prizes at the end of their periods; what a unit was worth and which sum won is remembered for the next."""
    w = world[0]
    t = month_of(w)
    for o in range(PLANS):
        for k in range(w.components[o]):
            how = w.pay_how[o, k]
            if how not in (POOL, PRIZE):
                continue
            number = 0
            for b in range(pool.size):
                number += pool[b].active
            amounts, who = np.zeros(number), np.zeros(number, np.uint64)
            at = 0
            for b in range(pool.size):
                p = pool[b]
                for i in range(p.active):
                    who[at] = p.id[i]
                    if plan_of(w, p, i) == o:
                        p.plan[w.share_row[o, k], i] = 0.0
                        amounts[at] = p.plan[w.sum_row[o, k], i] if p.plan[w.fit_row[o, k], i] > 0.5 else 0.0
                    at += 1
            total = max(amounts.sum(), 1.0)
            if not period_ends(w, o, k, t):
                if w.pool_rate[o, k] == 0.0:
                    w.pool_rate[o, k] = w.pay_sum[o, k] / total / w.pay_period[o, k]
                if w.prize_cut[o, k, 0] == 0.0:  # before the first prizes: what would win at the first month's pace
                    note_cuts(w, o, k, amounts * w.pay_period[o, k])
                continue
            shares = shares_of_pool(amounts, w.pay_sum[o, k]) if how == POOL else prizes_by_rank(amounts, who, w.pay_prize[o, k])
            w.pool_rate[o, k] = w.pay_sum[o, k] / total
            note_cuts(w, o, k, amounts)
            at = 0
            for b in range(pool.size):
                p = pool[b]
                for i in range(p.active):
                    if plan_of(w, p, i) == o:  # the other plan may have a pool of this name
                        p.plan[w.share_row[o, k], i] = shares[at]
                    at += 1
