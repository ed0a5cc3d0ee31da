"""Incumbents' accounts: opened at the rollout, closed at the exit or at the horizon, kept when the member goes."""

from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .records import CAPACITY


@vendor_rule
def open_account(pool, b, i):
    """An incumbent's account: its number is its place at the rollout."""
    p = pool[b]
    p.incumbent[i] = b * CAPACITY + i
    p.account_segment[i] = p.segment[i]
    p.account_size[i] = p.trailing_revenue[i]
    p.account_outside[i] = p.outside[i]
    p.account_left[i] = -1.0
    p.account_certainty[i] = p.account_income[i] = p.account_plain_income[i] = p.account_income_squared[i] = 0.0
    p.account_hours[i] = p.account_months[i] = p.account_revenue[i] = 0.0
    p.sum_certainty[i] = p.sum_income[i] = p.sum_plain_income[i] = p.sum_income_squared[i] = 0.0
    p.sum_hours[i] = p.sum_months[i] = 0.0


@vendor_rule
def close_account(pool, world, b, i, left):
    """What an incumbent had goes to its account; one that left has its outside option from then on."""
    p, w = pool[b], world[0]
    if p.incumbent[i] < 0:
        return
    home = pool[p.incumbent[i] // CAPACITY]
    k = p.incumbent[i] % CAPACITY
    home.account_certainty[k] = p.sum_certainty[i] - (p.outside[i] * w.outside_sum if left else 0.0)
    home.account_income[k] = p.sum_income[i]
    home.account_plain_income[k] = p.sum_plain_income[i]
    home.account_income_squared[k] = p.sum_income_squared[i]
    home.account_hours[k] = p.sum_hours[i]
    home.account_months[k] = p.sum_months[i]
    home.account_left[k] = np.float64(w.month - w.rollout_month) if left else -1.0
    home.account_revenue[k] = 0.0 if left else p.trailing_revenue[i]


@vendor_rule
def close_books(pool, world):
    """At the horizon: accounts of those who stayed close, the outside option of leavers is paid to the end."""
    w = world[0]
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            close_account(pool, world, b, i, False)
    for b in range(pool.size):
        p = pool[b]
        for k in range(CAPACITY if p.opened == 1 else 0):
            if p.account_left[k] >= 0.0:
                p.account_certainty[k] += p.account_outside[k] * w.outside_sum
