from __future__ import annotations

import numpy as np

from ..shared.compile import vendor_rule
from .cents import rounded


@vendor_rule
def shares_of_pool(amounts, pool):
    """A pool's cents in proportion to amounts, each share rounded; nothing where nothing was sold."""
    total = 0.0
    for amount in amounts:
        total += max(amount, 0.0)
    shares = np.zeros(amounts.size)
    if total > 0.0:
        for i in range(amounts.size):
            shares[i] = rounded(pool * max(amounts[i], 0.0), total)
    return shares


@vendor_rule
def prizes_by_rank(amounts, order, prizes):
    """Prizes for the largest amounts above nothing; of equals the one that ``order`` puts first wins."""
    won = np.zeros(amounts.size)
    taken = np.zeros(amounts.size, np.bool_)
    for prize in prizes:
        best = -1
        for i in range(amounts.size):
            if taken[i] or amounts[i] <= 0.0:
                continue
            if best < 0 or amounts[i] > amounts[best] or (amounts[i] == amounts[best] and order[i] < order[best]):
                best = i
        if best < 0 or prize == 0.0:
            break
        taken[best] = True
        won[best] = prize
    return won
