"""For whom, under which conditions, within which limits and when a component pays, in words."""

from __future__ import annotations

from collections.abc import Iterator

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario.pay import Component
from partnerscape.scenario.pay.component import ENDLESS

from ..style.lever_words import listed
from .amounts import LIFELONG
from .conditions import condition_in_words
from .exact import joined, months_of, ordinal, share_of, sum_of


def for_whom(c: Component, currency: str) -> Iterator[str]:
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


def when_qualified(c: Component, currency: str) -> Iterator[str]:
    """Under which conditions it pays."""
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


def limits(c: Component, currency: str) -> Iterator[str]:
    """The least and the most that it pays."""
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


def when_paid(c: Component, currency: str) -> Iterator[str]:
    """When it is paid, and what is taken back."""
    if c.clawback:
        yield joined([_taken(step.share, at, months_of(step.until)) for at, step in enumerate(c.clawback)])
    if when := list(_moment_of(c, currency)):
        yield phrase("paid {when}", when=", ".join(when))
    if c.hold_back:
        yield phrase("{share} of it held back for {months}", share=share_of(c.hold_back), months=months_of(c.hold_months))


def _moment_of(c: Component, currency: str) -> Iterator[str]:
    """Everything about when and how a component reaches the partner."""
    if c.delay_months:
        yield phrase("{months} later", months=months_of(c.delay_months))
    if c.instalments > 1:
        yield phrase_for(c.instalments, "in {number} monthly payment", "in {number} monthly payments")
    if c.fund and c.use_months:
        months = months_of(c.use_months)
        yield phrase("into a marketing fund, as far as its use is proven within {months}", months=months)
    elif c.fund:
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
