"""Orders by their size: lognormal, as single orders are drawn. Shared by the rules that count what a plan pays on."""

from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.maths import exp, log


@vendor_rule
def normal_below(z):
    """P(Z <= z) (Abramowitz & Stegun 1964, 7.1.26: within 1.5e-7)."""
    x = abs(z) * 0.7071067811865476
    t = 1.0 / (1.0 + 0.3275911 * x)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail = 0.5 * poly * exp(-x * x)
    return tail if z < 0.0 else 1.0 - tail


@vendor_rule
def share_below(size, order, sd, of_money):
    """Share of orders (or of their money) that are smaller than ``size``, at a mean ``order``."""
    if size <= 0.0:
        return 0.0
    if size > 1e15:
        return 1.0
    if sd <= 0.0:
        return 1.0 if order < size else 0.0
    z = log(size / order) / sd
    return normal_below(z - 0.5 * sd) if of_money else normal_below(z + 0.5 * sd)


@vendor_rule
def within(low, high, order, sd, of_money):
    """Share of orders (or of their money) from ``low`` to ``high``."""
    return share_below(high, order, sd, of_money) - share_below(low, order, sd, of_money)
