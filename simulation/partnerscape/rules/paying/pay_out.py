from __future__ import annotations

import numpy as np

from ..shared.compile import vendor_rule
from .cents import rounded
from .table import FUND, MILLION


@vendor_rule
def fall_due(s, i, w, o, k, t):
    """What of a component falls due this month: delayed, held back, in instalments."""
    pay, ring = s[w.earned_row[o, k], i], w.pay_ring[o, k]
    if ring <= 1:
        return pay
    row, delay, parts = w.due_row[o, k], w.pay_delay[o, k], w.pay_instalments[o, k]
    held = rounded(w.hold_share[o, k] * pay, 1e6)
    each = np.floor(abs(pay - held) / parts) * (1.0 if pay >= held else -1.0)
    s[row + (t + delay) % ring, i] += pay - held - each * (parts - 1)
    for part in range(1, parts):
        s[row + (t + delay + part) % ring, i] += each
    s[row + (t + delay + w.pay_hold_months[o, k]) % ring, i] += held
    due = s[row + t % ring, i]
    s[row + t % ring, i] = 0.0
    return due


@vendor_rule
def proven(w, o, k, cents):
    """What of a component's pay is paid where no table says what was proven: of a fund the share that is used with proof."""
    if w.pay_line[o, k] != FUND or w.proven_use[o, k] == MILLION:
        return cents
    return rounded(w.proven_use[o, k] * cents, MILLION)


@vendor_rule
def of_fund(s, i, w, o, k, t, due):
    """What a fund pays of the money that it holds: as much as was proven, the oldest first; what is not used in time lapses."""
    debt, proof, lasts = w.fund_row[o, k], w.proof_row[o], max(w.use_months[o, k], 1)
    newest = debt + 1 + t % lasts
    if w.use_months[o, k] > 0:
        s[newest, i] = 0.0
    after_refunds = due + s[debt, i]
    s[newest, i] += max(after_refunds, 0.0)
    s[debt, i] = min(after_refunds, 0.0)
    paid = 0.0
    for back in range(lasts - 1, -1, -1):
        row = debt + 1 + (t - back) % lasts
        refunded = min(s[row, i], -s[debt, i])
        used = min(s[row, i] - refunded, s[proof, i])
        s[debt, i] += refunded
        s[proof, i] -= used
        s[row, i] -= refunded + used
        paid += used
    return paid


@vendor_rule
def pay_out(s, i, w, o, t):
    """What each component pays this month, in cents: what is due, less what is taken back, once it reaches the least sum.

    What does not is carried over, component by component; the plan's own least sum is asked of all together, funds apart.
    """
    together = 0.0
    for k in range(w.components[o]):
        due = fall_due(s, i, w, o, k, t) - s[w.returned_row[o, k], i]
        balance = w.balance_row[o, k]
        if balance >= 0:
            due += s[balance, i]
            s[balance, i] = 0.0
            if due < w.least_due[o, k]:
                s[balance, i], due = due, 0.0
        if w.pay_line[o, k] != FUND:
            together += due
        else:
            due = of_fund(s, i, w, o, k, t, due) if w.fund_row[o, k] > 0 else proven(w, o, k, due)
        s[w.paid_row[o, k], i] = due
    if w.least_payout[o] <= 0.0:
        return
    for k in range(w.components[o]):
        if w.pay_line[o, k] == FUND:
            continue
        together += s[w.carried_row[o, k], i]
    enough = together >= w.least_payout[o]
    for k in range(w.components[o]):
        if w.pay_line[o, k] == FUND:
            continue
        row = w.carried_row[o, k]
        all_due = s[w.paid_row[o, k], i] + s[row, i]
        s[w.paid_row[o, k], i] = all_due if enough else 0.0
        s[row, i] = 0.0 if enough else all_due
