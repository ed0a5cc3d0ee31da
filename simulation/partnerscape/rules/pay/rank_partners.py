from __future__ import annotations

from ..shared.best import gathered, line_of_best
from ..shared.compile import vendor_rule
from ..shared.records import COLUMN

BEST_FIFTH = 0.2
SIZE, QUALITY = COLUMN["trailing_revenue"], COLUMN["observed_quality"]


@vendor_rule
def rank_partners(pool, world):
    """Who has priority at the desk, who has the status tier, whose quality is in the best fifth."""
    w = world[0]
    if w.ranked < 0.5:
        return
    size, quality = gathered(pool, SIZE), gathered(pool, QUALITY)
    if size.size == 0:
        return
    first = line_of_best(size, w.priority_share[w.base_row])
    status = line_of_best(size, w.status_share[w.base_row])
    best = line_of_best(quality, BEST_FIFTH)
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            p.priority[i] = 1.0 if p.trailing_revenue[i] >= first else 0.0
            p.status[i] = 1.0 if p.trailing_revenue[i] >= status else 0.0
            p.distinguished[i] = 1.0 if p.observed_quality[i] >= best else 0.0
