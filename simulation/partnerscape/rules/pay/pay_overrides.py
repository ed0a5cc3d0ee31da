from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.records import CAPACITY, REFERRAL_LEVELS


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
            revenue, ahead, who, seat = p.revenue[i], p.expected_revenue[i], p.recruiter[i], p.recruiter_seat[i]
            for level in range(REFERRAL_LEVELS):
                if seat < 0 or max(revenue, ahead) <= 0.0:
                    break
                above = pool[seat // CAPACITY]
                j = above.slot_of_seat[seat % CAPACITY]
                if j < 0 or j >= above.active or above.id[j] != who:
                    break
                rate = w.referral_rate[above.terms[j], level]
                above.override_due[j] += rate * revenue
                above.override_ahead[j] += rate * ahead
                who, seat = above.recruiter[j], above.recruiter_seat[j]
