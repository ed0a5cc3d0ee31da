"""One component of a plan as numbers: for whom, on what, how, within which limits, when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from partnerscape.rules.paying import table as at
from partnerscape.scenario.pay import Component, Period, Plan
from partnerscape.scenario.pay.words import MONEY, OF_RECRUITS

from .writer import ALL_LEVELS, BASIS, BEYOND, SPECIAL, Feed, Writer, in_cents, in_millionths

Fees = Mapping[str, float]  # in whole millionths or cents, by category or offer


def _base_feed(to: Writer, c: Component, basis: int, level: int = 0, fees: Fees | None = None) -> Feed:
    size = (c.minimum_order, c.maximum_order or BEYOND)
    weights, of_offers = _weights(to, c, fees or {})
    return Feed(basis, level, weights, of_offers, c.customer_months, c.order_numbers, size, c.registered, paid_on=True)


def _weights(to: Writer, c: Component, fees: Fees) -> tuple[tuple[float, ...], tuple[tuple[str, float], ...]]:
    """What sales in each category weigh, and in each offer that the component names; nothing: all sales count alike.

    The simulation does not tell the offers of a category apart: there they weigh their mean.
    """
    if not (c.categories or c.single_offers or fees):
        return (), ()
    own = {name: fees.get(name, 1.0) for name in dict.fromkeys([*c.single_offers, *fees]) if name not in to.categories}

    def of_category(category: str) -> float:
        rest = bool(c.categories or fees) and (not c.categories or category in c.categories)
        plain = (fees.get(category, 0.0) if fees else 1.0) if rest else 0.0
        offers = [own.get(offer, plain) for offer, its in to.catalogue if its == category] if own else []
        return sum(offers) / len(offers) if offers else plain

    return tuple(map(of_category, to.categories)), tuple(own.items())


def write_component(to: Writer, k: int, name: str, c: Component, plan: Plan, choices: Sequence[str]) -> None:
    """Component ``k`` of a plan."""
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
    put("cap_month", k, in_cents(c.cap_month))
    put("cap_year", k, in_cents(c.cap_year))
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
        put("pay_rate", k, [1.0] if c.fees else [in_millionths(rate) for rate in c.rates])
        if c.vendor_cap_year:
            put("pay_how", k, at.SPLIT)
            put("pay_sum", k, in_cents(c.vendor_cap_year))
            _write_sum(to, k, name, c, period)
    elif how == "amount":
        put("pay_how", k, at.FLAT)
        put("pay_scale", k, 1.0)
        put("pay_rate", k, [1.0] if c.fees else [in_cents(amount) for amount in c.amounts])
    elif how == "brackets":
        _write_schedule(to, k, c)
        _write_sum(to, k, name, c, period)
    elif how == "lump":
        put("pay_how", k, at.TARGET if c.target else at.FIXED)
        put("pay_rate", k, [in_cents(lump) for lump in c.lump])
        put("pay_target", k, in_cents(c.target) if c.on in MONEY else c.target)
        if c.target:
            _write_sum(to, k, name, c, period)
    elif how == "guarantee":
        put("pay_how", k, at.GUARANTEE)
        put("pay_sum", k, in_cents(c.guarantee))
    else:
        put("pay_how", k, {"pool": at.POOL, "prizes": at.PRIZE}[how])
        put("pay_sum", k, in_cents(c.pool))
        put("pay_prize", k, [in_cents(prize) for prize in c.prizes])
        put("share_row", k, to.layout.row(("share", name)))
        _write_sum(to, k, name, c, period)
    if c.cap_per_unit:
        _write_capped(to, k, c)


def _write_feeds(to: Writer, k: int, c: Component) -> None:
    fees = {name: in_millionths(fee) if c.how == "rate" else in_cents(fee) for name, fee in c.fees.items()}
    if c.on not in OF_RECRUITS:
        to.put("pay_feed", k, [to.feed(_base_feed(to, c, BASIS[c.on], fees=fees))])
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
        to.put("most_of_vendor", k, in_millionths(c.most_of_vendor_share))


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
    rates = [in_millionths(rate) for rate in c.rates] or [at.MILLION * in_cents(amount) for amount in c.amounts]
    cap = at.MILLION * in_cents(c.cap_per_unit)
    feeds = [to.feed(replace(_base_feed(to, c, BASIS[c.on]), rate=rate, cap=cap)) for rate in rates]
    to.put("pay_capped", k, 1)
    to.put("capped_feed", k, feeds)


def _write_schedule(to: Writer, k: int, c: Component) -> None:
    """Brackets as lines: pay = constant + slope x amount from each start on, in millionths of cents.

    On numbers of orders or customers, a bracket's rate is currency per unit.
    """
    brackets, money = c.brackets, c.on in MONEY
    starts = [in_cents(b.start) if money else b.start for b in brackets]
    slopes = [in_millionths(b.rate) if money else at.MILLION * in_cents(b.rate) for b in brackets]
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
    put("hold_share", k, in_millionths(c.hold_back))
    put("pay_ring", k, ring)
    put("due_row", k, layout.row(("due", name, ring), ring) if ring > 1 else 0)
    for column in ("earned", "paid", "returned", "belief", "usual", "carried"):
        put(f"{column}_row", k, layout.row((column, name)))
    put("least_due", k, in_cents(c.minimum_payout))
    put("balance_row", k, layout.row(("balance", name)) if c.minimum_payout else -1)
    put("pay_claws", k, len(c.clawback))
    put("claw_until", k, [step.until for step in c.clawback])
    put("claw_share", k, [in_millionths(step.share) for step in c.clawback])
    put("proven_use", k, in_millionths(c.proven_use))
    put("use_months", k, c.use_months)
    longest = c.clawback[-1].until if c.clawback else 0
    put("risk_row", k, layout.row(("risk", name, longest, to.ages), longest + 2) if longest else 0)
