"""The order of day, month and year in dates such as 03/04/2024: one per file, decided from all rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from partnerscape.language import phrase
from partnerscape.scenario.errors import InputError

from .dates import Parts, checked, full_year
from .grid import as_written, is_empty

ORDERS = {"day first": (2, 1, 0), "month first": (2, 0, 1), "year first": (0, 1, 2)}  # where year, month, day stand in a triple
EXPECTED = "a date or a month, such as 2024-03-31 or 2024-03"
LONGEST = 10  # years that a table of sales usually spans
OUTDATED = 5  # years: a reading that ends so long before another one takes days for years
IN_MAP = 'write dates = "day first" or dates = "month first" in a map'
MIXED = "rows that agree on day and month"


def key_of(value: Any) -> Any:
    """A cell by which equal cells are read once."""
    return value if isinstance(value, str | int | float | date) and not isinstance(value, bool) else as_written(value)


def ordered(parts: Parts, order: str) -> tuple[int, int, int]:
    """Year, month and day of a triple by an order."""
    if order == "year first" and not parts.short:
        order = "day first"
    at = ORDERS.get(order or "day first", ORDERS["day first"])
    numbers = parts.numbers
    return full_year(numbers[at[0]], parts.short), numbers[at[1]], numbers[at[2]]


Triples = Mapping[tuple[str, Any], Parts]


def order_of(triples: Triples, columns: Mapping[str, pd.Series]) -> tuple[str, str]:
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
    fitting = [order for order in known if all(checked(*ordered(part, order)) for part in parts)]
    if not fitting:
        raise _disagreement(triples, columns)
    fits, by_years = phrase("no other order fits all rows"), phrase("the years that it gives")
    for narrower, why in ((fitting, fits), (_plausible(fitting, parts), by_years)):
        if len(narrower) == 1:
            return narrower[0], why
    fitting = _plausible(fitting, parts) or fitting
    if len({tuple(ordered(part, order) for part in parts) for order in fitting}) == 1:
        return fitting[0], phrase("both orders give the same")
    if "day first" in fitting and all(part.sign == "." for part in parts):
        return "day first", phrase("dots between the numbers")
    if monthly := _monthly(fitting, parts):
        return monthly, phrase("so read, all are the first of a month; else all were days of one and the same month")
    raise _undecided(triples, columns)


def _plausible(orders: list[str], parts: list[Parts]) -> list[str]:
    """Without orders that take days for years: years further apart than a table of sales is long, or long past."""
    if len(orders) < 2 or not any(part.short for part in parts):
        return orders
    years = {order: [ordered(part, order)[0] for part in parts] for order in orders}
    latest = date.today().year + 1
    plausible = [order for order in orders if max(years[order]) - min(years[order]) <= LONGEST and max(years[order]) <= latest]
    newest = max((max(years[order]) for order in plausible), default=0)
    return [order for order in plausible if max(years[order]) > newest - OUTDATED] or orders


def _monthly(orders: list[str], parts: list[Parts]) -> str:
    """The order by which all dates are firsts of months, if by every other one they are days of the same month."""
    dates = {order: [ordered(part, order) for part in parts] for order in orders}
    months = {order: {month for _, month, _ in dates[order]} for order in orders}
    first = [order for order in orders if all(day == 1 for *_, day in dates[order]) and len(months[order]) > 2]
    return first[0] if len(first) == 1 and all(len(months[order]) == 1 for order in orders if order != first[0]) else ""


def _row(name: str, value: Any, columns: Mapping[str, pd.Series]) -> int:
    column = columns[name]
    return int(next(line for line, each in column.items() if not is_empty(each) and key_of(each) == value))


def _disagreement(triples: Triples, columns: Mapping[str, pd.Series]) -> InputError:
    """Two rows of which one needs the day first and the other the month; else a row that no order fits."""
    allowed = {key: [order for order in ORDERS if checked(*ordered(part, order))] for key, part in triples.items()}
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
