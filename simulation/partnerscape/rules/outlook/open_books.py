"""What a plan looks back on, for who comes under it. Shared by the rules that plan and that compare plans."""

from __future__ import annotations

from ..paying.table import LIFETIME, PREVIOUS, TO_DATE, TRAILING
from ..shared.compile import vendor_rule
from ..shared.maths import exp, log
from .foresee import foresee


@vendor_rule
def open_books(s, i, w, o, p, t, tenure):
    """A partner comes under a plan: what the plan looks back on is as its usual months were, what it believes as its old pay."""
    usual, again = p.trailing_new_revenue[i], max(p.trailing_revenue[i] - p.trailing_new_revenue[i], 0.0)
    foresee(s, i, w, o, p, t, again)
    for m in range(w.meters[o]):
        if w.meter_new[o, m] == 0:
            continue
        feed, row, months = w.feed_row[o, w.meter_feed[o, m]], w.meter_row[o, m], w.meter_months[o, m]
        x, kind = s[feed + 1, i] + s[feed + 2, i] * usual, w.meter_kind[o, m]
        if kind == TRAILING:
            s[row, i] = 0.0
            for back in range(months):
                s[row + 1 + back, i] = x if back < tenure else 0.0
                s[row, i] += s[row + 1 + back, i]
        elif kind == LIFETIME:
            s[row, i] = x * tenure
        elif kind == TO_DATE:
            s[row, i] = x * min((tenure if w.meter_joining[o, m] == 1 else t) % months, tenure)
        elif kind == PREVIOUS:
            s[row, i] = x * min(months, tenure)
            s[row + 1, i] = x * min((tenure if w.meter_joining[o, m] == 1 else t) % months, tenure)
    for k in range(w.components[o]):
        feed = w.feed_row[o, w.pay_feed[o, k, 0]]
        if w.sum_new[o, k] == 1 and w.sum_row[o, k] > 0:
            passed = min((tenure if w.pay_joining[o, k] == 1 else t) % w.pay_period[o, k], tenure)
            s[w.sum_row[o, k], i] = passed * (s[feed + 1, i] + s[feed + 2, i] * usual)
    if w.ages[o] > 0 and s[w.ages_row[o], i] == 0.0:
        fill_ages(s, i, w.ages_row[o], w.ages[o], t, p.customers[i], p.staying[i])


@vendor_rule
def fill_ages(s, i, row, ages, t, customers, staying):
    """Customers whose ages nobody noted are as old as a steady inflow would have made them."""
    s[row, i], s[row + 1, i] = 1.0, customers
    for back in range(1, ages + 1):
        s[row + 2 + (t - back) % (ages + 1), i] = customers * exp((back - 1) * log(max(staying, 1e-9)))
