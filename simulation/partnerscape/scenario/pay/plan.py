"""A policy's pay plan as one value: its components, its levels, how it is paid out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ..declare import Frozen
from ..durations import InMonths
from ..errors import Misfit, named
from .component import Component
from .levels import Levels
from .registration import Registration
from .words import LONGEST, OF_RECRUITS, Measure, Money, Over, Positive

MOST_COMPONENTS = 8
MOST_LEVELS = 4


class PayOut(Frozen):
    """How a plan's pay reaches a partner.

    Parameters
    ----------
    minimum : float
        What is due is paid from this sum on; until then it is carried over.
    cap_month, cap_year : float
        Most of all components together; 0: none.
    """

    minimum: Positive = 0.0
    cap_month: Positive = 0.0
    cap_year: Positive = 0.0


class UpOrOut(Frozen):
    """Who falls short of ``at_least`` of a measure after ``from_month`` months as a partner must leave."""

    measure: Measure
    over: Over = "12 months"
    at_least: Money
    from_month: Annotated[int, Field(ge=1, le=LONGEST), InMonths(1, LONGEST)] = 12


@dataclass(frozen=True)
class Plan:
    """A policy's pay plan, see ``Policy.plan``.

    Attributes
    ----------
    components : mapping of str to Component
        By name, in the order in which they are paid.
    levels : mapping of str to Levels
    payout : PayOut
    up_or_out : UpOrOut or None
    old_customers_keep : bool
        Customers won before the policy keep the terms under which they were won.
    registration : Registration or None
        Who is paid for a deal that several partners claim.
    """

    components: Mapping[str, Component] = field(default_factory=dict)
    levels: Mapping[str, Levels] = field(default_factory=dict)
    payout: PayOut = field(default_factory=PayOut)
    up_or_out: UpOrOut | None = None
    old_customers_keep: bool = False
    registration: Registration | None = None

    def __bool__(self) -> bool:
        return bool(self.components) or self.up_or_out is not None

    @property
    def choices(self) -> tuple[str, ...]:
        """Names of the plans of a menu; none: there is nothing to choose."""
        return tuple(dict.fromkeys(c.choice for c in self.components.values() if c.choice))

    def misfits(self, segments: Collection[str], categories: Collection[str], offers: Collection[str] = ()) -> Iterator[Misfit]:
        """Where it names segments, categories and offers that a scenario does not have."""
        goods = list(dict.fromkeys([*categories, *offers]))
        for name, c in self.components.items():
            lists = (
                ("segments", c.segments, segments),
                ("categories", c.categories, categories),
                ("single_offers", c.single_offers, offers),
            )
            for key, words, known in lists:
                for word in words:
                    if word not in known:
                        yield Misfit(key, named(known, word), word, ("pay", name))
            for word in c.fees:
                if word not in goods:
                    yield Misfit(c.how, named(goods, word, "one of the categories and offers"), word, ("pay", name))


def misfits_of_levels(components: Mapping[str, Component], levels: Mapping[str, Levels]) -> Iterator[Misfit]:
    """Components that pay by levels which are not there, or by another number of them."""
    for name, c in components.items():
        if not c.levels:
            continue
        if c.levels not in levels:
            yield Misfit("levels", named(levels, c.levels, "one of the policy's levels"), c.levels, ("pay", name))
            continue
        for key in ("rate", "amount", "lump"):
            stated = {"rate": c.rates, "amount": c.amounts, "lump": c.lump}[key]
            if stated and c.on not in OF_RECRUITS and len(stated) != levels[c.levels].number:
                yield Misfit(key, f"{levels[c.levels].number} numbers, one per level of {c.levels}", list(stated), ("pay", name))
