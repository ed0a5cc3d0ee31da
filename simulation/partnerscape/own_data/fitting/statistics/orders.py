"""Orders: how many, how large."""

from __future__ import annotations

import numpy as np

from .seen import AMOUNT, SHARE, TIMES, Seen, correlation, logit_of, spread_of, statistic


@statistic("orders", scale=AMOUNT)
def mean_order(seen: Seen) -> float:
    """Mean order."""
    return np.log(np.nansum(np.where(np.isfinite(seen.orders), seen.revenue, 0.0)) / np.nansum(seen.orders))


@statistic("orders", scale=AMOUNT)
def orders_per_active(seen: Seen) -> float:
    """Orders per partner with a sale and month."""
    return np.log(np.nansum(seen.orders) / np.isfinite(seen.orders).sum())


@statistic("orders", scale=TIMES)
def orders_spread(seen: Seen) -> float:
    """Spread of the number of orders over partners and months."""
    return spread_of(np.log(seen.orders))


@statistic("orders", scale=SHARE)
def single_orders(seen: Seen) -> float:
    """Months with a single order."""
    there = seen.orders[np.isfinite(seen.orders)]
    return logit_of((there == 1.0).astype(float))


@statistic("orders", scale=TIMES)
def order_spread(seen: Seen) -> float:
    """Spread of an order within a partner, of months with one order."""
    single = np.where(seen.orders == 1.0, seen.order_value, np.nan)
    count = np.isfinite(single).sum(axis=1)
    mean = np.where(count >= 2, np.nansum(single, axis=1) / np.maximum(count, 1), np.nan)
    left = single - mean[:, None]
    freedom = np.isfinite(left).sum() - (count >= 2).sum()
    return float(np.sqrt(np.nansum(left**2) / freedom)) if freedom >= 2 * 5 else np.nan


@statistic("orders", scale=TIMES)
def order_spread_between(seen: Seen) -> float:
    """Spread of partners' mean orders."""
    with_many = np.nansum(seen.orders, axis=1) >= 10
    revenue = np.where(np.isfinite(seen.orders), seen.revenue, 0.0).sum(axis=1)
    return spread_of(np.log(revenue / np.nansum(seen.orders, axis=1))[with_many])


@statistic("orders")
def order_by_size(seen: Seen) -> float:
    """Correlation of partners' mean order and number of orders."""
    count = np.nansum(seen.orders, axis=1)
    revenue = np.where(np.isfinite(seen.orders), seen.revenue, 0.0).sum(axis=1)
    enough = count >= 5
    return correlation(np.log(revenue / count)[enough], np.log(count)[enough])


@statistic("orders")
def orders_persistence(seen: Seen) -> float:
    """Correlation of the number of orders with the month before's."""
    ln = np.log(seen.orders)
    left = ln - (np.nansum(ln, axis=1) / np.maximum(np.isfinite(ln).sum(axis=1), 1))[:, None]
    return correlation(left[:, :-1], left[:, 1:])
