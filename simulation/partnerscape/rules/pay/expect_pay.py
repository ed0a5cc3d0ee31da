from __future__ import annotations

import numpy as np

from ..shared.compile import rule
from ..shared.maths import exp, log
from ..shared.plans import period
from ..shared.schedule import schedule_pay

FAR, NEAR = 1.2815515655446004, 0.5244005127080407  # normal quantiles of .9 and .7


@rule
def paid_for(p, i, before, revenue):
    """Commission and target bonus on a month's new revenue."""
    pay = schedule_pay(p, i, before + revenue) - schedule_pay(p, i, before)
    return min(pay, p.cap[i]) + (p.bonus[i] if revenue >= p.target[i] else 0.0)


@rule
def expect_pay(pool, i, world):
    """Commission and target bonus before the month's draws, under tiers, a bonus or a cap.

    The mean over five equally likely revenues of a lognormal month with the mean and variance of the
    compound Poisson one: its 10th, 30th, 50th, 70th and 90th percentiles, scaled to the mean.
    """
    p, w = pool[0], world[0]
    mean, price, discount = p.expected_new_revenue[i], p.offer_price[i], p.discount[i]
    before, _ = period(p, i, w)
    order = w.order_value * price * (1.0 - discount) * w.price_level
    relative = order * w.order_spread / max(mean, 1e-9) + exp(w.shock_sd * w.shock_sd) - 1.0
    sd = np.sqrt(log(1.0 + relative))
    far, near = exp(FAR * sd), exp(NEAR * sd)
    middle = 5.0 * mean / (far + near + 1.0 + 1.0 / near + 1.0 / far)
    pay = paid_for(p, i, before, middle * far) + paid_for(p, i, before, middle * near) + paid_for(p, i, before, middle)
    pay += paid_for(p, i, before, middle / near) + paid_for(p, i, before, middle / far)
    p.expected_commission[i] = 0.2 * pay
