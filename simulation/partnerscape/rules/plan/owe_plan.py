from __future__ import annotations

from ..outlook.amounts import counted
from ..outlook.whose import ages_noted, first_plan, month_of, plan_of
from ..paying.cents import rounded, scheduled
from ..paying.earn import level_of, on_sales, period_begins
from ..paying.enter import enter
from ..paying.pay_out import proven
from ..paying.table import CENTS, ENDLESS, FLAT, FROM_RECRUITS, FUND, MILLION, NEW, SCHEDULE, WON
from ..shared.compile import vendor_rule

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
def renewals_to_come(s, i, w, o, k, p, t, lasting, patience):
    """Cents that today's customers will still earn, as long as customer, partner and patience last.

    Who is a customer or a partner at the month's end is so in the next month: only patience is asked for until then.
    """
    feed = w.pay_feed[o, k, 0]
    basis, low, high = w.feed_basis[o, feed], w.feed_months[o, feed, 0], w.feed_months[o, feed, 1]
    youngest, oldest = won_within(s, i, w, o, t, p)
    if w.pay_how[o, k] != FLAT or basis in (NEW, WON) or basis >= FROM_RECRUITS or s[w.fit_row[o, k], i] < 0.5:
        return 0.0
    noted = ages_noted(w, o, p, i)
    customers, ages, row = p.customers[i], w.ages[noted], w.ages_row[noted]
    total = s[row + 1, i]
    if high >= ENDLESS and low <= 1 and youngest == 0 and oldest >= ENDLESS:
        months = customers * lasting / (1.0 - lasting)
    elif total <= 0.0:
        months = 0.0
    else:
        months = customers / total * months_by_age(s, i, row + 2, ages + 1, t, low, high, lasting, youngest, oldest)
    level = level_of(s, i, w, o, k)
    scale = MILLION if w.pay_capped[o, k] == 1 else w.pay_scale[o, k]
    return months * patience / lasting * a_customers_month(s, i, w, o, k, feed, p, level) / scale


@vendor_rule
def won_within(s, i, w, o, t, p):
    """Ages, from and until, of the customers won under a plan's terms; all, unless old ones keep theirs."""
    if w.keeps_old[1] == 0 or plan_of(w, p, i) == 0:
        return 0, ENDLESS
    since = t - int(s[w.since_row[1], i]) + 1
    return (0, since) if o == 1 else (since, ENDLESS)


@vendor_rule
def a_customers_month(s, i, w, o, k, feed, p, level):
    """What a customer's month of renewals earns, in cents times the component's scale: as its sales are counted today."""
    order = w.order_value * p.offer_price[i] * (1.0 - p.discount[i]) * w.price_level
    goods = w.order_value * p.offer_price[i] * max(0.0, 1.0 - w.margin * p.offer_margin[i]) / max(order, 1e-9)
    rate, many = w.pay_rate[o, k, level], w.recurring_orders
    if w.pay_capped[o, k] == 1:
        rate, feed = 1.0, w.capped_feed[o, k, level]
    return rate * counted(s, i, w, o, feed, p, 0.0, 0.0, many * order, many, goods, 1.0, 0.0, 1.0)


@vendor_rule
def months_by_age(s, i, ring, length, t, low, high, lasting, youngest, eldest):
    """Sum over a ring's months: what each added, times the sum of lasting^m over the later months m at the ages that are paid.

    Of those aged ``youngest`` to below ``eldest`` today. At age a these are worth f(a) = lasting (f(a + 1) + 1, from age
    low - 1 on); nothing from high - 1 on.
    """
    oldest = length - 1 if high >= ENDLESS else high - 1
    at = (t - oldest) % length
    worth, before = lasting / (1.0 - lasting) if high >= ENDLESS else 0.0, s[ring + at, i]
    total = before * worth if high >= ENDLESS and eldest >= ENDLESS else 0.0
    for age in range(oldest - 1, -1, -1):
        at = at + 1 if at + 1 < length else 0
        now = s[ring + at, i]
        worth = lasting * (worth + (1.0 if age + 1 >= low else 0.0))
        total += max(now - before, 0.0) * worth if youngest <= age < eldest else 0.0
        before = now
    return total


@vendor_rule
def claims_to_come(s, i, w, o, k, p, t, lasting, patience):
    """Cents that customers who leave early are still expected to take back: by their age, step by step of the schedule."""
    claims, low = 0.0, 1
    for c in range(w.pay_claws[o, k]):
        high, ring = w.claw_until[o, k, c], w.claw_until[o, k, w.pay_claws[o, k] - 1] + 1
        months = months_by_age(s, i, w.risk_row[o, k] + 1, ring, t, low, high, lasting, 0, ENDLESS)
        claims += months * s[w.ages_row[o], i] * w.claw_share[o, k, c] / MILLION
        low = high
    return claims * (1.0 - p.staying[i]) * patience / lasting


@vendor_rule
def on_recruits_due(s, i, w, o, k, t, tenure):
    """Cents that recruits' sales and pay of this month earn in the next."""
    if w.feed_basis[o, w.pay_feed[o, k, 0]] < FROM_RECRUITS or s[w.fit_row[o, k], i] < 0.5:
        return 0.0
    if w.pay_how[o, k] == FLAT:
        pay = on_sales(s, i, w, o, k, 1)
    elif w.pay_how[o, k] == SCHEDULE:
        before = 0.0 if period_begins(w, o, k, t + 1, tenure + 1) else s[w.sum_row[o, k], i]
        after = before + s[w.feed_row[o, w.pay_feed[o, k, 0]] + 1, i]
        pay = rounded(scheduled(w, o, k, after), w.pay_scale[o, k]) - rounded(scheduled(w, o, k, before), w.pay_scale[o, k])
    else:
        return 0.0
    return min(pay, w.cap_month[o, k]) if w.cap_month[o, k] > 0.0 else pay


@vendor_rule
def paid_at_once(p, i, w, line, pay):
    """A leaver's last pay: into the books, and into its account, which has this month already."""
    before = p.income[i]
    enter(p, i, w, line, pay)
    more = p.income[i] - before
    p.sum_income[i] += w.discount_factor * more
    p.sum_plain_income[i] += more
    p.sum_income_squared[i] += p.income[i] * p.income[i] - before * before


@vendor_rule
def owe_plan(pool, i, world):
    """What a plan owes beside what it has paid: pay that is not yet due, renewals to come, less clawback to come.

    A leaver is paid what was earned and not yet due at once; what had not reached a least sum stays with the vendor.
    """
    p, w = pool[0], world[0]
    s, own, t, tenure = p.plan, plan_of(w, p, i), month_of(w), int(p.tenure[i])
    patience = 1.0 / (1.0 + w.discount_monthly)
    lasting = min(p.staying[i] * (1.0 - p.hazard[i]) * patience, MOST_LASTING)
    owed, stay = 0.0, (1.0 - p.hazard[i]) * patience
    for o in range(first_plan(w, own), own + 1):
        for k in range(w.components[o]):
            plain, discounted = due_later(s, i, w, o, k, t, w.discount_monthly)
            if p.leaving[i] > 0:
                paid_at_once(p, i, w, w.pay_line[o, k], proven(w, o, k, plain) / CENTS)
                continue
            share, used = 1.0, 1.0
            if w.pay_line[o, k] == FUND:
                share, used = w.marketing_claimed, w.proven_use[o, k] / MILLION
            waiting = s[w.balance_row[o, k], i] if w.balance_row[o, k] >= 0 else 0.0
            waiting += s[w.carried_row[o, k], i] if w.least_payout[o] > 0.0 else 0.0
            coming = renewals_to_come(s, i, w, o, k, p, t, lasting, patience)
            coming += patience * on_recruits_due(s, i, w, o, k, t, tenure)
            coming = coming * w.patience[o, k] - used * claims_to_come(s, i, w, o, k, p, t, lasting, patience)
            owed += share * (used * (discounted + waiting * stay) + coming) / CENTS
    s[w.orders_row[own], i] += p.deals[i] + p.orders[i]
    p.liability[i] += owed
