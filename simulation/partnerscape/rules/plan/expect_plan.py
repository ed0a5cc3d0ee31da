from __future__ import annotations

import numpy as np

from ..outlook.ahead import pay_ahead
from ..outlook.foresee import foresee, see_again
from ..outlook.mean_pay import mean_pay
from ..outlook.whose import first_plan, month_of, plan_of, was_before
from ..pay.expect_pay import FAR, NEAR
from ..shared.compile import vendor_rule
from ..shared.maths import exp, log


@vendor_rule
def expect_plan(pool, i, world):
    """What a plan pays before the month's draws, at the true terms.

    The mean over five equally likely new revenues, see ``expect_pay``.
    Pay that waits for a least sum is worth what a partner who stays long enough will have of it.
    """
    p, w = pool[0], world[0]
    s, o, t, tenure = p.plan, plan_of(w, p, i), month_of(w), int(p.tenure[i])
    before, segment, mean = was_before(w, p, i), p.segment[i], p.expected_new_revenue[i]
    order = w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level
    if s[w.start_row[o], i] == o + 1:
        see_again(s, i, w, o, p, t, p.expected_revenue[i] - mean)
    else:  # a researcher's own rule plans
        foresee(s, i, w, o, p, t, p.expected_revenue[i] - mean)
    relative = order * w.order_spread / max(mean, 1e-9) + exp(w.shock_sd * w.shock_sd) - 1.0
    sd = np.sqrt(log(1.0 + relative))
    far, near = exp(FAR * sd), exp(NEAR * sd)
    middle = 5.0 * mean / (far + near + 1.0 + 1.0 / near + 1.0 / far)
    revenues = (middle * far, middle * near, middle, middle / near, middle / far)
    pay = mean_pay(s, i, w, o, t, tenure, segment, before, revenues, mean)
    if first_plan(w, o) < o:  # what old customers bring goes on under the plan before
        see_again(s, i, w, 0, p, t, p.expected_revenue[i] - mean)
        pay += pay_ahead(s, i, w, 0, t, tenure, segment, before, 0.0, False, 0.0, mean)
    if w.least_payout[o] > 0.0 and pay > 0.0:
        carried = 0.0
        for k in range(w.components[o]):
            carried += s[w.carried_row[o, k], i]
        months = max(0.0, (w.least_payout[o] - carried) / (100.0 * pay) - 1.0)
        pay *= exp(months * log((1.0 - p.hazard[i]) / (1.0 + w.discount_monthly)))
    short = p.expected_commission[i] if w.kinked > 0.5 else p.commission_rate[i] * mean
    average = p.average_rate[i] if w.kinked > 0.5 else p.commission_rate[i]
    p.expected_commission[i] = short + pay
    p.average_rate[i] = average + max(pay, 0.0) / max(mean, 1.0)
