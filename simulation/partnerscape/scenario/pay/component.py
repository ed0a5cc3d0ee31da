"""One component of a pay plan, as a contract states it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ..declare import Frozen
from ..durations import InMonths
from ..errors import Misfit, Shown, refuse
from .words import BASES, LONGEST, MONEY, MONTHS_OF, OF_RECRUITS, Base, Measure, Money, Over, Per, Positive, Rate, Share, _share

MOST_BRACKETS = 16
RECRUIT_LEVELS = 5
HOWS = ("rate", "amount", "brackets", "lump", "guarantee", "pool", "prizes")
ENDLESS = 10_000  # months: "for ever"
First = Annotated[int, Field(ge=0, le=LONGEST)]
Until = Annotated[int, Field(ge=0, le=ENDLESS)]
Numbers = tuple[First, Until]
Months = tuple[Annotated[First, InMonths(0, LONGEST)], Annotated[Until, InMonths(0, ENDLESS, endless=ENDLESS)]]
Wait = Annotated[int, Field(ge=0, le=24), InMonths(0, 24)]


def _listed(value: Any) -> Any:
    """A number alone is a list of one."""
    return value if isinstance(value, list | tuple | dict) else [value]


class Condition(Frozen):
    """What a component asks for: a measure over a time, at least or below a number.

    Parameters
    ----------
    measure : str
        One of ``MEASURES``.
    over : str
        The time that counts, see ``Requirement``.
    at_least, below : float, optional
        One of the two.
    """

    measure: Measure
    over: Over = "month"
    at_least: Annotated[Money, BeforeValidator(_share)] | None = None
    below: Annotated[Money, BeforeValidator(_share)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Condition:
        if (self.at_least is None) == (self.below is None):
            refuse([Misfit("at_least", "one of at_least and below", Shown("both or neither"))])
        return self


class Bracket(Frozen):
    """From ``start`` (of what is paid on, in the period) on, the rate is ``rate``; ``counted`` if it differs from the others."""

    start: Positive
    rate: Annotated[float, BeforeValidator(_share), Field(ge=-1e6, le=1e6, description="share; on numbers, currency per unit")]
    counted: Literal["marginal", "retroactive", ""] = ""

    @model_validator(mode="before")
    @classmethod
    def _from_a_row(cls, row: Any) -> Any:
        """``[30000, "20 %"]``, ``[30000, .2, "retroactive"]``, or a table with ``from``."""
        if isinstance(row, list | tuple):
            if not 2 <= len(row) <= 3:
                refuse([Misfit("", "[from, rate] or [from, rate, 'marginal' or 'retroactive']", list(row))])
            return dict(zip(("start", "rate", "counted"), row, strict=False))
        if isinstance(row, dict) and "from" in row:
            return {("start" if key == "from" else key): value for key, value in row.items()}
        return row


class ClawbackStep(Frozen):
    """Up to ``until`` months after a sale, ``share`` of its pay is taken back if the customer cancels."""

    until: Annotated[int, Field(ge=1, le=LONGEST), InMonths(1, LONGEST)]
    share: Share

    @model_validator(mode="before")
    @classmethod
    def _from_a_row(cls, row: Any) -> Any:
        return dict(zip(("until", "share"), row, strict=True)) if isinstance(row, list | tuple) and len(row) == 2 else row


class Component(Frozen):
    """A component of a pay plan. It states exactly one way to pay: from ``rate`` to ``prizes``.

    Parameters
    ----------
    on : str
        What it is paid on, one of ``BASES``.
    rate : float, list or table
        Share of it: one number, one per level of ``levels``, one per level of recruits, or a fee table by category or offer.
    amount : float, list or table
        Currency per unit (orders, customers): one number, one per level, or a fee table by category or offer; negative: a fee.
    brackets : list of [from, rate]
        By what is paid on, summed over ``per``; with a third entry where brackets are counted differently.
    lump : float or list
        A fixed sum per period: one number, or one per level; negative: a fee.
    target : float
        The lump is paid from this sum of ``on`` per period on.
    guarantee : float
        A guaranteed minimum per month: what the other components lack of it.
    pool : float
        Currency per period, shared in proportion to ``on``.
    prizes : list of float
        Currency for the first, second … by ``on`` per period.

    Examples
    --------
    >>> Component(on="new revenue", rate="20 %").rates
    (0.2,)
    >>> Component(on="revenue", brackets=[[0, "10 %"], [50000, "15 %"]], per="quarter").brackets[1].rate
    0.15
    """

    on: Base = "new revenue"
    # for which
    categories: tuple[str, ...] = Field(default=(), description="none: all")
    single_offers: tuple[str, ...] = Field(default=(), description="none: all")
    segments: tuple[str, ...] = Field(default=(), description="none: all")
    customer_months: Months = Field(
        default=(0, ENDLESS), description="months of the customer's life, from and until, that are paid"
    )
    tenure_months: Months = Field(default=(0, ENDLESS), description="months since the partner started, from and until")
    order_numbers: Numbers = Field(
        default=(0, ENDLESS), description="the partner's orders, from and until: [0, 4] are its first four"
    )
    joined: Literal["", "before", "after"] = Field(default="", description="who was a partner before this policy, or not")
    minimum_order: Positive = Field(default=0.0, description="smaller orders do not count")
    maximum_order: Positive = Field(default=0.0, description="larger orders do not count; 0: all do")
    registered: bool = Field(default=False, description="registered deals only")
    # how
    rate: tuple[Rate, ...] | dict[str, Rate] = Field(default=(), description="share of what it is paid on")
    amount: tuple[Money, ...] | dict[str, Money] = Field(default=(), description="currency per unit")
    brackets: tuple[Bracket, ...] = Field(default=(), max_length=MOST_BRACKETS)
    counted: Literal["marginal", "retroactive"] = "marginal"
    lump: Annotated[tuple[Money, ...], BeforeValidator(_listed)] = ()
    target: Positive = 0.0
    guarantee: Positive = 0.0
    pool: Positive = 0.0
    prizes: tuple[Positive, ...] = Field(default=(), max_length=64)
    per: Per = Field(default="month", description="period over which brackets, targets, pools, prizes count")
    # qualified by
    levels: str = Field(default="", description="the levels that its list of rates is for")
    needs: tuple[Condition, ...] = Field(default=(), max_length=4, description="all at once")
    unlocked: tuple[int, ...] = Field(
        default=(), max_length=RECRUIT_LEVELS, description="own active recruits that unlock each level"
    )
    # limits
    cap_month: Positive = Field(default=0.0, description="most per month; 0: none")
    cap_year: Positive = Field(default=0.0, description="most per year; 0: none")
    cap_per_unit: Positive = Field(default=0.0, description="most per order; 0: none")
    vendor_cap_year: Positive = Field(
        default=0.0, description="the vendor's share per year of the partner, beyond it all is the partner's"
    )
    most_of_vendor_share: Share = Field(default=0.0, description="most as a share of what the vendor keeps; 0: no limit")
    # when
    delay_months: Wait = 0
    instalments: int = Field(default=1, ge=1, le=24, description="equal monthly payments")
    hold_back: Share = Field(default=0.0, description="share that is paid later")
    hold_months: Wait = 0
    minimum_payout: Positive = Field(
        default=0.0, description="what is due is paid from this sum on; until then it is carried over"
    )
    clawback: tuple[ClawbackStep, ...] = Field(default=(), max_length=4, description="[months, share] rows")
    # to what
    choice: str = Field(default="", description="the plan of a menu to which it belongs")
    fund: bool = Field(default=False, description="paid into a marketing fund that is used with proof")
    use_months: Wait = Field(default=0, description="months within which a fund's money must be used; 0: no end")
    proven_use: Share = Field(
        default=1.0, description="of a fund: share that is used with proof in the simulation; sales state it as `proven`"
    )

    @model_validator(mode="before")
    @classmethod
    def _numbers_are_lists(cls, table: Any) -> Any:
        if not isinstance(table, dict):
            return table
        return {**table, **{key: _listed(table[key]) for key in ("rate", "amount") if key in table}}

    @property
    def how(self) -> str:
        """Which of the ways of paying it states."""
        return next((name for name in HOWS if getattr(self, name)), "")

    @property
    def rates(self) -> tuple[float, ...]:
        """Rates by level; of a fee table none."""
        return () if isinstance(self.rate, dict) else self.rate

    @property
    def amounts(self) -> tuple[float, ...]:
        """Amounts by level; of a fee table none."""
        return () if isinstance(self.amount, dict) else self.amount

    @property
    def fees(self) -> dict[str, float]:
        """Rates or amounts by category or offer, of a fee table."""
        return next((table for table in (self.rate, self.amount) if isinstance(table, dict)), {})

    @model_validator(mode="after")
    def _fit(self) -> Component:
        refuse(_wrong(self))
        return self


def _wrong(c: Component) -> list[Misfit]:
    stated = [name for name in HOWS if getattr(c, name)]
    if len(stated) != 1:
        return [Misfit("rate", f"exactly one of {list(HOWS)}, not 0", Shown(" and ".join(stated) or "none"))]
    return [*_wrong_base(c, stated[0]), *_wrong_lists(c), *_wrong_scope(c), *_wrong_times(c)]


def _wrong_base(c: Component, how: str) -> Iterator[Misfit]:
    """A way to pay that does not go with what it is paid on."""
    if how == "rate" and c.on not in MONEY:
        yield Misfit("rate", f"an amount per unit for {c.on}", c.fees or list(c.rates))
    if c.fees and c.on in (*OF_RECRUITS, "own pay"):
        yield Misfit("on", "the partner's own sales for a fee table", c.on)
    if c.fees and c.single_offers:
        yield Misfit("single_offers", "no list beside a fee table, which names offers itself", list(c.single_offers))
    if how == "amount" and c.on in MONEY:
        yield Misfit("amount", f"a rate for {c.on}", c.fees or list(c.amounts))
    if (how == "guarantee" or (how == "lump" and not c.target)) and c.on != "nothing":
        yield Misfit("on", "'nothing' for a fixed sum without a target", c.on)
    if c.on == "nothing" and how not in ("lump", "guarantee"):
        yield Misfit("on", f"what it is paid on, one of {[on for on in BASES if on != 'nothing']}", c.on)
    if c.on == "own pay" and how != "rate":
        yield Misfit("on", "'own pay' with a rate only", c.on)
    for number, bracket in enumerate(c.brackets if c.on in MONEY else ()):
        if not -1 <= bracket.rate <= 3:
            yield Misfit("rate", "a share from -1 to 3", bracket.rate, ("brackets", str(number)))
    if c.vendor_cap_year and (how != "rate" or len(c.rates) != 1 or c.on in OF_RECRUITS):
        yield Misfit("vendor_cap_year", "a limit for one rate on own sales", c.vendor_cap_year)
    if c.cap_per_unit and (how not in ("rate", "amount") or c.on in (*OF_RECRUITS, "own pay", "customers") or c.fees):
        yield Misfit("cap_per_unit", "a limit for rates or amounts on own sales", c.cap_per_unit)
    if how in ("pool", "prizes") and (c.per.endswith("joining") or c.per == "lifetime"):
        yield Misfit("per", "a period of the calendar for a pool or prizes", c.per)


def _wrong_lists(c: Component) -> Iterator[Misfit]:
    """Lists whose lengths say nothing, or not the same."""
    starts, several = [b.start for b in c.brackets], max(len(c.rates), len(c.amounts), len(c.lump))
    if starts != sorted(set(starts)):
        yield Misfit("brackets", "starts that increase from bracket to bracket", starts)
    if several > 1 and not c.levels and c.on not in OF_RECRUITS:
        yield Misfit("levels", "the name of the levels that the list is for", Shown("none"))
    if several > 1 and c.levels and c.on in OF_RECRUITS:
        yield Misfit("levels", "no levels where the list is by level of recruits", c.levels)
    if c.on in OF_RECRUITS and several > RECRUIT_LEVELS:
        yield Misfit("rate", f"rates for at most {RECRUIT_LEVELS} levels of recruits", Shown(str(several)))
    if c.unlocked and (c.on not in OF_RECRUITS or len(c.unlocked) != several):
        yield Misfit("unlocked", "one number per level of recruits", list(c.unlocked))


def _wrong_scope(c: Component) -> Iterator[Misfit]:
    """Ranges that hold nothing."""
    for key in ("customer_months", "tenure_months", "order_numbers"):
        low, high = getattr(c, key)
        if not low < high:
            yield Misfit(key, "[from, until], the second larger", [low, high])
    if c.maximum_order and c.maximum_order <= c.minimum_order:
        yield Misfit("maximum_order", "more than minimum_order", c.maximum_order)


def _wrong_times(c: Component) -> Iterator[Misfit]:
    """Times that do not go with what they are for."""
    if c.hold_back and not c.hold_months:
        yield Misfit("hold_months", "the months for which it is held back", c.hold_months)
    for key in ("use_months", "proven_use"):
        if not c.fund and getattr(c, key) != Component.model_fields[key].default:
            yield Misfit("fund", f"true: {key} is for a fund", False)
    months = [step.until for step in c.clawback]
    if months != sorted(set(months)):
        yield Misfit("clawback", "months that increase from row to row", months)
    if c.clawback and c.on in ("nothing", "own pay", *OF_RECRUITS):
        yield Misfit("clawback", "clawback of pay on the partner's own sales", c.on)
    known = (*MONTHS_OF, *(f"{name} from joining" for name in MONTHS_OF), "lifetime", "since joining")
    if c.per not in known:
        yield Misfit("per", f"one of {list(MONTHS_OF)}, 'year from joining' or 'lifetime'", c.per)
