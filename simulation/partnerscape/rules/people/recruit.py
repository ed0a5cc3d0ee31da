from __future__ import annotations

import numpy as np

from ..shared.compile import vendor_rule
from ..shared.draws import ARRIVALS_OF, mix, poisson, uniform
from ..shared.maths import exp
from ..shared.records import CAPACITY, SEGMENTS, SIGNATURE

FIRST, ARRIVAL, REFERRAL = np.uint64(3) << np.uint64(32), np.uint64(1) << np.uint64(32), np.uint64(2) << np.uint64(32)

MOST_ARRIVALS = 1e6  # of a segment in a month: more than that come of a wrong rule alone, and would never end
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
def sign(pool, world, b, who, recruiter, recruiter_seat, segment):
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
    p.id[i], p.recruiter[i], p.recruiter_seat[i], p.segment[i] = who, recruiter, recruiter_seat, segment
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

    Arrivals of a segment ~ Poisson(rate share brand e^(k (its attractiveness - at the rollout)) prospects): without
    any income to expect nobody signs, prospects = 1.1 x/(x + .1) with x the programme's income per reach relative to
    that at the rollout. An id is a function of (month, segment, arrival number) or of (recruiter, month), never a
    running counter, which would destroy common random numbers. ``introduce`` decides who they are.
    """
    w = world[0]
    rate = w.arrivals * w.brand * w.arrivals_now * prospects(w)
    room, before = 0, 0.0
    for s in range(w.segments):
        share, before = w.segment_until[s] - before, w.segment_until[s]
        pull = exp(w.arrivals_attraction * (w.attractiveness[s] - w.attractiveness_at_rollout[s]))
        arrivals = poisson(uniform(w.key, w.month, ARRIVALS_OF + s), rate * max(share, 0.0) * pull)
        if not arrivals < MOST_ARRIVALS:  # nor is what is no number
            w.today_arrived[s] = np.inf  # which the drivers refuse
            arrivals = 0.0
        for number in range(int(arrivals)):
            room = first_with_room(pool, room)
            sign(pool, world, room, mix(ARRIVAL + np.uint64(w.month), np.uint64(number * SEGMENTS + s)), np.uint64(0), -1, s)
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            if p.invited[i] == 1 and p.leaving[i] == 0:
                w.today_recruited[p.segment[i]] += 1.0
                room = first_with_room(pool, room)
                sign(pool, world, room, mix(REFERRAL + np.uint64(w.month), p.id[i]), p.id[i], p.seat[i], -1)
    clear_newcomers(pool)


@vendor_rule
def found(pool, world):
    """The first partners of a programme sign before its first month."""
    w, room = world[0], 0
    for number in range(w.initial_partners):
        room = first_with_room(pool, room)
        sign(pool, world, room, mix(FIRST, np.uint64(number)), np.uint64(0), -1, -1)
    clear_newcomers(pool)
