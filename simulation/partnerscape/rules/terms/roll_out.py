from __future__ import annotations

import numpy as np

from ..shared.accounts import open_account
from ..shared.compile import vendor_rule
from ..shared.new_terms import cuts_pay, is_new
from ..shared.records import SEGMENTS


@vendor_rule
def roll_out(pool, world):
    """The new policy begins: accounts open at the rollout, the programme changes after the notice.

    Incumbents keep the pay terms of the old policy for ``grandfather_months`` more; newcomers and
    the signed get the new ones at once. A change counts as having been heard, unless it cuts somebody's pay.
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
    members = np.zeros(SEGMENTS)
    for b in range(pool.size):
        p = pool[b]
        if since == 0:
            for i in range(p.active):
                open_account(pool, world, b, i)
        if since == switch:
            for i in range(p.members):
                members[p.segment[i]] += 1.0
                before, after = p.programme[i], SEGMENTS + p.segment[i]
                p.programme[i] = after
                if w.offers[after] != w.offers[before] or w.curation[after] != w.curation[before]:
                    p.attention_skill[i] = -1.0  # attention is spread anew
                if i >= p.active:
                    p.terms[i] = SEGMENTS + p.segment[i]
                    p.perceived_rate[i] = w.commission_rate[p.terms[i]]
        if since == keep:
            for i in range(p.active):
                p.terms[i] = SEGMENTS + p.segment[i]
    if since == switch:
        w.base_row = SEGMENTS
        w.stale = 1
        w.changed = 1 if is_new(w, members) and not cuts_pay(w, members) else w.changed
    w.stale = 1
