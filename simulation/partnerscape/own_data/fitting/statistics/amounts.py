"""How many sell, and how much."""

from __future__ import annotations

import numpy as np

from .seen import LEAD_IN, Seen, statistic


@statistic()
def active(seen: Seen) -> float:
    """Partners with a sale in a month (ln)."""
    return np.log(seen.sold.sum(axis=0).mean())


@statistic()
def active_growth(seen: Seen) -> float:
    """Growth of the number of partners with a sale (ln)."""
    third = seen.sold.shape[1] // 3
    number = seen.sold.sum(axis=0)
    return np.log((number[-third:].mean() + 1.0) / (number[:third].mean() + 1.0))


@statistic()
def revenue_per_active(seen: Seen) -> float:
    """Revenue per partner with a sale and month (ln)."""
    return np.log(seen.revenue.sum() / seen.sold.sum())


@statistic()
def revenue_growth(seen: Seen) -> float:
    """Growth of revenue per partner with a sale (ln)."""
    third = seen.sold.shape[1] // 3
    early, late = ((seen.revenue[:, at].sum() / max(seen.sold[:, at].sum(), 1)) for at in (slice(third), slice(-third, None)))
    return np.log(late / early)


@statistic()
def beginners(seen: Seen) -> float:
    """First sales per month (ln)."""
    return np.log(((seen.first >= LEAD_IN).sum() + 0.5) / (seen.sold.shape[1] - LEAD_IN))


@statistic()
def beginners_growth(seen: Seen) -> float:
    """Growth of first sales over the panel (ln)."""
    middle = (seen.sold.shape[1] + LEAD_IN) // 2
    early, late = ((seen.first >= LEAD_IN) & (seen.first < middle)).sum(), (seen.first >= middle).sum()
    return np.log((late + 0.5) / (early + 0.5))
