"""What is a partner's own in its market: the value of its orders, and a demand that drifts. Shared by the rules that draw it."""

from __future__ import annotations

from .compile import rule
from .draws import OWN_DEMAND, OWN_ORDER, normal
from .maths import exp


@rule
def order_of(w, key, ln_order, ln_reach):
    """A newcomer's own order, relative to the mean order: lognormal, an elasticity to reach, the mean per lead as stated."""
    sd = w.own_order_sd
    return exp(ln_order + w.own_order_by_reach * ln_reach + sd * normal(key, 0, OWN_ORDER) - 0.5 * sd * sd) / w.order_mix


@rule
def first_demand(w, key):
    """A newcomer's own demand, drawn from what it has in the long run."""
    sd = w.own_demand_sd
    return exp(sd * normal(key, 0, OWN_DEMAND) - 0.5 * sd * sd)
