from __future__ import annotations

from .compile import rule
from .conversion import conversion_of
from .draws import CONTESTED, DEALS, ORDERS, VALUE, binomial, normal, poisson, sum_of_orders, uniform


@rule
def close_deals(pool, i, world):
    """Leads become deals, customers order again, orders sum to revenue.

    Deals ~ Binomial(leads, logistic(skill, support, discount, status, product)); the vendor's direct
    sales contest some and take those that ``deal_protection`` does not keep. Recurring orders are
    Poisson, not a fixed fee (which would skew revenue). The sum of order values is one lognormal
    draw (Fenton 1960, Wilkinson).
    """
    p, w = pool[0], world[0]
    key, discount, protection = p.key[i], p.discount[i], p.deal_protection[i]
    leads, skill, customers, status = p.leads[i], p.skill[i], p.customers[i], p.status[i]
    price, margin, first = p.offer_price[i], p.offer_margin[i], p.priority[i]
    support = w.support_first if first > 0.5 else w.support_second
    conversion = conversion_of(w, skill, support, discount, status)
    won = binomial(uniform(key, w.month, DEALS), leads, conversion)
    lost = binomial(uniform(key, w.month, CONTESTED), won, w.contested * (1.0 - protection))
    deals = won - lost
    orders = poisson(uniform(key, w.month, ORDERS), w.recurring_orders * customers * w.demand_level)
    order = w.order_value * price * (1.0 - discount) * w.price_level
    count = deals + orders
    revenue = sum_of_orders(normal(key, w.month, VALUE), count, order, w.order_ln_sd)
    p.support[i] = support
    p.conversion[i] = conversion
    p.deals[i] = deals
    p.lost_deals[i] = lost
    p.orders[i] = orders
    p.revenue[i] = revenue
    p.new_revenue[i] = revenue * deals / max(count, 1.0)
    p.goods[i] = revenue / ((1.0 - discount) * w.price_level) * max(0.0, 1.0 - w.margin * margin)
