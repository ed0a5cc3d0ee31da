"""The statistics themselves, each with what it needs; their names are what a fit's page and its errors say."""

from __future__ import annotations

import numpy as np

from .seen import (
    BEST,
    BEST_FEW,
    LEAD_IN,
    SILENCE,
    Seen,
    correlation,
    logit_of,
    mean_of,
    share_of_best,
    spread_of,
    statistic,
)

# ---- how many, and how much


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


# ---- how unequal, how steady


@statistic()
def ln_spread(seen: Seen) -> float:
    """Spread of ln revenue over partners and months."""
    return spread_of(seen.settled)


@statistic()
def spread_between(seen: Seen) -> float:
    """Spread of partners' mean ln revenue."""
    return spread_of(seen.means)


@statistic()
def spread_within(seen: Seen) -> float:
    """Spread of a partner's ln revenue about its mean."""
    return spread_of(seen.residuals)


@statistic()
def ln_skew(seen: Seen) -> float:
    """Skew of ln revenue."""
    there = seen.settled[np.isfinite(seen.settled)]
    return float((((there - there.mean()) / there.std()) ** 3).mean())


@statistic()
def persistence(seen: Seen) -> float:
    """Correlation of ln revenue with the month before."""
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


@statistic()
def spread_by_size(seen: Seen) -> float:
    """Spread within of large partners less that of small ones."""
    middle = np.nanmedian(seen.means)
    return spread_of(seen.residuals[seen.means > middle]) - spread_of(seen.residuals[seen.means <= middle])


@statistic()
def best_fifth_of_month(seen: Seen) -> float:
    """Share of the best fifth in a month (log odds)."""
    ordered = np.sort(seen.revenue, axis=0)[::-1]
    sellers = seen.sold.sum(axis=0)
    first = np.arange(len(ordered))[:, None] < np.maximum(1, np.round(BEST * sellers))[None, :]
    top = np.where(first, ordered, 0.0).sum(axis=0) / ordered.sum(axis=0)
    return mean_of(np.log(top / (1.0 - top)))


@statistic()
def best_fifth_of_year(seen: Seen) -> float:
    """Share of the best fifth over the last year (log odds)."""
    return share_of_best(seen.year, BEST)


@statistic()
def best_few_of_year(seen: Seen) -> float:
    """Share of the best twentieth over the last year (log odds)."""
    return share_of_best(seen.year, BEST_FEW)


@statistic()
def smaller_half(seen: Seen) -> float:
    """Share of the smaller half over the last year (log odds)."""
    return -share_of_best(seen.year, 0.5)


@statistic()
def pauses(seen: Seen) -> float:
    """Months without a sale between the first and the last (log odds)."""
    month = np.arange(seen.sold.shape[1])[None, :]
    between = (month > seen.first[:, None]) & (month < seen.last[:, None])
    return logit_of((~seen.sold[between]).astype(float))


# ---- who leaves


def _exits(seen: Seen, low: int, high: int) -> float:
    return logit_of(seen.exits[(seen.tenure >= low) & (seen.tenure <= high)])


@statistic()
def exit_0(seen: Seen) -> float:
    """Exits in the month of the first sale (log odds)."""
    return _exits(seen, 0, 0)


@statistic()
def exit_1(seen: Seen) -> float:
    """Exits a month after the first sale (log odds)."""
    return _exits(seen, 1, 1)


@statistic()
def exit_2_to_4(seen: Seen) -> float:
    """Exits two to four months after it (log odds)."""
    return _exits(seen, 2, 4)


@statistic()
def exit_5_to_11(seen: Seen) -> float:
    """Exits five to eleven months after it (log odds)."""
    return _exits(seen, 5, 11)


@statistic()
def exit_established(seen: Seen) -> float:
    """Exits of the established (log odds)."""
    return logit_of(seen.exits[seen.first < LEAD_IN])


@statistic()
def exit_by_size(seen: Seen) -> float:
    """Exits of a month's smaller half less the larger's (log odds)."""
    middle = np.nanmedian(seen.ln, axis=0)[None, :]
    return logit_of(seen.exits[seen.ln < middle]) - logit_of(seen.exits[seen.ln >= middle])


@statistic()
def survive_half_year(seen: Seen) -> float:
    """Beginners who still sell half a year on (log odds)."""
    watched = (seen.first >= LEAD_IN) & (seen.first < seen.sold.shape[1] - 6 - SILENCE)
    return logit_of((seen.last - seen.first >= 6)[watched].astype(float))


# ---- how beginners grow


def _at(seen: Seen, low: int, high: int) -> np.ndarray:
    """Mean ln revenue of each beginner in some of its months."""
    there = np.where((seen.tenure >= low) & (seen.tenure <= high), seen.ln, np.nan)
    count = np.isfinite(there).sum(axis=1)
    return np.where(count > 0, np.nansum(there, axis=1) / np.maximum(count, 1), np.nan)


@statistic()
def start_level(seen: Seen) -> float:
    """Ln revenue of beginners' first months less the established's."""
    return mean_of(_at(seen, 1, 3)) - mean_of(seen.ln[seen.first < LEAD_IN])


@statistic()
def start_spread(seen: Seen) -> float:
    """Spread of ln revenue among beginners, months 1 to 3."""
    return spread_of(_at(seen, 1, 3))


@statistic()
def growth_early(seen: Seen) -> float:
    """Growth of a beginner's ln revenue, months 4 to 6 less 1 to 3."""
    return mean_of(_at(seen, 4, 6) - _at(seen, 1, 3))


@statistic()
def growth_late(seen: Seen) -> float:
    """Growth of a beginner's ln revenue, months 7 to 12 less 1 to 3."""
    return mean_of(_at(seen, 7, 12) - _at(seen, 1, 3))


# ---- orders


@statistic("orders")
def mean_order(seen: Seen) -> float:
    """Mean order (ln)."""
    return np.log(np.nansum(np.where(np.isfinite(seen.orders), seen.revenue, 0.0)) / np.nansum(seen.orders))


@statistic("orders")
def orders_per_active(seen: Seen) -> float:
    """Orders per partner with a sale and month (ln)."""
    return np.log(np.nanmean(seen.orders))


@statistic("orders")
def orders_spread(seen: Seen) -> float:
    """Spread of ln orders over partners and months."""
    return spread_of(np.log(seen.orders))


@statistic("orders")
def single_orders(seen: Seen) -> float:
    """Months with a single order (log odds)."""
    there = seen.orders[np.isfinite(seen.orders)]
    return logit_of((there == 1.0).astype(float))


@statistic("orders")
def order_spread(seen: Seen) -> float:
    """Spread of an order within a partner (ln), of months of one order."""
    single = np.where(seen.orders == 1.0, seen.order_value, np.nan)
    count = np.isfinite(single).sum(axis=1)
    mean = np.where(count >= 2, np.nansum(single, axis=1) / np.maximum(count, 1), np.nan)
    left = single - mean[:, None]
    freedom = np.isfinite(left).sum() - (count >= 2).sum()
    return float(np.sqrt(np.nansum(left**2) / freedom)) if freedom >= 2 * 5 else np.nan


@statistic("orders")
def order_spread_between(seen: Seen) -> float:
    """Spread of partners' mean orders (ln)."""
    with_many = np.nansum(seen.orders, axis=1) >= 10
    revenue = np.where(np.isfinite(seen.orders), seen.revenue, 0.0).sum(axis=1)
    return spread_of(np.log(revenue / np.nansum(seen.orders, axis=1))[with_many])


@statistic("orders")
def order_by_size(seen: Seen) -> float:
    """Correlation of partners' mean order and number of orders (ln)."""
    count = np.nansum(seen.orders, axis=1)
    revenue = np.where(np.isfinite(seen.orders), seen.revenue, 0.0).sum(axis=1)
    enough = count >= 5
    return correlation(np.log(revenue / count)[enough], np.log(count)[enough])


@statistic("orders")
def orders_persistence(seen: Seen) -> float:
    """Correlation of ln orders with the month before's."""
    ln = np.log(seen.orders)
    left = ln - (np.nansum(ln, axis=1) / np.maximum(np.isfinite(ln).sum(axis=1), 1))[:, None]
    return correlation(left[:, :-1], left[:, 1:])


# ---- what else there may be


@statistic("commission")
def commission_share(seen: Seen) -> float:
    """Commission of revenue (ln)."""
    return np.log(max(float(seen.known("commission").sum()), 1e-9) / seen.revenue.sum())


@statistic("new_revenue")
def new_share(seen: Seen) -> float:
    """Revenue of new customers of all revenue (log odds)."""
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


@statistic("signed")
def signings(seen: Seen) -> float:
    """Contracts per month (ln)."""
    signed = np.asarray(seen.panel.signed)
    return np.log(((signed >= 0).sum() + 0.5) / seen.panel.months)


def _watched(seen: Seen) -> tuple[np.ndarray, np.ndarray]:
    """Of contracts within the panel that could be watched for half a year: month of the first sale (far off: none), and wait."""
    panel, signed = seen.panel, np.asarray(seen.panel.signed)
    rows = (signed >= 0) & (signed < panel.months - 6)
    sold = panel.revenue[rows] > 0.0
    first = np.where(sold.any(axis=1), sold.argmax(axis=1), 10_000)
    return first, first - signed[rows]


@statistic("signed")
def ever_sell(seen: Seen) -> float:
    """Contracts that sell within half a year (log odds)."""
    return logit_of((_watched(seen)[1] <= 6).astype(float))


@statistic("signed")
def wait(seen: Seen) -> float:
    """Months from contract to first sale, if within half a year."""
    waits = _watched(seen)[1]
    return mean_of(waits[waits <= 6].astype(float))
