from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.records import CATEGORIES


@vendor_rule
def spread_word(pool, world):
    """What is left of each market cell, and what its customers tell others (Bass 1969).

    Both at the month's middle, half of last month's change on (Adams & Bashforth 1883): taken at its start, they
    would lag the path of Bass by half a month. Availability is 1 - customers/potential; a cell's word of mouth is
    q penetration availability potential leads per month. Customers send others to the partner that serves them,
    the more the better its reputation; a partner without any counts as one.
    """
    w = world[0]
    w.cell_customers[:] = w.direct_in_cell
    w.cell_weight[:] = 0.0
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            cell = p.region[i] * CATEGORIES
            reputation = p.reputation[i]
            for c in range(w.categories):
                w.cell_customers[cell + c] += p.customers_in[c, i]
                w.cell_weight[cell + c] += reputation * (p.customers_in[c, i] + p.category_share[c, i])
    customers, potential = 0.0, 0.0
    for k in range(w.cell_customers.size):
        if w.potential[k] > 0.0:
            ahead = w.cell_customers[k] + (0.5 * (w.cell_customers[k] - w.cell_before[k]) if w.month > 0 else 0.0)
            penetration = min(max(ahead / w.potential[k], 0.0), 1.0)
            w.cell_before[k] = w.cell_customers[k]
            w.cell_available[k] = 1.0 - penetration
            talk = w.word_of_mouth * penetration * (1.0 - penetration) * w.potential[k]
            w.cell_rumour[k] = talk / max(w.cell_weight[k], 1e-9)
            customers += w.cell_customers[k]
            potential += w.potential[k]
    w.penetration = min(1.0, customers / potential)  # a month's deals may overshoot a small cell
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            cell = p.region[i] * CATEGORIES
            available, rumour = 0.0, 0.0
            for c in range(w.categories):
                share = p.category_share[c, i]
                available += share * w.cell_available[cell + c]
                rumour += (p.customers_in[c, i] + share) * w.cell_rumour[cell + c]
            p.availability[i] = available
            p.rumour[i] = rumour * p.reputation[i]
