from __future__ import annotations

from ..shared.compile import rule
from ..shared.records import CATEGORIES

HALF_CUSTOMER = 0.5  # a cell is reached from here on: shares of customers are fractions


@rule
def take_stock(pool, i, world):
    """What the journal sums besides the state itself: products and yes/no indicators of the month."""
    p, w = pool[0], world[0]
    order = w.order_value * p.offer_price[i] * w.price_level
    lost, margin, leads, customers = p.direct_deals[i], p.offer_margin[i], p.leads[i], p.customers[i]
    rate, recurring_on, paid, price = p.commission_rate[i], p.recurring_on[i], p.paid_customers[i], p.offer_price[i]
    paid_share, staying, discount, hazard = p.paid_share[i], p.staying[i], p.discount[i], p.hazard[i]
    young, young_share, clawback_on, due, leaving = (
        p.young_customers[i],
        p.young_share[i],
        p.clawback_on[i],
        p.override_due[i],
        p.leaving[i],
    )
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
    # of what is owed this month, what is owed in the next: customer, partner and patience must last
    lasting = staying * (1.0 - hazard) / (1.0 + w.discount_monthly)
    sale = order * (1.0 - discount)
    recurring = rate * recurring_on * w.recurring_orders * sale * paid / max(1.0 - paid_share * lasting, 1e-9)
    clawback = rate * clawback_on * sale * young * (1.0 - staying) / max(1.0 - young_share * lasting, 1e-9)
    owed = (recurring + due - clawback) / (1.0 + w.discount_monthly) if leaving == 0 else 0.0
    # a leaver's customers are kept in part: what their further orders leave, before pay
    kept = 1.0 - hazard * (1.0 - w.kept_customers) if leaving == 0 else w.kept_customers
    left = sale - w.order_value * price * max(0.0, 1.0 - w.margin * margin)
    going_on = max(1.0 + w.discount_monthly - staying * (1.0 - hazard * (1.0 - w.kept_customers)), 1e-9)
    p.liability[i] = owed
    p.customer_value[i] = kept * customers * w.recurring_orders * left / going_on
