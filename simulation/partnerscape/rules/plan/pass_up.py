from __future__ import annotations

import numpy as np

from ..outlook.amounts import sold
from ..outlook.whose import month_of, plan_of
from ..paying.table import FROM_RECRUITS, OVERRIDE, PAY_OF_RECRUITS, RECRUIT_LEVELS, RECRUITS
from ..shared.compile import vendor_rule
from ..shared.records import CAPACITY


@vendor_rule
def asks_for_recruits(w, o):
    """Whether a plan looks at recruits."""
    asks = False
    for f in range(w.feeds[o]):
        asks = asks or w.feed_basis[o, f] >= FROM_RECRUITS or w.feed_basis[o, f] == RECRUITS
    return asks


@vendor_rule
def earned_by(w, p, i, all_of_it):
    """Cents that a partner earned this month; without what was on its own recruits."""
    o, total = plan_of(w, p, i), 0.0
    for k in range(w.components[o]):
        if all_of_it or w.pay_line[o, k] != OVERRIDE:
            total += p.plan[w.earned_row[o, k], i]
    return total


@vendor_rule
def hand_up(w, p, i, above, j, level, t):
    """A recruit's month goes into the feeds of the one who stands ``level`` steps above."""
    o = plan_of(w, above, j)
    for f in range(w.feeds[o]):
        basis = w.feed_basis[o, f]
        if basis == RECRUITS:
            above.plan[w.feed_row[o, f] + 1, j] += 1.0 if level == 1 else 0.0
            continue
        if basis < FROM_RECRUITS or (w.feed_level[o, f] != 0 and w.feed_level[o, f] != level):
            continue
        if basis == FROM_RECRUITS:
            again = p.revenue[i] - p.new_revenue[i]
            amount = sold(p.plan, i, w, o, f, p, t, p.new_revenue[i], p.deals[i], again, p.orders[i], 0.0, p.asked_to_stay[i])
            above.plan[w.feed_row[o, f] + 1, j] += np.floor(amount + 0.5)
        else:
            above.plan[w.feed_row[o, f] + 1, j] += earned_by(w, p, i, basis == PAY_OF_RECRUITS)


@vendor_rule
def pass_up(pool, world):
    """Recruits' sales and pay of this month, for those who recruited them to be paid on in the next.

    A recruiter is found through its seat; one that has left earns nothing, and the chain ends there.
    """
    w = world[0]
    if not (asks_for_recruits(w, 0) or asks_for_recruits(w, 1)):
        return
    t = month_of(w)
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            o = plan_of(w, p, i)
            for f in range(w.feeds[o]):
                if w.feed_basis[o, f] >= FROM_RECRUITS or w.feed_basis[o, f] == RECRUITS:
                    p.plan[w.feed_row[o, f] + 1, i] = 0.0
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            who, seat = p.recruiter[i], p.recruiter_seat[i]
            for level in range(1, RECRUIT_LEVELS + 1):
                if seat < 0:
                    break
                above = pool[seat // CAPACITY]
                j = above.slot_of_seat[seat % CAPACITY]
                if j < 0 or j >= above.active or above.id[j] != who:
                    break
                hand_up(w, p, i, above, j, level, t)
                who, seat = above.recruiter[j], above.recruiter_seat[j]
