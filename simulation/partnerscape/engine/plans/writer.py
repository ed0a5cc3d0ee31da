"""Feeds, meters and ladders of a plan, written once each; rows of a partner's own numbers, handed out as plans ask for them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from partnerscape.rules.paying import table as at
from partnerscape.rules.shared.records import CATEGORIES
from partnerscape.scenario import InputError
from partnerscape.scenario.pay import Condition, Period
from partnerscape.scenario.pay.levels import Levels
from partnerscape.scenario.pay.words import MEANS, MONEY, MONTHS_OF, NOW, SHARES

BASIS = {
    "new revenue": at.NEW,
    "renewals": at.RENEWALS,
    "revenue": at.REVENUE,
    "margin": at.MARGIN,
    "savings": at.SAVINGS,
    "orders": at.ORDERS,
    "new customers": at.WON,
    "customers": at.CUSTOMERS,
    "skill": at.SKILL,
    "certified": at.CERTIFIED,
    "recruits": at.RECRUITS,
    "recruits revenue": at.FROM_RECRUITS,
    "recruits pay": at.PAY_OF_RECRUITS,
}
RATIOS = {"retention": (at.STAYED, at.ASKED), "quality": (at.QUALITY, at.ONE)}
KINDS = {"to date": at.TO_DATE, "trailing": at.TRAILING, "lifetime": at.LIFETIME, "previous": at.PREVIOUS}
SIZES = (640,)  # rows per partner: each size would be compiled anew, for a minute; empty rows cost 3 % of a run
SPECIAL = ("own pay", "nothing")
BEYOND = 1e200  # currency, cents: more than anybody sells
ALL_LEVELS = 0  # of recruits, together


@dataclass(frozen=True)
class Feed:
    """What is counted in a month, and of which sales."""

    basis: int
    level: int = 0  # of recruits; 0: own sales
    weights: tuple[float, ...] = ()  # by category; empty: all count
    of_offers: tuple[tuple[str, float], ...] = ()  # weights of offers that have their own
    months: tuple[int, int] = (0, at.ENDLESS)
    orders: tuple[int, int] = (0, at.ENDLESS)
    size: tuple[float, float] = (0.0, BEYOND)
    registered: bool = False
    rate: float = 0.0  # with a cap per order: what is counted is the pay
    cap: float = 0.0
    paid_on: bool = False  # a component's: sales to customers of other terms do not count; levels look at all sales


@dataclass
class Layout:
    """Rows of a partner's own numbers, handed out as plans ask for them: two plans share what means the same."""

    rows: dict[Hashable, int] = field(default_factory=dict)
    size: int = 1  # row 0 belongs to nobody

    def row(self, key: Hashable, length: int = 1) -> int:
        """The first of ``length`` rows under a key."""
        if key not in self.rows:
            self.rows[key] = self.size
            self.size += length
        return self.rows[key]

    @property
    def fitting(self) -> int:
        """The size of a partner's table that holds all rows."""
        for size in SIZES:
            if self.size <= size:
                return size
        raise InputError(
            "pay", "", "pay", f"a plan that keeps at most {SIZES[-1]} numbers per partner", self.size, "shorten the times"
        )


class Writer:
    """Writes plan ``o`` into a record; feeds and meters that mean the same are one."""

    def __init__(
        self,
        record: Any,
        o: int,
        layout: Layout,
        segments: Sequence[str],
        categories: Sequence[str],
        catalogue: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.w, self.o, self.layout = record, o, layout
        self.segments, self.categories = list(segments), list(categories)
        self.catalogue = list(catalogue)  # offers with their categories; a table of sales says the category itself
        self.feeds: dict[Feed, int] = {}
        self.meters: dict[Hashable, int] = {}
        self.ladders: dict[Hashable, int] = {}
        self.ages = 0

    def put(self, name: str, index: int, value: Any) -> None:
        """One number or list of the plan's table."""
        column = self.w[name][self.o]
        if column.ndim > 1:
            column[index][: len(value)] = value
        else:
            column[index] = value

    def feed(self, feed: Feed) -> int:
        """The number of a feed."""
        if feed in self.feeds:
            return self.feeds[feed]
        number = self.feeds[feed] = self._next(self.feeds, at.FEEDS, "kinds of sales")
        self.put("feed_basis", number, feed.basis)
        self.put("feed_level", number, feed.level)
        self.put("feed_months", number, feed.months)
        self.put("feed_orders", number, feed.orders)
        self.put("feed_size", number, feed.size)
        self.put("feed_registered", number, feed.registered)
        self.put("feed_everywhere", number, not feed.weights)
        self.put("feed_plain", number, feed == Feed(feed.basis, feed.level, paid_on=feed.paid_on))
        self.put("feed_rate", number, feed.rate)
        self.put("feed_cap", number, feed.cap)
        self.put("feed_paid_on", number, feed.paid_on)
        self.put("feed_weight", number, feed.weights or [1.0] * CATEGORIES)
        self.put("feed_row", number, self.layout.row(("feed", feed), 4))  # the month's, and lines that plans read
        return number

    def meter(self, feed: int, kind: int, months: int, joining: bool = False) -> int:
        """The number of a meter."""
        of = next(key for key, number in self.feeds.items() if number == feed)
        key = (of, kind, months, joining)
        if key in self.meters:
            return self.meters[key]
        number = self.meters[key] = self._next(self.meters, at.METERS, "sums over time")
        known = ("meter", key) in self.layout.rows
        length = {at.TRAILING: months + 1, at.PREVIOUS: 2}.get(kind, 1)
        for name, value in (("feed", feed), ("kind", kind), ("months", max(months, 1)), ("joining", joining), ("new", not known)):
            self.put(f"meter_{name}", number, value)
        self.put("meter_row", number, self.layout.row(("meter", key), length))
        return number

    def meter_over(self, feed: int, over: str) -> int:
        """A meter over a time as a plan names it."""
        period = Period.read(over)
        assert period is not None
        return self.meter(feed, KINDS[period.kind], period.months, period.from_joining)

    def measured(self, measure: str, over: str) -> tuple[int, int]:
        """The meter of a measure, and that which it is divided by; -1: none."""
        if measure in MEANS:
            top, bottom = (self.feed(Feed(basis)) for basis in RATIOS[measure])
            return self.meter_over(top, over), self.meter_over(bottom, over)
        if measure in NOW:
            return self.meter(self.feed(Feed(BASIS[measure])), at.NOW, 1), -1
        return self.meter_over(self.feed(Feed(BASIS[measure], ALL_LEVELS)), over), -1

    def ladder(self, key: Hashable, needs: Sequence[tuple[str, str, Sequence[float], bool]], down: int, grace: int) -> int:
        """The number of a ladder: levels by what each need asks for."""
        if key in self.ladders:
            return self.ladders[key]
        number = self.ladders[key] = self._next(self.ladders, at.LADDERS, "levels and conditions")
        self.put("ladder_levels", number, len(needs[0][2]))
        self.put("ladder_needs", number, len(needs))
        self.put("ladder_down", number, down)
        self.put("ladder_grace", number, grace)
        self.put("ladder_row", number, self.layout.row(("ladder", key), 3))
        for c, (measure, over, thresholds, below) in enumerate(needs):
            meter, per = self.measured(measure, over)
            scale = at.CENTS if measure in MONEY else at.MILLION if measure in SHARES else 1.0
            self.w["need_known"][self.o, number, c] = measure == "quality"
            self.w["need_meter"][self.o, number, c] = meter
            self.w["need_per"][self.o, number, c] = per
            self.w["need_below"][self.o, number, c] = below
            self.w["need_threshold"][self.o, number, c, : len(thresholds)] = np.round(np.asarray(thresholds) * scale)
        return number

    def levels(self, name: str, levels: Levels) -> int:
        """A policy's levels."""
        needs = [(need.measure, need.over, need.at_least, False) for need in levels.needs]
        return self.ladder(("levels", name), needs, MONTHS_OF[levels.down], levels.grace_months)

    def gate(self, key: Hashable, conditions: Sequence[Condition]) -> int:
        """Conditions, all at once, as levels 0 and 1."""
        needs = [
            (c.measure, c.over, (0.0, c.at_least if c.at_least is not None else c.below or 0.0), c.below is not None)
            for c in conditions
        ]
        return self.ladder(("gate", key), needs, 1, 0)

    def _next(self, known: dict[Any, int], most: int, what: str) -> int:
        if len(known) >= most:
            raise InputError("pay", "", "pay", f"at most {most} different {what} in a plan", len(known) + 1)
        return len(known)


def in_cents(amount: float) -> float:
    """Currency in whole cents, halves away from zero."""
    return float(np.floor(abs(amount) * at.CENTS + 0.5)) * (1.0 if amount >= 0.0 else -1.0)


def in_millionths(rate: float) -> float:
    """A rate in whole millionths, halves away from zero."""
    return float(np.floor(abs(rate) * at.MILLION + 0.5)) * (1.0 if rate >= 0.0 else -1.0)
