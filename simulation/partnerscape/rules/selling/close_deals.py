from __future__ import annotations

from ..shared.compile import rule
from ..shared.conversion import conversion_of
from ..shared.draws import CONTESTED, DEALS, ORDERS, VALUE, binomial, normal, poisson, sum_of_orders, uniform
from ..shared.maths import log


@rule
def close_deals(pool, i, world):
    """Leads become deals, customers order again, orders sum to revenue.

    Deals ~ Binomial(leads, logistic(skill, support, discount, status, product)); the vendor's direct
    sales contest some, take those that ``deal_protection`` does not keep, and win some that the partner
    loses. Recurring orders are
    Poisson, not a fixed fee (which would skew revenue). The sum of order values is one lognormal
    draw (Fenton 1960, Wilkinson).
    """
    p, w = pool[0], world[0]
    key, discount, protection = p.key[i], p.discount[i], p.deal_protection[i]
    leads, skill, customers, status = p.leads[i], p.skill[i], p.customers[i], p.status[i]
    price, margin, first, share = p.offer_price[i], p.offer_margin[i], p.priority[i], p.status_share[i]
    expected_leads, paid, own_order = p.expected_leads[i], p.paid_customers[i], p.own_order[i]
    again = w.recurring_orders * customers * w.demand_level * p.own_demand[i]
    support = w.support_first if first > 0.5 else w.support_second
    conversion = conversion_of(w, skill, support, discount, status - share, protection)
    free = w.contested * (1.0 - protection)
    won = binomial(uniform(key, w.month, DEALS), leads, conversion)
    lost = binomial(uniform(key, w.month, CONTESTED), won, free)
    deals = won - lost
    orders = poisson(uniform(key, w.month, ORDERS), again)
    order = w.order_value * price * (1.0 - discount) * w.price_level
    count = deals + orders
    revenue = sum_of_orders(normal(key, w.month, VALUE), count, order, w.order_ln_sd)
    expected_new = expected_leads * conversion * (1.0 - free) * order
    p.support[i] = support
    p.conversion[i] = conversion
    p.deals[i] = deals
    p.lost_deals[i] = lost
    p.direct_deals[i] = lost + free * w.direct_chance * conversion * (leads - won)
    p.orders[i] = orders
    p.expected_new_revenue[i] = expected_new
    p.expected_revenue[i] = expected_new + again * order
    p.paid_part[i] = min(1.0, paid / max(customers, 1.0))
    p.revenue[i] = revenue
    p.new_revenue[i] = revenue * deals / max(count, 1.0)
    # by the log-sum of buying or not, in prices (Small & Rosen 1981)
    p.customer_surplus[i] = (
        -log(1.0 - conversion) * expected_leads * w.order_value * own_order * w.price_level / max(w.conversion_discount, 1e-3)
    )
    p.goods[i] = revenue / ((1.0 - discount) * w.price_level) * max(0.0, 1.0 - w.margin * margin)
