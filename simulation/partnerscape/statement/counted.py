"""What a plan counts in a table of sales: each feed's amount per partner and month, and of each customer's first order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.rules.paying import table as at

from .deals import SHARED, VOID

ANONYMOUS = -1
Terms = Callable[[np.ndarray, np.ndarray], np.ndarray]  # whether sales to customers won in a month are paid, in a month


def all_terms(won: np.ndarray, month: np.ndarray) -> np.ndarray:
    """All sales are paid by the plan."""
    return won <= month


@dataclass
class Sales:
    """A checked table as arrays, in the order of months: partners by number, months from the first one on.

    Attributes
    ----------
    who, when : ndarray of int
        Partner and month of each row.
    age : ndarray of int
        Months of the customer's life; of a renewal without a customer at least 1.
    is_new, sold : ndarray of bool
        First orders; sales, as opposed to mere notes that a customer left.
    number : ndarray of float
        The partner's orders before the row.
    origin : ndarray of int
        The row of the customer's first order; -1 where the customer is not named.
    terms : callable
        Which sales are paid by the plan, by the month in which the customer was won and the month of the sale.
    of_offers : sequence
        By feed: offers that weigh otherwise than their category.
    """

    rows: pd.DataFrame
    partners: list[str]
    first: int
    months: int
    joined: np.ndarray
    recruiter: np.ndarray
    categories: Sequence[str]
    terms: Terms = all_terms
    of_offers: Sequence[Sequence[tuple[str, float]]] = ()
    who: np.ndarray = field(init=False)
    when: np.ndarray = field(init=False)
    age: np.ndarray = field(init=False)
    is_new: np.ndarray = field(init=False)
    sold: np.ndarray = field(init=False)
    number: np.ndarray = field(init=False)
    origin: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        rows = self.rows
        self.sold = ~rows["cancelled"].to_numpy() | ((rows["revenue"] != 0.0) | (rows["orders"] > 0.0)).to_numpy()
        self.sold &= (rows["claim"] != VOID).to_numpy()
        self.who = rows["partner"].map({name: at for at, name in enumerate(self.partners)}).to_numpy()
        self.when = rows["month"].to_numpy() - self.first
        self.origin = self._origins()
        named, kind = self.origin >= 0, rows["kind"].to_numpy()
        is_first = self.origin == np.arange(len(rows))
        self.is_new = self.sold & np.where(kind == "new", True, np.where(kind == "renewal", False, is_first | ~named))
        self.age = np.where(named, self.when - self.when[self.origin], np.where(self.is_new, 0, 1))
        orders = np.where(self.sold, rows["orders"].to_numpy(), 0.0)
        before = (pd.Series(orders).groupby(self.who).cumsum() - orders).to_numpy()
        self.number = np.where(orders > 0.0, before, np.maximum(before - 1.0, 0.0))

    def _origins(self) -> np.ndarray:
        first: dict[tuple[str, str], int] = {}
        out = np.full(len(self.rows), ANONYMOUS)
        for at_row, (partner, customer) in enumerate(zip(self.rows["partner"], self.rows["customer"], strict=True)):
            if customer:
                if self.sold[at_row]:
                    first.setdefault((partner, customer), at_row)
                out[at_row] = first.get((partner, customer), ANONYMOUS)
        return out

    @property
    def ageless(self) -> bool:
        """Whether there are renewals of which nobody knows how old the customer is."""
        return bool((self.sold & ~self.is_new & (self.origin < 0)).any())

    def contributions(self, w: Any, f: int) -> np.ndarray:
        """What each row adds to a feed."""
        basis, rate, cap = int(w["feed_basis"][0, f]), w["feed_rate"][0, f], w["feed_cap"][0, f]
        orders, revenue = self.rows["orders"].to_numpy(), self.rows["revenue"].to_numpy()
        whole = (self.rows["claim"] != SHARED).to_numpy()
        amounts = {
            at.NEW: np.where(self.is_new, revenue, 0.0),
            at.RENEWALS: np.where(self.is_new, 0.0, revenue),
            at.REVENUE: revenue,
            at.FROM_RECRUITS: revenue,
            at.MARGIN: self.rows["margin"].fillna(0.0).to_numpy(),
            at.SAVINGS: self.rows["savings"].fillna(0.0).to_numpy(),
            at.ORDERS: orders,
            at.WON: np.where(self.is_new & whole, np.where(self.origin < 0, orders, self.origin == np.arange(len(orders))), 0.0),
        }[basis]
        if cap > 0.0:
            size = self.rows["size"].to_numpy()
            most = cap * np.maximum(orders, 1.0) * np.where(size != 0.0, revenue / np.where(size != 0.0, size, 1.0), 1.0)
            amounts = np.where(revenue > 0.0, np.minimum(rate * amounts, most), rate * amounts)
        return np.where(self.sold & self._of_terms(w, f), self._in_scope(w, f) * amounts, 0.0)

    def _of_terms(self, w: Any, f: int) -> np.ndarray:
        """Rows whose customers are paid by these terms; levels look at all."""
        if not w["feed_paid_on"][0, f]:
            return np.ones(len(self.rows), bool)
        return self.terms(
            np.where(self.origin >= 0, self.when[self.origin], np.where(self.is_new, self.when, self.when - 1)), self.when
        )

    def _in_scope(self, w: Any, f: int) -> np.ndarray:
        """Weight of each row in a feed; 0: it does not count."""
        size, orders = np.abs(self.rows["size"].to_numpy()), self.rows["orders"].to_numpy()
        counts = self.weight(w, f)
        for values, (low, high) in ((self.age, w["feed_months"][0, f]), (self.number, w["feed_orders"][0, f])):
            counts = counts * ((values >= low) & ((values < high) | (high >= at.ENDLESS)))
        (low, high), several = w["feed_size"][0, f], np.maximum(orders, 1.0)
        counts = counts * ((size >= low * at.CENTS * several) & (size <= high * at.CENTS * several))
        return counts * self.rows["registered"].to_numpy() if w["feed_registered"][0, f] else counts

    def unweighted(self, amounts: np.ndarray, w: Any, f: int) -> np.ndarray:
        """Amounts of a fee table as they were sold, each in a category that has a fee."""
        weight = self.weight(w, f)
        return np.where(weight != 0.0, amounts / np.where(weight != 0.0, weight, 1.0), 0.0)

    def weight(self, w: Any, f: int) -> np.ndarray:
        """Weight of each row's offer, where it has its own, or category."""
        if w["feed_everywhere"][0, f]:
            return np.ones(len(self.rows))
        weight = dict(zip(self.categories, w["feed_weight"][0, f], strict=False))
        of_category = self.rows["category"].map(lambda name: weight.get(name, 0.0))
        own = dict(self.of_offers[f]) if self.of_offers else {}
        return self.rows["offer"].map(own).fillna(of_category).to_numpy(float) if own else of_category.to_numpy(float)

    def per_month(self, amounts: np.ndarray) -> np.ndarray:
        """Rows summed to shape (partners, months), in whole units."""
        out = np.zeros((len(self.partners), self.months))
        np.add.at(out, (self.who, self.when), amounts)
        return np.round(out)

    def standing(self, name: str) -> np.ndarray:
        """A partner's own number by month: the last one stated; NaN before the first. Shape (partners, months)."""
        out = np.full((len(self.partners), self.months), np.nan)
        values = self.rows[name].to_numpy(float)
        stated = ~np.isnan(values)
        out[self.who[stated], self.when[stated]] = values[stated]
        return pd.DataFrame(out).ffill(axis=1).to_numpy()

    def cancellations(self) -> Iterator[tuple[int, int, int]]:
        """(partner, month, row of the first order) of each named customer's first departure."""
        seen = set()
        for row in np.flatnonzero(self.rows["cancelled"]):
            origin = int(self.origin[row])
            if origin >= 0 and origin not in seen:
                seen.add(origin)
                yield int(self.who[row]), int(self.when[row]), origin

    @cached_property
    def stays(self) -> list[tuple[int, int, int]]:
        """Times for which customers were a partner's own: row of the first order, first month, month in which they left."""
        open_since: dict[int, int] = {}
        times = []
        gone, begins = self.rows["cancelled"].to_numpy(), self.sold & (self.rows["orders"].to_numpy() > 0.0)
        begins |= self.sold & (self.origin == np.arange(len(self.rows)))
        for row in np.flatnonzero((self.origin >= 0) & (begins | gone)):
            origin = int(self.origin[row])
            if begins[row]:
                open_since.setdefault(origin, int(self.when[row]))
            if gone[row] and origin in open_since:
                times.append((origin, open_since.pop(origin), int(self.when[row])))
        return times + [(origin, since, self.months) for origin, since in open_since.items()]

    def customers(self, w: Any, f: int) -> np.ndarray:
        """Own customers at each month's end whose first order's category and whose age a feed counts."""
        weight, (low, high) = self.weight(w, f), w["feed_months"][0, f]
        out = np.zeros((len(self.partners), self.months))
        for origin, since, left in self.stays:
            start = int(self.when[origin])
            months = np.arange(max(since, start + low), max(min(left, start + high), 0))
            out[self.who[origin], months] += weight[origin] * self.terms(np.full(months.size, start), months)
        return out + self.nameless()[0] if w["feed_everywhere"][0, f] else out

    def nameless(self) -> tuple[np.ndarray, np.ndarray]:
        """Own customers of rows that name none, at each month's end, and how many notes say that one left."""
        stock, left = np.zeros((2, len(self.partners), self.months))
        gone, orders = self.rows["cancelled"].to_numpy(), self.rows["orders"].to_numpy()
        now, month = np.zeros(len(self.partners)), 0
        for row in np.flatnonzero((self.origin < 0) & (self.is_new | gone)):
            stock[:, month : int(self.when[row])] = now[:, None]
            who, month = self.who[row], int(self.when[row])
            now[who] = max(now[who] + orders[row] * self.is_new[row] - gone[row], 0.0)
            left[who, month] += gone[row]
        stock[:, month:] = now[:, None]
        return stock, left

    def retained(self) -> tuple[np.ndarray, np.ndarray]:
        """Customers at each month's beginning, and how many of them left in it; each of shape (partners, months)."""
        counts, left = np.zeros((2, len(self.partners), self.months + 1))
        for origin, since, until in self.stays:
            counts[self.who[origin], since + 1 : until + 1] += 1.0
            if since < until < self.months:
                left[self.who[origin], until] += 1.0
        stock, notes = self.nameless()
        before = np.hstack([np.zeros((len(self.partners), 1)), stock[:, :-1]])
        return counts[:, :-1] + before, left[:, :-1] + np.minimum(notes, before)


def arranged(rows: pd.DataFrame, categories: Sequence[str]) -> Sales:
    """A checked table, arranged by month and, within a month, as it stands."""
    rows = rows.sort_values("month", kind="stable", ignore_index=True)
    partners = sorted(dict.fromkeys(rows["partner"]))
    first, last = int(rows["month"].min()), int(rows["month"].max())
    stated = rows["joined"].where(rows["joined"] >= 0)
    joined = stated.groupby(rows["partner"]).min().fillna(rows["month"].groupby(rows["partner"]).min())
    boss = rows[rows["recruiter"] != ""].groupby("partner")["recruiter"].first()
    number = {name: at for at, name in enumerate(partners)}
    recruiter = np.array([number.get(boss.get(name, ""), -1) for name in partners])
    starts = np.array([int(joined[name]) - first for name in partners])
    return Sales(rows, partners, first, last - first + 1, starts, recruiter, categories)
