from __future__ import annotations

from ..shared.compile import rule
from ..shared.hazard import index_of
from ..shared.maths import exp, log
from ..shared.risk import aversion_of, premium


@rule
def appraise(pool, i, world):
    """The worth of the month at the true terms, before its draws; an incumbent's account sums it.

    worth = expected receipts - cost of all hours - risk - opacity. Being in is worth the expected maximum of staying
    and leaving, alternative + stake ln(1 + e^((worth + attachment - alternative)/stake)) (log-sum: Small & Rosen
    1981, Rust 1987): what rationalises the exit hazard at the rollout, see ``accounts``. It is never below the
    outside option, so that a longer stay never lowers an account. A newcomer's surplus is over the outside option before
    rivals answer: what they add is no loss to it.
    """
    p, w = pool[0], world[0]
    rate, retainer, recurring_on, clawback_on = p.commission_rate[i], p.retainer[i], p.recurring_on[i], p.clawback_on[i]
    quality_bonus, distinguished, average, scheduled = (
        p.quality_bonus[i],
        p.distinguished[i],
        p.average_rate[i],
        p.expected_commission[i],
    )
    new, revenue, part, cancelled = p.expected_new_revenue[i], p.expected_revenue[i], p.paid_part[i], p.expected_cancelled[i]
    overrides, investment, income = p.override_expected[i], p.investment[i], p.income[i]
    price, discount, understood, risk = p.offer_price[i], p.discount[i], p.understood[i], p.risk[i]
    hours, load, alternative = p.hours[i], p.effort[i] + p.burden[i], p.alternative[i]
    outside, segment = p.outside[i], p.segment[i]
    attachment, stake, incumbent = p.attachment[i], max(p.stake[i], 1e-9), p.incumbent[i]
    sums = p.sum_certainty[i], p.sum_earned[i], p.sum_opacity[i], p.sum_income[i]
    plain = p.sum_plain_income[i], p.sum_income_squared[i], p.sum_hours[i], p.sum_months[i]

    order = w.order_value * price * (1.0 - discount) * w.price_level
    again = (revenue - new) * part * recurring_on
    commission = scheduled if w.varied > 0.5 else rate * new
    usual = average if w.varied > 0.5 else rate
    receipts = commission + rate * again + retainer + quality_bonus * revenue * distinguished
    receipts += overrides - rate * cancelled * order * clawback_on - investment
    aversion = aversion_of(w, risk, receipts, alternative)
    unclear = 0.5 * aversion * (1.0 - understood) * w.opacity * receipts * receipts
    worth = receipts - 0.5 * w.effort_cost / hours * load * load - premium(w, aversion, usual, new, again, order) - unclear
    z = (worth + attachment - alternative) / stake
    value = alternative + stake * (max(z, 0.0) + log(1.0 + exp(-abs(z))))

    newcomer = 1.0 if incumbent < 0 and w.month >= w.rollout_month else 0.0
    unanswered = outside * index_of(w.outside_unanswered, segment)
    discount = w.discount_factor
    p.receipts[i] = receipts
    p.lumpiness[i] = order * w.order_spread / max(revenue, 1e-9)
    p.worth[i] = worth
    p.value[i] = value
    p.newcomer[i] = newcomer
    p.newcomer_surplus[i] = newcomer * (worth - unanswered)
    p.sum_certainty[i] = sums[0] + discount * value
    p.sum_earned[i] = sums[1] + discount * worth
    p.sum_opacity[i] = sums[2] + discount * unclear
    p.sum_income[i] = sums[3] + discount * income
    p.sum_plain_income[i] = plain[0] + income
    p.sum_income_squared[i] = plain[1] + income * income
    p.sum_hours[i] = plain[2] + load
    p.sum_months[i] = plain[3] + 1.0
