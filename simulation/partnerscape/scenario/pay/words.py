"""The words of a pay plan: what pay is on, what conditions are measured by, over which time; shares as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ..durations import Duration
from ..errors import Misfit, named, refuse

BASES = {  # what a component is paid on, with its unit
    "new revenue": "currency: first orders of new customers",
    "renewals": "currency: later orders of own customers",
    "revenue": "currency: new revenue and renewals",
    "margin": "currency: revenue less the cost of the goods",
    "savings": "currency: what a rate card saves the partner's customers",
    "orders": "number of orders",
    "new customers": "number of customers won",
    "customers": "number of own customers",
    "recruits revenue": "currency: revenue of those whom the partner recruited, by level",
    "recruits pay": "currency: pay of those whom the partner recruited, by level",
    "own pay": "currency: what the components above pay the partner this month",
    "nothing": "no sales: a fixed sum",
}
MONEY = ("new revenue", "renewals", "revenue", "margin", "savings", "recruits revenue", "recruits pay", "own pay")
OF_RECRUITS = ("recruits revenue", "recruits pay")
MEASURES = {  # what levels and conditions are measured by, with its unit
    "revenue": "currency",
    "new revenue": "currency",
    "renewals": "currency",
    "margin": "currency",
    "orders": "number",
    "new customers": "number",
    "customers": "number now",
    "certified": "number of certified people: ten times the skill, in whole numbers",
    "skill": "0-1, now",
    "retention": "share of customers who stayed",
    "quality": "0-1, mean",
    "recruits": "number of active recruits, now",
    "recruits revenue": "currency: revenue of recruits of all levels",
}
NOW = ("customers", "certified", "skill", "recruits")  # a stock: as it is, whatever the time
MEANS = ("retention", "quality")  # a mean over the time
SHARES = ("skill", "retention", "quality")
MONTHS_OF = {"month": 1, "two months": 2, "quarter": 3, "half-year": 6, "year": 12}
LONGEST = 120  # months
PERIODS = (
    "'month', 'two months', 'quarter', 'half-year', 'year', '12 months', '90 days', 'previous quarter', 'year from joining' "
    "or 'lifetime'"
)
WRITTEN = re.compile(
    r"(?P<lifetime>lifetime|since joining)"
    r"|(?P<previous>previous )?(?P<named>month|two months|quarter|half-year|year)(?P<joining> from joining)?"
)


@dataclass(frozen=True)
class Period:
    """A time over which something counts.

    Attributes
    ----------
    kind : str
        ``to date``: from the period's start on; ``trailing``: the last months; ``previous``: the period before; ``lifetime``.
    months : int
        Its length; 0 for a lifetime.
    from_joining : bool
        Whether periods start when the partner joined, or for all at once.
    """

    kind: str
    months: int
    from_joining: bool = False

    @classmethod
    def read(cls, text: object) -> Period | None:
        """The period that a text names; None if it names none.

        Examples
        --------
        >>> Period.read("12 months")
        Period(kind='trailing', months=12, from_joining=False)
        >>> Period.read("previous quarter").kind, Period.read("90 days").months
        ('previous', 3)
        """
        match = WRITTEN.fullmatch(" ".join(str(text).lower().split())) if isinstance(text, str) else None
        if match is None:
            trailing = Duration.read(text)
            return cls("trailing", trailing.months) if trailing is not None and 1 <= trailing.months <= LONGEST else None
        if match["lifetime"]:
            return cls("lifetime", 0)
        return cls("previous" if match["previous"] else "to date", MONTHS_OF[match["named"]], bool(match["joining"]))


def _period(text: Any) -> Any:
    if Period.read(text) is None:
        refuse([Misfit("", f"a time such as {PERIODS}", text)])
    return " ".join(text.lower().split())


def of_the_calendar(text: Any) -> Any:
    """A period that repeats: ``"13 weeks"`` is a quarter; what is no time of such a length stays, for others to refuse."""
    period = Period.read(text)
    if period is None or period.kind != "trailing":
        return text
    return next((name for name, months in MONTHS_OF.items() if months == period.months), text)


def _share(value: Any) -> Any:
    """``"20 %"`` is .2; every other text is refused with what would do."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"\s*([+-]?\d+(?:\.\d+)?)\s*%\s*", value)
    if match is None:
        refuse([Misfit("", 'a share such as 0.2, or per cent such as "20 %"', value)])
    return float(match[1]) / 100.0 if match else value


def _known(words: dict[str, str], what: str) -> Any:
    def check(word: Any) -> Any:
        if word not in words:
            refuse([Misfit("", named(words, word, what), word)])
        return word

    return BeforeValidator(check)


Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_share)]
Rate = Annotated[float, Field(ge=-1, le=3, description='share, or per cent as "20 %"'), BeforeValidator(_share)]
Money = Annotated[float, Field(ge=-1e9, le=1e9)]
Positive = Annotated[float, Field(ge=0, le=1e9)]
Over = Annotated[str, BeforeValidator(_period)]
Per = Annotated[Over, BeforeValidator(of_the_calendar)]
Base = Annotated[str, _known(BASES, "one of")]
Measure = Annotated[str, _known(MEASURES, "one of")]
