"""A table of sales as plain rows and dictionaries, for the plain payer: what a clerk would note of every partner."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import pandas as pd

ZERO = Decimal(0)
TRAITS = ("segment", "skill", "certified", "quality", "retention")
YES = ("yes", "y", "true", "1", "1.0")


def cents(value) -> Decimal:
    """Rounded to cents, half a cent away from zero."""
    return _rounded(value, 100)


def millionths(value) -> Decimal:
    """A rate or a share, to a millionth."""
    return _rounded(value, 1_000_000)


def _rounded(value, parts: int) -> Decimal:
    exact = value if isinstance(value, Fraction | Decimal | int) else Decimal(str(value))
    units = Fraction(exact) * parts
    whole = int(abs(units) + Fraction(1, 2))
    return Decimal(whole if units >= 0 else -whole) / parts


def month_number(text) -> int:
    """Months since the year 0: "2026-03", or a date."""
    year, month = str(text)[:7].split("-")
    return 12 * int(year) + int(month) - 1


def month_text(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


@dataclass
class Row:
    """One line of the table."""

    month: int
    revenue: Decimal
    orders: int
    customer: str
    new: bool
    won: int  # new customers that it brought
    age: int | None  # months of the customer's life; None: not known
    won_in: int  # the month in which the customer was won
    number: int  # of its first order among the partner's orders
    category: str
    offer: str
    margin: Decimal
    savings: Decimal
    registered: bool
    cancelled: bool


@dataclass
class Partner:
    """What is known of one partner; ``own``, ``nameless`` and ``traits`` month by month."""

    name: str
    first: int
    joined: int
    recruiter: str = ""
    choice: str = ""
    rows: dict[int, list[Row]] = field(default_factory=dict)
    customers: dict[str, Row] = field(default_factory=dict)  # by name: the first row
    left: dict[str, int] = field(default_factory=dict)  # by name: month of the first cancellation
    own: dict[int, list[str]] = field(default_factory=dict)
    nameless: dict[int, int] = field(default_factory=dict)  # own customers of rows that name none
    traits: dict[int, dict[str, str]] = field(default_factory=dict)
    stayed: dict[int, Decimal | None] = field(default_factory=dict)  # share of last month's customers
    proven: dict[int, Decimal] = field(default_factory=dict)  # of funds, as used

    def of(self, month: int) -> list[Row]:
        return self.rows.get(month, [])


@dataclass
class Book:
    partners: dict[str, Partner]
    first: int
    last: int
    proves: bool = False  # whether the table says what of funds was proven as used


def read(sales: pd.DataFrame) -> Book:
    """The table's partners by name; every one with a line per month from its first row, or its joining, to the table's last month."""
    lines = [{key: _text(value) for key, value in line.items()} for line in sales.to_dict("records")]
    lines.sort(key=lambda line: month_number(line["month"]))  # stable: within a month as in the table
    months = [month_number(line["month"]) for line in lines]
    partners: dict[str, Partner] = {}
    for name in sorted({line["partner"] for line in lines}):
        partners[name] = _partner(name, [line for line in lines if line["partner"] == name])
        partners[name].first = max(min(partners[name].joined, partners[name].first), months[0])
        _follow(partners[name], months[-1])
    return Book(partners, months[0], months[-1], proves="proven" in sales)


def _text(value) -> str:
    return "" if pd.isna(value) else str(value).strip()


def _first_stated(lines, key: str) -> str:
    return next((line[key] for line in lines if line.get(key)), "")


def _partner(name: str, lines) -> Partner:
    first = month_number(lines[0]["month"])
    joined = _first_stated(lines, "joined")
    partner = Partner(name, first, month_number(joined) if joined else first)
    partner.recruiter, partner.choice = _first_stated(lines, "recruiter"), _first_stated(lines, "choice")
    orders = 0
    for line in lines:
        row = _row(partner, line, orders)
        orders += row.orders
        partner.rows.setdefault(row.month, []).append(row)
        partner.proven[row.month] = partner.proven.get(row.month, ZERO) + cents(line.get("proven") or 0)
        stated = {key: line[key] for key in TRAITS if line.get(key)}
        partner.traits.setdefault(row.month, {}).update(stated)
    return partner


def _row(partner: Partner, line, orders_before: int) -> Row:
    month, revenue, customer = month_number(line["month"]), cents(line["revenue"]), line.get("customer", "")
    orders = int(float(line["orders"])) if line.get("orders") else int(revenue > 0)
    known = partner.customers.get(customer)
    kind = line.get("kind") or ("renewal" if known else "new")
    cancelled = line.get("cancelled", "").lower() in YES
    bare = cancelled and revenue == 0 and orders == 0  # a mere note that a customer left
    new = kind == "new" and not bare
    row = Row(
        month=month,
        revenue=revenue,
        orders=orders,
        customer=customer,
        new=new,
        won=(int(new and not known) if customer else new * orders),
        age=_age(month, customer, known, new),
        won_in=known.month if known else month,
        number=orders_before if orders else max(orders_before - 1, 0),
        category=line.get("category", ""),
        offer=line.get("offer", ""),
        margin=cents(line.get("margin") or 0),
        savings=cents(line.get("savings") or 0),
        registered=line.get("registered", "").lower() in YES,
        cancelled=cancelled and not (bare and customer and not known),  # of one who never bought it says nothing
    )
    if customer and not known and not bare:
        partner.customers[customer] = row
    return row


def _age(month: int, customer: str, known: Row | None, new: bool) -> int | None:
    if customer:
        return month - known.month if known else 0
    return 0 if new else None


def _follow(partner: Partner, last: int) -> None:
    """Own customers, traits and retention at the end of every month."""
    own: list[str] = []
    nameless, traits = 0, {}
    for month in range(partner.first, last + 1):
        before, nameless_before = list(own), nameless
        gone = set()
        for row in partner.of(month):
            if not row.customer:
                nameless = max(nameless + row.won - int(row.cancelled), 0)
                continue
            if row.customer not in own and (row is partner.customers.get(row.customer) or row.orders > 0):
                own.append(row.customer)
            if row.cancelled:
                gone.add(row.customer)
                partner.left.setdefault(row.customer, month)
                own = [name for name in own if name != row.customer]
        traits = {**traits, **partner.traits.get(month, {})}
        partner.traits[month], partner.own[month], partner.nameless[month] = traits, list(own), nameless
        lost = len(gone & set(before)) + min(sum(r.cancelled for r in partner.of(month) if not r.customer), nameless_before)
        had = len(before) + nameless_before
        computed = millionths(Fraction(had - lost, had)) if had else None
        stated = millionths(traits["retention"]) if traits.get("retention") else None
        partner.stayed[month] = computed if stated is None else stated
