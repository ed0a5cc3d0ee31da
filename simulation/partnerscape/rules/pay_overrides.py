from __future__ import annotations

from .compile import vendor_rule
from .records import CAPACITY, REFERRAL_LEVELS


@vendor_rule
def pay_overrides(pool, world):
    """Referral overrides: up to three levels of recruiters earn on a recruit's revenue, paid next month.

    A recruiter is found through its seat; one that has left earns nothing, and the chain ends there.
    """
    w = world[0]
    if w.has_referrals < 0.5:
        return
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            revenue, who, seat = p.revenue[i], p.recruiter[i], p.recruiter_seat[i]
            for level in range(REFERRAL_LEVELS):
                if seat < 0 or revenue <= 0.0:
                    break
                above = pool[seat // CAPACITY]
                j = above.slot_of_seat[seat % CAPACITY]
                if j < 0 or j >= above.active or above.id[j] != who:
                    break
                above.override_due[j] += w.referral_rate[above.terms[j], level] * revenue
                who, seat = above.recruiter[j], above.recruiter_seat[j]
