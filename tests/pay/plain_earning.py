"""How a component pays, within which limits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from partnerscape.scenario.pay import Component, Period
from partnerscape.scenario.pay.words import MONEY, OF_RECRUITS

from .plain_bases import ON_ROWS, Bases
from .plain_sales import ZERO, Partner, Row, cents, millionths


class Earning(Bases):
    """What components earn a partner in a month."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.vendors: dict[tuple[str, str, int], Decimal] = {}  # the vendor's share so far, by component, partner and period
        self.reached: set[tuple[str, str, int]] = set()  # targets, by component, partner and period

    # ---- how

    def pay_of(self, name: str, c: Component, partner: Partner, month: int, there: list[Partner]) -> Decimal | Fraction:
        if c.how == "guarantee":
            return self.lack(c, partner, month)
        if c.how == "lump":
            return self.lump(name, c, partner, month)
        if c.how == "brackets":
            return cents(schedule(c, self.period_sum(name, c, partner, month))) - cents(
                schedule(c, self.period_sum(name, c, partner, month) - self.base[name, partner.name, month])
            )
        if c.how in ("pool", "prizes"):
            return self.at_the_end(name, c, partner, month, there)
        if not self.qualified(c, partner, month):
            return ZERO
        if c.on in OF_RECRUITS:
            return self.override(c, partner, month)
        if c.vendor_cap_year:
            return self.above_the_vendors(name, c, partner, month)
        if c.on in ("customers", "own pay"):
            if c.fees:
                return sum((self.per_unit(c, partner, first) for first in self.owned(c, partner, month)), ZERO)
            return self.per_unit(c, partner) * self.base[name, partner.name, month]
        return sum((self.pay_on_row(c, partner, row) for row in self.rows(c, partner, month)), ZERO)

    def per_unit(self, c: Component, partner: Partner, row: Row | None = None) -> Decimal:
        """Rate or amount, by offer or category of what was sold, or by the partner's level."""
        if c.fees and row is not None:
            fee = c.fees[row.offer if row.offer in c.fees else row.category]
            return cents(fee) if isinstance(c.amount, dict) else millionths(fee)
        level = self.level[c.levels, partner.name] if c.levels else 0
        return cents(c.amount[level]) if c.amount else millionths(c.rates[level])

    def pay_on_row(self, c: Component, partner: Partner, row: Row) -> Decimal:
        pay = self.per_unit(c, partner, row) * ON_ROWS[c.on](row)
        if c.cap_per_unit and row.revenue > 0:
            pay = min(pay, cents(c.cap_per_unit) * max(row.orders, 1))
        return pay

    def begin(self, c: Component, partner: Partner, month: int) -> int:
        """First month of the period that the month lies in."""
        return self.measures.begin(Period.read(c.per), partner, month)

    def period_sum(self, name: str, c: Component, partner: Partner, month: int) -> Decimal:
        first = max(self.begin(c, partner, month), partner.first)
        return sum((self.base[name, partner.name, m] for m in range(first, month + 1)), ZERO)

    def lack(self, c: Component, partner: Partner, month: int) -> Decimal:
        if not self.qualified(c, partner, month) or not self.begins <= month < self.until:
            return ZERO
        return max(cents(c.guarantee) - self.above(c, partner, month), ZERO)

    def lump(self, name: str, c: Component, partner: Partner, month: int) -> Decimal:
        sum_ = cents(c.lump[self.level[c.levels, partner.name] if c.levels else 0])
        begin = self.begin(c, partner, month)
        if not c.target:
            due = month in (begin, partner.joined) and self.begins <= month < self.until
            return sum_ if due and self.qualified(c, partner, month) else ZERO
        reached = self.period_sum(name, c, partner, month) >= cents(c.target)
        if not reached or not self.qualified(c, partner, month) or (name, partner.name, begin) in self.reached:
            return ZERO
        self.reached.add((name, partner.name, begin))
        return sum_

    def at_the_end(self, name: str, c: Component, partner: Partner, month: int, there: list[Partner]) -> Decimal | Fraction:
        """A share of a pool, a prize by rank; at the period's last month."""
        length = Period.read(c.per).months
        if not length or (month + 1) % length:
            return ZERO
        taking_part = [p for p in there if self.qualified(c, p, month)]
        sums = {p.name: max(self.period_sum(name, c, p, month), ZERO) for p in taking_part}
        mine = sums.get(partner.name, ZERO)
        if not mine:
            return ZERO
        if c.pool:
            return Fraction(cents(c.pool)) * Fraction(mine) / Fraction(sum(sums.values()))
        rank = sum(other > mine or (other == mine and who < partner.name) for who, other in sums.items())
        return cents(c.prizes[rank]) if rank < len(c.prizes) else ZERO

    def override(self, c: Component, partner: Partner, month: int) -> Decimal:
        """A rate per level of recruits, where unlocked; at most a share of what the vendor keeps of their revenue."""
        pay = left = ZERO
        for step, rate in enumerate(c.rates):
            if c.unlocked and self.measures.active_recruits(partner, month) < c.unlocked[step]:
                continue
            base = self.of_recruits(c, partner, month, step)
            pay += millionths(rate) * base
            left += base - sum((self.earned_on_sales(other, month - 1) for other in self.measures.recruits(partner, step)), ZERO)
        if c.most_of_vendor_share:
            return min(cents(pay), cents(millionths(c.most_of_vendor_share) * max(left, ZERO)))
        return pay

    def above_the_vendors(self, name: str, c: Component, partner: Partner, month: int) -> Decimal:
        """All but the vendor's share, which is kept until it has reached its cap in the period."""
        begin = self.begin(c, partner, month)
        before = self.vendors.get((name, partner.name, begin), ZERO)
        base = self.base[name, partner.name, month]
        shares = ((1 - self.per_unit(c, partner, row)) * ON_ROWS[c.on](row) for row in self.rows(c, partner, month))
        now = before + sum(shares, ZERO)
        self.vendors[name, partner.name, begin] = now
        most = cents(c.vendor_cap_year)
        return base - (cents(min(now, most)) - cents(min(before, most)))

    # ---- limits

    def limited(self, name: str, c: Component, pay: Decimal, partner: Partner, month: int) -> Decimal:
        if c.cap_month:
            pay = min(pay, cents(c.cap_month))
        if c.cap_year:
            joining = partner.joined if c.per.endswith("from joining") else 0
            pay = min(pay, cents(c.cap_year) - self.so_far([name], partner, month, joining))
        payout, names = self.plan.payout, list(self.plan.components)
        if payout.cap_month:
            this_month = sum((self.earned[other, partner.name, month] for other in names), ZERO)
            pay = min(pay, cents(payout.cap_month) - this_month)
        if payout.cap_year:
            pay = min(pay, cents(payout.cap_year) - self.so_far(names, partner, month, 0))
        return pay

    def so_far(self, names: list[str], partner: Partner, month: int, joining: int) -> Decimal:
        """Earned since the year's first month."""
        first = month - (month - joining) % 12
        return sum((self.earned[name, partner.name, m] for name in names for m in range(first, month + 1)), ZERO)


def schedule(c: Component, total: Decimal) -> Decimal:
    """Pay in brackets on a period's sum."""
    rate = millionths if c.on in MONEY else cents  # of numbers: currency per unit
    rows = [(cents(b.start), rate(b.rate), (b.counted or c.counted) == "marginal") for b in c.brackets]
    at = max((k for k, row in enumerate(rows) if row[0] <= total), default=-1)
    if at < 0:
        return rows[0][1] * total if rows[0][0] == 0 else ZERO
    return _in_bracket(rows, at, total)


def _in_bracket(rows, at: int, total: Decimal) -> Decimal:
    start, rate, marginal = rows[at]
    if not marginal:
        return rate * total
    below = _in_bracket(rows, at - 1, start) if at else ZERO
    return below + rate * (total - start)
