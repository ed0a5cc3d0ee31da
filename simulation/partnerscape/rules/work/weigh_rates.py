from __future__ import annotations

from ..shared.best_hours import best_hours
from ..shared.compile import rule
from ..shared.plans import belief_in_pay, keep_the_better
from ..shared.records import TIERS

NOTHING_YET = -1e300


@rule
def weigh_rates(pool, i, world):
    """Under tiers, a bonus or a cap: the linear optimum at each bracket's rate, one rate per round; the best is kept."""
    p, w = pool[0], world[0]
    rate, best_so_far = p.commission_rate[i], p.plan_worth[i]
    for k in range(TIERS):  # an index that changes would prevent vectorisation
        tier_rate = p.tier_rate[k, i]
        rate = tier_rate if w.round == k + 1 else rate
    best_so_far = NOTHING_YET if w.round == 0 else best_so_far
    effort = best_hours(w, belief_in_pay(p, i) * rate, p.yield_per_effort[i], p.burden[i], p.hours[i])
    keep_the_better(p, i, w, effort, best_so_far, 0.0)
