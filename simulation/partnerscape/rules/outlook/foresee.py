"""What each feed will count at a month's new revenue. Shared by the rules that plan and that expect."""

from __future__ import annotations

from ..paying.table import (
    ASKED,
    CENTS,
    CERTIFIED,
    CUSTOMERS,
    FROM_RECRUITS,
    MARGIN,
    MILLION,
    NEW,
    ONE,
    ORDERS,
    QUALITY,
    RECRUITS,
    SAVINGS,
    SKILL,
    STAYED,
    WON,
)
from ..shared.compile import vendor_rule
from .amounts import sold, standing, weight_of


@vendor_rule
def foresee(s, i, w, o, p, t, again):
    """The line of each feed in a month's new revenue: what is there anyway, and what a unit of it adds."""
    order = max(w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level, 1e-9)
    goods = max(0.0, 1.0 - w.margin * p.offer_margin[i]) / max((1.0 - p.discount[i]) * w.price_level, 1e-9)
    for f in range(w.feeds[o]):
        basis, row = w.feed_basis[o, f], w.feed_row[o, f]
        if basis >= FROM_RECRUITS or basis == RECRUITS:
            s[row + 2, i] = 0.0
        elif basis in (SKILL, CERTIFIED, ONE):
            s[row + 1, i], s[row + 2, i] = standing(basis, p, i), 0.0
        elif basis in (STAYED, QUALITY):
            s[row + 1, i] = MILLION * (p.staying[i] if basis == STAYED else p.reputation[i])
            s[row + 2, i] = 0.0
        elif basis == ASKED:
            s[row + 1, i], s[row + 2, i] = 1.0, 0.0
        else:
            customers = p.customers[i]
            s[row + 1, i] = sold(s, i, w, o, f, p, t, 0.0, 0.0, again, again / order, goods, customers)
            s[row + 2, i] = sold(s, i, w, o, f, p, t, 1.0, 1.0 / order, 0.0, 0.0, goods, 0.0)
            s[row + 3, i] = later_line(w, o, f, p, i, order, goods)


@vendor_rule
def later_line(w, o, f, p, i, order, goods):
    """What a feed will count in a month of the customers that a unit of new revenue wins, as often as they order."""
    basis = w.feed_basis[o, f]
    if basis in (NEW, WON):
        return 0.0
    weight, _ = weight_of(w, o, f, p, i)
    if basis in (ORDERS, CUSTOMERS):
        return weight / order
    if basis == MARGIN:
        weight *= 1.0 - goods
    elif basis == SAVINGS:
        weight *= p.discount[i] / max(1.0 - p.discount[i], 1e-9)
    return weight * CENTS
