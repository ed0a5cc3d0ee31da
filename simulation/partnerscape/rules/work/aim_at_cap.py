from __future__ import annotations

from ..shared.compile import rule
from ..shared.plans import effort_for, keep_the_better, period
from ..shared.schedule import revenue_for, schedule_pay
from .aim_at_thresholds import ABSENT


@rule
def aim_at_cap(pool, i, world):
    """The effort that just earns the capped commission, if it is worth more: beyond it selling pays nothing."""
    p, w = pool[0], world[0]
    cap, planned, best_so_far = p.cap[i], p.effort[i], p.plan_worth[i]
    done, left = period(p, i, w)
    needed = (revenue_for(p, i, schedule_pay(p, i, done) + cap * left) - done) / left
    effort = effort_for(p, i, w, needed)
    keep_the_better(p, i, w, effort if needed < ABSENT else planned, best_so_far, 1.0)
