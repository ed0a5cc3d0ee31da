from __future__ import annotations

import numpy as np

from ..shared.compile import vendor_rule
from ..shared.draws import DRIFT, normal
from ..shared.maths import exp, log


@vendor_rule
def drift_demand(pool, world):
    """Each partner's own demand drifts: a stationary AR(1) in ln, whose mean is 1 (Foster, Haltiwanger & Syverson 2008).

    x = ln own_demand + sd^2/2 becomes memory x + sd sqrt(1 - memory^2) z. Whoever has signed has it too, so that a later
    start meets the same demand: luck couples between policies.
    """
    w = world[0]
    sd, memory = w.own_demand_sd, w.own_demand_memory
    below, fresh = 0.5 * sd * sd, sd * np.sqrt(1.0 - memory * memory)
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.members):
            x = memory * (log(p.own_demand[i]) + below) + fresh * normal(p.key[i], w.month, DRIFT)
            p.own_demand[i] = exp(x - below)
