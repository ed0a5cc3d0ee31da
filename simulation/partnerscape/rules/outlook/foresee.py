"""What each feed will count at a month's new revenue. Shared by the rules that plan and that expect."""

from __future__ import annotations

from ..paying.table import (
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
    RENEWALS,
    SAVINGS,
    SKILL,
    STAYED,
    WON,
)
from ..shared.compile import vendor_rule
from .amounts import sold, standing, weight_of


@vendor_rule
def foresee(s, i, w, o, p, t, again):
    """The line of each feed in a month's new revenue: what is there anyway, what a unit of it adds, what that brings later."""
    order, goods = order_and_goods(w, p, i)
    for f in range(w.feeds[o]):
        basis, row = w.feed_basis[o, f], w.feed_row[o, f]
        s[row + 2, i] = 0.0
        if basis <= CUSTOMERS:
            if w.feed_plain[o, f] == 1 and w.keeps_old[1] == 0:
                s[row + 2, i] = s[row + 3, i] = of_money(basis, order, goods, p, i)
            else:
                s[row + 2, i] = sold(s, i, w, o, f, p, t, 1.0, 1.0 / order, 0.0, 0.0, goods, 0.0)
                s[row + 3, i] = later_line(w, o, f, p, i, order, goods)
            if basis == RENEWALS:
                s[row + 2, i] = 0.0
            elif basis in (NEW, WON):
                s[row + 3, i] = 0.0
    see_again(s, i, w, o, p, t, again)


@vendor_rule
def see_again(s, i, w, o, p, t, again):
    """What is there anyway, without new revenue: of ``again`` from customers, of what a partner is."""
    order, goods = order_and_goods(w, p, i)
    for f in range(w.feeds[o]):
        basis, row = w.feed_basis[o, f], w.feed_row[o, f]
        if basis >= FROM_RECRUITS or basis == RECRUITS:
            continue
        if basis <= CUSTOMERS:
            if w.feed_plain[o, f] == 1 and w.keeps_old[1] == 0 and basis != CUSTOMERS:
                none = basis in (NEW, WON)
                s[row + 1, i] = 0.0 if none else again * of_money(basis, order, goods, p, i)
            else:
                s[row + 1, i] = sold(s, i, w, o, f, p, t, 0.0, 0.0, again, again / order, goods, p.customers[i])
        elif basis in (SKILL, CERTIFIED, ONE):
            s[row + 1, i] = standing(basis, p, i)
        elif basis in (STAYED, QUALITY):
            s[row + 1, i] = MILLION * (p.staying[i] if basis == STAYED else p.reputation[i])
        else:
            s[row + 1, i] = 1.0


@vendor_rule
def order_and_goods(w, p, i):
    """(mean size of an order, cost of the goods as a share of their price)."""
    order = max(w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level, 1e-9)
    return order, max(0.0, 1.0 - w.margin * p.offer_margin[i]) / max((1.0 - p.discount[i]) * w.price_level, 1e-9)


@vendor_rule
def of_money(basis, order, goods, p, i):
    """What a feed that counts all sales counts of a unit of revenue."""
    if basis in (ORDERS, WON, CUSTOMERS):
        return 1.0 / order
    if basis == MARGIN:
        return (1.0 - goods) * CENTS
    return p.discount[i] / max(1.0 - p.discount[i], 1e-9) * CENTS if basis == SAVINGS else CENTS


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
