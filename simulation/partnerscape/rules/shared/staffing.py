"""How many agents the desk has. Shared by the vendor's rules."""

from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .desk import FULLEST, desk

USUAL_SPEED = 0.1  # per month, of the load that the desk is used to
HALVINGS = 30
MOST_GROWTH = 100.0  # of the desk per partner: today's tickets may have been next to none


@vendor_rule
def agents_for_wait(load, service_rate, scale, wait):
    """Least number of agents, in fractions, at which the mean wait (months) of ``load`` tickets is no longer than ``wait``."""
    low, high = scale * load / (FULLEST * service_rate), scale * load / (FULLEST * service_rate) + 1.0
    while mean_wait(high, scale * load, service_rate) > wait:
        low, high = high, 2.0 * high
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if mean_wait(middle, scale * load, service_rate) > wait:
            low = middle
        else:
            high = middle
    return high / scale


@vendor_rule
def mean_wait(agents, load, service_rate):
    """Mean wait (months) of ``load`` tickets at a desk of so many agents, interpolated between whole ones."""
    below = int(np.floor(agents))
    part = agents - below
    _, _, low = desk(below, load, 0.0, service_rate, 1.0)
    _, _, high = desk(below + 1, load, 0.0, service_rate, 1.0)
    return (low if below > 0 else high) * (1.0 - part) + part * high


@vendor_rule
def staff(w, stated, members, tickets, service_rate):
    """Agents at the desk: ``stated`` at today's tickets per partner, or what the target needs; hiring lags behind.

    A frozen desk, and one before the rollout, has ``stated`` whatever the tickets.
    """
    now = tickets / max(members, 1.0)
    if w.month < w.rollout_month:
        w.load = now if w.load == 0.0 else w.load + USUAL_SPEED * (now - w.load)
        w.load_at_rollout = w.load
        return stated
    w.load = now if w.load == 0.0 else w.load + (now - w.load) / (1.0 + w.hiring_lag)
    needed = w.load * members
    if w.target_wait[w.base_row] > 0.0:
        return agents_for_wait(needed, service_rate, w.desk_scale, w.target_wait[w.base_row] / w.agent_hours)
    if w.target_occupancy[w.base_row] > 0.0:
        return needed / (w.target_occupancy[w.base_row] * service_rate)
    if w.frozen_desk[w.base_row] > 0.5 or w.load_at_rollout == 0.0:
        return stated
    return stated * min(w.load / w.load_at_rollout, MOST_GROWTH)
