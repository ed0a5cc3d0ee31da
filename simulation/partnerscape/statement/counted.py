"""What a plan counts in a table of sales: each feed's amount per partner and month, and of each customer's first order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.rules.plan import table as at


@dataclass
class Sales:
    """A checked table as arrays: rows in order, numbers of partners, months from the first one on."""

    rows: pd.DataFrame
    partners: list[str]
    first: int
    months: int
    joined: np.ndarray
    recruiter: np.ndarray
    categories: Sequence[str]
    who: np.ndarray = field(init=False)
    when: np.ndarray = field(init=False)
    age: np.ndarray = field(init=False)
    is_new: np.ndarray = field(init=False)
    number: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        rows, sold = self.rows, ~self.rows["cancelled"].to_numpy()
        self.who = rows["partner"].map({name: at for at, name in enumerate(self.partners)}).to_numpy()
        self.when = rows["month"].to_numpy() - self.first
        named = (rows["customer"] != "").to_numpy()
        key = rows["partner"] + "\0" + rows["customer"]
        start = key.where(named & sold).map(rows["month"][named & sold].groupby(key[named & sold]).min())
        self.age = np.where(named, rows["month"] - start.fillna(rows["month"]), np.where(rows["kind"] == "renewal", 1, 0)).astype(
            int
        )
        first = pd.Series(named & sold).groupby(key).cumsum().to_numpy() == 1
        self.is_new = sold & np.where(named, first & named, rows["kind"] != "renewal")
        orders = rows["orders"].where(sold, 0.0)
        self.number = (orders.groupby(self.who).cumsum() - orders).to_numpy()

    @property
    def sold(self) -> np.ndarray:
        """Rows that are sales."""
        return ~self.rows["cancelled"].to_numpy()

    def contributions(self, w: Any, f: int) -> np.ndarray:
        """What each row adds to a feed."""
        rows, basis = self.rows, int(w["feed_basis"][0, f])
        orders = rows["orders"].to_numpy()
        revenue = rows["revenue"].to_numpy()
        amounts = {
            at.NEW: np.where(self.is_new, revenue, 0.0),
            at.RENEWALS: np.where(self.is_new, 0.0, revenue),
            at.REVENUE: revenue,
            at.FROM_RECRUITS: revenue,
            at.MARGIN: rows["margin"].fillna(0.0).to_numpy(),
            at.SAVINGS: rows["savings"].fillna(0.0).to_numpy(),
            at.ORDERS: orders,
            at.WON: np.where(self.is_new, orders if (rows["customer"] == "").all() else 1.0, 0.0),
        }
        return np.where(self.sold, self._in_scope(w, f) * amounts[basis], 0.0)

    def _in_scope(self, w: Any, f: int) -> np.ndarray:
        """Share of each row that a feed counts."""
        rows = self.rows
        low, high = w["feed_months"][0, f]
        counts = ((self.age >= low) & (self.age < high)).astype(float)
        if not w["feed_whole_market"][0, f]:
            weight = dict(zip(self.categories, w["feed_weight"][0, f], strict=False))
            counts *= rows["category"].map(lambda name: weight.get(name, 0.0)).to_numpy(float)
        low, high = w["feed_orders"][0, f]
        if (low, high) != (0, at.ENDLESS):
            orders = np.maximum(rows["orders"].to_numpy(), 1e-9)
            counts *= np.clip(np.minimum(self.number + orders, high) - np.maximum(self.number, low), 0.0, orders) / orders
        low, high = w["feed_size"][0, f]
        size = rows["revenue"].to_numpy() / np.maximum(rows["orders"].to_numpy(), 1e-9)
        counts *= (size >= low * at.CENTS) & (size <= high * at.CENTS)
        if w["feed_registered"][0, f]:
            counts *= rows["registered"].to_numpy()
        return counts

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

    def cancellations(self) -> pd.DataFrame:
        """Rows that say that a customer left: partner, month, customer's first row (-1: unknown)."""
        rows = self.rows
        key = rows["partner"] + "\0" + rows["customer"]
        firsts = {k: at for at, k in enumerate(key) if self.is_new[at] and rows["customer"][at]}
        gone = rows.index[rows["cancelled"]]
        return pd.DataFrame({"who": self.who[gone], "when": self.when[gone], "row": [firsts.get(key[at], -1) for at in gone]})

    def stocks(self) -> tuple[np.ndarray, np.ndarray]:
        """Customers at each month's end, and how many left in it; each of shape (partners, months)."""
        named = (self.rows["customer"] != "").any()
        won = self.per_month(np.where(self.is_new, 1.0 if named else self.rows["orders"].to_numpy(), 0.0))
        lost = self.per_month(np.where(self.sold, 0.0, self.rows["orders"].to_numpy()))
        return np.cumsum(won - lost, axis=1), lost


def arranged(rows: pd.DataFrame, categories: Sequence[str]) -> Sales:
    """A checked table, arranged by partner and month."""
    partners = sorted(dict.fromkeys(rows["partner"]))
    first, last = int(rows["month"].min()), int(rows["month"].max())
    stated = rows["joined"].where(rows["joined"] >= 0)
    joined = stated.groupby(rows["partner"]).min().fillna(rows["month"].groupby(rows["partner"]).min())
    boss = rows[rows["recruiter"] != ""].groupby("partner")["recruiter"].last()
    number = {name: at for at, name in enumerate(partners)}
    recruiter = np.array([number.get(boss.get(name, ""), -1) for name in partners])
    starts = np.array([int(joined[name]) - first for name in partners])
    return Sales(rows, partners, first, last - first + 1, starts, recruiter, categories)
