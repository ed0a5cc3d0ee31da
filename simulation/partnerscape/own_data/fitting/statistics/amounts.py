"""How many sell, and how much."""

from __future__ import annotations

import numpy as np

from .seen import AMOUNT, LEAD_IN, TIMES, Seen, statistic


@statistic(scale=AMOUNT)
def active(seen: Seen) -> float:
    """Partners with a sale in a month."""
    return np.log(seen.sold.sum(axis=0).mean())


@statistic(scale=TIMES)
def active_growth(seen: Seen) -> float:
    """Growth of the number of partners with a sale, first third of the months to the last."""
    third = seen.sold.shape[1] // 3
    number = seen.sold.sum(axis=0)
    return np.log((number[-third:].mean() + 1.0) / (number[:third].mean() + 1.0))


@statistic(scale=AMOUNT)
def revenue_per_active(seen: Seen) -> float:
    """Revenue per partner with a sale and month."""
    return np.log(seen.revenue.sum() / seen.sold.sum())


@statistic(scale=TIMES)
def revenue_growth(seen: Seen) -> float:
    """Growth of revenue per partner with a sale, first third of the months to the last."""
    third = seen.sold.shape[1] // 3
    early, late = ((seen.revenue[:, at].sum() / max(seen.sold[:, at].sum(), 1)) for at in (slice(third), slice(-third, None)))
    return np.log(late / early)


@statistic(scale=AMOUNT)
def beginners(seen: Seen) -> float:
    """First sales per month."""
    return np.log(((seen.first >= LEAD_IN).sum() + 0.5) / (seen.sold.shape[1] - LEAD_IN))


@statistic(scale=TIMES)
def beginners_growth(seen: Seen) -> float:
    """Growth of first sales, first half of the months to the second."""
    middle = (seen.sold.shape[1] + LEAD_IN) // 2
    early, late = ((seen.first >= LEAD_IN) & (seen.first < middle)).sum(), (seen.first >= middle).sum()
    return np.log((late + 0.5) / (early + 0.5))
