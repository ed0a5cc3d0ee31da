from __future__ import annotations

from ..shared.compile import rule


@rule
def settle(pool, i, world):
    """The month's pay: retainer, commission, recurring share, bonuses, clawback, overrides.

    Recurring pay is owed on customers within ``recurring_months``; clawback takes back the
    commission of early cancellations; overrides were earned on recruits' revenue last month. Joint
    marketing is claimed from the vendor and co-funded by the partner. All money is in the ledger.
    """
    p, w = pool[0], world[0]
    rate, retainer, recurring_on, clawback_on = p.commission_rate[i], p.retainer[i], p.recurring_on[i], p.clawback_on[i]
    quality_bonus, marketing = p.quality_bonus[i], p.joint_marketing[i]
    revenue, new_revenue = p.revenue[i], p.new_revenue[i]
    size, new_size = p.trailing_revenue[i], p.trailing_new_revenue[i]
    cancelled, distinguished = p.cancelled[i], p.distinguished[i]
    price, due, investment, discount = p.offer_price[i], p.override_due[i], p.investment[i], p.discount[i]
    ahead, part = p.override_ahead[i], p.paid_part[i]
    scheduled, bonus = p.commission[i], p.bonus_pay[i] * w.kinked

    commission = scheduled if w.kinked > 0.0 else rate * new_revenue
    recurring = rate * (revenue - new_revenue) * part * recurring_on
    clawback = rate * cancelled * w.order_value * price * (1.0 - discount) * w.price_level * clawback_on
    quality_pay = quality_bonus * revenue * distinguished
    p.commission[i] = commission
    p.recurring_pay[i] = recurring
    p.retainer_pay[i] = retainer
    p.clawback[i] = clawback
    p.quality_pay[i] = quality_pay
    p.bonus_pay[i] = bonus
    p.override_pay[i] = due
    p.override_due[i] = 0.0
    p.override_expected[i] = ahead
    p.override_ahead[i] = 0.0
    p.marketing_claim[i] = marketing * size * w.marketing_claimed
    p.income[i] = commission + recurring + bonus + retainer - clawback + quality_pay + due - investment
    p.trailing_revenue[i] = size + w.trailing_speed * (revenue - size)
    p.trailing_new_revenue[i] = new_size + w.trailing_speed * (new_revenue - new_size)
