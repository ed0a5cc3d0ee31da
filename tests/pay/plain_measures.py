"""What conditions and levels are measured by, over which time; who recruited whom."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from partnerscape.scenario.pay import Period
from partnerscape.scenario.pay.component import RECRUIT_LEVELS
from partnerscape.scenario.pay.words import MEANS, NOW, SHARES

from .plain_sales import ZERO, Book, Partner, cents, millionths

OF_A_MONTH = {
    "revenue": lambda rows: sum((row.revenue for row in rows), ZERO),
    "new revenue": lambda rows: sum((row.revenue for row in rows if row.new), ZERO),
    "renewals": lambda rows: sum((row.revenue for row in rows if not row.new), ZERO),
    "margin": lambda rows: sum((row.margin for row in rows), ZERO),
    "orders": lambda rows: sum(row.orders for row in rows),
    "new customers": lambda rows: sum(row.won for row in rows),
}


class Measures:
    """Reads a book of sales; all sales count, whatever a component is paid on."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def reaches(self, measure: str, over: str, threshold: float, partner: Partner, month: int) -> bool:
        least = millionths(threshold) if measure in SHARES else cents(threshold)
        if measure in NOW:
            return self.now(measure, partner, month) >= least
        window = self.window(Period.read(over), partner, month)
        if measure in MEANS:
            return self.mean(measure, partner, window) >= Fraction(least)
        return sum((self.of_month(measure, partner, m) for m in window), ZERO) >= least

    def begin(self, period: Period, partner: Partner, month: int) -> int:
        """First month of the period that the month lies in."""
        if period.kind == "lifetime":
            return partner.joined
        return month - (month - (partner.joined if period.from_joining else 0)) % period.months

    def window(self, period: Period, partner: Partner, month: int) -> range:
        """The months that count, of those in which the partner has a line."""
        first, last = month - period.months + 1, month
        if period.kind != "trailing":
            first = self.begin(period, partner, month)
        if period.kind == "previous":
            first, last = first - period.months, first - 1
        return range(max(first, partner.first), last + 1)

    def now(self, measure: str, partner: Partner, month: int) -> Decimal | int:
        if measure == "customers":
            return len(partner.own[month]) + partner.nameless[month]
        if measure == "recruits":
            return self.active_recruits(partner, month)
        stated = partner.traits[month]
        skill = millionths(stated.get("skill") or 0)
        if measure == "skill":
            return skill
        return int(float(stated["certified"])) if stated.get("certified") else int(10 * skill)

    def mean(self, measure: str, partner: Partner, window: range) -> Fraction:
        """Over the months that have a value; where none has, retention counts as full and quality as none."""
        if measure == "retention":
            values = [partner.stayed[m] for m in window if partner.stayed[m] is not None]
        else:
            values = [millionths(partner.traits[m]["quality"]) for m in window if partner.traits[m].get("quality")]
        return Fraction(sum(values)) / len(values) if values else Fraction(measure == "retention")

    def of_month(self, measure: str, partner: Partner, month: int) -> Decimal | int:
        if measure == "recruits revenue":  # known a month later
            below = [other for step in range(RECRUIT_LEVELS) for other in self.recruits(partner, step)]
            return sum((OF_A_MONTH["revenue"](other.of(month - 1)) for other in below), ZERO)
        return OF_A_MONTH[measure](partner.of(month))

    def recruits(self, partner: Partner, step: int) -> list[Partner]:
        """Those ``step`` + 1 levels below."""
        own = [other for other in self.book.partners.values() if other.recruiter == partner.name]
        return own if step == 0 else [last for other in own for last in self.recruits(other, step - 1)]

    def active_recruits(self, partner: Partner, month: int) -> int:
        return sum(bool(other.of(month)) for other in self.recruits(partner, 0))
