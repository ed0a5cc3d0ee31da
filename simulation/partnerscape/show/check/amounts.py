"""What a component pays, in words: on what, and how much of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario.pay import Component, Levels
from partnerscape.scenario.pay.component import ENDLESS
from partnerscape.scenario.pay.words import MONEY, OF_RECRUITS

from .exact import joined, number_of, ordinal, share_of, sum_of


def _base_word(on: str) -> str:
    """What pay is on, in words: sums, or one of what is counted."""
    return {
        "new revenue": phrase("new revenue"),
        "renewals": phrase("renewals"),
        "revenue": phrase("revenue"),
        "margin": phrase("margin"),
        "savings": phrase("what the rate card saves the partner's customers"),
        "orders": phrase("order"),
        "new customers": phrase("new customer"),
        "customers": phrase("customer per month"),
        "own pay": phrase("what the components above pay the partner"),
    }.get(on) or term(on)


EACH_CUSTOMER = ("new revenue", "renewals", "revenue", "margin")


def how_much(c: Component, levels: Levels | None, currency: str) -> str:
    """What it pays, by the way in which it does."""
    return HOW[c.how](c, levels, currency)


def _base(c: Component) -> str:
    """What it is paid on, with the part of the customers' life that is paid."""
    low, high = c.customer_months
    base = _in_categories(_base_word(c.on), c)
    if (low, high) == (0, ENDLESS) or c.on not in EACH_CUSTOMER:
        return base
    return phrase("each customer's {base} {time}", base=base, time=_life(c.on, low, high))


def _in_categories(what: str, c: Component) -> str:
    goods = [*c.categories, *c.single_offers]
    return phrase("{what} in {categories}", what=what, categories=joined(goods)) if goods else what


def _life(on: str, low: int, high: int) -> str:
    """Months of a customer's life as counted by people: its first is that of the first order."""
    if low <= 1 and on == "renewals" and high < ENDLESS:
        return phrase_for(high - 1, "until {number} month after its first order", "until {number} months after its first order")
    if high >= ENDLESS:
        return phrase("from its {ordinal} month on", ordinal=ordinal(low + 1))
    if low == 0:
        return phrase_for(high, "in its first month", "during its first {number} months")
    if high > low + 1:
        return phrase("from its {first} to its {last} month", first=ordinal(low + 1), last=ordinal(high))
    return phrase("in its {ordinal} month", ordinal=ordinal(high))


def _by_level(numbers: tuple[float, ...], levels: Levels | None, said: Callable[[float], str]) -> str:
    """``20 %``, or one number per level."""
    if len(numbers) == 1 or levels is None:
        return said(numbers[0])
    return joined([f"{said(number)} ({levels.name_of(at)})" for at, number in enumerate(numbers)])


def _rate(c: Component, levels: Levels | None, _currency: str) -> str:
    if c.fees:
        return _fee_table(c)
    if c.on in OF_RECRUITS:
        of = [_of_recruits(c.on, level, share_of(rate)) for level, rate in enumerate(c.rates, 1)]
        return phrase("{shares}, paid the month after", shares=joined(of))
    return phrase("{rate} of {base}", rate=_by_level(c.rates, levels, share_of), base=_base(c))


def _fee_table(c: Component) -> str:
    low, high = c.customer_months
    rates = joined([phrase("{rate} in {category}", rate=share_of(rate), category=name) for name, rate in c.fees.items()])
    if (low, high) == (0, ENDLESS):
        return phrase("of {base} {rates}; nothing in other categories", base=_base_word(c.on), rates=rates)
    return phrase(
        "of {base} {rates}; nothing in other categories, of each customer {time}",
        base=_base_word(c.on),
        rates=rates,
        time=_life(c.on, low, high),
    )


def _of_recruits(on: str, level: int, rate: str) -> str:
    what = phrase("revenue") if on == "recruits revenue" else phrase("pay")
    if level == 1:
        return phrase("{rate} of the {what} of those whom the partner recruited", rate=rate, what=what)
    if level == 2:
        return phrase("{rate} of the {what} of their recruits", rate=rate, what=what)
    return phrase("{rate} of the {what} of recruits on level {level}", rate=rate, what=what, level=level)


def _amount(c: Component, levels: Levels | None, currency: str) -> str:
    if c.fees:
        fees = [phrase("{sum} in {category}", sum=sum_of(fee, currency), category=name) for name, fee in c.fees.items()]
        return phrase("per {base} {sums}; nothing in other categories", base=_base(c), sums=joined(fees))
    return phrase("{sum} per {base}", sum=_sums(c.amounts, levels, currency), base=_base(c))


def _sums(numbers: tuple[float, ...], levels: Levels | None, currency: str) -> str:
    """Sums that are paid, by level; a fee where all of them are the partner's to pay."""
    fee = max(numbers) <= 0.0
    said = _by_level(numbers, levels, lambda value: sum_of(-value if fee else value, currency))
    return phrase("a fee of {sum}", sum=said) if fee else said


def _counted(c: Component) -> str:
    """What is counted, or the sum, as brackets, pools and prizes go by it."""
    return _base(c) if c.on in MONEY else term(c.on)


def _brackets(c: Component, _levels: Levels | None, currency: str) -> str:
    rows = ", ".join(_bracket_rows(c, currency))
    if c.on in MONEY:
        return phrase("by {base} {period}: {rows}", base=_base(c), period=period_of(c.per), rows=rows)
    counted = _in_categories(phrase("the number of {counted}", counted=term(c.on)), c)
    return phrase("by {base} {period}: {rows}", base=counted, period=period_of(c.per), rows=rows)


def _bracket_rows(c: Component, currency: str) -> Iterator[str]:
    money = c.on in MONEY

    def size(value: float) -> str:
        return sum_of(value, currency) if money else number_of(value)

    if c.brackets[0].start > 0.0:
        yield phrase("nothing below {start}", start=size(c.brackets[0].start))
    for at, bracket in enumerate(c.brackets):
        start = size(bracket.start)
        rate = share_of(bracket.rate) if money else phrase("{sum} each", sum=sum_of(bracket.rate, currency))
        if (bracket.counted or c.counted) == "retroactive" and money:
            yield phrase("{rate} of the whole sum from {start} on", rate=rate, start=start)
        elif (bracket.counted or c.counted) == "retroactive":
            yield phrase("{rate}, for all of them, from {start} on", rate=rate, start=start)
        elif at + 1 == len(c.brackets):
            yield phrase("{rate} of what lies above {start}", rate=rate, start=start)
        else:
            end = size(c.brackets[at + 1].start)
            yield phrase("{rate} of what lies from {start} to {end}", rate=rate, start=start, end=end)


def _lump(c: Component, levels: Levels | None, currency: str) -> str:
    said = _sums(c.lump, levels, currency)
    if not c.target and c.per in LIFELONG:
        return phrase("{sum} once, at the start", sum=said)
    if not c.target:
        return phrase("{sum} at the beginning of each {period}", sum=said, period=term(c.per))
    if c.on in MONEY:
        target = sum_of(c.target, currency)
        return phrase(
            "{sum} once {period} as soon as {base} reaches {target}",
            sum=said,
            period=period_of(c.per),
            base=_base(c),
            target=target,
        )
    return phrase(
        "{sum} once {period} as soon as {counted} reach {target}",
        sum=said,
        period=period_of(c.per),
        counted=term(c.on),
        target=number_of(c.target),
    )


def _guarantee(c: Component, _levels: Levels | None, currency: str) -> str:
    return phrase("at least {sum} per month: what the components above lack of it", sum=sum_of(c.guarantee, currency))


def _pool(c: Component, _levels: Levels | None, currency: str) -> str:
    pool = sum_of(c.pool, currency)
    return phrase(
        "a share of a pool of {sum} {period}, in proportion to {base}", sum=pool, period=period_of(c.per), base=_counted(c)
    )


def _prizes(c: Component, _levels: Levels | None, currency: str) -> str:
    sums = [
        phrase("{sum} for the {ordinal}", sum=sum_of(prize, currency), ordinal=ordinal(place))
        for place, prize in enumerate(c.prizes, 1)
    ]
    return phrase("prizes by {base} {period}: {sums}", base=_counted(c), period=period_of(c.per), sums=joined(sums))


HOW: dict[str, Callable[[Component, Levels | None, str], str]] = {
    "rate": _rate,
    "amount": _amount,
    "brackets": _brackets,
    "lump": _lump,
    "guarantee": _guarantee,
    "pool": _pool,
    "prizes": _prizes,
}


LIFELONG = ("lifetime", "since joining")


def period_of(per: str) -> str:
    """``per quarter``, ``over the partner's whole time``."""
    return phrase("over the partner's whole time") if per in LIFELONG else phrase("per {period}", period=term(per))
