from __future__ import annotations

from ..shared.accounts import close_account
from ..shared.compile import vendor_rule
from ..shared.records import CATEGORIES
from ..shared.rows import close_ranks, next_starter, remove, replace, swap
from ..terms.announce import give_terms


@vendor_rule
def hand_over(p, i, w):
    """Part of a leaver's customers stays with the vendor."""
    cell = p.region[i] * CATEGORIES
    for c in range(CATEGORIES):
        w.direct_in_cell[cell + c] += w.kept_customers * p.customers_in[c, i]


@vendor_rule
def welcome(p, w):
    """Newcomers become members."""
    if p.newcomers == 0:  # nothing is written to blocks that nobody ever used: they cost no memory
        return
    first, last = p.members, p.members + p.newcomers
    give_terms(p, first, last, w)
    for i in range(first, last):
        p.perceived_rate[i] = p.commission_rate[i]
        w.today_arrived[p.segment[i]] += 1.0
        w.today_onboarding_cost[p.segment[i]] += w.onboarding_cost * p.onboarding_hours[i]
    p.members, p.newcomers = last, 0


@vendor_rule
def renew_pool(pool, world):
    """Newcomers get their terms, leavers go, starters begin: the active stay contiguous, the signed follow them.

    Customers whom earlier leavers left with the vendor fade.
    """
    w = world[0]
    for k in range(w.direct_in_cell.size):
        w.direct_in_cell[k] *= w.direct_retention
    for b in range(pool.size):
        p = pool[b]
        welcome(p, w)
        for i in range(p.members - 1, p.active - 1, -1):
            if p.leaving[i] == 1:
                w.today_gave_up[p.segment[i]] += 1.0
                remove(p, i)
            elif p.starting[i] == 1:
                p.tenure[i] = 0.0
                w.today_started[p.segment[i]] += 1.0
        starter = next_starter(p, p.active)
        for i in range(p.active - 1, -1, -1):
            if p.leaving[i] == 1:
                w.today_left[p.segment[i]] += 1.0
                close_account(pool, world, b, i, True)
                hand_over(p, i, w)
                if starter < p.members:
                    replace(p, i, starter)
                    starter = next_starter(p, starter)
                else:
                    close_ranks(p, i)
        while starter < p.members:
            p.starting[starter] = 0
            if starter > p.active:
                swap(p, starter, p.active)
            p.active += 1
            starter = next_starter(p, max(starter, p.active))


@vendor_rule
def start_all(pool, world):
    """Before the first month: all who signed sell at once."""
    for b in range(pool.size):
        if pool[b].newcomers > 0:
            welcome(pool[b], world[0])
            pool[b].active = pool[b].members


@vendor_rule
def dismiss(pool, world):
    """Between two months, those whose ``leaving`` is 2 go at once, as leavers at a month's end do."""
    w = world[0]
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.members - 1, p.active - 1, -1):
            if p.leaving[i] == 2:
                w.today_gave_up[p.segment[i]] += 1.0
                remove(p, i)
        for i in range(p.active - 1, -1, -1):
            if p.leaving[i] == 2:
                w.today_left[p.segment[i]] += 1.0
                close_account(pool, world, b, i, True)
                hand_over(p, i, w)
                close_ranks(p, i)
