"""Sums over the pool that vectorise and yet are bit-identical on every processor. Shared by vendor's rules."""

from __future__ import annotations

import numpy as np

from .compile import vendor_rule
from .records import CAPACITY, COLUMN, JOURNAL_BY_PARTNER

SUMMED = np.array([COLUMN[name] for name in JOURNAL_BY_PARTNER])
AT_ONCE = 3  # segments; SEGMENTS is a multiple of it


@vendor_rule
def sums_of(p, column, masks, partial, out):
    """Sums of a column over the members that each of three ``masks`` counts: quarters added up, then every fourth of these.

    A plain sum cannot vectorise without an order that differs from machine to machine. Three
    at once, because reading the column costs more than adding it; unsigned, because an index that
    might be negative prevents vectorisation.
    """
    quarter = np.uint64((p.active + 31) // 32 * 8)
    half, rest = np.uint64(2) * quarter, np.uint64(3) * quarter
    x, m0, m1, m2 = p.numbers[column], masks[0], masks[1], masks[2]
    s0, s1, s2 = partial[0], partial[1], partial[2]
    for i in range(quarter):
        a, b, c, d = x[i], x[i + quarter], x[i + half], x[i + rest]
        # places beyond the active hold what others left there: chosen, for 0 times what is not finite is no number
        s0[i] = ((a if m0[i] > 0.0 else 0.0) + (b if m0[i + quarter] > 0.0 else 0.0)) + (
            (c if m0[i + half] > 0.0 else 0.0) + (d if m0[i + rest] > 0.0 else 0.0)
        )
        s1[i] = ((a if m1[i] > 0.0 else 0.0) + (b if m1[i + quarter] > 0.0 else 0.0)) + (
            (c if m1[i + half] > 0.0 else 0.0) + (d if m1[i + rest] > 0.0 else 0.0)
        )
        s2[i] = ((a if m2[i] > 0.0 else 0.0) + (b if m2[i + quarter] > 0.0 else 0.0)) + (
            (c if m2[i + half] > 0.0 else 0.0) + (d if m2[i + rest] > 0.0 else 0.0)
        )
    t00, t01, t02, t03 = 0.0, 0.0, 0.0, 0.0  # side by side, for each sum waits for its last addition
    t10, t11, t12, t13 = 0.0, 0.0, 0.0, 0.0
    t20, t21, t22, t23 = 0.0, 0.0, 0.0, 0.0
    for i in range(np.uint64(0), quarter, np.uint64(4)):
        j, k, m = i + np.uint64(1), i + np.uint64(2), i + np.uint64(3)
        t00, t01, t02, t03 = t00 + s0[i], t01 + s0[j], t02 + s0[k], t03 + s0[m]
        t10, t11, t12, t13 = t10 + s1[i], t11 + s1[j], t12 + s1[k], t13 + s1[m]
        t20, t21, t22, t23 = t20 + s2[i], t21 + s2[j], t22 + s2[k], t23 + s2[m]
    out[0] = (t00 + t01) + (t02 + t03)
    out[1] = (t10 + t11) + (t12 + t13)
    out[2] = (t20 + t21) + (t22 + t23)


@vendor_rule
def sum_partners(pool, w):
    """Sums over the active partners by segment."""
    partial, masks, out = np.empty((AT_ONCE, CAPACITY // 4)), np.empty((AT_ONCE, CAPACITY)), np.empty(AT_ONCE)
    for b in range(pool.size):
        p = pool[b]
        for first in range(0, w.segments, AT_ONCE):
            masks[:] = 0.0
            for i in range(p.active):
                own = p.segment[i] - first
                if 0 <= own < AT_ONCE:
                    masks[own, i] = 1.0
            for k in range(SUMMED.size):
                sums_of(p, SUMMED[k], masks, partial, out)
                for s in range(AT_ONCE):
                    w.today[k, first + s] += out[s]
        for i in range(p.active):
            w.today_active[p.segment[i]] += 1.0
        for i in range(p.active, p.members):
            w.today_signed[p.segment[i]] += 1.0
            w.today_expected_starts[p.segment[i]] += p.start_chance[i]
