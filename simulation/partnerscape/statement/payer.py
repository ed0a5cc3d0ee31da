"""Month by month: what is counted goes into the plan's rows, the rules of pay do the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from partnerscape.engine.build import compiled
from partnerscape.engine.plans import Layout, write_plan
from partnerscape.rules.paying import table as at
from partnerscape.rules.paying.table import plan_fields
from partnerscape.scenario.errors import InputError, Shown
from partnerscape.scenario.pay import Component, Plan
from partnerscape.scenario.pay.component import ENDLESS
from partnerscape.scenario.pay.words import MONEY, OF_RECRUITS

from .counted import Sales

OWN = range(at.CUSTOMERS)  # what is sold in a month
NO_ORDERS = ("nothing", "own pay", "customers")  # bases of which no single order is a part
MOST_DELAY = 24 + 1  # months
LOOPS = '''"""Months of a table of sales, compiled: a cache, not a source."""

from numba import njit
from partnerscape.rules.paying.pay_month import pay_month as earned_by_all, pay_out_month as paid_to_all

kernel = njit(cache=True, error_model="numpy", nogil=True)


@kernel
def pay_month(s, world, t, tenure, segment, before, there):
    earned_by_all(s, world, t, tenure, segment, before, there)


@kernel
def pay_out_month(s, world, t, there):
    paid_to_all(s, world, t, there)
'''


@lru_cache(maxsize=1)
def _record_type() -> np.dtype:
    return np.dtype(plan_fields())


class Payer:
    """A table of sales beside a plan's numbers."""

    def __init__(
        self,
        plan: Plan,
        sales: Sales,
        segments: Sequence[str],
        begins: int = 0,
        until: int = ENDLESS,
        prefix: str = "",
        file: str | Path = "sales",
    ) -> None:
        self.plan, self.sales = plan, sales
        self.begins, self.until, self.prefix = begins, until, prefix
        self.fixed = [k for k, c in enumerate(plan.components.values()) if c.on == "nothing"]
        self.world = np.zeros(1, _record_type())
        self.w, layout = self.world[0], Layout()
        feeds = write_plan(self.w, 0, plan, layout, segments, sales.categories)
        sales = self.sales = replace(sales, of_offers=[feed.of_offers for feed in feeds])
        self._proof(layout)
        self.s = np.zeros((layout.size, len(sales.partners)))
        self.feeds = int(self.w["feeds"][0])
        self.rows = {
            f: sales.contributions(self.w, f) for f in range(self.feeds) if self.w["feed_basis"][0, f] in (*OWN, at.FROM_RECRUITS)
        }
        stocks = [f for f in range(self.feeds) if self.w["feed_basis"][0, f] == at.CUSTOMERS]
        self.customers = {f: sales.customers(self.w, f) for f in stocks}
        self.present = (sales.per_month(np.ones(len(sales.rows))) > 0.0).astype(float)
        self.amounts = {f: sales.per_month(rows) for f, rows in self.rows.items()}
        self.segment = self._segments(segments)
        self.earned = np.zeros((len(plan.components), len(sales.partners), sales.months))
        self.own = [k for k, c in enumerate(plan.components.values()) if c.on not in OF_RECRUITS]
        self.returned = np.zeros_like(self.earned)
        self.deducted = np.zeros((*self.earned.shape[:2], sales.months + MOST_DELAY))
        self.gone = list(sales.cancellations())
        restricted = [name for name, c in plan.components.items() if c.customer_months[0] > 1 or c.customer_months[1] < ENDLESS]
        if restricted and sales.ageless:
            expected = f"the customer of each renewal: {restricted[0]} pays by the months of a customer's life"
            raise InputError(file, "", "customer", expected, Shown("renewals without one"))

    def _proof(self, layout: Layout) -> None:
        """Rows of what funds hold, where the table says what was proven as used; else all that is due counts as used."""
        proven = self.sales.rows["proven"]
        self.proven = self.sales.per_month(proven.fillna(0.0).to_numpy()) if proven.notna().any() else None
        self.w["proven_use"][0] = at.MILLION
        if self.proven is None:
            return
        self.w["proof_row"][0] = layout.row("proof")
        for k, (name, component) in enumerate(self.plan.components.items()):
            if component.fund:
                self.w["fund_row"][0, k] = layout.row(("fund", name), 1 + max(component.use_months, 1))

    def _segments(self, segments: Sequence[str]) -> np.ndarray:
        """Number of each partner's segment by month; 0 where none is stated."""
        number = self.sales.rows["segment"].map({name: at for at, name in enumerate(segments) if name})
        own = Sales.standing(_with(self.sales, number), "number")
        return np.nan_to_num(own).astype(int)

    def play(self, since: int) -> pd.DataFrame:
        """All months; the statement."""
        loops, sales = compiled("partnerscape_statement", LOOPS), self.sales
        before = sales.joined < since
        self._choose()
        standing = self._standing()
        rows = []
        for month in range(sales.months):
            t, there = sales.first + month, sales.joined <= month
            tenure = np.maximum(month - sales.joined, 0)
            self._count(month, standing, there)
            loops.pay_month(self.s, self.world, t, tenure, self.segment[:, month], before, there)
            if not self.begins <= month < self.until:
                self.s[self.w["earned_row"][0, self.fixed]] = 0.0
            self.earned[:, :, month] = self.s[self.w["earned_row"][0, : len(self.plan.components)]]
            self._take_back(month)
            if self.proven is not None:
                self.s[self.w["proof_row"][0]] = self.proven[:, month]
            loops.pay_out_month(self.s, self.world, t, there)
            if self.proven is not None:
                self.proven[:, month] = self.s[self.w["proof_row"][0]]
            rows.append(self._month(month, there))
        return pd.concat(rows, ignore_index=True)

    def _choose(self) -> None:
        names = {name: number for number, name in enumerate(self.plan.choices)}
        own = self.sales.rows["choice"].isin(list(names))  # the plan before may have had another menu
        chosen = self.sales.rows[own].groupby("partner")["choice"].first()
        self.s[self.w["choice_row"][0]] = [names.get(chosen.get(name, ""), 0) for name in self.sales.partners]

    def _standing(self) -> dict[int, np.ndarray]:
        """Standings by basis, shares in millionths, each of shape (partners, months)."""
        sales = self.sales
        quality, retention, skill = (sales.standing(name) for name in ("quality", "retention", "skill"))
        certified = np.where(np.isnan(own := sales.standing("certified")), np.floor(10.0 * skill + 1e-9), own)
        retained, left = sales.retained()
        known = ~np.isnan(retention)
        stayed = np.where(known, retention, (retained - left) / np.maximum(retained, 1.0))
        return {
            at.SKILL: _millionths(skill),
            at.CERTIFIED: np.nan_to_num(certified),
            at.STAYED: np.where(known | (retained > 0.0), _millionths(stayed), 0.0),
            at.ASKED: (known | (retained > 0.0)).astype(float),
            at.QUALITY: _millionths(quality),
            at.ONE: (~np.isnan(quality)).astype(float),
        }

    def _count(self, month: int, standing: dict[int, np.ndarray], there: np.ndarray) -> None:
        """The month's feeds into the partners' rows."""
        for f in range(self.feeds):
            basis, level, row = (int(self.w[name][0, f]) for name in ("feed_basis", "feed_level", "feed_row"))
            if basis in OWN:
                self.s[row] = self.amounts[f][:, month]
            elif basis in standing:
                self.s[row] = standing[basis][:, month]
            elif basis == at.CUSTOMERS:
                self.s[row] = self.customers[f][:, month]
            elif basis == at.RECRUITS:
                self.s[row] = self._passed_up(self.present[:, month], 1)
            elif month == 0:
                self.s[row] = 0.0
            elif basis == at.FROM_RECRUITS:
                self.s[row] = self._passed_up(self.amounts[f][:, month - 1], level)
            else:
                of = self.own if basis == at.OWN_PAY_OF_RECRUITS else slice(None)
                self.s[row] = self._passed_up(self.earned[of, :, month - 1].sum(axis=0), level)

    def _passed_up(self, amounts: np.ndarray, level: int) -> np.ndarray:
        """Sums over those whom a partner recruited, at a level or (0) at all levels."""
        out, above = np.zeros(amounts.size), self.sales.recruiter.copy()
        for step in range(1, at.RECRUIT_LEVELS + 1):
            entitled = above >= 0
            if level in (0, step):
                np.add.at(out, above[entitled], amounts[entitled])
            above = np.where(entitled, self.sales.recruiter[above], -1)
        return out

    def _take_back(self, month: int) -> None:
        """Clawback: the part of its first month's pay that is a cancelled customer's, by what it was paid on.

        It is deducted at once, or when that pay falls due.
        """
        for who, _, row in (gone for gone in self.gone if gone[1] == month):
            start = int(self.sales.when[row])
            for k, component in enumerate(self.plan.components.values()):
                share = next((step.share for step in component.clawback if month - start < step.until), 0.0)
                feed = int(self.w["pay_feed"][0, k, 0])
                if share == 0.0 or feed not in self.rows or component.on in (*OF_RECRUITS, *NO_ORDERS):
                    continue
                sales = self.sales.unweighted(self.rows[feed], self.w, feed) if component.fees else self.rows[feed]
                firsts, month_s = (self.sales.origin == row), (self.sales.who == who) & (self.sales.when == start)
                base, own = round(sales[month_s].sum()), round(sales[firsts & month_s].sum())
                pay = int(self.earned[k, who, start])
                if base > 0 and pay > 0 and own > 0:
                    back = _half_up(round(share * 1e6) * pay * min(own, base), 1_000_000 * base)
                    self.returned[k, who, month] += back
                    self.deducted[k, who, max(month, start + component.delay_months)] += back
        self.s[self.w["returned_row"][0, : len(self.plan.components)]] = self.deducted[:, :, month]

    def _month(self, month: int, there: np.ndarray) -> pd.DataFrame:
        """The statement's rows of a month."""
        sales, w = self.sales, self.w
        who = np.flatnonzero(there)
        year, rest = divmod(sales.first + month, 12)
        named = {"month": f"{year:04d}-{rest + 1:02d}"}
        parts = []
        for k, (name, component) in enumerate(self.plan.components.items()):
            earned, paid = (self.s[int(w[f"{column}_row"][0, k]), who] for column in ("earned", "paid"))
            returned = self.returned[k, who, month]
            base = self._base(k, component, who)
            ladder = int(w["pay_ladder"][0, k])
            levels = self.plan.levels.get(component.levels)
            level = [levels.name_of(int(at)) for at in self.s[int(w["ladder_row"][0, ladder]), who]] if levels else ""
            parts.append(
                pd.DataFrame(
                    {
                        "who": who,
                        **named,
                        "component": self.prefix + name,
                        "level": level,
                        "base": base,
                        "earned": earned,
                        "returned": returned,
                        "paid": paid,
                    }
                )
            )
        both = pd.concat(parts, ignore_index=True)
        both.insert(0, "partner", [sales.partners[at] for at in both.pop("who")])
        both[["earned", "returned", "paid"]] = both[["earned", "returned", "paid"]] / at.CENTS
        return both

    def _base(self, k: int, component: Component, who: np.ndarray) -> np.ndarray | float:
        """What a component is paid on, in currency or numbers; of a fee table what it pays."""
        if component.on in ("nothing", "own pay"):
            return 0.0
        feeds = self.w["pay_feed"][0, k, : int(self.w["pay_feeds"][0, k])]
        base = sum(self.s[int(self.w["feed_row"][0, feed]), who] for feed in feeds)
        scale = 1.0 if not component.fees else at.MILLION if component.how == "rate" else at.CENTS
        return base / (at.CENTS if component.on in MONEY else 1.0) / scale


def _with(sales: Sales, number: pd.Series) -> Sales:
    """The same sales with a column ``number``."""
    return replace(sales, rows=sales.rows.assign(number=number))


def _millionths(shares: np.ndarray) -> np.ndarray:
    return np.floor(np.nan_to_num(shares) * at.MILLION + 0.5)


def _half_up(number: int, divisor: int) -> int:
    """A quotient of whole numbers, halves away from zero."""
    if divisor < 0:
        number, divisor = -number, -divisor
    size = (2 * abs(number) + divisor) // (2 * divisor)
    return size if number >= 0 else -size
