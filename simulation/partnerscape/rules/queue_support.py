from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .maths import exp

FULLEST = 0.97  # share of the desk's capacity that is admitted


@vendor_rule
def waiting_probability(agents, load):
    """Erlang C: P(wait) with ``agents`` servers and offered load ``load`` < agents (Erlang 1917)."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1.0 - load / agents * (1.0 - blocked))


@vendor_rule
def desk(agents, first, second, service_rate, patience):
    """Support quality and wait of two classes at a desk of whole ``agents`` (Cobham 1954).

    Tickets a month ``first`` and ``second``; ``service_rate`` tickets an agent and month; ``patience``
    in months. Returns quality of the first and second class, mean wait (months) of the admitted.
    """
    if agents < 1:
        return 0.0, 0.0, 0.0
    room = FULLEST * agents * service_rate
    in_first = min(first, room)
    in_second = min(second, room - in_first)
    load = (in_first + in_second) / service_rate
    busy_first = in_first / (agents * service_rate)
    busy = load / agents
    residual = waiting_probability(agents, load) / (agents * service_rate)
    wait_first = residual / (1.0 - busy_first)
    wait_second = wait_first / (1.0 - busy)
    quality_first = (in_first / first if first > 0.0 else 1.0) * exp(-wait_first / patience)
    quality_second = (in_second / second if second > 0.0 else 1.0) * exp(-wait_second / patience)
    admitted = max(in_first + in_second, 1e-12)
    return quality_first, quality_second, (in_first * wait_first + in_second * wait_second) / admitted


@vendor_rule
def queue_support(pool, world):
    """Tickets meet the desk: M/M/c, two non-preemptive classes, interpolated between whole agents.

    Tickets grow with leads, customers, complexity and lack of skill. At most .97 of capacity is
    admitted, first class first; who is not admitted gets nothing. quality = admitted share e^(-wait/patience).
    A simulated partner stands for ``desk_scale`` real ones: larger desks wait less at the same load.
    """
    w = world[0]
    first, second, agents = 0.0, 0.0, 0.0
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            tickets = (
                (w.tickets_per_lead * p.leads[i] + w.tickets_per_customer * p.customers[i])
                * (1.5 - p.skill[i])
                * p.offer_complexity[i]
            )
            if p.priority[i] > 0.5:
                first += tickets
            else:
                second += tickets
            agents += p.support_agents[i]
    w.agents = agents / 100.0
    agents = w.agents * w.desk_scale
    first *= w.desk_scale
    second *= w.desk_scale
    service_rate = w.agent_hours / w.ticket_hours
    patience = w.patience_hours / w.agent_hours
    below = int(np.floor(agents))
    part = agents - below
    low_first, low_second, low_wait = desk(below, first, second, service_rate, patience)
    high_first, high_second, high_wait = desk(below + 1, first, second, service_rate, patience)
    w.support_first = low_first + part * (high_first - low_first)
    w.support_second = low_second + part * (high_second - low_second)
    w.wait_hours = ((low_wait if below > 0 else high_wait) * (1.0 - part) + part * high_wait) * w.agent_hours
    w.utilisation = min(1.0, (first + second) / max(agents * service_rate, 1e-9))
