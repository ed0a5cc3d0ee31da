from __future__ import annotations

from ..outlook.lines import straight
from ..outlook.mean_pay import apart
from ..paying.table import CUSTOMERS, ENDLESS, FLAT, FUND, MILLION, NEW, PLANS, SCHEDULE, WON
from ..shared.compile import vendor_rule
from ..shared.maths import exp, log, logistic


@vendor_rule
def annuity_of(retention, low, high):
    """Sum of retention^a over a customer's months ``a`` from ``low`` to below ``high``, from the next month on."""
    low = max(low, 1)
    if low >= high:
        return 0.0
    begun = exp(low * log(retention))
    ended = exp(high * log(retention)) if high < ENDLESS else 0.0
    return (begun - ended) / max(1.0 - retention, 1e-9)


@vendor_rule
def announce_plan(pool, world):
    """What follows from a plan alone: the patience that delays ask for, what new customers will pay later, what clawback takes.

    A new customer's later pay is worth its annuity at ordinary retention, within the months for which a component pays. Of a fund
    partners have what they use with proof.
    """
    w = world[0]
    w.varied = 1.0
    if w.weighed == 1:
        w.weighed, w.changed = 0, w.heard
    staying = logistic(w.stay_base + 0.4 * w.stay_skill)
    patience = 1.0 / (1.0 + w.discount_monthly)
    retention = staying * patience
    for o in range(PLANS):
        w.straight[o], w.apart[o] = 1 if straight(w, o) else 0, 1 if apart(w, o) else 0
        for k in range(w.components[o]):
            wait = w.pay_delay[o, k] + 0.5 * (w.pay_instalments[o, k] - 1)
            held = w.hold_share[o, k] / MILLION
            later = exp((w.pay_delay[o, k] + w.pay_hold_months[o, k]) * log(patience))
            w.patience[o, k] = (1.0 - held) * exp(wait * log(patience)) + held * later
            if w.pay_line[o, k] == FUND:
                w.patience[o, k] *= w.proven_use[o, k] / MILLION
            feed = w.pay_feed[o, k, 0]
            basis, low, high = w.feed_basis[o, feed], w.feed_months[o, feed, 0], w.feed_months[o, feed, 1]
            w.annuity[o, k] = w.lost_early[o, k] = 0.0
            if w.pay_how[o, k] not in (FLAT, SCHEDULE):
                continue
            if basis == CUSTOMERS:
                w.annuity[o, k] = w.patience[o, k] * annuity_of(retention, low, high)
            elif basis not in (NEW, WON):
                w.annuity[o, k] = w.patience[o, k] * w.recurring_orders * annuity_of(retention, low, high)
            until = 1
            for c in range(w.pay_claws[o, k]):
                lost = annuity_of(retention, until, w.claw_until[o, k, c]) * (1.0 - staying) / staying
                w.lost_early[o, k] += w.claw_share[o, k, c] / MILLION * lost
                until = w.claw_until[o, k, c]
