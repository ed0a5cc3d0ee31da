from __future__ import annotations

from ..outlook.ages import age_on
from ..outlook.amounts import sold
from ..outlook.whose import first_plan, month_of, plan_of
from ..paying.cents import rounded
from ..paying.earn import earn
from ..paying.enter import enter
from ..paying.pay_out import pay_out, proven
from ..paying.table import CENTS, FUND, MILLION, ON_NEW
from ..shared.compile import vendor_rule


@vendor_rule
def at_risk(s, i, w, o, k, t, low, high):
    """Pay on customers won ``low`` to ``high`` months ago, deflated, that clawback could still take."""
    ring, row = w.claw_until[o, k, w.pay_claws[o, k] - 1] + 1, w.risk_row[o, k]
    late = s[row + 1 + (t - low) % ring, i]
    early = s[row + 1 + (t - high) % ring, i] if high < ring else 0.0
    return max(late - early, 0.0)


@vendor_rule
def take_back(s, i, w, o, p, t):
    """Clawback of what was paid on the customers who left this month, by their age."""
    gone = 1.0 - p.stayed[i] / max(p.asked_to_stay[i], 1.0) if p.asked_to_stay[i] > 0.0 else 0.0
    for k in range(w.components[o]):
        back, low = 0.0, 1
        for c in range(w.pay_claws[o, k]):
            high = w.claw_until[o, k, c]
            back += w.claw_share[o, k, c] * at_risk(s, i, w, o, k, t, low, high) * s[w.ages_row[o], i] * gone
            low = high
        s[w.returned_row[o, k], i] = rounded(back, MILLION)


@vendor_rule
def note_risk(s, i, w, o, p, t, scale):
    """Pay on the month's new customers can be taken back from now on."""
    for k in range(w.components[o]):
        if w.pay_claws[o, k] == 0:
            continue
        ring, row = w.claw_until[o, k, w.pay_claws[o, k] - 1] + 1, w.risk_row[o, k]
        if scale != 1.0:
            for at in range(ring + 1):
                s[row + at, i] *= scale
        feed = w.pay_feed[o, k, 0]
        base, goods_share = s[w.feed_row[o, feed], i], p.goods[i] / p.revenue[i] if p.revenue[i] > 0.0 else 0.0
        first = sold(s, i, w, o, feed, p, t, p.new_revenue[i], p.deals[i], 0.0, 0.0, goods_share, 0.0) if base > 0.0 else 0.0
        new = min(1.0, first / base) if base > 0.0 else 0.0
        s[row, i] += max(s[w.earned_row[o, k], i], 0.0) * new / s[w.ages_row[o], i]
        s[row + 1 + t % ring, i] = s[row, i]


@vendor_rule
def settle_other(s, i, w, o, p):
    """A partner has come under another plan: what the old one still owes is paid at once, unless the new one goes on with it.

    A component of the same name goes on with what is due at the same delays, and with what waits for a least sum.
    """
    other = 1 - o
    for k in range(w.components[other]):
        due, balance, carried = w.due_row[other, k], w.balance_row[other, k], w.carried_row[other, k]
        keeps_due, keeps_balance, keeps_carried = due <= 0, balance < 0, w.least_payout[other] <= 0.0
        for j in range(w.components[o]):
            keeps_due = keeps_due or w.due_row[o, j] == due
            keeps_balance = keeps_balance or w.balance_row[o, j] == balance
            keeps_carried = keeps_carried or (
                w.least_payout[o] > 0.0 and w.carried_row[o, j] == carried and w.pay_line[o, j] != FUND
            )
        pay = 0.0
        for at in range(0 if keeps_due else w.pay_ring[other, k]):
            pay += s[due + at, i]
            s[due + at, i] = 0.0
        if not keeps_balance:
            pay += s[balance, i]
            s[balance, i] = 0.0
        if not keeps_carried:
            pay += s[carried, i]
            s[carried, i] = 0.0
        enter(p, i, w, w.pay_line[other, k], proven(w, other, k, pay) / CENTS)


@vendor_rule
def pay_plan(pool, i, world):
    """The month's pay by components, to the cent: earned, taken back, paid out; who falls short of what the plan asks must go."""
    p, w = pool[0], world[0]
    s, own, t, tenure = p.plan, plan_of(w, p, i), month_of(w), int(p.tenure[i])
    first = first_plan(w, own)
    for o in range(first, own + 1):
        earn(s, i, w, o, t, tenure)
        take_back(s, i, w, o, p, t)
    for o in range(first, own + 1):
        if w.ages[o] > 0:
            scale = 1.0
            if o == first or w.ages_row[o] != w.ages_row[first]:
                scale = age_on(s, i, w.ages_row[o], w.ages[o], t, p.asked_to_stay[i], p.stayed[i], p.deals[i])
            note_risk(s, i, w, o, p, t, scale)
        settle_plan(s, i, w, o, p, t)
    if first == own and s[w.settled_row[own], i] == 2.0 - own:
        settle_other(s, i, w, own, p)
    s[w.settled_row[own], i] = own + 1.0
    ladder = w.out_ladder[own]
    if ladder >= 0 and tenure >= w.out_from[own] and s[w.ladder_row[own, ladder], i] < 0.5:
        p.leaving[i] = 1


@vendor_rule
def settle_plan(s, i, w, o, p, t):
    """What a plan pays out goes to the books."""
    pay_out(s, i, w, o, t)
    for k in range(w.components[o]):
        back = s[w.returned_row[o, k], i] / CENTS
        enter(p, i, w, w.pay_line[o, k], s[w.paid_row[o, k], i] / CENTS)
        if w.pay_line[o, k] == ON_NEW:
            p.commission[i] += back
            p.clawback[i] += back
