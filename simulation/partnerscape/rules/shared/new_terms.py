"""How the terms of the rollout compare with today's. Shared by the rules that begin them and that compare plans."""

from __future__ import annotations

from .compile import vendor_rule
from .records import DERIVED, REFERRAL_LEVELS, SEGMENTS

FOLLOWING = len(DERIVED)  # the last rows of the policy table


@vendor_rule
def is_new(w, members):
    """Whether the terms of the rollout differ from today's for any segment that has members."""
    for s in range(SEGMENTS):
        if members[s] == 0.0:
            continue
        for k in range(w.policy.shape[0] - FOLLOWING):
            if w.policy[k, s] != w.policy[k, SEGMENTS + s]:
                return True
        for k in range(REFERRAL_LEVELS):
            if w.referral_rate[s, k] != w.referral_rate[SEGMENTS + s, k]:
                return True
    return False


@vendor_rule
def cuts_pay(w, members):
    """Whether the rollout lowers the commission rate or the retainer of any segment that has members."""
    for s in range(SEGMENTS):
        less = w.commission_rate[SEGMENTS + s] < w.commission_rate[s] or w.retainer[SEGMENTS + s] < w.retainer[s]
        if less and members[s] > 0.0:
            return True
    return False
