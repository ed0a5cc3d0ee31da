"""Columns of dates as months and days, in one order of day and month per file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from partnerscape.language import phrase
from partnerscape.scenario.errors import InputError, Misfit, Shown

from .dates import NONE, Parts, checked, parts_of
from .grid import as_written, empties, is_empty, some
from .order import EXPECTED, MIXED, key_of, order_of, ordered

EPOCH_OF_EXCEL = date(1899, 12, 30)


@dataclass(frozen=True)
class Dates:
    """How dates are read in a file, and the columns of it.

    Attributes
    ----------
    order : str
        ``day first``, ``month first`` or ``year first``; empty where no text left it open.
    why : str
        What decided the order.
    columns : dict of str to DataFrame
        Per column ``month`` (months since the year 0; -1: none) and ``day`` (of the month; 0: not stated).
    misfits : list of Misfit
        Cells that are no dates.
    zones : tuple of str
        Zones that times state.
    """

    order: str
    why: str
    columns: dict[str, pd.DataFrame]
    misfits: list[Misfit]
    zones: tuple[str, ...] = ()


def read_dates(columns: Mapping[str, pd.Series], stated: str = "", zone: str = "") -> Dates:
    """Columns of dates, read alike.

    Parameters
    ----------
    columns : mapping of str to Series of object
        Indexed by the rows' numbers in the file.
    stated : str
        Order of day and month as the user states it.
    zone : str
        Time zone to which times that state theirs are converted, such as ``Europe/Berlin``; default: as they are written.

    Raises
    ------
    InputError
        Of no file: where nothing says which number is the day, or rows disagree.

    Examples
    --------
    >>> dates = read_dates({"date": pd.Series(["31/01/2024", "01/02/2024"], dtype=object)})
    >>> dates.order, list(dates.columns["date"]["month"] % 12 + 1)
    ('day first', [1, 2])
    """
    local = _zone(zone)
    read = {name: {value: _parts(value) for value in _distinct(column)} for name, column in columns.items()}
    triples = {(name, value): parts for name, known in read.items() for value, parts in known.items() if parts.kind == "triple"}
    order, why = (stated, phrase("as the map states")) if stated else order_of(triples, columns)
    out, misfits = {}, []
    for name, column in columns.items():
        days = {value: _day(parts, order, local) for value, parts in read[name].items()}
        table = pd.DataFrame([days.get(key_of(value), (-1, 0)) for value in column], columns=["month", "day"], index=column.index)
        misfits += _bad(column, table, name, read[name])
        out[name] = table
    zones = sorted({parts.zone for known in read.values() for parts in known.values() if parts.zone})
    return Dates(order if triples else "", why if triples else "", out, misfits, tuple(zones))


def share_of_dates(column: pd.Series) -> float:
    """Share of a column's values that can be dates or months; plain numbers that could be sums of money do not count."""
    values = [value for value in column if not is_empty(value)]
    kinds = {value: _parts(value).kind for value in map(key_of, values)}
    return (
        sum(kinds[key_of(value)] in ("date", "month", "triple", "quarter") for value in values) / len(values) if values else 0.0
    )


def is_date(value: Any) -> bool:
    """Whether a cell can be a date in any form."""
    return not is_empty(value) and bool(_parts(key_of(value)).kind)


def could_be_dates(column: pd.Series) -> float:
    """Share of a column's values that are dates in any form, day numbers of a spreadsheet included."""
    values = [key_of(value) for value in column if not is_empty(value)]
    return sum(bool(_parts(value).kind) for value in values) / len(values) if values else 0.0


def _distinct(column: pd.Series) -> list[Any]:
    return list(dict.fromkeys(key_of(value) for value in column if not is_empty(value)))


def _parts(value: Any) -> Parts:
    if isinstance(value, datetime):
        zone = value.strftime("%z")
        return Parts("date", (value.year, value.month, value.day), time=value.strftime("%H:%M"), zone=zone)
    if isinstance(value, date):
        return Parts("date", (value.year, value.month, value.day))
    return parts_of(as_written(value))


def _zone(name: str) -> tzinfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError("", "", "timezone", "a time zone such as Europe/Berlin", name) from None


def _day(parts: Parts, order: str, local: tzinfo | None) -> tuple[int, int]:
    """Months since the year 0 and day of the month; (-1, 0) where there is none."""
    if parts.kind == "serial":
        day = EPOCH_OF_EXCEL + timedelta(days=parts.numbers[0])
        year, month, number = day.year, day.month, day.day
    elif parts.kind == "epoch":
        at = datetime.fromtimestamp(parts.numbers[0], local or UTC)
        year, month, number = at.year, at.month, at.day
    elif parts.kind == "triple":
        year, month, number = ordered(parts, order)
    elif parts.kind in ("date", "month"):
        year, month, number = parts.numbers
    else:
        return -1, 0
    if not checked(year, month, number):
        return -1, 0
    if local and parts.zone and parts.time:
        moved = _moved(year, month, number, parts, local)
        year, month, number = moved.year, moved.month, moved.day
    return year * 12 + month - 1, number


def _moved(year: int, month: int, day: int, parts: Parts, local: tzinfo) -> datetime:
    hours, minutes = (int(part) for part in parts.time.split(":"))
    sign = -1 if parts.zone.startswith("-") else 1
    digits = "".join(c for c in parts.zone if c.isdigit()).ljust(4, "0")
    offset = sign * timedelta(hours=min(int(digits[:2]), 23), minutes=min(int(digits[2:4]), 59))
    return datetime(year, month, day, hours % 24, minutes % 60, tzinfo=timezone(offset)).astimezone(local)


def _bad(column: pd.Series, read: pd.DataFrame, name: str, known: Mapping[Any, Parts]) -> list[Misfit]:
    """The first cell that is no date, and how many are none."""
    filled = ~empties(column)
    wrong = column.index[filled & (read["month"].to_numpy() < 0)]
    if not len(wrong):
        return [*_partly_converted(column, name, known)]
    value = column.loc[wrong[0]]
    coarse = known.get(key_of(value), NONE).kind == "quarter"
    advice = "quarters and weeks are too coarse: state months" if coarse else ""
    more = f"also {some(wrong[1:])}" if len(wrong) > 1 else ""
    return [Misfit(name, EXPECTED, as_written(value), f"row {wrong[0]}", "; ".join(filter(None, (advice, more))))]


def _partly_converted(column: pd.Series, name: str, known: Mapping[Any, Parts]) -> list[Misfit]:
    """A workbook turns only texts into dates whose first number can be a month: days and months are swapped in these."""
    texts = [value for value, part in known.items() if part.kind == "triple" and isinstance(value, str)]
    dates = [part for value, part in known.items() if isinstance(value, date)]
    if not texts or not dates or any(part.numbers[2] > 12 for part in dates) or known[texts[0]].sign == ".":
        return []
    line = next(line for line, value in column.items() if value == texts[0])
    found = Shown(f"{texts[0]!r} as text, and {len(dates):,} other values as dates whose days are all 12 or less")
    return [
        Misfit(name, MIXED, found, f"row {line}", "days and months may be swapped: import the text file itself, not the workbook")
    ]


def calendar(month: int) -> str:
    """A month since the year 0 as ``2024-03``."""
    return Shown(f"{month // 12:04d}-{month % 12 + 1:02d}")
