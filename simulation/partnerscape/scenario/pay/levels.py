"""Levels of partners: what each needs, over which time; up at once, down at a review or after a grace time."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from ..declare import Frozen
from ..durations import InMonths
from ..errors import Misfit, Shown, refuse
from .words import LONGEST, MONTHS_OF, SHARES, Measure, Money, Over, _share, of_the_calendar

MOST_LEVELS = 16
Threshold = Annotated[Money, BeforeValidator(_share)]


class Requirement(Frozen):
    """What one measure must reach for each level.

    Parameters
    ----------
    measure : str
        One of ``MEASURES``.
    over : str
        The time that counts: "month", "quarter", "year", "12 months", "previous quarter", "year from joining", "lifetime".
    at_least : sequence of float
        One threshold per level, from the lowest; 0 asks for nothing.
    """

    measure: Measure
    over: Over = "month"
    at_least: tuple[Threshold, ...] = Field(min_length=2, max_length=MOST_LEVELS)

    @model_validator(mode="after")
    def _rises(self) -> Requirement:
        if list(self.at_least) != sorted(self.at_least):
            refuse([Misfit("at_least", "thresholds that do not fall from level to level", list(self.at_least))])
        if self.measure in SHARES and self.at_least[-1] > 1.0:
            refuse([Misfit("at_least", f"shares from 0 to 1 for {self.measure}", list(self.at_least))])
        return self


class Levels(Frozen):
    """Levels that components pay by; a partner has the highest one of which it meets everything.

    Parameters
    ----------
    names : sequence of str
        From the lowest, which asks for nothing; optional.
    needs : sequence of Requirement
        All of them at once.
    down : str
        When a partner that no longer qualifies goes down: "month" (at once), "quarter", "half-year" or "year" (at a review).
    grace_months : int
        Months for which it may fall short before it goes down.
    """

    names: tuple[str, ...] = ()
    needs: tuple[Requirement, ...] = Field(min_length=1, max_length=4)
    down: Annotated[str, BeforeValidator(of_the_calendar)] = "month"
    grace_months: Annotated[int, Field(ge=0, le=LONGEST), InMonths(0, LONGEST)] = 0

    @property
    def number(self) -> int:
        """How many levels there are."""
        return len(self.needs[0].at_least)

    def name_of(self, level: int) -> str:
        """A level's name."""
        return self.names[level] if self.names else f"level {level}"

    @model_validator(mode="after")
    def _fit(self) -> Levels:
        wrong = [
            Misfit(
                "at_least",
                f"{self.number} thresholds, as for {self.needs[0].measure}",
                Shown(str(len(need.at_least))),
                ("needs", str(at)),
            )
            for at, need in enumerate(self.needs)
            if len(need.at_least) != self.number
        ]
        if self.names and len(self.names) != self.number:
            wrong.append(Misfit("names", f"{self.number} names, one per level", list(self.names)))
        if self.down not in MONTHS_OF:
            wrong.append(Misfit("down", f"one of {list(MONTHS_OF)}", self.down))
        refuse(wrong)
        return self
