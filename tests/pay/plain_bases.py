"""What a component is paid on: for which sales, for which partners, at which level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from partnerscape.scenario.pay import Component, Plan
from partnerscape.scenario.pay.component import ENDLESS, RECRUIT_LEVELS
from partnerscape.scenario.pay.words import MONTHS_OF, OF_RECRUITS

from .plain_measures import Measures
from .plain_sales import ZERO, Book, Partner, Row, cents

ON_ROWS = {
    "new revenue": lambda row: row.revenue if row.new else ZERO,
    "renewals": lambda row: ZERO if row.new else row.revenue,
    "revenue": lambda row: row.revenue,
    "recruits revenue": lambda row: row.revenue,
    "margin": lambda row: row.margin,
    "savings": lambda row: row.savings,
    "orders": lambda row: Decimal(row.orders),
    "new customers": lambda row: Decimal(row.won),
}
Terms = Callable[[int, int], bool]  # whether sales to customers won in a month count, in a month


class Bases:
    """A plan over a book of sales, as far as who is paid on what.

    ``terms`` says whether sales to customers won in a month count, in a month; fixed sums are paid from ``begins`` until ``until``.
    """

    def __init__(self, plan: Plan, book: Book, start: int, terms: Terms, begins: int = 0, until: int = 10**6) -> None:
        self.plan, self.book, self.start, self.terms = plan, book, start, terms
        self.begins, self.until = begins, until
        self.measures = Measures(book)
        self.level: dict[tuple[str, str], int] = defaultdict(int)  # by levels and partner
        self.falls_to: dict[tuple[str, str], int] = {}
        self.short: dict[tuple[str, str], int] = defaultdict(int)
        self.base: dict[tuple[str, str, int], Decimal] = {}  # by component, partner and month, as all that follow
        self.earned: dict[tuple[str, str, int], Decimal] = defaultdict(lambda: ZERO)

    # ---- levels

    def move_level(self, name: str, partner: Partner, month: int) -> None:
        levels, key = self.plan.levels[name], (name, partner.name)
        if key in self.falls_to:
            self.level[key] = self.falls_to.pop(key)
        reached = 0
        while reached + 1 < levels.number and all(
            need.at_least[reached + 1] == 0
            or self.measures.reaches(need.measure, need.over, need.at_least[reached + 1], partner, month)
            for need in levels.needs
        ):
            reached += 1
        if reached >= self.level[key]:
            self.level[key], self.short[key] = reached, 0
            return
        self.short[key] += 1
        review = (month + 1) % MONTHS_OF[levels.down] == 0
        if review and self.short[key] > levels.grace_months:
            self.short[key] = 0  # of the level that it goes down to
            if levels.down == "month":
                self.level[key] = reached
            else:
                self.falls_to[key] = reached

    # ---- for which sales and partners

    def qualified(self, c: Component, partner: Partner, month: int) -> bool:
        tenure = month - partner.joined
        choice = partner.choice or next(iter(self.plan.choices), "")
        return (
            (not c.choice or c.choice == choice)
            and (not c.segments or partner.traits[month].get("segment", "") in c.segments)
            and c.tenure_months[0] <= tenure < c.tenure_months[1]
            and (not c.joined or (c.joined == "before") == (partner.joined < self.start))
            and all(self.fulfils(need, partner, month) for need in c.needs)
        )

    def fulfils(self, need, partner: Partner, month: int) -> bool:
        if need.at_least is not None:
            return self.measures.reaches(need.measure, need.over, need.at_least, partner, month)
        return not self.measures.reaches(need.measure, need.over, need.below, partner, month)

    def counts(self, c: Component, row: Row) -> bool:
        size = abs(row.revenue)
        orders = max(row.orders, 1)
        return (
            self.terms(row.won_in, row.month)
            and self.goods(c, row)
            and self.in_months(c, row.age)
            and (c.order_numbers[0] <= row.number < c.order_numbers[1] or c.order_numbers == (0, ENDLESS))
            and (not c.minimum_order or size >= cents(c.minimum_order) * orders)
            and (not c.maximum_order or size <= cents(c.maximum_order) * orders)
            and (not c.registered or row.registered)
        )

    def goods(self, c: Component, row: Row) -> bool:
        """Whether it was sold in one of the categories or is one of the offers."""
        if row.offer in c.fees or row.offer in c.single_offers:
            return True
        if c.fees and row.category not in c.fees:
            return False
        return row.category in c.categories if c.categories else not c.single_offers

    def in_months(self, c: Component, age: int | None) -> bool:
        if c.customer_months == (0, ENDLESS):
            return True
        if age is None:
            raise ValueError("customer_months needs a table with customers")
        return c.customer_months[0] <= age < c.customer_months[1]

    def rows(self, c: Component, partner: Partner, month: int) -> list[Row]:
        return [row for row in partner.of(month) if self.counts(c, row)]

    def counted(self, c: Component, partner: Partner, month: int) -> Decimal:
        """What the component is paid on in the month, over all levels of recruits; 0 for who does not qualify."""
        if c.on == "nothing" or not self.qualified(c, partner, month):
            return ZERO
        if c.on == "own pay":
            return self.above(c, partner, month)
        if c.on == "customers":
            return Decimal(self.stock(c, partner, month))
        if c.on in OF_RECRUITS:
            return sum((self.of_recruits(c, partner, month, step) for step in range(RECRUIT_LEVELS)), ZERO)
        return sum((ON_ROWS[c.on](row) for row in self.rows(c, partner, month)), ZERO)

    def stock(self, c: Component, partner: Partner, month: int) -> int:
        number = len(self.owned(c, partner, month))
        nameless = partner.nameless[month] if not (c.categories or c.single_offers or c.fees) else 0
        if nameless and c.customer_months != (0, ENDLESS):
            raise ValueError("customer_months needs a table with customers")
        return number + nameless * self.terms(month, month)

    def owned(self, c: Component, partner: Partner, month: int) -> list[Row]:
        """First orders of the named customers who are there."""
        firsts = [partner.customers[name] for name in partner.own[month]]
        return [
            first
            for first in firsts
            if self.terms(first.month, month) and self.goods(c, first) and self.in_months(c, month - first.month)
        ]

    def of_recruits(self, c: Component, partner: Partner, month: int, step: int) -> Decimal:
        """Of those ``step`` + 1 levels below, in the month before."""
        below = self.measures.recruits(partner, step)
        if c.on == "recruits pay":
            return sum((self.all_earned(other, month - 1) for other in below), ZERO)
        return sum((row.revenue for other in below for row in self.rows(c, other, month - 1)), ZERO)

    def all_earned(self, partner: Partner, month: int) -> Decimal:
        return sum((self.earned[name, partner.name, month] for name in self.plan.components), ZERO)

    def earned_on_sales(self, partner: Partner, month: int) -> Decimal:
        """By all components but overrides."""
        own = (name for name, c in self.plan.components.items() if c.on not in OF_RECRUITS)
        return sum((self.earned[name, partner.name, month] for name in own), ZERO)

    def above(self, c: Component, partner: Partner, month: int) -> Decimal:
        """What the components above earn the partner this month."""
        total = ZERO
        for name, other in self.plan.components.items():
            if other is c:
                return total
            total += self.earned[name, partner.name, month]
        return total
