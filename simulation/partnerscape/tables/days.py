"""Columns of dates as months and days, in one order of day and month per file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

from partnerscape.scenario.errors import InputError, Misfit, Shown

from .dates import NONE, Parts, checked, full_year, parts_of
from .grid import as_written, is_empty, some

ORDERS = {"day first": (2, 1, 0), "month first": (2, 0, 1), "year first": (0, 1, 2)}  # where year, month, day stand in a triple
EPOCH_OF_EXCEL = date(1899, 12, 30)
EXPECTED = "a date or a month, such as 2024-03-31 or 2024-03"
LONGEST = 10  # years that a table of sales usually spans
OUTDATED = 5  # years: a reading that ends so long before another one takes days for years
IN_MAP = 'write dates = "day first" or dates = "month first" in a map'
MIXED = "rows that agree on day and month"


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
    order, why = (stated, "as the map states") if stated else _order(triples, columns)
    out, misfits = {}, []
    for name, column in columns.items():
        days = {value: _day(parts, order, local) for value, parts in read[name].items()}
        table = pd.DataFrame([days.get(_key(value), (-1, 0)) for value in column], columns=["month", "day"], index=column.index)
        misfits += _bad(column, table, name, read[name])
        out[name] = table
    zones = sorted({parts.zone for known in read.values() for parts in known.values() if parts.zone})
    return Dates(order if triples else "", why if triples else "", out, misfits, tuple(zones))


def share_of_dates(column: pd.Series) -> float:
    """Share of a column's values that can be dates or months; plain numbers that could be sums of money do not count."""
    values = [value for value in column if not is_empty(value)]
    kinds = {value: _parts(value).kind for value in map(_key, values)}
    return sum(kinds[_key(value)] in ("date", "month", "triple", "quarter") for value in values) / len(values) if values else 0.0


def could_be_dates(column: pd.Series) -> float:
    """Share of a column's values that are dates in any form, day numbers of a spreadsheet included."""
    values = [_key(value) for value in column if not is_empty(value)]
    return sum(bool(_parts(value).kind) for value in values) / len(values) if values else 0.0


def _key(value: Any) -> Any:
    return value if isinstance(value, str | int | float | date) and not isinstance(value, bool) else as_written(value)


def _distinct(column: pd.Series) -> list[Any]:
    return list(dict.fromkeys(_key(value) for value in column if not is_empty(value)))


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
        year, month, number = _ordered(parts, order)
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


def _ordered(parts: Parts, order: str) -> tuple[int, int, int]:
    if order == "year first" and not parts.short:
        order = "day first"
    at = ORDERS.get(order or "day first", ORDERS["day first"])
    numbers = parts.numbers
    return full_year(numbers[at[0]], parts.short), numbers[at[1]], numbers[at[2]]


Triples = Mapping[tuple[str, Any], Parts]


def _order(triples: Triples, columns: Mapping[str, pd.Series]) -> tuple[str, str]:
    """The one order that all rows allow.

    Raises
    ------
    InputError
        If rows disagree, or more than one order fits them all.
    """
    if not triples:
        return "", ""
    parts = list(triples.values())
    known = [order for order in ORDERS if order != "year first" or any(part.short for part in parts)]
    fitting = [order for order in known if all(checked(*_ordered(part, order)) for part in parts)]
    if not fitting:
        raise _disagreement(triples, columns)
    for narrower, why in ((fitting, "no other order fits all rows"), (_plausible(fitting, parts), "the years that it gives")):
        if len(narrower) == 1:
            return narrower[0], why
    fitting = _plausible(fitting, parts) or fitting
    if len({tuple(_ordered(part, order) for part in parts) for order in fitting}) == 1:
        return fitting[0], "both orders give the same"
    if "day first" in fitting and all(part.sign == "." for part in parts):
        return "day first", "dots between the numbers"
    if monthly := _monthly(fitting, parts):
        return monthly, "so read, all are the first of a month; else all were days of one and the same month"
    raise _undecided(triples, columns)


def _plausible(orders: list[str], parts: list[Parts]) -> list[str]:
    """Without orders that take days for years: years further apart than a table of sales is long, or long past."""
    if len(orders) < 2 or not any(part.short for part in parts):
        return orders
    years = {order: [_ordered(part, order)[0] for part in parts] for order in orders}
    latest = date.today().year + 1
    kept = [order for order in orders if max(years[order]) - min(years[order]) <= LONGEST and max(years[order]) <= latest]
    newest = max((max(years[order]) for order in kept), default=0)
    return [order for order in kept if max(years[order]) > newest - OUTDATED] or orders


def _monthly(orders: list[str], parts: list[Parts]) -> str:
    """The order by which all dates are firsts of months, if by every other one they are days of the same month."""
    dates = {order: [_ordered(part, order) for part in parts] for order in orders}
    months = {order: {month for _, month, _ in dates[order]} for order in orders}
    first = [order for order in orders if all(day == 1 for *_, day in dates[order]) and len(months[order]) > 2]
    return first[0] if len(first) == 1 and all(len(months[order]) == 1 for order in orders if order != first[0]) else ""


def _row(name: str, value: Any, columns: Mapping[str, pd.Series]) -> int:
    column = columns[name]
    return int(next(line for line, each in column.items() if not is_empty(each) and _key(each) == value))


def _disagreement(triples: Triples, columns: Mapping[str, pd.Series]) -> InputError:
    """Two rows of which one needs the day first and the other the month; else a row that no order fits."""
    allowed = {key: [order for order in ORDERS if checked(*_ordered(part, order))] for key, part in triples.items()}
    for key, orders in allowed.items():
        if not orders:
            return _at(key, columns, EXPECTED, "no order of day, month and year makes it a date")
    key, orders = next((key, orders) for key, orders in allowed.items() if len(orders) == 1)
    other = next((k for k, o in allowed.items() if orders[0] not in o), key)
    where = _row(*other, columns)
    return _at(
        key, columns, MIXED, f"{other[1]!r} in row {where} allows no {orders[0].replace(' first', '')} first; mend the file"
    )


def _undecided(triples: Triples, columns: Mapping[str, pd.Series]) -> InputError:
    key = next(k for k, part in triples.items() if part.numbers[0] != part.numbers[1])
    return _at(key, columns, "dates of which some row shows which number is the day", f"{IN_MAP}; all rows allow both")


def _at(key: tuple[str, Any], columns: Mapping[str, pd.Series], expected: str, advice: str) -> InputError:
    return InputError("", f"row {_row(*key, columns)}", key[0], expected, as_written(key[1]), advice)


def _bad(column: pd.Series, read: pd.DataFrame, name: str, known: Mapping[Any, Parts]) -> list[Misfit]:
    """The first cell that is no date, and how many are none."""
    filled = np.array([not is_empty(value) for value in column], dtype=bool)
    wrong = column.index[filled & (read["month"].to_numpy() < 0)]
    if not len(wrong):
        return [*_partly_converted(column, name, known)]
    value = column.loc[wrong[0]]
    coarse = known.get(_key(value), NONE).kind == "quarter"
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
