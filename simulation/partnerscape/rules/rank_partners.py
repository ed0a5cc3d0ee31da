from __future__ import annotations

import numpy as np

from .compile import vendor_rule

BEST_FIFTH = 0.2
BISECTIONS = 56  # to the last bits of a value; counting is vector code, sorting is not


@vendor_rule
def line_of_best(values, share):
    """A value that the best ``share`` of ``values`` reach and no other; nobody reaches infinity."""
    count = int(np.floor(share * values.size + 0.5))
    if count <= 0:
        return np.inf
    if count >= values.size:
        return -np.inf
    low, high = values.min(), values.max()
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        reached = 0
        for k in range(values.size):
            reached += 1 if values[k] >= middle else 0
        if reached >= count:
            low = middle
        else:
            high = middle
    return low


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
