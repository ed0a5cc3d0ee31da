from __future__ import annotations

from ..shared.compile import vendor_rule
from ..shared.maths import exp, logistic
from ..shared.records import FIRST_TERM, NEVER, REFERRAL_LEVELS, ROWS
from ..shared.schedule import average_rate


@vendor_rule
def give_terms(p, first, last, w):
    """Members' terms become columns of their own: pay by their ``terms`` row, the rest by ``programme``."""
    for k in range(w.is_pay.size):
        if w.is_pay[k] > 0.5:
            for i in range(first, last):
                p.numbers[FIRST_TERM + k, i] = w.policy[k, p.terms[i]]
        else:
            for i in range(first, last):
                p.numbers[FIRST_TERM + k, i] = w.policy[k, p.programme[i]]
    for i in range(first, last):
        p.average_rate[i] = average_rate(p, i, p.trailing_new_revenue[i])


@vendor_rule
def announce(pool, world):
    """What follows from the policy alone, computed when it changes instead of for each partner.

    clarity = transparency (1 - .7 e^(-communication/1.5)). A new customer's recurring pay is worth
    its annuity: owed from the next month on, at ordinary retention, fading over ``recurring_months``; what
    clawback will take of the first sale's pay is foreseen in the same way. Curation takes hold as far as the
    vendor knows its partners: insight = curation (1 - e^(-speed (.3 + communication))).
    """
    w = world[0]
    if w.stale == 0:
        return
    w.stale = 0
    w.kinked, w.has_referrals, w.ranked = 0.0, 0.0, 0.0
    retention = logistic(w.stay_base + 0.4 * w.stay_skill) / (1.0 + w.discount_monthly)
    for row in range(ROWS):
        w.clarity[row] = w.transparency[row] * (1.0 - 0.7 * exp(-w.communication[row] / 1.5))
        w.correction[row] = 1.0 - exp(-w.correction_speed * (0.3 + w.communication[row]))
        w.insight[row] = w.curation[row] * (1.0 - exp(-w.insight_speed * (0.3 + w.communication[row])))
        months, claw = w.recurring_months[row], w.clawback_months[row]
        w.recurring_on[row] = 1.0 if months > 0.0 else 0.0
        w.paid_share[row] = max(0.0, 1.0 - 1.0 / max(months, 1.0))
        annuity = 1.0 / (1.0 + w.discount_monthly) / max(1.0 - retention * w.paid_share[row], 1e-9)
        w.young_share[row] = max(0.0, 1.0 - 1.0 / max(claw, 1.0))
        w.clawback_on[row] = 1.0 if claw > 0.0 else 0.0
        taken_back = (1.0 / (1.0 + w.discount_monthly) - retention) / max(1.0 - retention * w.young_share[row], 1e-9)
        w.recurring_worth[row] = 1.0 + w.recurring_orders * annuity * w.recurring_on[row] - taken_back * w.clawback_on[row]
        w.override_total[row] = 0.0
        for level in range(REFERRAL_LEVELS):
            w.override_total[row] += w.referral_rate[row, level]
        if w.tier_threshold[0, row] < NEVER or w.cap[row] < NEVER or w.bonus[row] > 0.0:
            w.kinked = 1.0
        if w.override_total[row] > 0.0:
            w.has_referrals = 1.0
        if w.priority_share[row] > 0.0 or w.status_share[row] > 0.0 or w.quality_bonus[row] > 0.0:
            w.ranked = 1.0
    w.varied = w.kinked
    for b in range(pool.size):
        give_terms(pool[b], 0, pool[b].members, w)
