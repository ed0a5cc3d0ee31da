"""Incumbents' accounts: opened at the rollout, closed at the exit or at the horizon, kept when the partner leaves."""

from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .hazard import LEAST_CERTAINTY, hazard_of
from .maths import log
from .records import CAPACITY

LEAST_GAIN = 0.1  # an exit hazard that income hardly moves says nothing of what income is worth

LEAST_LEAVING = 1e-4  # without discounting one that never leaves would have no finite account
LEAST_HAZARD, MOST_HAZARD = 1e-3, 0.5  # rarer or likelier exits say no more about what staying is worth


@vendor_rule
def rationalise(p, i, w):
    """What staying must be worth to a partner beyond money, so that it leaves exactly as often as it does.

    Staying and leaving are a logit (Rust 1987): hazard = 1/(1 + e^z), z = (worth + attachment - alternative)/stake.
    The hazard moves with a month's certainty equivalent by ``exit_gain`` per log point; a month's gain is expected to
    last ``exit_horizon`` of the months that a partner expects to stay. ``attachment`` is a trait: no policy of this
    future moves it. It explains no month below the least that the hazard itself tells apart: one bad month would be a fortune.
    """
    alternative = p.outside[i] * w.outside_index[p.segment[i]]
    worth = p.worth[i] if p.tenure[i] > 0.5 else alternative  # who starts now has had no month yet
    hazard = min(max(hazard_of(w, p.gain[i], p.loyalty[i], p.tenure[i]), LEAST_HAZARD), MOST_HAZARD)
    staying = 1.0 - (1.0 - hazard) / (1.0 + w.discount_monthly)
    size = max(worth, LEAST_CERTAINTY * alternative)
    p.stake[i] = w.exit_horizon * staying * size / max(w.exit_gain, LEAST_GAIN)
    p.attachment[i] = max(0.0, alternative - size + p.stake[i] * log((1.0 - hazard) / hazard))


@vendor_rule
def open_account(pool, world, b, i):
    """An incumbent's account: its number is its place at the rollout."""
    p, w = pool[b], world[0]
    p.incumbent[i] = b * CAPACITY + i
    p.account_segment[i] = p.segment[i]
    p.account_size[i] = p.trailing_revenue[i]
    p.account_outside[i] = p.outside[i]
    p.account_left[i] = -1.0
    p.account_certainty[i] = p.account_earned[i] = p.account_opacity[i] = p.account_owed[i] = 0.0
    p.account_income[i] = p.account_plain_income[i] = p.account_income_squared[i] = 0.0
    p.account_hours[i] = p.account_months[i] = p.account_revenue[i] = 0.0
    p.sum_certainty[i] = p.sum_earned[i] = p.sum_opacity[i] = 0.0
    p.sum_income[i] = p.sum_plain_income[i] = p.sum_income_squared[i] = 0.0
    p.sum_hours[i] = p.sum_months[i] = 0.0
    rationalise(p, i, w)


@vendor_rule
def close_account(pool, world, b, i, left):
    """What an incumbent had goes to its account, from its exit on with its outside option.

    One that is still in goes on as in the last month as long as it may be expected to stay: what it is owed is part of it.
    """
    p, w = pool[b], world[0]
    if p.incumbent[i] < 0:
        return
    home = pool[p.incumbent[i] // CAPACITY]
    k = p.incumbent[i] % CAPACITY
    owed = 0.0 if left else w.discount_factor * p.liability[i]
    staying = (1.0 - p.hazard[i]) / (1.0 + w.discount_monthly)
    beyond = 0.0 if left else w.discount_factor * staying / max(1.0 - staying, LEAST_LEAVING)
    gone = p.outside[i] * w.outside_sum[p.segment[i]] if left else 0.0
    home.account_certainty[k] = p.sum_certainty[i] + beyond * (p.value[i] - p.alternative[i]) - gone
    home.account_earned[k] = p.sum_earned[i] + beyond * p.worth[i] - gone
    home.account_opacity[k] = p.sum_opacity[i]
    home.account_owed[k] = owed
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
                outside = p.account_outside[k] * w.outside_sum[int(p.account_segment[k])]
                p.account_certainty[k] += outside
                p.account_earned[k] += outside
