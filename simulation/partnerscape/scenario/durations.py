"""Durations as contracts state them: months, or a text with its unit; everything counts in whole months.

One reading for every time of a plan: terms of pay, delays, notice, protection, grace. What is no whole number of months is
rounded, halves up, and `check` says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from pydantic_core import core_schema

from .errors import Misfit, refuse

DAYS = 365.25 / 12  # of a month
UNITS = {"day": 1 / DAYS, "week": 7 / DAYS, "month": 1.0, "quarter": 3.0, "half-year": 6.0, "year": 12.0}  # in months
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
IN_WORDS = {word: number for number, word in enumerate(NUMBERS)} | {"a": 1, "an": 1}
WRITTEN = re.compile(rf"(?P<number>\d+(?:\.\d+)?|{'|'.join(IN_WORDS)})[ -]?(?P<unit>day|week|month|quarter|half-year|year)s?")
FOR_EVER = ("for ever", "forever", "no end")
EXPECTED = 'a number of months, or a time such as "90 days", "6 weeks", "2 quarters" or "1 year"'
CLOSE = 1e-9


@dataclass(frozen=True)
class Duration:
    """A time as it is written.

    Attributes
    ----------
    exact : float
        Months.
    """

    exact: float

    @property
    def months(self) -> int:
        """Whole months, halves up."""
        return floor(self.exact + 0.5 + CLOSE)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is rounded."""
        return abs(self.exact - self.months) < CLOSE

    @classmethod
    def read(cls, text: object) -> Duration | None:
        """The duration that a text states; None if it states none.

        Parameters
        ----------
        text : object

        Returns
        -------
        Duration or None

        Examples
        --------
        >>> [Duration.read(text).months for text in ("7 days", "60 days", "52 weeks", "two quarters", "1.5 years")]
        [0, 2, 12, 6, 18]
        >>> Duration.read("soon") is None
        True
        """
        match = WRITTEN.fullmatch(" ".join(text.lower().split())) if isinstance(text, str) else None
        if match is None:
            return None
        number = IN_WORDS.get(match["number"])
        return cls(UNITS[match["unit"]] * (float(match["number"]) if number is None else number))


def in_months(value: Any, least: int = 0, most: float = 1e9, endless: int | None = None) -> Any:
    """A text as whole months; numbers stay as they are, for the field to check.

    Parameters
    ----------
    value : object
    least, most : float
        Months; what is out of them is refused, as it was written.
    endless : int, optional
        What "for ever" is, where a time may be that.

    Raises
    ------
    InputError
        For a text that is no time, or one that is not within ``least`` and ``most`` once it is rounded.
    """
    if not isinstance(value, str) or _is_number(value):
        return value
    if endless is not None and value.strip().lower() in FOR_EVER:
        return endless
    duration = Duration.read(value)
    if duration is None:
        refuse([Misfit("", EXPECTED, value)])
    elif not least <= duration.months <= most:
        rounded = f"it counts as {duration.months} months: everything is in whole months"
        refuse([Misfit("", f"{least:g} to {most:g} months", value, advice=rounded)])
    return duration.months if duration is not None else value


def _is_number(text: str) -> bool:
    """Whether it is a number in a cell of text."""
    return re.fullmatch(r"\s*[+-]?\d+(\.\d*)?\s*", text) is not None


@dataclass(frozen=True)
class InMonths:
    """Marks a field as a duration in months, which may be written with another unit.

    Attributes
    ----------
    least, most : int
        Months; what is out of them is refused, as it was written.
    endless : int, optional
        What "for ever" is, where a time may be that.
    """

    least: int
    most: int
    endless: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Texts become months before anything is checked."""
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """A number, or a text."""
        return with_texts(handler(core))

    def read(self, value: Any) -> Any:
        """See :func:`in_months`."""
        return in_months(value, self.least, self.most, self.endless)


def in_place_of(key: str, value: Any, known: Collection[str]) -> str:
    """What to write in place of ``delay_days = 60``; empty if it names no other unit of a known key.

    Examples
    --------
    >>> in_place_of("delay_days", 60, ["delay_months"])
    'write delay_months = "60 days"'
    """
    stem, _, unit = key.rpartition("_")
    there = unit.removesuffix("s") in UNITS and f"{stem}_months" in known and isinstance(value, int | float)
    return f'write {stem}_months = "{value} {unit}"' if there else ""


def with_texts(number: dict[str, Any]) -> dict[str, Any]:
    """A JSON schema of months that takes a time with its unit, too."""
    return {"anyOf": [number, {"type": "string", "examples": ["90 days", "6 weeks", "1 year"]}]}


def rounded_in(table: Any, keys: frozenset[str], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Where a table states a time that is no whole number of months: (path, as written, months).

    Parameters
    ----------
    table : object
        As a file states it.
    keys : frozenset of str
        Keys whose values are times.
    """
    if isinstance(table, Mapping):
        for key, inner in table.items():
            yield from rounded_in(inner, keys, (*path, str(key)))
    elif isinstance(table, list | tuple):
        for at, inner in enumerate(table):
            yield from rounded_in(inner, keys, (*path, str(at)))
    elif keys.intersection(path) and (duration := Duration.read(table)) is not None and not duration.is_whole:
        yield path, " ".join(str(table).split()), duration.months
