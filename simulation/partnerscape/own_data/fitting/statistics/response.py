"""What changed when a policy changed: after less before, the treated less the control segments where there are any."""

from __future__ import annotations

import numpy as np

from ..panel import Change
from .seen import LEAD_IN, SILENCE, TIMES, Seen, logit_of, mean_of, statistic

LEAST_MONTHS = 2  # with a sale, on either side


def _change(seen: Seen) -> Change:
    assert seen.panel.change is not None
    return seen.panel.change


def _arms(seen: Seen) -> list[np.ndarray]:
    """Rows of the treated, and of the others if there are any."""
    treated, segment = _change(seen).segments, seen.sellers.segment
    if segment is None or not treated:
        return [np.ones(len(seen.revenue), bool)]
    rows = np.isin(segment, treated)
    return [rows, ~rows & (segment >= 0)] if (~rows & (segment >= 0)).any() else [rows]


def _difference(numbers: list[float]) -> float:
    return numbers[0] - (numbers[1] if len(numbers) > 1 else 0.0)


def _within(seen: Seen, values: np.ndarray) -> float:
    """Mean over partners of what their own mean changed by; NaN where there is nothing."""
    parts = np.split(values, [_change(seen).month], axis=1)
    count = [np.isfinite(part).sum(axis=1) for part in parts]
    means = [np.nansum(part, axis=1) / np.maximum(n, 1) for part, n in zip(parts, count, strict=True)]
    both = (count[0] >= LEAST_MONTHS) & (count[1] >= LEAST_MONTHS)
    return _difference([mean_of((means[1] - means[0])[both & rows]) for rows in _arms(seen)])


@statistic("change", scale=TIMES)
def response_revenue(seen: Seen) -> float:
    """Change in a partner's revenue with the policy."""
    return _within(seen, seen.settled)


@statistic("change", scale=TIMES)
def response_orders(seen: Seen) -> float:
    """Change in a partner's orders with the policy."""
    return _within(seen, np.log(seen.orders)) if seen.panel.orders is not None else np.nan


@statistic("change")
def response_activity(seen: Seen) -> float:
    """Change in the share of months with a sale with the policy, of who sold before."""
    month, before = _change(seen).month, seen.first < _change(seen).month - LEAST_MONTHS
    since = np.arange(seen.sold.shape[1])[None, :] > seen.first[:, None]
    possible = [np.maximum(since[:, part].sum(axis=1), 1) for part in (slice(month), slice(month, None))]
    sold = seen.sold & since
    shares = sold[:, month:].sum(axis=1) / possible[1] - sold[:, :month].sum(axis=1) / possible[0]
    return _difference([mean_of(shares[before & rows]) for rows in _arms(seen)])


@statistic("change", scale=TIMES)
def response_exits(seen: Seen) -> float:
    """Change in the odds of an exit with the policy."""
    month = _change(seen).month
    return _difference(
        [logit_of(seen.exits[rows, month:]) - logit_of(seen.exits[rows, : month - SILENCE]) for rows in _arms(seen)]
    )


@statistic("change", scale=TIMES)
def response_beginners(seen: Seen) -> float:
    """Change in first sales per month with the policy."""
    month, last = _change(seen).month, seen.sold.shape[1]
    rates = [
        np.log(((seen.first[rows] >= month).sum() + 0.5) / (last - month))
        - np.log((((seen.first[rows] >= LEAD_IN) & (seen.first[rows] < month)).sum() + 0.5) / max(month - LEAD_IN, 1))
        for rows in _arms(seen)
    ]
    return _difference(rates)
