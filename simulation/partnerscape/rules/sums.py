"""Sums over the pool that are vector code and yet the same to the bit on every processor. Shared by vendor's rules."""

from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .records import CAPACITY, COLUMN, JOURNAL_BY_PARTNER, STRIDE, VENDOR

SUMMED = np.array([COLUMN[name] for name in JOURNAL_BY_PARTNER])
BEST = 5
BISECTIONS = 56  # to the last bits of a value; counting is vector code, sorting is not


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
        if reached >= count:
            low = middle
        else:
            high = middle
    return low


@vendor_rule
def sum_of(p, column, mask, partial):
    """Sum of a column over the members that ``mask`` counts: quarters added up, then halves of what is left.

    A plain sum cannot become vector code without an order that differs from machine to machine.
    """
    quarter = (p.active + 3) // 4
    x = p.numbers[column]
    for i in range(quarter):
        j, k, m = i + quarter, i + 2 * quarter, i + 3 * quarter
        partial[i] = (x[i] * mask[i] + x[j] * mask[j]) + (x[k] * mask[k] + x[m] * mask[m])
    left = quarter
    while left > 8:
        half = (left + 1) // 2
        for i in range(left - half):
            partial[i] += partial[i + half]
        left = half
    total = 0.0
    for i in range(left):
        total += partial[i]
    return total


@vendor_rule
def sum_partners(pool, w):
    """Sums over the active partners by segment."""
    partial, mask = np.empty(CAPACITY), np.empty(STRIDE)
    for b in range(pool.size):
        p = pool[b]
        for s in range(w.segments):
            mask[:] = 0.0
            for i in range(p.active):
                mask[i] = 1.0 if p.segment[i] == s else 0.0
            for k in range(SUMMED.size):
                w.today[k, s] += sum_of(p, SUMMED[k], mask, partial)
        for i in range(p.active):
            w.today_active[p.segment[i]] += 1.0
        for i in range(p.active, p.members):
            w.today_signed[p.segment[i]] += 1.0


@vendor_rule
def sum_best(pool, w):
    """Revenue of the best fifth and of the best five."""
    total = 0
    for b in range(pool.size):
        total += pool[b].active
    if total == 0:
        return
    revenue, best = np.empty(total), np.zeros(BEST)
    at = 0
    for b in range(pool.size):
        p = pool[b]
        for i in range(p.active):
            x = p.revenue[i]
            revenue[at] = x
            at += 1
            if x > best[0]:
                place = 1
                while place < BEST and best[place] < x:
                    best[place - 1] = best[place]
                    place += 1
                best[place - 1] = x
    fifth = line_of_best(revenue, 0.2)
    for k in range(total):
        w.today_top_revenue[VENDOR] += revenue[k] if revenue[k] >= fifth else 0.0
    w.today_top_five_revenue[VENDOR] = best.sum()
