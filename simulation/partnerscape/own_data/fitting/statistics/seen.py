"""A panel as statistics look at it, and how a statistic is declared.

Nobody's history before the panel is used: who sold in its first months may have begun long before ("established"); who
sold first in a later one began then ("beginners"). The month of a first sale is partial and left out of growth.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..panel import Panel

LEAD_IN = 3  # months of silence at the panel's start that make a later first sale a beginning
SILENCE = 3  # months without a sale that make the last one an exit
YEAR = 12
BEST, BEST_FEW = 0.2, 0.05
REGULAR = 4  # months with sales from which a partner has a mean of its own
LEAST = 5  # cases below which a statistic says nothing


@dataclass(frozen=True)
class Scale:
    """How a statistic is read: fits compare logarithms and log odds, people amounts, factors and shares."""

    name: str
    read: Callable[[float], float]


AMOUNT = Scale("amount", math.exp)
TIMES = Scale("times", math.exp)  # a ratio; of a spread, the factor that one standard deviation is
PART = Scale("share", math.exp)
SHARE = Scale("share", lambda log_odds: 1.0 / (1.0 + math.exp(-log_odds)))
NUMBER = Scale("number", float)


@dataclass(frozen=True)
class Statistic:
    """A number of a panel: what it is, what the panel needs to have for it, and how it is read."""

    name: str
    meaning: str
    compute: Callable[[Seen], float]
    needs: str = ""
    scale: Scale = NUMBER


Compute = Callable[["Seen"], float]
STATISTICS: dict[str, Statistic] = {}


def statistic(needs: str = "", scale: Scale = NUMBER) -> Callable[[Compute], Compute]:
    """Register a statistic under its function's name; the docstring is its definition."""

    def declare(function: Compute) -> Compute:
        meaning = (function.__doc__ or "").strip().rstrip(".")
        STATISTICS[function.__name__] = Statistic(function.__name__, meaning, function, needs, scale)
        return function

    return declare


class Seen:
    """A panel with what several statistics share."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        rows = np.asarray((panel.revenue > 0.0).any(axis=1))
        self.sellers = panel.of(rows) if not rows.all() else panel

    def known(self, name: str) -> np.ndarray:
        """What the panel has of its sellers besides revenue; only statistics that need it ask."""
        return np.asarray(getattr(self.sellers, name))

    @cached_property
    def revenue(self) -> np.ndarray:
        """Of those who ever sold, shape (partners, months)."""
        return self.sellers.revenue

    @cached_property
    def sold(self) -> np.ndarray:
        """Whether a partner sold in a month."""
        return self.revenue > 0.0

    @cached_property
    def ln(self) -> np.ndarray:
        """Ln revenue, NaN without a sale."""
        with np.errstate(divide="ignore"):
            return np.where(self.sold, np.log(np.maximum(self.revenue, 1e-300)), np.nan)

    @cached_property
    def first(self) -> np.ndarray:
        """Month of the first sale."""
        return self.sold.argmax(axis=1)

    @cached_property
    def last(self) -> np.ndarray:
        """Month of the last sale."""
        return self.revenue.shape[1] - 1 - self.sold[:, ::-1].argmax(axis=1)

    @cached_property
    def tenure(self) -> np.ndarray:
        """Months since a beginner's first sale, -1 before it and of the established; shape (partners, months)."""
        since = np.arange(self.revenue.shape[1])[None, :] - self.first[:, None]
        return np.where((self.first[:, None] >= LEAD_IN) & (since >= 0), since, -1)

    @cached_property
    def settled(self) -> np.ndarray:
        """Ln revenue without the months of first sales, NaN elsewhere."""
        return np.where(self.tenure == 0, np.nan, self.ln)

    @cached_property
    def means(self) -> np.ndarray:
        """Mean of ln revenue of each partner with enough months, NaN of the others."""
        count = np.isfinite(self.settled).sum(axis=1)
        total = np.nansum(self.settled, axis=1)
        return np.where(count >= REGULAR, total / np.maximum(count, 1), np.nan)

    @cached_property
    def residuals(self) -> np.ndarray:
        """Ln revenue about a partner's own mean."""
        return self.settled - self.means[:, None]

    @cached_property
    def year(self) -> np.ndarray:
        """Revenue per partner over the last twelve months, of those who sold in them, largest first."""
        total = self.revenue[:, -YEAR:].sum(axis=1)
        return np.sort(total[total > 0.0])[::-1]

    @cached_property
    def exits(self) -> np.ndarray:
        """1: the last sale before enough silence, 0: sold and will again; NaN: no sale, or too late to tell."""
        at_end = np.arange(self.revenue.shape[1])[None, :] == self.last[:, None]
        seen = self.sold.copy()
        seen[:, -SILENCE:] = False
        return np.where(seen, at_end.astype(float), np.nan)

    @cached_property
    def orders(self) -> np.ndarray:
        """Orders in months with any, NaN elsewhere and in months of first sales."""
        orders = self.known("orders")
        return np.where((orders > 0.0) & self.sold & (self.tenure != 0), orders, np.nan)

    @cached_property
    def order_value(self) -> np.ndarray:
        """Ln of a month's mean order."""
        return self.ln - np.log(self.orders)


def mean_of(values: np.ndarray) -> float:
    """Mean of what is there; NaN of fewer than a handful."""
    there = values[np.isfinite(values)]
    return float(there.mean()) if there.size >= LEAST else np.nan


def middle_of(values: np.ndarray) -> np.ndarray:
    """Median of what is there, by column; NaN of a column without any."""
    middle = np.full(values.shape[1], np.nan)
    there = np.isfinite(values).any(axis=0)
    middle[there] = np.nanmedian(values[:, there], axis=0)
    return middle


def spread_of(values: np.ndarray) -> float:
    """Standard deviation of what is there; NaN of fewer than a handful."""
    there = values[np.isfinite(values)]
    return float(there.std()) if there.size >= LEAST else np.nan


def logit_of(cases: np.ndarray) -> float:
    """Log odds of what is there as 0 or 1, half a case added to both."""
    there = cases[np.isfinite(cases)]
    hits = there.sum()
    return float(np.log((hits + 0.5) / (there.size - hits + 0.5))) if there.size >= LEAST else np.nan


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Of pairs that are both there."""
    both = np.isfinite(one) & np.isfinite(other)
    a, b = one[both], other[both]
    return float(np.corrcoef(a, b)[0, 1]) if a.size >= 2 * LEAST and a.std() > 0.0 and b.std() > 0.0 else np.nan


def share_of_best(ordered: np.ndarray, share: float) -> float:
    """Share of the best in what all have, as log odds; ``ordered`` has the largest first."""
    top = ordered[: max(1, round(share * ordered.size))].sum()
    return float(np.log(top / (ordered.sum() - top))) if ordered.size >= LEAST and ordered.sum() > top else np.nan
