from __future__ import annotations

import numpy as np

from ..shared.compile import vendor_rule
from ..shared.maths import exp, log
from ..shared.records import AROUND, SEGMENTS

FOLLOWING, LEADING = 0.5, 1.5  # rivals beyond these do
RIVAL_RAISES_PAY, DEMAND_SHOCK, BEST_LEAVE, PRICE_CHANGE, ARRIVALS_SHOCK = 1.0, 2.0, 3.0, 4.0, 5.0


@vendor_rule
def take_best(pool, count):
    """The ``count`` active partners with the highest trailing revenue leave at the end of the month; of equals the lower id."""
    for _ in range(count):
        best, who, at_block, at = -np.inf, np.uint64(0), -1, -1
        for b in range(pool.size):
            p = pool[b]
            for i in range(p.active):
                size = p.trailing_revenue[i]
                if p.leaving[i] == 0 and (size > best or (size == best and p.id[i] < who)):
                    best, who, at_block, at = size, p.id[i], b, i
        if at_block >= 0:
            pool[at_block].leaving[at] = 1


@vendor_rule
def meet_events(pool, world):
    """What nobody decides: outside options drift, rivals respond to attractiveness, the scenario's events occur.

    Demand and arrivals follow the paths that a scenario states around the rollout, before it too.
    Rivals that are not asleep match ``rival_response`` of what the programme has gained in attractiveness for a
    segment, with a mean lag (``rival_view`` follows it); those that lead add ``rival_lead`` to outside options at the rollout,
    whatever the vendor does. Events count from the rollout; one without a length lasts.
    """
    w = world[0]
    since = w.month - w.rollout_month
    w.today[:, :] = 0.0  # a new page of the journal
    w.demand_level, w.price_level, w.arrivals_now = 1.0, 1.0, 1.0
    if since >= -AROUND and since < AROUND:
        w.demand_level, w.arrivals_now = w.demand_path[AROUND + since], w.arrivals_path[AROUND + since]
    w.outside_index[:] = 1.0
    w.outside_unanswered[:] = 1.0
    w.discount_factor = 0.0
    if since < 0:
        return
    w.discount_factor = exp(-since * log(1.0 + w.discount_monthly))
    for s in range(SEGMENTS):
        w.outside_unanswered[s] = exp(since * log(1.0 + w.outside_trend))
        w.outside_index[s] = w.outside_unanswered[s]
        if w.rivals > FOLLOWING:
            w.outside_index[s] *= exp(w.rival_response * max(0.0, w.rival_view[s]))
        if w.rivals > LEADING:
            w.outside_unanswered[s] *= 1.0 + w.rival_lead
            w.outside_index[s] *= 1.0 + w.rival_lead
    for e in range(w.event_kind.size):
        start, length, size, kind = w.event_month[e], w.event_months[e], w.event_size[e], w.event_kind[e]
        if kind == 0.0 or since < start or (length > 0.0 and since >= start + length):
            continue
        if kind == RIVAL_RAISES_PAY:
            w.outside_unanswered[:] *= 1.0 + size
            w.outside_index[:] *= 1.0 + size
        elif kind == DEMAND_SHOCK:
            w.demand_level *= 1.0 + size
        elif kind == PRICE_CHANGE:
            w.price_level *= 1.0 + size
        elif kind == ARRIVALS_SHOCK:
            w.arrivals_now *= 1.0 + size
        elif kind == BEST_LEAVE and since == start:
            take_best(pool, int(np.floor(size)))
