from __future__ import annotations

import numpy as np

from .announce import give_terms
from .compile import vendor_rule
from .records import CAPACITY, CATEGORIES


@vendor_rule
def move(p, source, target):
    """A member's row moves; its seat learns the new place."""
    for f in range(p.columns.shape[0]):
        p.columns[f, target] = p.columns[f, source]
    p.slot_of_seat[p.seat[target] % CAPACITY] = target


@vendor_rule
def swap(p, i, j):
    """Two members change places."""
    for f in range(p.columns.shape[0]):
        held = p.columns[f, i]
        p.columns[f, i] = p.columns[f, j]
        p.columns[f, j] = held
    p.slot_of_seat[p.seat[i] % CAPACITY] = i
    p.slot_of_seat[p.seat[j] % CAPACITY] = j


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
def hand_over(p, i, w):
    """Part of a leaver's customers stays with the vendor."""
    cell = p.region[i] * CATEGORIES
    for c in range(CATEGORIES):
        w.direct_in_cell[cell + c] += w.kept_customers * p.customers_in[c, i]


@vendor_rule
def welcome(p, w):
    """Newcomers become members."""
    first, last = p.members, p.members + p.newcomers
    give_terms(p, first, last, w)
    for i in range(first, last):
        p.perceived_rate[i] = p.commission_rate[i]
        w.today_arrived[p.segment[i]] += 1.0
        w.today_onboarding_cost[p.segment[i]] += w.onboarding_cost * p.onboarding_hours[i]
    p.members, p.newcomers = last, 0


@vendor_rule
def renew_pool(pool, world):
    """Newcomers get their terms, leavers go, starters begin: the active stay contiguous, the signed follow.

    Customers whom earlier leavers left with the vendor fade.
    """
    w = world[0]
    for k in range(w.direct_in_cell.size):
        w.direct_in_cell[k] *= w.direct_retention
    for b in range(pool.size):
        p = pool[b]
        welcome(p, w)
        for i in range(p.active - 1, -1, -1):
            if p.leaving[i] == 1:
                w.today_left[p.segment[i]] += 1.0
                close_account(pool, world, b, i, True)
                hand_over(p, i, w)
                p.slot_of_seat[p.seat[i] % CAPACITY] = -1
                if i < p.active - 1:
                    move(p, p.active - 1, i)
                if p.active < p.members:
                    move(p, p.members - 1, p.active - 1)
                p.active -= 1
                p.members -= 1
        for i in range(p.members - 1, p.active - 1, -1):
            if p.leaving[i] == 1:
                w.today_gave_up[p.segment[i]] += 1.0
                p.slot_of_seat[p.seat[i] % CAPACITY] = -1
                if i < p.members - 1:
                    move(p, p.members - 1, i)
                p.members -= 1
        for i in range(p.active, p.members):
            if p.starting[i] == 1:
                p.starting[i] = 0
                p.tenure[i] = 0.0
                w.today_started[p.segment[i]] += 1.0
                if i > p.active:
                    swap(p, i, p.active)
                p.active += 1


@vendor_rule
def start_all(pool, world):
    """Before the first month: all who signed sell at once."""
    for b in range(pool.size):
        welcome(pool[b], world[0])
        pool[b].active = pool[b].members


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
        for k in range(CAPACITY):
            if p.account_left[k] >= 0.0:
                p.account_certainty[k] += p.account_outside[k] * w.outside_sum
