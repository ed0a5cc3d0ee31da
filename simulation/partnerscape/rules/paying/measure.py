from __future__ import annotations

from ..shared.compile import vendor_rule
from .table import LIFETIME, NOW, TO_DATE, TRAILING


@vendor_rule
def begins(w, o, m, t, tenure):
    """Whether a meter's period begins with this month."""
    since = tenure if w.meter_joining[o, m] == 1 else t
    return since % w.meter_months[o, m] == 0


@vendor_rule
def measure(s, i, w, o, t, tenure, only_new):
    """Sum the month's feeds over the times that the plan names; ``only_new``: those that no plan before it sums."""
    for m in range(w.meters[o]):
        if only_new and w.meter_new[o, m] == 0:
            continue  # the plan before has summed it
        x = s[w.feed_row[o, w.meter_feed[o, m]], i]
        row, kind, months = w.meter_row[o, m], w.meter_kind[o, m], w.meter_months[o, m]
        if kind == NOW:
            s[row, i] = x
        elif kind == TO_DATE:
            s[row, i] = x if begins(w, o, m, t, tenure) else s[row, i] + x
        elif kind == TRAILING:
            oldest = row + 1 + t % months
            s[row, i] += x - s[oldest, i]
            s[oldest, i] = x
        elif kind == LIFETIME:
            s[row, i] += x
        else:
            if begins(w, o, m, t, tenure):
                s[row, i], s[row + 1, i] = s[row + 1, i], 0.0
            s[row + 1, i] += x
