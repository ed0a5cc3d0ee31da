"""Top-k over all blocks by bisection on the count (vectorises; no sort). Shared by vendor's rules."""

from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .records import COLUMN, VENDOR

BISECTIONS = 56  # to the last bits of a value, which only ties need
BEST_FIVE = 5
REVENUE = COLUMN["revenue"]


@vendor_rule
def gathered(pool, column):
    """A column of the active partners of all blocks, one after the other."""
    total = 0
    for b in range(pool.size):
        total += pool[b].active
    values = np.empty(total)
    at = 0
    for b in range(pool.size):
        p = pool[b]
        values[at : at + p.active] = p.numbers[column, : p.active]
        at += p.active
    return values


@vendor_rule
def line_of_best(values, share):
    """A value that the best ``share`` of ``values`` reach and no other; nobody reaches infinity."""
    count = int(np.floor(share * values.size + 0.5))
    if count <= 0:
        return np.inf
    if count >= values.size:
        return -np.inf
    low, high = values.min(), values.max()
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        reached = 0
        for k in range(values.size):
            reached += 1 if values[k] >= middle else 0
        if reached == count:
            return middle
        if reached > count:
            low = middle
        else:
            high = middle
    return low


@vendor_rule
def sum_of_best_five(values):
    """Sum of the five largest values above 0."""
    best = np.zeros(BEST_FIVE)
    for k in range(values.size):
        if values[k] > best[0]:
            place = 1
            while place < BEST_FIVE and best[place] < values[k]:
                best[place - 1] = best[place]
                place += 1
            best[place - 1] = values[k]
    return best.sum()


@vendor_rule
def sum_best(pool, w):
    """Revenue of the best fifth and of the best five."""
    revenue = gathered(pool, REVENUE)
    if revenue.size == 0:
        return
    fifth = line_of_best(revenue, 0.2)
    for k in range(revenue.size):
        w.today_top_revenue[VENDOR] += revenue[k] if revenue[k] >= fifth else 0.0
    w.today_top_five_revenue[VENDOR] = sum_of_best_five(revenue)
