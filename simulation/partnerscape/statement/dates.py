"""Months of a table of sales that is paid by: only forms that nobody can misread, each text by itself."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from partnerscape.scenario.errors import InputError
from partnerscape.tables.dates import Parts, checked, parts_of
from partnerscape.tables.order import ORDERS

NONE = -1
EXPECTED = "a month such as 2026-03, or a date"


def months_of(texts: Iterable[str]) -> dict[str, int]:
    """Months since the year 0 of each text; -1 where it is none, or could be two.

    Days come first where dots are, or where a date of the table allows nothing else; 03/04/2026 alone may be March or April.
    Years have four digits, and a spreadsheet's day numbers are refused: what is paid is not guessed.

    Parameters
    ----------
    texts : iterable of str

    Returns
    -------
    dict of str to int

    Examples
    --------
    >>> months_of(["2026-03", "31/03/2026", "March 2026", "Mar-26"])
    {'2026-03': 24314, '31/03/2026': 24314, 'March 2026': 24314, 'Mar-26': -1}
    """
    return {text: NONE if day == NONE else _month_of(day) for text, day in days_of(texts).items()}


def days_of(texts: Iterable[str]) -> dict[str, int]:
    """The day of each text, counted from the first of the year 1; of a month its first; -1 where it is none, or could be two.

    Parameters
    ----------
    texts : iterable of str

    Returns
    -------
    dict of str to int

    Examples
    --------
    >>> from datetime import date
    >>> [str(date.fromordinal(day)) for day in days_of(["2026-03", "31/03/2026"]).values()]
    ['2026-03-01', '2026-03-31']
    """
    known = {text: parts_of(text) for text in dict.fromkeys(texts)}
    numbers = [parts.numbers for parts in known.values() if parts.kind == "triple" and parts.sign != "."]
    day_first, month_first = any(number[0] > 12 for number in numbers), any(number[1] > 12 for number in numbers)
    order = "" if day_first == month_first else "day first" if day_first else "month first"
    return {text: _day(parts, order) for text, parts in known.items()}


def days_left(text: str) -> int:
    """Days from the day of a text to the last that it may mean: of a month its length less 1, of a date 0.

    Examples
    --------
    >>> days_left("2026-02"), days_left("2026-02-03")
    (27, 0)
    """
    parts = parts_of(text)
    year, month, *_ = parts.numbers if parts.kind == "month" else (0, 0)
    return monthrange(year, month)[1] - 1 if year and 1 <= month <= 12 else 0


def _month_of(day: int) -> int:
    there = date.fromordinal(day)
    return 12 * there.year + there.month - 1


def month_number(text: str, file: str, key: str) -> int:
    """One month.

    Raises
    ------
    InputError
        If it is none.
    """
    month = months_of([text.strip()])[text.strip()]
    if month == NONE:
        raise InputError(file, "", key, EXPECTED, text, doubtful(text.strip()))
    return month


def doubtful(text: str) -> str:
    """What to write in place of a date that is not read; empty if it cannot be said."""
    parts = parts_of(text)
    if parts.kind != "triple" or parts.short or max(parts.numbers[:2]) > 12 or parts.numbers[0] == parts.numbers[1]:
        return ""
    first, second, year = parts.numbers
    return f"write {year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}: nothing says which number is the day"


def _day(parts: Parts, order: str) -> int:
    if parts.short or parts.kind not in ("date", "month", "triple"):
        return NONE
    year, month, day = parts.numbers
    if parts.kind == "triple":
        order = "day first" if parts.sign == "." or parts.numbers[0] == parts.numbers[1] else order
        if not order:
            return NONE
        year, month, day = (parts.numbers[at] for at in ORDERS[order])
    return date(year, month, max(day, 1)).toordinal() if checked(year, month, day) else NONE
