"""What else a panel may hold: commission, new revenue, signings."""

from __future__ import annotations

import numpy as np

from .seen import AMOUNT, LEAD_IN, PART, SHARE, Seen, logit_of, mean_of, statistic


@statistic("commission", scale=PART)
def commission_share(seen: Seen) -> float:
    """Commission of revenue."""
    return np.log(max(float(seen.known("commission").sum()), 1e-9) / seen.revenue.sum())


@statistic("new_revenue", scale=SHARE)
def new_share(seen: Seen) -> float:
    """Revenue of new customers of all revenue."""
    return _odds(seen.known("new_revenue").sum(), seen.revenue.sum())


@statistic("new_revenue")
def new_share_by_age(seen: Seen) -> float:
    """New customers' share of the established's less beginners' revenue."""
    old, young = seen.first < LEAD_IN, seen.first >= LEAD_IN
    new, revenue = seen.known("new_revenue"), seen.revenue
    return _odds(new[old].sum(), revenue[old].sum()) - _odds(new[young].sum(), revenue[young].sum())


def _odds(part: float, whole: float) -> float:
    share = min(max(part / whole, 1e-6), 1.0 - 1e-6) if whole > 0.0 else np.nan
    return float(np.log(share / (1.0 - share)))


@statistic("signed", scale=AMOUNT)
def signings(seen: Seen) -> float:
    """Contracts per month."""
    signed = np.asarray(seen.panel.signed)
    return np.log(((signed >= 0).sum() + 0.5) / seen.panel.months)


def _watched(seen: Seen) -> tuple[np.ndarray, np.ndarray]:
    """Of contracts within the panel that could be watched for half a year: month of the first sale (far off: none), and wait."""
    panel, signed = seen.panel, np.asarray(seen.panel.signed)
    rows = (signed >= 0) & (signed < panel.months - 6)
    sold = panel.revenue[rows] > 0.0
    first = np.where(sold.any(axis=1), sold.argmax(axis=1), 10_000)
    return first, first - signed[rows]


@statistic("signed", scale=SHARE)
def ever_sell(seen: Seen) -> float:
    """Contracts that sell within half a year."""
    return logit_of((_watched(seen)[1] <= 6).astype(float))


@statistic("signed")
def wait(seen: Seen) -> float:
    """Months from contract to first sale, if within half a year."""
    waits = _watched(seen)[1]
    return mean_of(waits[waits <= 6].astype(float))
