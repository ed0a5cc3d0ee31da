"""Whole cents: rounding, and pay in brackets. Shared by the rules that pay and those that plan."""

from __future__ import annotations

import numpy as np

from ..shared.compile import vendor_rule


@vendor_rule
def rounded(number, scale):
    """``number / scale`` in whole units, halves away from zero; exact for whole numbers below 2^53."""
    size = abs(number)
    whole = np.floor(size / scale)
    rest = size - whole * scale
    if rest < 0.0:
        whole, rest = whole - 1.0, rest + scale
    if rest >= scale:
        whole, rest = whole + 1.0, rest - scale
    if 2.0 * rest >= scale:
        whole += 1.0
    return whole if number >= 0.0 else -whole


@vendor_rule
def scheduled(w, o, k, amount):
    """A component's pay on a period's amount, times its scale: linear in each bracket."""
    constant, slope = 0.0, 0.0
    for b in range(w.pay_brackets[o, k]):
        if amount >= w.pay_start[o, k, b]:
            constant, slope = w.pay_constant[o, k, b], w.pay_slope[o, k, b]
    return constant + slope * amount
