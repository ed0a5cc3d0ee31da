"""A component of a pay plan as one sentence, as a manager reads a contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario.pay import Component, Levels, Plan
from partnerscape.scenario.pay.component import ENDLESS
from partnerscape.scenario.pay.words import MONEY, OF_RECRUITS

from ..style.lever_words import listed
from .conditions import condition_in_words
from .exact import joined, months_of, number_of, ordinal, share_of, sum_of


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


def plan_in_words(plan: Plan, currency: str = "€") -> dict[str, str]:
    """A sentence per component, by its name, and what holds for all of them together."""
    said = {name: component_in_words(c, plan, currency) for name, c in plan.components.items()}
    if together := list(_together(plan, currency)):
        said["all components together"] = _sentence(together)
    if (rule := plan.up_or_out) is not None:
        least = condition_in_words(rule.measure, rule.over, rule.at_least, None, currency)
        said["up or out"] = phrase_for(
            rule.from_month,
            "Whoever falls short of {condition} after {number} month as a partner must leave.",
            "Whoever falls short of {condition} after {number} months as a partner must leave.",
            condition=least,
        )
    if plan.old_customers_keep:
        said["old customers"] = phrase("Customers won before this policy keep the terms under which they were won.")
    return said


def _together(plan: Plan, currency: str) -> Iterator[str]:
    if plan.payout.minimum:
        yield phrase("paid out from {sum} on; less is carried over", sum=sum_of(plan.payout.minimum, currency))
    if plan.payout.cap_month:
        yield phrase("at most {sum} per month", sum=sum_of(plan.payout.cap_month, currency))
    if plan.payout.cap_year:
        yield phrase("at most {sum} per year", sum=sum_of(plan.payout.cap_year, currency))


def component_in_words(component: Component, plan: Plan, currency: str = "€") -> str:
    """One component as a sentence.

    Parameters
    ----------
    component : Component
    plan : Plan
        With the levels that it names.
    currency : str

    Returns
    -------
    str

    Examples
    --------
    >>> from partnerscape.scenario.pay import Component, Plan
    >>> component_in_words(Component(on="revenue", rate="20 %", customer_months=[0, 12], delay_months=2), Plan())
    "20 % of each customer's revenue during its first 12 months; paid 2 months later."
    """
    levels = plan.levels.get(component.levels)
    parts = [_how(component, levels, currency), *_who(component, currency), *_when_qualified(component, currency)]
    return _sentence([*parts, *_limits(component, currency), *_when_paid(component, currency)])


def _sentence(parts: list[str]) -> str:
    text = "; ".join(filter(None, parts))
    return f"{text[:1].upper()}{text[1:]}."


def _how(c: Component, levels: Levels | None, currency: str) -> str:
    return HOW[c.how](c, levels, currency)


def _base(c: Component) -> str:
    """What it is paid on, with the part of the customers' life that is paid."""
    low, high = c.customer_months
    base = _in_categories(_base_word(c.on), c)
    if (low, high) == (0, ENDLESS) or c.on not in EACH_CUSTOMER:
        return base
    return phrase("each customer's {base} {time}", base=base, time=_life(c.on, low, high))


def _in_categories(what: str, c: Component) -> str:
    return phrase("{what} in {categories}", what=what, categories=joined(list(c.categories))) if c.categories else what


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
    return phrase("{sum} per {base}", sum=_sums(c.amount, levels, currency), base=_base(c))


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
        return phrase("by {base} {period}: {rows}", base=_base(c), period=_per(c.per), rows=rows)
    counted = _in_categories(phrase("the number of {counted}", counted=term(c.on)), c)
    return phrase("by {base} {period}: {rows}", base=counted, period=_per(c.per), rows=rows)


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
            "{sum} once {period} as soon as {base} reaches {target}", sum=said, period=_per(c.per), base=_base(c), target=target
        )
    return phrase(
        "{sum} once {period} as soon as {counted} reach {target}",
        sum=said,
        period=_per(c.per),
        counted=term(c.on),
        target=number_of(c.target),
    )


def _guarantee(c: Component, _levels: Levels | None, currency: str) -> str:
    return phrase("at least {sum} per month: what the components above lack of it", sum=sum_of(c.guarantee, currency))


def _pool(c: Component, _levels: Levels | None, currency: str) -> str:
    pool = sum_of(c.pool, currency)
    return phrase("a share of a pool of {sum} {period}, in proportion to {base}", sum=pool, period=_per(c.per), base=_counted(c))


def _prizes(c: Component, _levels: Levels | None, currency: str) -> str:
    sums = [
        phrase("{sum} for the {ordinal}", sum=sum_of(prize, currency), ordinal=ordinal(place))
        for place, prize in enumerate(c.prizes, 1)
    ]
    return phrase("prizes by {base} {period}: {sums}", base=_counted(c), period=_per(c.per), sums=joined(sums))


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


def _per(per: str) -> str:
    """``per quarter``, ``over the partner's whole time``."""
    return phrase("over the partner's whole time") if per in LIFELONG else phrase("per {period}", period=term(per))


def _who(c: Component, currency: str) -> Iterator[str]:
    """For which sales and partners."""
    if c.segments:
        yield phrase("for {segments} partners only", segments=listed(list(c.segments)))
    if c.tenure_months != (0, ENDLESS):
        yield _months_in(*c.tenure_months)
    if c.order_numbers != (0, ENDLESS):
        yield _orders_in(*c.order_numbers)
    if c.joined:
        yield (
            phrase("for those who became partners before this policy")
            if c.joined == "before"
            else phrase("for those who became partners after this policy")
        )
    if c.minimum_order:
        yield phrase("orders below {sum} do not count", sum=sum_of(c.minimum_order, currency))
    if c.maximum_order:
        yield phrase("orders above {sum} do not count", sum=sum_of(c.maximum_order, currency))
    if c.registered:
        yield phrase("registered deals only")
    if c.choice:
        yield phrase("for partners who choose the plan {plan}", plan=c.choice)


def _months_in(low: int, high: int) -> str:
    """``in the partner's first 12 months``."""
    if low == 0:
        return phrase_for(high, "in the partner's first month", "in the partner's first {number} months")
    if high >= ENDLESS:
        return phrase("in the partner's months from the {ordinal} on", ordinal=ordinal(low + 1))
    return phrase("in the partner's months {first} to {last}", first=low + 1, last=high)


def _orders_in(low: int, high: int) -> str:
    """``on the partner's first 4 orders``."""
    if low == 0:
        return phrase_for(high, "on the partner's first order", "on the partner's first {number} orders")
    if high >= ENDLESS:
        return phrase("on the partner's orders from the {ordinal} on", ordinal=ordinal(low + 1))
    return phrase("on the partner's orders {first} to {last}", first=low + 1, last=high)


def _when_qualified(c: Component, currency: str) -> Iterator[str]:
    if c.needs:
        needs = [condition_in_words(n.measure, n.over, n.at_least, n.below, currency) for n in c.needs]
        yield phrase("only with {conditions}", conditions=joined(needs))
    if any(c.unlocked):
        steps = [
            phrase("level {level} from {number} own active recruits on", level=level, number=number)
            for level, number in enumerate(c.unlocked, 1)
            if number
        ]
        yield joined(steps)


def _limits(c: Component, currency: str) -> Iterator[str]:
    if c.cap_month:
        yield phrase("at most {sum} per month", sum=sum_of(c.cap_month, currency))
    if c.cap_year:
        yield phrase("at most {sum} per year", sum=sum_of(c.cap_year, currency))
    if c.cap_per_unit:
        yield phrase("at most {sum} per order", sum=sum_of(c.cap_per_unit, currency))
    if c.vendor_cap_year:
        kept = phrase("over the partner's whole time") if c.per in LIFELONG else phrase("in a {period}", period=term(c.per))
        most = sum_of(c.vendor_cap_year, currency)
        yield phrase("once the vendor has kept {sum} {period}, all is the partner's", sum=most, period=kept)
    if c.most_of_vendor_share:
        share = share_of(c.most_of_vendor_share)
        yield phrase("at most {share} of what the vendor keeps of the recruits' revenue", share=share)


def _when_paid(c: Component, currency: str) -> Iterator[str]:
    if c.clawback:
        yield joined([_taken(step.share, at, months_of(step.until)) for at, step in enumerate(c.clawback)])
    if when := list(_paid(c, currency)):
        yield phrase("paid {when}", when=", ".join(when))
    if c.hold_back:
        yield phrase("{share} of it held back for {months}", share=share_of(c.hold_back), months=months_of(c.hold_months))


def _paid(c: Component, currency: str) -> Iterator[str]:
    """Everything about when and how a component reaches the partner."""
    if c.delay_months:
        yield phrase("{months} later", months=months_of(c.delay_months))
    if c.instalments > 1:
        yield phrase_for(c.instalments, "in {number} monthly payment", "in {number} monthly payments")
    if c.fund:
        yield phrase("into a marketing fund, used with proof")
    if c.minimum_payout:
        yield phrase("from {sum} on, less is carried over", sum=sum_of(c.minimum_payout, currency))


def _taken(share: float, at: int, months: str) -> str:
    if at == 0 and share == 1.0:
        return phrase("taken back in full if the customer cancels within {months}", months=months)
    if at == 0:
        return phrase("taken back to {share} if the customer cancels within {months}", share=share_of(share), months=months)
    if share == 1.0:
        return phrase("in full within {months}", months=months)
    return phrase("to {share} within {months}", share=share_of(share), months=months)
