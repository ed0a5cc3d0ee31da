"""A payer written as contracts read (docs/pay.md): plain Python, exact, slow; it knows nothing of the package's payer."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from partnerscape.scenario.pay import Component, Plan
from partnerscape.scenario.pay.words import OF_RECRUITS

from .plain_bases import ON_ROWS
from .plain_earning import Earning
from .plain_sales import ZERO, Book, Partner, cents, millionths, month_number, month_text, read

COLUMNS = ("partner", "month", "component", "earned", "returned", "paid")
Sums = dict[tuple[str, str, int], Decimal]  # by component, partner and month


def plain_statement(plan: Plan, sales: pd.DataFrame, *, before: Plan | None = None, since: str | None = None) -> pd.DataFrame:
    """What every partner is paid: one row per partner, month and component, and a total.

    ``since``: the month in which the plan begins (default: the table's first); until then ``before`` pays, if there is one, and
    thereafter for customers won until then if ``plan.old_customers_keep``.
    """
    book = read(sales)
    payers = _payers(plan, before, book, month_number(since) if since else book.first)
    lines = []
    for payer in payers.values():
        payer.pay()
    for partner in book.partners.values():
        for month in range(partner.first, book.last + 1):
            total = [ZERO, ZERO, ZERO]
            for prefix, payer in payers.items():
                for name in payer.plan.components:
                    sums = payer.line(partner, month, name)
                    total = [a + b for a, b in zip(total, sums, strict=True)]
                    lines.append((partner.name, month_text(month), prefix + name, *sums))
            lines.append((partner.name, month_text(month), "total", *total))
    return pd.DataFrame(lines, columns=COLUMNS)


def _payers(plan: Plan, before: Plan | None, book: Book, start: int) -> dict[str, Payer]:
    """The plan's payer, and that of the plan before it, by what stands before the names of components."""
    if before is None:
        return {"": Payer(plan, book, start, lambda won, month: True)}

    def old(won: int, month: int) -> bool:
        return month < start or (plan.old_customers_keep and won < start)

    return {
        "before: ": Payer(before, book, start, old, until=start),
        "": Payer(plan, book, start, lambda won, month: not old(won, month), begins=start),
    }


class Payer(Earning):
    """Pays one plan, month by month, component by component, partner by partner."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.returned: Sums = defaultdict(lambda: ZERO)
        self.due: Sums = defaultdict(lambda: ZERO)
        self.ready: Sums = defaultdict(lambda: ZERO)  # due, and above the component's own minimum
        self.paid: Sums = defaultdict(lambda: ZERO)
        self.funded: dict[tuple[str, str], list[tuple[int, Decimal]]] = {}  # what came into a fund, month by month, and is there

    def line(self, partner: Partner, month: int, name: str) -> tuple[Decimal, Decimal, Decimal]:
        key = (name, partner.name, month)
        return self.earned[key], self.returned[key], self.paid[key]

    def pay(self) -> None:
        for month in range(self.book.first, self.book.last + 1):
            there = [p for p in self.book.partners.values() if p.first <= month]
            for partner in there:
                for name in self.plan.levels:
                    self.move_level(name, partner, month)
            for name, c in self.plan.components.items():
                for partner in there:
                    self.base[name, partner.name, month] = self.counted(c, partner, month)
                for partner in there:
                    pay = cents(self.pay_of(name, c, partner, month, there))
                    self.earned[name, partner.name, month] = self.limited(name, c, pay, partner, month)
                    self.schedule(name, c, partner, month)
            for partner in there:
                self.take_back(partner, month)
                self.pay_out(partner, month)

    # ---- when

    def schedule(self, name: str, c: Component, partner: Partner, month: int) -> None:
        """What is earned in a month falls due later, in parts."""
        earned, first = self.earned[name, partner.name, month], month + c.delay_months
        held = cents(millionths(c.hold_back) * earned)
        self.due[name, partner.name, first + c.hold_months] += held
        part = Decimal(int((earned - held) * 100 / c.instalments)) / 100  # to whole cents, toward zero
        self.due[name, partner.name, first] += earned - held - part * (c.instalments - 1)
        for later in range(1, c.instalments):
            self.due[name, partner.name, first + later] += part

    def take_back(self, partner: Partner, month: int) -> None:
        for customer in [who for who, when in partner.left.items() if when == month]:
            won = partner.customers[customer].month
            for name, c in self.plan.components.items():
                back = self.clawback(name, c, partner, customer, month - won)
                self.returned[name, partner.name, month] += back
                self.due[name, partner.name, max(month, won + c.delay_months)] -= back

    def clawback(self, name: str, c: Component, partner: Partner, customer: str, age: int) -> Decimal:
        """The customer's share of what its first month earned."""
        share = next((step.share for step in c.clawback if age < step.until), None)
        if share is None or c.on not in ON_ROWS or c.on in OF_RECRUITS:
            return ZERO
        won = partner.customers[customer].month
        earned, base = self.earned[name, partner.name, won], self.base[name, partner.name, won]
        if earned <= 0 or base <= 0:
            return ZERO
        own = sum((ON_ROWS[c.on](row) for row in self.rows(c, partner, won) if row.customer == customer), ZERO)
        part = min(max(Fraction(own) / Fraction(base), Fraction(0)), Fraction(1))
        return cents(Fraction(millionths(share)) * Fraction(earned) * part)

    def pay_out(self, partner: Partner, month: int) -> None:
        """What is due and reaches the component's minimum; of that, what reaches the plan's minimum together."""
        together = []
        for name, c in self.plan.components.items():
            key, later = (name, partner.name, month), (name, partner.name, month + 1)
            if c.minimum_payout and self.due[key] < cents(c.minimum_payout):
                self.due[later] += self.due[key]
            elif c.fund and self.book.proves:
                self.funded.setdefault(key[:2], []).append((month, self.due[key]))
            elif c.fund:
                self.paid[key] = self.due[key]
            else:
                self.ready[key] += self.due[key]
            if not c.fund:
                together.append((key, later))
        if self.book.proves:
            self.pay_funds(partner, month)
        enough = sum((self.ready[key] for key, _ in together), ZERO) >= cents(self.plan.payout.minimum)
        for key, later in together:
            if enough or not self.plan.payout.minimum:
                self.paid[key] = self.ready[key]
            else:
                self.ready[later] += self.ready[key]

    def pay_funds(self, partner: Partner, month: int) -> None:
        """Of what funds hold, as much as was proven, fund by fund and the oldest money first; refunds come off it, too."""
        proven = partner.proven.get(month, ZERO)
        for name, c in self.plan.components.items():
            if not c.fund:
                continue
            held = [[since, sum_] for since, sum_ in self.funded.get((name, partner.name), [])]
            held = [each for each in held if each[1] < 0 or not c.use_months or month - each[0] < c.use_months]
            for debt in [each for each in held if each[1] < 0]:
                for money in [each for each in held if each[1] > 0]:
                    taken = min(money[1], -debt[1])
                    money[1] -= taken
                    debt[1] += taken
            for money in [each for each in held if each[1] > 0]:
                used = min(money[1], proven)
                money[1] -= used
                proven -= used
                self.paid[name, partner.name, month] += used
            self.funded[name, partner.name] = [(since, sum_) for since, sum_ in held if sum_]
