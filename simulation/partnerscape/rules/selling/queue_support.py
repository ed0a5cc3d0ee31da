from __future__ import annotations

import numpy as np

from ..shared.compile import vendor_rule
from ..shared.desk import desk
from ..shared.staffing import staff


@vendor_rule
def queue_support(pool, world):
    """Tickets queue at the desk: M/M/c, two non-preemptive classes, interpolated between whole agents.

    Tickets grow with leads, customers, complexity and lack of skill. At most .97 of capacity is
    admitted, first class first; who is not admitted gets nothing. quality = admitted share e^(-wait/patience).
    The desk follows its tickets, see ``staff``. A simulated partner stands for ``desk_scale`` real ones: larger
    desks wait less at the same load.
    """
    w = world[0]
    first, second, agents, members = 0.0, 0.0, 0.0, 0.0
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
        members += p.active
    service_rate = w.agent_hours / w.ticket_hours
    patience = w.patience_hours / w.agent_hours
    w.agents = staff(w, agents / 100.0, members, first + second, service_rate)
    agents = w.agents * w.desk_scale
    first *= w.desk_scale
    second *= w.desk_scale
    below = int(np.floor(agents))
    part = agents - below
    low_first, low_second, low_wait = desk(below, first, second, service_rate, patience)
    high_first, high_second, high_wait = desk(below + 1, first, second, service_rate, patience)
    w.support_first = low_first + part * (high_first - low_first)
    w.support_second = low_second + part * (high_second - low_second)
    w.wait_hours = ((low_wait if below > 0 else high_wait) * (1.0 - part) + part * high_wait) * w.agent_hours
    w.utilisation = min(1.0, (first + second) / max(agents * service_rate, 1e-9))
