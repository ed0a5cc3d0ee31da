from __future__ import annotations

from .compile import rule
from .records import CATEGORIES

HALF_CUSTOMER = 0.5  # a cell is reached from here on: shares of customers are fractions


@rule
def take_stock(pool, i, world):
    """What the journal sums beside the state itself: products and yes/no answers of the month."""
    p, w = pool[0], world[0]
    order = w.order_value * p.offer_price[i] * w.price_level
    lost, margin, leads, customers = p.lost_deals[i], p.offer_margin[i], p.leads[i], p.customers[i]
    rate, recurring_on, paid, price = p.commission_rate[i], p.recurring_on[i], p.paid_customers[i], p.offer_price[i]
    paid_share, staying, discount = p.paid_share[i], p.staying[i], p.discount[i]
    quality, conversion, gain = p.quality[i], p.conversion[i], p.gain[i]
    since_signing, had_sold, deals, at_threshold = p.since_signing[i] + 1.0, p.has_sold[i], p.deals[i], p.at_threshold[i]
    first_sale = 1.0 if deals > 0.0 and had_sold < 0.5 else 0.0
    cells = 0.0
    for c in range(CATEGORIES):
        cells += 1.0 if p.customers_in[c, i] >= HALF_CUSTOMER else 0.0
    p.since_signing[i] = since_signing
    p.has_sold[i] = max(had_sold, first_sale)
    p.first_sale[i] = first_sale
    p.first_sale_wait[i] = first_sale * since_signing
    p.bunched[i] = at_threshold * w.kinked
    p.cells_reached[i] = cells / (w.regions * w.categories)
    p.quality_served[i] = quality * customers
    p.conversion_led[i] = conversion * leads
    p.better_off[i] = 1.0 if gain > 0.0 else 0.0
    p.diverted_revenue[i] = lost * order
    p.diverted_goods[i] = lost * w.order_value * price * max(0.0, 1.0 - w.margin * margin)
    left = paid_share * staying / (1.0 + w.discount_monthly)  # of a euro owed this month, what is owed in the next
    owed_months = left / max(1.0 - left, 1e-9)
    p.liability[i] = paid * rate * recurring_on * w.recurring_orders * order * (1.0 - discount) * owed_months
