from __future__ import annotations

from .compile import vendor_rule
from .records import CAPACITY, SEGMENTS


@vendor_rule
def open_account(pool, b, i):
    """An incumbent's account: its number is its place at the rollout."""
    p = pool[b]
    p.incumbent[i] = b * CAPACITY + i
    p.account_segment[i] = p.segment[i]
    p.account_size[i] = p.trailing_revenue[i]
    p.account_outside[i] = p.outside[i]
    p.account_left[i] = -1.0
    p.account_certainty[i] = p.account_income[i] = p.account_plain_income[i] = p.account_income_squared[i] = 0.0
    p.account_hours[i] = p.account_months[i] = p.account_revenue[i] = 0.0
    p.sum_certainty[i] = p.sum_income[i] = p.sum_plain_income[i] = p.sum_income_squared[i] = 0.0
    p.sum_hours[i] = p.sum_months[i] = 0.0


@vendor_rule
def roll_out(pool, world):
    """The new policy begins: accounts open at the rollout, the programme changes after the notice.

    Incumbents keep the pay terms of the old policy for ``grandfather_months`` more; newcomers and
    the signed get the new ones at once. The pay rise that rivals answer is the mean change of the commission rate.
    """
    w = world[0]
    since = w.month - w.rollout_month
    if since < 0:
        return
    row = SEGMENTS
    switch = int(w.notice_months[row])
    keep = switch + int(w.grandfather_months[row])
    if since > max(switch, keep) or (since > 0 and since != switch and since != keep):
        return
    rise, count = 0.0, 0.0
    for b in range(pool.size):
        p = pool[b]
        if since == 0:
            for i in range(p.active):
                open_account(pool, b, i)
        if since == switch:
            for i in range(p.members):
                p.programme[i] = SEGMENTS + p.segment[i]
                p.attention_skill[i] = -1.0
                if i >= p.active:
                    p.terms[i] = SEGMENTS + p.segment[i]
                    p.perceived_rate[i] = w.commission_rate[p.terms[i]]
                new, old = w.commission_rate[SEGMENTS + p.segment[i]], w.commission_rate[p.segment[i]]
                rise += (new - old) / max(old, 0.01)
                count += 1.0
        if since == keep:
            for i in range(p.active):
                p.terms[i] = SEGMENTS + p.segment[i]
    if since == switch:
        w.base_row = SEGMENTS
        w.stale = 1
        w.changed = 1
        w.pay_rise = max(0.0, rise / max(count, 1.0))
    w.stale = 1
