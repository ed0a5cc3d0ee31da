"""Months of a table of sales, from dates in the forms in which systems write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from partnerscape.scenario.errors import InputError

YEARS = range(1990, 2100)  # others are slips or a spreadsheet's day numbers
ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})?")
DAYS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?: .*)?")
IN_WORDS = re.compile(r"(?:\d{1,2}[. -]+)?[A-Za-z]{3,9}[. -]+(?:\d{1,2},? )?\d{4}")
NONE = -1
EXPECTED = "a month such as 2026-03, or a date"


def months_of(texts: Iterable[str]) -> dict[str, int]:
    """Months since the year 0 of each text; -1 where it is none, or could be two.

    Days come first where dots are, or where a date of the table allows nothing else; 03/04/2026 alone may be March or April.

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
    known = list(dict.fromkeys(texts))
    parts = [found for text in known if (found := DAYS.fullmatch(text)) and found[2] != "."]
    day_first, month_first = any(int(part[1]) > 12 for part in parts), any(int(part[3]) > 12 for part in parts)
    order = 0 if day_first == month_first else 3 if day_first else 1
    return {text: _month(text, order) for text in known}


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
    found = DAYS.fullmatch(text)
    if found and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3]:
        return f"write {found[4]}-{int(found[3]):02d} or {found[4]}-{int(found[1]):02d}: nothing says which number is the day"
    return ""


def _month(text: str, order: int) -> int:
    if found := ISO.fullmatch(text):
        return _checked(found[1] or found[5], found[3] or found[6], found[4] or found[7])
    if found := DAYS.fullmatch(text):
        at = 3 if found[2] == "." or found[1] == found[3] else order
        return _checked(found[4], found[at], found[4 - at]) if at else NONE
    return _in_words(text) if IN_WORDS.fullmatch(text) else NONE


def _in_words(text: str) -> int:
    date = pd.to_datetime(text, errors="coerce", format="mixed")
    return NONE if pd.isna(date) else _checked(date.year, date.month, date.day)


def _checked(year: str | int, month: str | int, day: str | int | None) -> int:
    """A month, if the date is one."""
    fits = (
        int(year) in YEARS and 1 <= int(month) <= 12 and 1 <= int(day or 1) <= pd.Period(f"{year}-{month}-1", "M").days_in_month
    )
    return int(year) * 12 + int(month) - 1 if fits else NONE
