"""How unequal partners are, and how steady."""

from __future__ import annotations

import numpy as np

from .seen import (
    BEST,
    BEST_FEW,
    LEAST,
    SHARE,
    TIMES,
    Seen,
    correlation,
    logit_of,
    mean_of,
    middle_of,
    share_of_best,
    spread_of,
    statistic,
)


@statistic(scale=TIMES)
def ln_spread(seen: Seen) -> float:
    """Spread of revenue over partners and months."""
    return spread_of(seen.settled)


@statistic(scale=TIMES)
def spread_between(seen: Seen) -> float:
    """Spread of partners' mean revenue."""
    return spread_of(seen.means)


@statistic(scale=TIMES)
def spread_within(seen: Seen) -> float:
    """Spread of a partner's revenue about its mean."""
    return spread_of(seen.residuals)


@statistic()
def ln_skew(seen: Seen) -> float:
    """Skew of revenue on a logarithmic scale."""
    there = seen.settled[np.isfinite(seen.settled)]
    return float((((there - there.mean()) / there.std()) ** 3).mean()) if there.size >= LEAST else np.nan


@statistic()
def persistence(seen: Seen) -> float:
    """Correlation of revenue with the month before."""
    return correlation(seen.settled[:, :-1], seen.settled[:, 1:])


@statistic()
def persistence_within(seen: Seen) -> float:
    """Correlation with the month before, about a partner's mean."""
    return correlation(seen.residuals[:, :-1], seen.residuals[:, 1:])


@statistic()
def persistence_3(seen: Seen) -> float:
    """Correlation three months apart, about a partner's mean."""
    return correlation(seen.residuals[:, :-3], seen.residuals[:, 3:])


@statistic()
def persistence_6(seen: Seen) -> float:
    """Correlation six months apart, about a partner's mean."""
    return correlation(seen.residuals[:, :-6], seen.residuals[:, 6:])


@statistic(scale=TIMES)
def spread_by_size(seen: Seen) -> float:
    """Spread about its mean of a large partner's revenue, relative to a small one's."""
    middle = middle_of(seen.means[:, None])[0]
    return spread_of(seen.residuals[seen.means > middle]) - spread_of(seen.residuals[seen.means <= middle])


@statistic(scale=SHARE)
def best_fifth_of_month(seen: Seen) -> float:
    """Share of the best fifth in a month."""
    ordered = np.sort(seen.revenue, axis=0)[::-1]
    sellers = seen.sold.sum(axis=0)
    first = np.arange(len(ordered))[:, None] < np.maximum(1, np.round(BEST * sellers))[None, :]
    top = np.where(first, ordered, 0.0).sum(axis=0) / ordered.sum(axis=0)
    return mean_of(np.log(top / (1.0 - top)))


@statistic(scale=SHARE)
def best_fifth_of_year(seen: Seen) -> float:
    """Share of the best fifth over the last year."""
    return share_of_best(seen.year, BEST)


@statistic(scale=SHARE)
def best_few_of_year(seen: Seen) -> float:
    """Share of the best twentieth over the last year."""
    return share_of_best(seen.year, BEST_FEW)


@statistic(scale=SHARE)
def smaller_half(seen: Seen) -> float:
    """Share of the smaller half over the last year."""
    return -share_of_best(seen.year, 0.5)


@statistic(scale=SHARE)
def pauses(seen: Seen) -> float:
    """Months without a sale between the first and the last."""
    month = np.arange(seen.sold.shape[1])[None, :]
    between = (month > seen.first[:, None]) & (month < seen.last[:, None])
    return logit_of((~seen.sold[between]).astype(float))
