"""A component of a pay plan as one sentence, as a manager reads a contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from partnerscape.scenario.pay import Component, Levels, Plan
from partnerscape.scenario.pay.component import ENDLESS
from partnerscape.scenario.pay.words import MONEY, OF_RECRUITS

from .conditions import condition_in_words
from .exact import joined, months_of, number_of, ordinal, share_of, sum_of

BASE_WORDS = {
    "new revenue": "new revenue",
    "renewals": "renewals",
    "revenue": "revenue",
    "margin": "margin",
    "savings": "what the rate card saves the partner's customers",
    "orders": "order",
    "new customers": "new customer",
    "customers": "customer per month",
    "own pay": "what the components above pay the partner",
}
EACH_CUSTOMER = {"new revenue": "new revenue", "renewals": "renewals", "revenue": "revenue", "margin": "margin"}
COUNTED_AS = {"orders": "orders", "new customers": "new customers", "customers": "customers"}
RECRUITS = {"recruits revenue": "revenue", "recruits pay": "pay"}


def plan_in_words(plan: Plan, currency: str = "€") -> dict[str, str]:
    """A sentence per component, by its name, and what holds for all of them together."""
    said = {name: component_in_words(c, plan, currency) for name, c in plan.components.items()}
    together = [
        f"paid out from {sum_of(plan.payout.minimum, currency)} on; less is carried over" if plan.payout.minimum else "",
        f"at most {sum_of(plan.payout.cap_month, currency)} per month" if plan.payout.cap_month else "",
        f"at most {sum_of(plan.payout.cap_year, currency)} per year" if plan.payout.cap_year else "",
    ]
    if any(together):
        said["all components together"] = _sentence(together)
    if (rule := plan.up_or_out) is not None:
        least = condition_in_words(rule.measure, rule.over, rule.at_least, None, currency)
        said["up or out"] = f"Whoever falls short of {least} after {months_of(rule.from_month)} as a partner must leave."
    if plan.old_customers_keep:
        said["old customers"] = "Customers won before this policy keep the terms under which they were won."
    return said


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
    if (low, high) == (0, ENDLESS) or c.on not in EACH_CUSTOMER:
        return f"{BASE_WORDS.get(c.on, c.on)}{_where(c)}"
    return f"each customer's {EACH_CUSTOMER[c.on]}{_where(c)} {_life(c.on, low, high)}"


def _where(c: Component) -> str:
    return f" in {joined(list(c.categories))}" if c.categories else ""


def _life(on: str, low: int, high: int) -> str:
    """Months of a customer's life as counted by people: its first is that of the first order."""
    if low <= 1 and on == "renewals" and high < ENDLESS:
        return f"until {months_of(high - 1)} after its first order"
    if high >= ENDLESS:
        return f"from its {ordinal(low + 1)} month on"
    if low == 0:
        return f"during its first {months_of(high)}" if high > 1 else "in its first month"
    return f"from its {ordinal(low + 1)} to its {ordinal(high)} month" if high > low + 1 else f"in its {ordinal(high)} month"


def _by_level(numbers: tuple[float, ...], levels: Levels | None, said: Callable[[float], str]) -> str:
    """``20 %``, or one number per level."""
    if len(numbers) == 1 or levels is None:
        return said(numbers[0])
    return joined([f"{said(number)} ({levels.name_of(at)})" for at, number in enumerate(numbers)])


def _rate(c: Component, levels: Levels | None, _currency: str) -> str:
    if c.fees:
        low, high = c.customer_months
        life = "" if (low, high) == (0, ENDLESS) else f", of each customer {_life(c.on, low, high)}"
        table = joined([f"{share_of(rate)} in {name}" for name, rate in c.fees.items()])
        return f"of {BASE_WORDS.get(c.on, c.on)} {table}; nothing in other categories{life}"
    if c.on in OF_RECRUITS:
        whose = ["those whom the partner recruited", *("their recruits" for _ in c.rates[1:2])]
        whose += [f"recruits on level {level}" for level in range(3, len(c.rates) + 1)]
        of = [f"{share_of(rate)} of the {RECRUITS[c.on]} of {who}" for rate, who in zip(c.rates, whose, strict=True)]
        return f"{joined(of)}, paid the month after"
    return f"{_by_level(c.rates, levels, share_of)} of {_base(c)}"


def _amount(c: Component, levels: Levels | None, currency: str) -> str:
    return f"{_sums(c.amount, levels, currency)} per {_base(c)}"


def _sums(numbers: tuple[float, ...], levels: Levels | None, currency: str) -> str:
    """Sums that are paid, by level; a fee where all of them are the partner's to pay."""
    fee = max(numbers) <= 0.0
    said = _by_level(numbers, levels, lambda value: sum_of(-value if fee else value, currency))
    return f"a fee of {said}" if fee else said


def _brackets(c: Component, _levels: Levels | None, currency: str) -> str:
    money = c.on in MONEY
    base = _base(c) if money else f"the number of {COUNTED_AS.get(c.on, c.on)}{_where(c)}"
    rows = list(_bracket_rows(c, currency))
    return f"by {base} {_per(c.per)}: {', '.join(rows)}"


def _bracket_rows(c: Component, currency: str) -> Iterator[str]:
    money = c.on in MONEY
    if c.brackets[0].start > 0.0:
        yield f"nothing below {sum_of(c.brackets[0].start, currency) if money else number_of(c.brackets[0].start)}"
    for at, bracket in enumerate(c.brackets):
        start = sum_of(bracket.start, currency) if money else number_of(bracket.start)
        rate = share_of(bracket.rate) if money else f"{sum_of(bracket.rate, currency)} each"
        if (bracket.counted or c.counted) == "retroactive":
            yield f"{rate} of the whole sum from {start} on" if money else f"{rate}, for all of them, from {start} on"
        elif at + 1 == len(c.brackets):
            yield f"{rate} of what lies above {start}"
        else:
            end = c.brackets[at + 1].start
            yield f"{rate} of what lies from {start} to {sum_of(end, currency) if money else number_of(end)}"


def _lump(c: Component, levels: Levels | None, currency: str) -> str:
    said = _sums(c.lump, levels, currency)
    if not c.target:
        return f"{said} {'once, at the start' if c.per in LIFELONG else f'at the beginning of each {c.per}'}"
    target = sum_of(c.target, currency) if c.on in MONEY else number_of(c.target)
    counted = _base(c) if c.on in MONEY else COUNTED_AS.get(c.on, c.on)
    return f"{said} once {_per(c.per)} as soon as {counted} {'reaches' if c.on in MONEY else 'reach'} {target}"


def _guarantee(c: Component, _levels: Levels | None, currency: str) -> str:
    return f"at least {sum_of(c.guarantee, currency)} per month: what the components above lack of it"


def _pool(c: Component, _levels: Levels | None, currency: str) -> str:
    base = _base(c) if c.on in MONEY else COUNTED_AS.get(c.on, c.on)
    return f"a share of a pool of {sum_of(c.pool, currency)} {_per(c.per)}, in proportion to {base}"


def _prizes(c: Component, _levels: Levels | None, currency: str) -> str:
    base = _base(c) if c.on in MONEY else COUNTED_AS.get(c.on, c.on)
    sums = joined([f"{sum_of(prize, currency)} for the {ordinal(at + 1)}" for at, prize in enumerate(c.prizes)])
    return f"prizes by {base} {_per(c.per)}: {sums}"


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
    """``per quarter``, ``in the partner's lifetime``."""
    if per in LIFELONG:
        return "over the partner's whole time"
    return f"per {per}"


def _span(low: int, high: int, what: str) -> str:
    """``first 4 orders``, ``orders 5 to 8``, ``orders from the 5th on``, of the partner."""
    if low == 0:
        return f"the partner's first {high} {what}s" if high > 1 else f"the partner's first {what}"
    if high >= ENDLESS:
        return f"the partner's {what}s from the {ordinal(low + 1)} on"
    return f"the partner's {what}s {low + 1} to {high}"


def _who(c: Component, currency: str) -> Iterator[str]:
    """For which sales and partners."""
    if c.segments:
        yield f"for {joined([s.replace('_', ' ') for s in c.segments])} partners only"
    if c.tenure_months != (0, ENDLESS):
        yield f"in {_span(*c.tenure_months, 'month')}"
    if c.order_numbers != (0, ENDLESS):
        yield f"on {_span(*c.order_numbers, 'order')}"
    if c.joined:
        yield f"for those who became partners {c.joined} this policy"
    if c.minimum_order:
        yield f"orders below {sum_of(c.minimum_order, currency)} do not count"
    if c.maximum_order:
        yield f"orders above {sum_of(c.maximum_order, currency)} do not count"
    if c.registered:
        yield "registered deals only"
    if c.choice:
        yield f"for partners who choose the plan {c.choice}"


def _when_qualified(c: Component, currency: str) -> Iterator[str]:
    if c.needs:
        needs = [condition_in_words(n.measure, n.over, n.at_least, n.below, currency) for n in c.needs]
        yield f"only with {joined(needs)}"
    if any(c.unlocked):
        steps = [f"level {level} from {number} own active recruits on" for level, number in enumerate(c.unlocked, 1) if number]
        yield joined(steps)


def _limits(c: Component, currency: str) -> Iterator[str]:
    for value, of in ((c.cap_month, "per month"), (c.cap_year, "per year"), (c.cap_per_unit, "per order")):
        if value:
            yield f"at most {sum_of(value, currency)} {of}"
    if c.vendor_cap_year:
        yield f"once the vendor has kept {sum_of(c.vendor_cap_year, currency)} {_kept(c.per)}, all is the partner's"
    if c.most_of_vendor_share:
        yield f"at most {share_of(c.most_of_vendor_share)} of what the vendor keeps of the recruits' revenue"


def _kept(per: str) -> str:
    return "over the partner's whole time" if per in LIFELONG else f"in a {per}"


def _when_paid(c: Component, currency: str) -> Iterator[str]:
    if c.clawback:
        yield joined([f"{_taken(step.share, at)} within {months_of(step.until)}" for at, step in enumerate(c.clawback)])
    when = [
        f"{months_of(c.delay_months)} later" if c.delay_months else "",
        f"in {c.instalments} monthly payments" if c.instalments > 1 else "",
        f"{'into a marketing fund, used with proof' if c.fund else ''}",
        f"from {sum_of(c.minimum_payout, currency)} on, less is carried over" if c.minimum_payout else "",
    ]
    if any(when):
        yield f"paid {', '.join(filter(None, when))}"
    if c.hold_back:
        yield f"{share_of(c.hold_back)} of it held back for {months_of(c.hold_months)}"


def _taken(share: float, at: int) -> str:
    how = "in full" if share == 1.0 else f"to {share_of(share)}"
    return f"taken back {how} if the customer cancels" if at == 0 else how
