from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .draws import ARRIVALS, mix, poisson, uniform
from .maths import exp
from .records import CAPACITY, SIGNATURE

FIRST, ARRIVAL, REFERRAL = np.uint64(3) << np.uint64(32), np.uint64(1) << np.uint64(32), np.uint64(2) << np.uint64(32)

LEAST_DRAW = 0.1  # at a tenth of the income half as many sign


@vendor_rule
def first_with_room(pool, b):
    """The first block from the ``b``-th on with room for a newcomer; it is made ready when it is first used."""
    while b < pool.size and pool[b].members + pool[b].newcomers >= CAPACITY:
        b += 1
    if b < pool.size and pool[b].opened == 0:  # not before: memory that nobody wrote to costs nothing
        pool[b].opened = 1
        pool[b].slot_of_seat[:] = -1
        pool[b].account_left[:] = -1.0
    return b


@vendor_rule
def sign(pool, world, b, who, recruiter, recruiter_seat):
    """A newcomer takes a place behind the signed of the ``b``-th block; ``full`` is set if there is no such block."""
    if b == pool.size:
        world[0].full = 1
        return
    p = pool[b]
    i = p.members + p.newcomers
    seat = p.next_seat
    while p.slot_of_seat[seat] >= 0:
        seat = (seat + 1) % CAPACITY
    p.next_seat = (seat + 1) % CAPACITY
    p.slot_of_seat[seat] = i
    p.seat[i] = b * CAPACITY + seat
    p.id[i], p.recruiter[i], p.recruiter_seat[i] = who, recruiter, recruiter_seat
    p.newcomers += 1


@vendor_rule
def clear_newcomers(pool):
    """Everything but the signature starts at zero."""
    for b in range(pool.size):
        p = pool[b]
        first, last = p.members, p.members + p.newcomers
        for f in range(SIGNATURE, p.columns.shape[0]):
            for i in range(first, last):
                p.columns[f, i] = 0


@vendor_rule
def prospects(w):
    """How far a newcomer's income to expect still draws: 1 at that of the rollout, 0 at none."""
    if w.income_at_rollout <= 0.0:
        return 1.0
    relative = w.income_per_reach / w.income_at_rollout
    return (1.0 + LEAST_DRAW) * relative / (relative + LEAST_DRAW) if w.month >= w.rollout_month else 1.0


@vendor_rule
def recruit(pool, world):
    """Newcomers sign: by themselves, more with brand and attractiveness, and through partners.

    Arrivals ~ Poisson(rate brand e^(k (attractiveness - at the rollout)) prospects): without any income to
    expect nobody signs, prospects = 1.1 x/(x + .1) with x the programme's income per reach relative to that at
    the rollout. An id is a function of
    (month, arrival number) or of (recruiter, month), never a running counter, which would destroy
    common luck. Who they are is told in ``introduce``.
    """
    w = world[0]
    pull = exp(w.arrivals_attraction * (w.attractiveness - w.attractiveness_at_rollout))
    pull *= prospects(w)
    arrivals = poisson(uniform(w.key, w.month, ARRIVALS), w.arrivals * w.brand * pull * w.arrivals_now)
    room = 0
    for number in range(int(arrivals)):
        room = first_with_room(pool, room)
        sign(pool, world, room, mix(ARRIVAL + np.uint64(w.month), np.uint64(number)), np.uint64(0), -1)
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            if p.invited[i] == 1 and p.leaving[i] == 0:
                w.today_recruited[p.segment[i]] += 1.0
                room = first_with_room(pool, room)
                sign(pool, world, room, mix(REFERRAL + np.uint64(w.month), p.id[i]), p.id[i], p.seat[i])
    clear_newcomers(pool)


@vendor_rule
def found(pool, world):
    """The first partners of a programme sign before its first month."""
    w, room = world[0], 0
    for number in range(w.initial_partners):
        room = first_with_room(pool, room)
        sign(pool, world, room, mix(FIRST, np.uint64(number)), np.uint64(0), -1)
    clear_newcomers(pool)
