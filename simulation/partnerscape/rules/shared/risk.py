"""The risk premium on a month's pay. Shared by the rules that decide by it and that account for it."""

from __future__ import annotations

from .compile import rule
from .maths import exp


@rule
def aversion_of(w, risk, income, outside):
    """Absolute risk aversion r / (weight (income + outside) + 1 - weight): relative where the weight is 1."""
    return risk / (w.relative_risk * (max(income, 0.0) + outside) + 1.0 - w.relative_risk)


@rule
def premium(w, aversion, rate, new, again, order):
    """Certainty given up to the risk of sales: E x/(1 + x) with x = rho Var/(2 E), and all of it for additive noise.

    For small risks rho Var/2 (Pratt 1964); it never takes more than the pay at risk, as mean and variance alone
    would where orders are few and large. Var of a month's pay at ``rate``: a compound Poisson sum of orders
    (``new`` and ``again``, expected revenue of new and returning customers that earns pay) and the demand shock
    on what is new.
    """
    shocks = exp(w.shock_sd * w.shock_sd) - 1.0
    sales = new + again
    half = 0.5 * aversion * rate
    share = half * (order * w.order_spread + new * new / max(sales, 1e-9) * shocks)
    return rate * sales * share / (1.0 + share) + half * rate * w.additive_noise_sd * w.additive_noise_sd


@rule
def felt_share(w, aversion, rate, usual, order):
    """Marginal pay after risk over marginal pay: the slope of E/(1 + x) at the ``usual`` revenue."""
    shocks = exp(w.shock_sd * w.shock_sd) - 1.0
    half = 0.5 * aversion * rate
    lumps, swings = half * order * w.order_spread, half * usual * shocks
    return (1.0 + lumps) / ((1.0 + lumps + swings) * (1.0 + lumps + swings))
