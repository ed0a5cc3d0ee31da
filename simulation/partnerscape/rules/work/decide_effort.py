from __future__ import annotations

from ..shared.best_hours import best_hours
from ..shared.compile import rule
from ..shared.conversion import conversion_of
from ..shared.maths import clip, exp, power
from ..shared.risk import aversion_of, felt_share, premium


@rule
def decide_effort(pool, i, world):
    """Hours of selling that maximise the certainty equivalent under linear pay.

    CE = E[w(R)] - (kappa/H)(e + h)^2 / 2 - premium, with R = y e^gamma (Holmstrom & Milgrom 1987; gamma:
    Albers, Mantrala & Sridhar 2010), see ``best_hours``. Risk lowers the felt rate, see ``risk``; recurring
    pay adds its annuity to it, foreseen clawback takes from it.
    """
    p, w = pool[0], world[0]
    skill, hours, reach, focus, looking = p.skill[i], p.hours[i], p.reach[i], p.focus[i], p.looking[i]
    customers, contradicted, perceived = p.customers[i], p.contradicted[i], p.perceived_rate[i]
    availability, price, status, size = p.availability[i], p.offer_price[i], p.status[i], p.trailing_revenue[i]
    expected_income, outside = p.expected_income[i], p.alternative[i]
    expected_support, risk, understood = p.expected_support[i], p.risk[i], p.understood[i]
    training, contacts, worth = p.training[i], p.contacts[i], p.recurring_worth[i]
    usual, share, recurring_on = p.trailing_new_revenue[i], p.status_share[i], p.recurring_on[i]
    protection, paid = p.deal_protection[i], min(p.paid_customers[i], customers)
    marketing, discount, own_demand = p.joint_marketing[i], p.discount[i], p.own_demand[i]

    burden = (
        looking
        + w.confusion_hours * contradicted
        + w.serving_hours * customers * (1.3 - skill)
        + training
        + w.reading_hours * contacts
    )
    spend = marketing * size * w.marketing_claimed
    lift = 1.0 + w.marketing_strength * (1.0 - exp(-spend / w.marketing_scale))
    conversion = conversion_of(w, skill, expected_support, discount, status - share, protection)
    audience = reach * focus * availability * w.brand * lift * w.demand_level * own_demand
    order = w.order_value * price * (1.0 - discount) * w.price_level
    earning = audience * conversion * order

    aversion = aversion_of(w, risk, expected_income, outside)
    rate = perceived * worth
    felt = rate * felt_share(w, aversion, rate, usual, order)
    effort = clip(best_hours(w, felt, earning, burden, hours), 0.0, max(0.0, w.longest_day * hours - burden))
    planned = earning * power(effort, w.gamma)
    again = w.recurring_orders * paid * order * recurring_on

    p.burden[i] = burden
    p.audience[i] = audience
    p.conversion[i] = conversion
    p.yield_per_effort[i] = earning
    p.felt_rate[i] = felt
    p.effort[i] = effort
    p.planned_revenue[i] = planned
    p.overload[i] = max(0.0, (effort + burden) / hours - 1.0)
    p.risk_cost[i] = premium(w, aversion, perceived, planned, again, order)
    p.opacity_cost[i] = 0.5 * aversion * (1.0 - understood) * w.opacity * expected_income * expected_income
