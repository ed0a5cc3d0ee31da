from __future__ import annotations

from .best_hours import best_hours
from .compile import rule
from .conversion import conversion_of
from .maths import clip, exp, power

LEAST_FELT = 0.1  # risk never takes more than nine tenths of the felt rate


@rule
def decide_effort(pool, i, world):
    """Hours of selling that maximise the certainty equivalent under linear pay.

    CE = E[w(R)] - (kappa/H)(e + h)^2 / 2 - rho Var(w) / 2 with R = y e^gamma (Holmstrom & Milgrom
    1987; gamma: Albers, Mantrala & Sridhar 2010), see ``best_hours``. The variance of a compound
    Poisson income lowers the felt rate to b (1 - rho b v e^(sd^2) / 2); recurring pay adds its annuity to b.
    rho = r / (weight (expected income + outside) + 1 - weight): relative risk aversion.
    """
    p, w = pool[0], world[0]
    skill, hours, reach, focus, looking = p.skill[i], p.hours[i], p.reach[i], p.focus[i], p.looking[i]
    customers, contradicted, perceived = p.customers[i], p.contradicted[i], p.perceived_rate[i]
    availability, price, status, size = p.availability[i], p.offer_price[i], p.status[i], p.trailing_revenue[i]
    expected_income, outside = p.expected_income[i], p.outside[i] * w.outside_index
    expected_support, risk, clarity = p.expected_support[i], p.risk[i], p.clarity[i]
    training, communication, worth = p.training_hours[i], p.communication[i], p.recurring_worth[i]
    marketing, discount = p.joint_marketing[i], p.discount[i]

    burden = (
        looking
        + w.confusion_hours * contradicted
        + w.serving_hours * customers * (1.3 - skill)
        + training
        + w.reading_hours * communication
    )
    spend = marketing * size * w.marketing_claimed
    lift = 1.0 + w.marketing_strength * (1.0 - exp(-spend / w.marketing_scale))
    conversion = conversion_of(w, skill, expected_support, discount, status)
    audience = reach * focus * availability * w.brand * lift * w.demand_level
    order = w.order_value * price * (1.0 - discount) * w.price_level
    earning = audience * conversion * order

    aversion = risk / (w.relative_risk * (max(expected_income, 0.0) + outside) + 1.0 - w.relative_risk)
    rate = perceived * worth
    felt = rate * max(LEAST_FELT, 1.0 - 0.5 * aversion * rate * order * w.order_spread)
    effort = clip(best_hours(w, felt, earning, burden, hours), 0.0, max(0.0, w.longest_day * hours - burden))
    planned = earning * power(effort, w.gamma)
    unclear = (1.0 - clarity) * w.opacity * expected_income * expected_income
    variance = perceived * perceived * (planned * order * w.order_spread + w.additive_noise_sd * w.additive_noise_sd) + unclear

    p.burden[i] = burden
    p.audience[i] = audience
    p.conversion[i] = conversion
    p.yield_per_effort[i] = earning
    p.felt_rate[i] = felt
    p.effort[i] = effort
    p.planned_revenue[i] = planned
    p.overload[i] = max(0.0, (effort + burden) / hours - 1.0)
    p.risk_cost[i] = 0.5 * aversion * variance
