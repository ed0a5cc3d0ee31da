"""What a feed counts of a month's sales in the simulation. Shared by the rules that count and those that plan."""

from __future__ import annotations

import numpy as np

from ..paying.table import (
    CENTS,
    CERTIFIED,
    CUSTOMERS,
    ENDLESS,
    MARGIN,
    MILLION,
    NEW,
    ONE,
    ORDERS,
    RENEWALS,
    SAVINGS,
    SKILL,
    WON,
)
from ..shared.compile import vendor_rule
from ..shared.maths import log
from ..shared.records import CATEGORIES
from .ages import share_aged
from .orders import normal_below, within
from .whose import ages_noted, ages_of_terms


@vendor_rule
def weight_of(w, o, f, p, i):
    """Weight of a feed's categories in what a partner sells: to new customers, and to those whom it has."""
    if w.feed_everywhere[o, f] == 1:
        return 1.0, 1.0
    new, again, customers = 0.0, 0.0, 0.0
    for c in range(CATEGORIES):
        new += w.feed_weight[o, f, c] * p.category_share[c, i]
        again += w.feed_weight[o, f, c] * p.customers_in[c, i]
        customers += p.customers_in[c, i]
    return new, again / customers if customers > 0.0 else new


@vendor_rule
def part_of_orders(w, o, f, before, orders):
    """Share of the month's orders whose number is within a feed's."""
    low, high = w.feed_orders[o, f, 0], w.feed_orders[o, f, 1]
    if (low == 0 and high >= ENDLESS) or orders <= 0.0:
        return 1.0
    return max(0.0, min(before + orders, high) - max(before, low)) / orders


@vendor_rule
def mean_capped(rate, cap, order, sd):
    """Mean of the lesser of an order's pay and the cap per order, cents times a million."""
    pay = rate * order * CENTS
    if pay <= 0.0:
        return pay
    if sd <= 0.0:
        return min(pay, cap)
    z = log(cap / pay) / sd
    return pay * normal_below(z - 0.5 * sd) + cap * (1.0 - normal_below(z + 0.5 * sd))


@vendor_rule
def sold(s, i, w, o, f, p, t, new, deals, again, orders, goods_share, customers):
    """A feed's amount, in cents or numbers, of ``new`` revenue with ``deals`` and ``again`` with ``orders``."""
    if w.feed_plain[o, f] == 1 and w.keeps_old[1] == 0:
        return plainly(w.feed_basis[o, f], p, i, new, deals, again, orders, goods_share, customers)
    noted = ages_noted(w, o, p, i)
    low, high = ages_of_terms(s, i, w, o, f, p, t)
    aged = 1.0 if high >= ENDLESS and low <= 1 else share_aged(s, i, w.ages_row[noted], w.ages[noted], t, low, high)
    fresh = 1.0 if low == 0 else 0.0
    return counted(s, i, w, o, f, p, new, deals, again, orders, goods_share, customers, fresh, aged)


@vendor_rule
def plainly(basis, p, i, new, deals, again, orders, goods_share, customers):
    """A feed's amount, if it counts all sales."""
    if basis == CUSTOMERS:
        return customers + deals
    if basis == ORDERS:
        return deals + orders
    if basis == WON:
        return deals
    money = (0.0 if basis == RENEWALS else new) + (0.0 if basis == NEW else again)
    if basis == MARGIN:
        money *= 1.0 - goods_share
    elif basis == SAVINGS:
        money *= p.discount[i] / max(1.0 - p.discount[i], 1e-9)
    return money * CENTS


@vendor_rule
def counted(s, i, w, o, f, p, new, deals, again, orders, goods_share, customers, fresh, aged):
    """A feed's amount, if it counts ``fresh`` of the new customers and ``aged`` of the others."""
    basis = w.feed_basis[o, f]
    to_new, to_old = weight_of(w, o, f, p, i)
    if basis == CUSTOMERS:
        return customers * aged * to_old + deals * fresh * to_new
    order = w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level
    some = part_of_orders(w, o, f, s[w.orders_row[o], i], deals + orders)
    some *= p.deal_protection[i] if w.feed_registered[o, f] == 1 else 1.0
    smallest, largest = w.feed_size[o, f, 0], w.feed_size[o, f, 1]
    if smallest > 0.0 or largest < 1e15:
        some *= within(smallest, largest, order, w.order_ln_sd, basis not in (ORDERS, WON))
    deals, new = deals * fresh * to_new * some, new * fresh * to_new * some
    orders, again = orders * aged * to_old * some, again * aged * to_old * some
    if w.feed_cap[o, f] > 0.0 and basis not in (ORDERS, WON):
        count = (0.0 if basis == RENEWALS else deals) + (0.0 if basis == NEW else orders)
        return count * mean_capped(w.feed_rate[o, f], w.feed_cap[o, f], order, w.order_ln_sd)
    if basis in (ORDERS, WON):
        count = deals + (orders if basis == ORDERS else 0.0)
        return count * min(w.feed_rate[o, f], w.feed_cap[o, f]) if w.feed_cap[o, f] > 0.0 else count
    money = (0.0 if basis == RENEWALS else new) + (0.0 if basis == NEW else again)
    if basis == MARGIN:
        money *= 1.0 - goods_share
    elif basis == SAVINGS:
        money *= p.discount[i] / max(1.0 - p.discount[i], 1e-9)
    return money * CENTS


@vendor_rule
def standing(basis, p, i):
    """What a partner is rather than sells: shares in millionths."""
    if basis == SKILL:
        return np.floor(p.skill[i] * MILLION + 0.5)
    if basis == CERTIFIED:
        return np.floor(10.0 * p.skill[i])
    return 1.0 if basis == ONE else 0.0
