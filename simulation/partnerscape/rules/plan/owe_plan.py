from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.maths import exp, log
from .ages import sum_before
from .amounts import mean_capped, weight_of
from .earn import level_of
from .pay_plan import at_risk, enter
from .table import CENTS, CUSTOMERS, ENDLESS, FLAT, FUND, MARGIN, MILLION, NEW, ORDERS, SAVINGS, WON
from .whose import first_plan, month_of, plan_of

MOST_LASTING = 0.9999


@vendor_rule
def due_later(s, i, w, o, k, t, rate):
    """What was earned and is not yet due, in cents: all of it, and discounted."""
    ring, plain, discounted = w.pay_ring[o, k], 0.0, 0.0
    if ring > 1:
        factor = 1.0
        for ahead in range(1, ring):
            factor /= 1.0 + rate
            pay = s[w.due_row[o, k] + (t + ahead) % ring, i]
            plain += pay
            discounted += pay * factor
    return plain, discounted


@vendor_rule
def renewals_to_come(s, i, w, o, k, p, t, lasting):
    """Cents that today's customers will still earn, as long as customer, partner and patience last."""
    feed = w.pay_feed[o, k, 0]
    basis, low, high = w.feed_basis[o, feed], w.feed_months[o, feed, 0], w.feed_months[o, feed, 1]
    youngest, oldest = won_within(s, i, w, o, t, p)
    if w.pay_how[o, k] != FLAT or basis in (NEW, WON) or w.pay_feeds[o, k] > 1 or s[w.fit_row[o, k], i] < 0.5:
        return 0.0
    noted = 1 if w.keeps_old[1] == 1 else o
    customers, ages, row = p.customers[i], w.ages[noted], w.ages_row[noted]
    total = s[row + 1, i]
    if high >= ENDLESS and low <= 1 and youngest == 0 and oldest >= ENDLESS:
        months = customers * lasting / (1.0 - lasting)
    elif total <= 0.0:
        months = 0.0
    else:  # by age: so many of each, and so many months of each that are still paid
        months, older = 0.0, total
        ends = min(high, ages)
        for age in range(ends):
            younger = sum_before(s, i, row, ages, t, age + 1)
            begin, end = max(low - age, 1), high - age
            if youngest <= age < oldest:
                months += (older - younger) / total * customers * stretch(lasting, begin, end, high >= ENDLESS)
            older = younger
        if high >= ENDLESS and oldest >= ENDLESS:
            months += older / total * customers * lasting / (1.0 - lasting)
    level = level_of(s, i, w, o, k)
    return months * a_customers_month(w, o, k, feed, p, i, level) / w.pay_scale[o, k]


@vendor_rule
def won_within(s, i, w, o, t, p):
    """Ages, from and until, of the customers won under a plan's terms; all, unless old ones keep theirs."""
    if w.keeps_old[1] == 0 or plan_of(p, i) == 0:
        return 0, ENDLESS
    since = t - int(s[w.since_row[1], i]) + 1
    return (0, since) if o == 1 else (since, ENDLESS)


@vendor_rule
def a_customers_month(w, o, k, feed, p, i, level):
    """What a customer's month of renewals earns, in cents times the component's scale."""
    basis, rate = w.feed_basis[o, feed], w.pay_rate[o, k, level]
    _, weight = weight_of(w, o, feed, p, i, p.customers[i])
    if basis == CUSTOMERS:
        return rate * weight
    if basis == ORDERS:
        return rate * weight * w.recurring_orders
    order = w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level
    if w.pay_capped[o, k] == 1:
        at = w.capped_feed[o, k, level]
        return weight * w.recurring_orders * mean_capped(w.feed_rate[o, at], w.feed_cap[o, at], order, w.order_ln_sd)
    if basis == MARGIN:
        order -= w.order_value * p.offer_price[i] * max(0.0, 1.0 - w.margin * p.offer_margin[i])
    elif basis == SAVINGS:
        order *= p.discount[i] / max(1.0 - p.discount[i], 1e-9)
    return rate * weight * w.recurring_orders * order * CENTS


@vendor_rule
def stretch(lasting, begin, end, endless):
    """Sum of lasting^m for months m from ``begin`` to before ``end``."""
    if not endless and end <= begin:
        return 0.0
    tail = 0.0 if endless else exp(end * log(lasting))
    return (exp(begin * log(lasting)) - tail) / (1.0 - lasting)


@vendor_rule
def claims_to_come(s, i, w, o, k, p, t, lasting):
    """Cents that customers who leave early are still expected to take back."""
    claims, low = 0.0, 1
    for c in range(w.pay_claws[o, k]):
        high = w.claw_until[o, k, c]
        at_stake = at_risk(s, i, w, o, k, t, low - 1, high) * s[w.ages_row[o], i] * w.claw_share[o, k, c] / MILLION
        months = 0.5 * (high - low)  # of those within the step, the mean still has half of it
        claims += at_stake * (1.0 - p.staying[i]) * (1.0 - exp((months + 1.0) * log(lasting))) / (1.0 - lasting)
        low = high
    return claims


@vendor_rule
def owe_plan(pool, i, world):
    """What a plan owes beside what it has paid: pay that is not yet due, renewals to come, less clawback to come.

    A leaver is paid what was earned and not yet due at once; what had not reached a least sum stays with the vendor.
    """
    p, w = pool[0], world[0]
    s, own, t = p.plan, plan_of(p, i), month_of(w)
    patience = 1.0 / (1.0 + w.discount_monthly)
    lasting = min(p.staying[i] * (1.0 - p.hazard[i]) * patience, MOST_LASTING)
    owed, stay = 0.0, (1.0 - p.hazard[i]) * patience
    for o in range(first_plan(w, own), own + 1):
        for k in range(w.components[o]):
            plain, discounted = due_later(s, i, w, o, k, t, w.discount_monthly)
            if p.leaving[i] > 0:
                enter(p, i, w, w.pay_line[o, k], plain / CENTS)
                continue
            share = w.marketing_claimed if w.pay_line[o, k] == FUND else 1.0
            waiting = s[w.balance_row[o, k], i] if w.balance_row[o, k] >= 0 else 0.0
            waiting += s[w.carried_row[o] + k, i] if w.least_payout[o] > 0.0 else 0.0
            coming = renewals_to_come(s, i, w, o, k, p, t, lasting) - claims_to_come(s, i, w, o, k, p, t, lasting)
            owed += share * (discounted + waiting * stay + coming * w.patience[o, k]) / CENTS
    p.liability[i] += owed
