"""Dates and months in the forms in which systems write them, one text at a time; what two orders allow stays open."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

YEARS = range(1990, 2100)  # others are slips
CENTURY = 2000  # two-digit years: 24 is 2024
SERIALS = range(32_000, 62_000)  # day numbers of a spreadsheet, 1987 to 2069
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "sv", "da", "nb", "fi", "cs", "tr")
ENGLISH = tuple(re.findall(r"\w+", "january february march april may june july august september october november december"))

TIME = r"(?:[T ,]+(\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?)\s*([AaPp][Mm])?\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?)?"
ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})(?:\2(\d{{1,2}}){TIME})?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
TRIPLE = re.compile(rf"(\d{{1,2}})([-./])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){TIME}")
OF_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
EPOCH = re.compile(r"\d{10}|\d{13}")
QUARTER = re.compile(r"(?:Q[1-4]|\d{4})[ \-/]*(?:Q[1-4]|[KCW]*W ?\d{1,2}|\d{4})", re.I)
WORD = r"[^\W\d_]{3,12}"
OF_DAY = r"(\d{1,2})(?:st|nd|rd|th|\.)?"
DAY_WORD_YEAR = re.compile(rf"{OF_DAY}[ \-/]*(?:de |of )?({WORD})\.?,?[ \-/]+(?:de )?(\d{{4}}|\d{{2}}){TIME}")
WORD_DAY_YEAR = re.compile(rf"({WORD})\.? {OF_DAY},? (\d{{4}}){TIME}")
WORD_YEAR = re.compile(rf"({WORD})\.?,?[ \-/']+(?:de )?(\d{{4}}|\d{{2}})(?: ?[^\W\d_]\.?)?")
YEAR_WORD = re.compile(rf"(\d{{4}})[ \-/.]+({WORD})\.?(?:[ \-/.]+(\d{{1,2}}))?")


@dataclass(frozen=True)
class Parts:
    """What a text says of a date.

    Attributes
    ----------
    kind : str
        ``date``, ``month`` (no day), ``triple`` (three numbers whose order the text does not say), ``serial`` (a spreadsheet's
        day number), ``epoch`` (seconds since 1970), ``quarter`` (too coarse) or empty: no date.
    numbers : tuple of int
        Year, month, day; of a triple as written; of a month with 0 as its day.
    sign : str
        Between the numbers of a triple.
    short : bool
        Whether the year has two digits.
    time : str
        Time of day, empty if there is none.
    zone : str
        ``Z`` or an offset such as ``+02:00``; empty if none is stated.
    """

    kind: str = ""
    numbers: tuple[int, ...] = ()
    sign: str = ""
    short: bool = False
    time: str = ""
    zone: str = ""


NONE = Parts()


def parts_of(text: str) -> Parts:
    """What a text says of a date.

    Examples
    --------
    >>> parts_of("2024-03-31").numbers, parts_of("2024 Mar").numbers, parts_of("03/04/2024").kind
    ((2024, 3, 31), (2024, 3, 0), 'triple')
    """
    text = text.strip()
    if not any(c.isdigit() for c in text) or len(text) > 60 or not text.translate(_PLAIN).isprintable():
        return NONE
    for read in (_iso, _compact, _triple, _of_year, _number, _in_words):
        if parts := read(text):
            return parts
    return Parts("quarter") if QUARTER.fullmatch(text) else NONE


_PLAIN = {0x00A0: " ", 0x202F: " "}


def checked(year: int, month: int, day: int = 0) -> bool:
    """Whether there is such a date (day 0: such a month) in a year that a table of sales can have."""
    return year in YEARS and 1 <= month <= 12 and 0 <= day <= monthrange(year, month)[1]


def full_year(year: int, short: bool) -> int:
    """A year of four digits."""
    return CENTURY + year if short else year


def _dated(year: int, month: int, day: int | None, **more: str | bool) -> Parts | None:
    if not checked(year, month, day or 0) or day == 0:
        return None
    return Parts("month" if day is None else "date", (year, month, day or 0), **more)  # type: ignore[arg-type]


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def _iso(text: str) -> Parts | None:
    match = ISO.fullmatch(text)
    if not match:
        return None
    time, zone = _clock(match[5], match[6]), match[7] or ""
    return _dated(int(match[1]), int(match[3]), _whole(match[4]), time=time, zone=zone)


def _clock(time: str | None, half: str | None) -> str:
    """A time of day as HH:MM, in 24 hours."""
    if not time:
        return ""
    hour, minute = int(time.split(":")[0]), time.split(":")[1]
    if half:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    return f"{hour:02d}:{minute}"


def _compact(text: str) -> Parts | None:
    match = COMPACT.fullmatch(text)
    return _dated(int(match[1]), int(match[2]), _whole(match[3])) if match else None


def _triple(text: str) -> Parts | None:
    match = TRIPLE.fullmatch(text)
    if not match:
        return None
    numbers = (int(match[1]), int(match[3]), int(match[4]))
    return Parts("triple", numbers, match[2], len(match[4]) == 2, _clock(match[5], match[6]), match[7] or "")


def _of_year(text: str) -> Parts | None:
    match = OF_YEAR.fullmatch(text)
    return _dated(int(match[2]), int(match[1]), None) if match else None


def _number(text: str) -> Parts | None:
    if (match := SERIAL.fullmatch(text)) and int(match[1]) in SERIALS:
        return Parts("serial", (int(match[1]),))
    return Parts("epoch", (int(text[:10]),)) if EPOCH.fullmatch(text) and text.isascii() else None


def _in_words(text: str) -> Parts | None:
    if match := DAY_WORD_YEAR.fullmatch(text):
        return _worded(match[3], match[2], int(match[1]), _clock(match[4], match[5]), match[6] or "")
    if match := WORD_DAY_YEAR.fullmatch(text):
        return _worded(match[3], match[1], int(match[2]), _clock(match[4], match[5]), match[6] or "")
    if match := YEAR_WORD.fullmatch(text):
        return _worded(match[1], match[2], _whole(match[3]))
    if match := WORD_YEAR.fullmatch(text):
        return _worded(match[2], match[1], None)
    return None


def _worded(year: str, month: str, day: int | None, time: str = "", zone: str = "") -> Parts | None:
    number = month_names().get(folded(month))
    short = len(year) == 2
    return _dated(full_year(int(year), short), number, day, short=short, time=time, zone=zone) if number else None


def folded(word: str) -> str:
    """A word without case, accents and dots.

    Examples
    --------
    >>> folded("Févr."), folded("MÄRZ")
    ('fevr', 'marz')
    """
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)).strip(". ")


@lru_cache(maxsize=1)
def month_names() -> dict[str, int]:
    """Months by name and short name: English, and with Babel in many languages; a word on which two differ is none."""
    names: dict[str, set[int]] = {}
    for name, month in _spelt():
        word = folded(name)
        for known in {word, word[:3], word[:4]} if len(word) > 3 else {word}:
            names.setdefault(known, set()).add(month)
    certain = {word: months.pop() for word, months in names.items() if len(months) == 1 and len(word) > 2}
    return certain | {word: at for at, name in enumerate(ENGLISH, 1) for word in (name, name[:3])}


def _spelt() -> list[tuple[str, int]]:
    spelt = [(name, at) for at, name in enumerate(ENGLISH, 1)]
    try:
        from babel import Locale
    except ImportError:
        return spelt
    for language in LANGUAGES:
        for form in ("format", "stand-alone"):
            months = Locale(language).months[form]
            spelt += [(name, at) for width in ("wide", "abbreviated") for at, name in months[width].items()]
    return spelt
