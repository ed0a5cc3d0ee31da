"""A pay plan as numbers: from a policy's components to the table that the rules of pay read (``rules.paying.table``)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from partnerscape.rules.paying import table as at
from partnerscape.rules.shared.records import CATEGORIES
from partnerscape.scenario import InputError
from partnerscape.scenario.pay import Component, Condition, Period, Plan
from partnerscape.scenario.pay.levels import Levels
from partnerscape.scenario.pay.words import LONGEST, MEANS, MONEY, MONTHS_OF, NOW, OF_RECRUITS, SHARES

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

    def __init__(self, record: Any, o: int, layout: Layout, segments: Sequence[str], categories: Sequence[str]) -> None:
        self.w, self.o, self.layout = record, o, layout
        self.segments, self.categories = list(segments), list(categories)
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


def write_plan(record: Any, o: int, plan: Plan, layout: Layout, segments: Sequence[str], categories: Sequence[str]) -> None:
    """Plan ``o`` of a record's table."""
    to = Writer(record, o, layout, segments, categories)
    choices = plan.choices
    record["ages"][o] = to.ages = _longest_age(plan, layout)
    record["ages_row"][o] = layout.row(("ages", to.ages), to.ages + 3) if to.ages else 0
    record["choices"][o] = len(choices)
    record["choice_row"][o] = layout.row("choice")
    record["settled_row"][o] = layout.row("under")
    record["year_row"][o] = layout.row("paid in the year")
    record["recruits_row"][o] = 0
    record["orders_row"][o] = layout.row("orders so far")
    record["start_row"][o] = layout.row("plan")
    record["since_row"][o] = layout.row("since")
    record["short_row"][o] = layout.row("short form")
    record["keeps_old"][o] = plan.old_customers_keep
    record["least_payout"][o] = _cents(plan.payout.minimum)
    record["total_cap_month"][o] = _cents(plan.payout.cap_month)
    record["total_cap_year"][o] = _cents(plan.payout.cap_year)
    record["out_ladder"][o] = -1
    if plan.up_or_out is not None:
        out = plan.up_or_out
        record["out_ladder"][o] = to.gate("up or out", (Condition(measure=out.measure, over=out.over, at_least=out.at_least),))
        record["out_from"][o] = out.from_month
    for number, (name, component) in enumerate(plan.components.items()):
        own = f"new: {name}" if plan.old_customers_keep else name  # the old plan's component of that name goes on
        _write_component(to, number, own, component, plan, choices)
    for name, count in (("feeds", len(to.feeds)), ("meters", len(to.meters)), ("ladders", len(to.ladders))):
        record[name][o] = count
    record["components"][o] = len(plan.components)
    record["counts_orders"][o] = any(feed.orders != (0, at.ENDLESS) for feed in to.feeds)


def _longest_age(plan: Plan, layout: Layout) -> int:
    """How many months of customers must be told apart; 0: none. What today's plan tells apart already does for the other."""
    ends = [end for c in plan.components.values() for end in c.customer_months if 0 < end < at.ENDLESS]
    ends += [step.until for c in plan.components.values() for step in c.clawback]
    own = LONGEST if plan.old_customers_keep else max(ends, default=0)
    known = [key[1] for key in layout.rows if isinstance(key, tuple) and key[0] == "ages" and key[1] >= own > 0]
    return known[0] if known else own


def _cents(amount: float) -> float:
    return float(np.floor(abs(amount) * at.CENTS + 0.5)) * (1.0 if amount >= 0.0 else -1.0)


def _millionths(rate: float) -> float:
    return float(np.floor(abs(rate) * at.MILLION + 0.5)) * (1.0 if rate >= 0.0 else -1.0)


def _base_feed(to: Writer, c: Component, basis: int, level: int = 0, weights: tuple[float, ...] | None = None) -> Feed:
    mask = tuple(1.0 if name in c.categories else 0.0 for name in to.categories) if c.categories else ()
    size = (c.minimum_order, c.maximum_order or BEYOND)
    weights = mask if weights is None else weights
    return Feed(basis, level, weights, c.customer_months, c.order_numbers, size, c.registered, paid_on=True)


def _write_component(to: Writer, k: int, name: str, c: Component, plan: Plan, choices: Sequence[str]) -> None:
    layout, put = to.layout, to.put
    period = Period.read(c.per)
    assert period is not None
    put("pay_segments", k, sum(1 << s for s, segment in enumerate(to.segments) if not c.segments or segment in c.segments))
    put("pay_choice", k, choices.index(c.choice) if c.choice else -1)
    put("pay_joined", k, {"": 0, "before": 1, "after": 2}[c.joined])
    put("pay_tenure", k, c.tenure_months)
    put("pay_period", k, period.months or at.ENDLESS)
    put("pay_joining", k, period.from_joining or period.kind == "lifetime")
    put("cap_joining", k, period.from_joining)
    put("pay_ladder", k, to.levels(c.levels, plan.levels[c.levels]) if c.levels else -1)
    put("pay_gate", k, to.gate(name, c.needs) if c.needs else -1)
    put("cap_month", k, _cents(c.cap_month))
    put("cap_year", k, _cents(c.cap_year))
    put("capped_row", k, layout.row(("capped", name)) if c.cap_year else 0)
    put("fit_row", k, layout.row(("fit", name)))
    _write_base(to, k, name, c, period)
    _write_timing(to, k, name, c)


def _write_base(to: Writer, k: int, name: str, c: Component, period: Period) -> None:
    """What a component is paid on, and how."""
    put, how = to.put, c.how
    put("pay_feeds", k, 1)
    put("pay_line", k, _line(c))
    if c.on not in SPECIAL:
        _write_feeds(to, k, c)
    if how == "rate":
        put("pay_how", k, at.SHARE_OF_PAY if c.on == "own pay" else at.FLAT)
        put("pay_scale", k, at.MILLION)
        put("pay_rate", k, [1.0] if c.fees else [_millionths(rate) for rate in c.rates])
        if c.vendor_cap_year:
            put("pay_how", k, at.SPLIT)
            put("pay_sum", k, _cents(c.vendor_cap_year))
            _write_sum(to, k, name, c, period)
    elif how == "amount":
        put("pay_how", k, at.FLAT)
        put("pay_scale", k, 1.0)
        put("pay_rate", k, [_cents(amount) for amount in c.amount])
    elif how == "brackets":
        _write_schedule(to, k, c)
        _write_sum(to, k, name, c, period)
    elif how == "lump":
        put("pay_how", k, at.TARGET if c.target else at.FIXED)
        put("pay_rate", k, [_cents(lump) for lump in c.lump])
        put("pay_target", k, _cents(c.target) if c.on in MONEY else c.target)
        if c.target:
            _write_sum(to, k, name, c, period)
    elif how == "guarantee":
        put("pay_how", k, at.GUARANTEE)
        put("pay_sum", k, _cents(c.guarantee))
    else:
        put("pay_how", k, at.POOL if how == "pool" else at.PRIZE)
        put("pay_sum", k, _cents(c.pool))
        put("pay_prize", k, [_cents(prize) for prize in c.prizes])
        put("share_row", k, to.layout.row(("share", name)))
        _write_sum(to, k, name, c, period)
    if c.cap_per_unit:
        _write_capped(to, k, c)


def _write_feeds(to: Writer, k: int, c: Component) -> None:
    named = [name for name in to.categories if not c.categories or name in c.categories]
    fees = tuple(_millionths(c.fees.get(name, 0.0) if name in named else 0.0) for name in to.categories) if c.fees else None
    if c.on not in OF_RECRUITS:
        to.put("pay_feed", k, [to.feed(_base_feed(to, c, BASIS[c.on], weights=fees))])
        return
    if c.how != "rate":  # all levels together
        to.put("pay_feed", k, [to.feed(_base_feed(to, c, BASIS[c.on], ALL_LEVELS))])
        return
    levels = range(1, len(c.rates) + 1)
    to.put("pay_feed", k, [to.feed(_base_feed(to, c, BASIS[c.on], level)) for level in levels])
    to.put("pay_feeds", k, len(levels))
    if c.unlocked:
        to.put("pay_unlocked", k, 1)
        to.put("pay_unlock", k, c.unlocked)
        to.w["recruits_row"][to.o] = to.w["feed_row"][to.o, to.feed(Feed(at.RECRUITS))]
    if c.most_of_vendor_share:
        to.put("of_vendor", k, 1)
        to.put("vendor_pay_feed", k, [to.feed(Feed(at.OWN_PAY_OF_RECRUITS, level)) for level in levels])
        to.put("most_of_vendor", k, _millionths(c.most_of_vendor_share))


def _line(c: Component) -> int:
    """The line of the books that a component's pay belongs to."""
    if c.fund:
        return at.FUND
    if c.on in OF_RECRUITS:
        return at.OVERRIDE
    if c.on == "nothing":
        return at.FIXED_PAY
    if c.on == "renewals" or c.on == "customers" or c.customer_months[0] > 0:
        return at.ON_RENEWALS
    return at.BONUS if c.how in ("lump", "pool", "prizes") or c.on == "own pay" else at.ON_NEW


def _write_sum(to: Writer, k: int, name: str, c: Component, period: Period) -> None:
    """A component's own sum over its period of what it is paid on, and whether its target was reached in it."""
    key = ("sum", name, period, _base_feed(to, c, BASIS[c.on]))
    to.put("sum_new", k, key not in to.layout.rows)
    to.put("sum_row", k, to.layout.row(key, 2))


def _write_capped(to: Writer, k: int, c: Component) -> None:
    """With a cap per order each level's pay is counted order by order."""
    rates = [_millionths(rate) for rate in c.rates] or [at.MILLION * _cents(amount) for amount in c.amount]
    cap = at.MILLION * _cents(c.cap_per_unit)
    feeds = [to.feed(replace(_base_feed(to, c, BASIS[c.on]), rate=rate, cap=cap)) for rate in rates]
    to.put("pay_capped", k, 1)
    to.put("capped_feed", k, feeds)


def _write_schedule(to: Writer, k: int, c: Component) -> None:
    """Brackets as lines: pay = constant + slope x amount from each start on, in millionths of cents.

    On numbers of orders or customers, a bracket's rate is currency per unit.
    """
    brackets, money = c.brackets, c.on in MONEY
    starts = [_cents(b.start) if money else b.start for b in brackets]
    slopes = [_millionths(b.rate) if money else at.MILLION * _cents(b.rate) for b in brackets]
    constants: list[float] = []
    for b, bracket in enumerate(brackets):
        if (bracket.counted or c.counted) == "retroactive":
            constants.append(0.0)
        elif b == 0:
            constants.append(-slopes[0] * starts[0])
        else:
            constants.append(constants[-1] + (slopes[b - 1] - slopes[b]) * starts[b])
    starts[0] = -BEYOND if starts[0] == 0.0 else starts[0]  # a refund takes back at the first rate
    to.put("pay_how", k, at.SCHEDULE)
    to.put("pay_scale", k, at.MILLION)
    to.put("pay_brackets", k, len(starts))
    to.put("pay_start", k, starts)
    to.put("pay_slope", k, slopes)
    to.put("pay_constant", k, constants)


def _write_timing(to: Writer, k: int, name: str, c: Component) -> None:
    put, layout = to.put, to.layout
    ring = c.delay_months + max(c.instalments, c.hold_months + 1)
    put("pay_delay", k, c.delay_months)
    put("pay_instalments", k, c.instalments)
    put("pay_hold_months", k, c.hold_months)
    put("hold_share", k, _millionths(c.hold_back))
    put("pay_ring", k, ring)
    put("due_row", k, layout.row(("due", name, ring), ring) if ring > 1 else 0)
    for column in ("earned", "paid", "returned", "belief", "usual", "carried"):
        put(f"{column}_row", k, layout.row((column, name)))
    put("least_due", k, _cents(c.minimum_payout))
    put("balance_row", k, layout.row(("balance", name)) if c.minimum_payout else -1)
    put("pay_claws", k, len(c.clawback))
    put("claw_until", k, [step.until for step in c.clawback])
    put("claw_share", k, [_millionths(step.share) for step in c.clawback])
    longest = c.clawback[-1].until if c.clawback else 0
    put("risk_row", k, layout.row(("risk", name, longest, to.ages), longest + 2) if longest else 0)
