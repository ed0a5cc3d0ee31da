"""How old a partner's customers are: sums of those won, deflated by how many stayed. Shared by the rules that pay by age.

Everybody stays with the same chance, so that customers won ``a`` months ago or less are S (P - P[a]) with S the product of the
months' retention and P the running sum of deals / S. Rows: S, P now, then P of earlier months in a ring.
"""

from __future__ import annotations

from ..shared.compile import vendor_rule

LEAST = 1e-9  # of S: then all sums are written anew


@vendor_rule
def sum_before(s, i, row, ages, t, back):
    """P of ``back`` months ago, as it was at that month's end; 0 for ever ago."""
    if back > ages:
        return 0.0
    return s[row + 2 + (t - back) % (ages + 1), i]


@vendor_rule
def share_aged(s, i, row, ages, t, low, high):
    """Share of the customers at the month's beginning whose age this month is from ``low`` to below ``high``."""
    total = sum_before(s, i, row, ages, t, 1)
    if total <= 0.0:
        return 0.0
    low = max(low, 1)
    if low >= high:
        return 0.0
    inside = sum_before(s, i, row, ages, t, low) - sum_before(s, i, row, ages, t, high)
    return min(max(inside / total, 0.0), 1.0)


@vendor_rule
def age_on(s, i, row, ages, t, asked, stayed, deals):
    """A month passes: some stayed, new ones came. Returns by what the sums were rescaled."""
    scale = 1.0
    kept = s[row, i] * stayed / asked if asked > 0.0 else 0.0
    if kept <= LEAST:
        scale = kept
        for k in range(ages + 1):
            s[row + 2 + k, i] *= kept
        s[row + 1, i] *= kept
        kept = 1.0
    s[row, i] = kept
    s[row + 1, i] += deals / kept
    s[row + 2 + t % (ages + 1), i] = s[row + 1, i]
    return scale
