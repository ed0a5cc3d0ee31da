from __future__ import annotations

from ..shared.compile import rule
from ..shared.plans import effort_for, keep_the_better, period
from ..shared.records import TIERS

ABSENT = 1e12  # revenue that no partner reaches in a month: there is no such threshold


@rule
def aim_at_thresholds(pool, i, world):
    """The effort that just reaches a tier's threshold or, in the last round, the target bonus, if it is worth more.

    Oyer 1998: pay with notches moves effort to the notch. Where tiers count several months, a threshold is
    measured against what the period still needs per month.
    """
    p, w = pool[0], world[0]
    needed, planned, best_so_far = p.target[i], p.effort[i], p.plan_worth[i]
    done, left = period(p, i, w)
    for k in range(TIERS):  # an index that changes would prevent vectorisation
        threshold = p.tier_threshold[k, i]
        needed = (threshold - done) / left if w.round == k else needed
    effort = effort_for(p, i, w, needed)
    keep_the_better(p, i, w, effort if needed < ABSENT else planned, best_so_far, 1.0)
