from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .sums import line_of_best

BEST_FIFTH = 0.2


@vendor_rule
def rank_partners(pool, world):
    """Who is first at the desk, who holds the status tier, whose quality is in the best fifth."""
    w = world[0]
    if w.ranked < 0.5:
        return
    total = 0
    for b in range(pool.size):
        total += pool[b].active
    if total == 0:
        return
    size, quality = np.empty(total), np.empty(total)
    at = 0
    for b in range(pool.size):
        p = pool[b]
        size[at : at + p.active] = p.trailing_revenue[: p.active]
        quality[at : at + p.active] = p.observed_quality[: p.active]
        at += p.active
    first = line_of_best(size, w.priority_share[w.base_row])
    status = line_of_best(size, w.status_share[w.base_row])
    best = line_of_best(quality, BEST_FIFTH)
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            p.priority[i] = 1.0 if p.trailing_revenue[i] >= first else 0.0
            p.status[i] = 1.0 if p.trailing_revenue[i] >= status else 0.0
            p.distinguished[i] = 1.0 if p.observed_quality[i] >= best else 0.0
