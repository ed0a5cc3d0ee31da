from __future__ import annotations

from ..shared.compile import rule
from ..shared.draws import LEADS, SHOCK, normal, poisson, uniform
from ..shared.maths import exp, power


@rule
def find_leads(pool, i, world):
    """Leads ~ Poisson(audience e^gamma shock + word of mouth); the shock has mean 1.

    Response of sales to selling effort: Albers, Mantrala & Sridhar 2010; word of mouth: Bass 1969.
    """
    p, w = pool[0], world[0]
    key, effort, audience, rumour, own_demand = p.key[i], p.effort[i], p.audience[i], p.rumour[i], p.own_demand[i]
    shock = exp(w.shock_sd * normal(key, w.month, SHOCK) - 0.5 * w.shock_sd * w.shock_sd)
    own, told = audience * power(effort, w.gamma), rumour * w.demand_level * own_demand
    mean = own * shock + told
    p.expected_leads[i] = own + told
    p.leads[i] = poisson(uniform(key, w.month, LEADS), mean)
