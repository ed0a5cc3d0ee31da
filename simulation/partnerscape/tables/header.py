"""Where a table begins in its file: titles above it, a header of one line or two; pivot tables are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.scenario.errors import InputError, Shown

from .dates import folded, month_names, parts_of
from .grid import Grid, Table, as_written, empties, is_empty
from .numbers import is_number

SEARCHED = 60  # rows in which a header is looked for
LOOKED_AT = 500  # rows that say what a table's columns hold
MOST = 0.6  # of a table's numbers and dates that its first row has
MONTHS_ACROSS = 3  # columns that are months
IN_MAP = "write header_row = … under [file] in a map"
UNPIVOT = (
    "this is a pivot table: give the table below it, one row per partner and month or per order (in Excel: Data > From Table > "
    "Unpivot Columns; in pandas: melt)"
)
TEXT, DATE, NUMBER, EMPTY = "text", "date", "number", ""


def locate(grid: Grid, header_row: int = 0, header_lines: int = 0) -> Table:
    """The table in a grid.

    Parameters
    ----------
    grid : Grid
    header_row : int
        Line of the header as the user states it; 0: found.
    header_lines : int
        Lines of the header as the user states them; 0: found.

    Raises
    ------
    InputError
        Of no file: without a header or rows, for a pivot table, for rows that are wider than the header.
    """
    kinds = [[_kind(value) for value in row] for row in grid.rows[:LOOKED_AT]]
    if not header_row and not grid.headed:
        _no_pivot(grid, kinds)
    top, lines = _header(grid, kinds, header_row, header_lines)
    names = _names(grid.rows[top : top + lines])
    body = grid.rows[top + lines :]
    numbers = grid.lines[top + lines :]
    rows = [(line, row) for line, row in zip(numbers, body, strict=True) if not all(is_empty(value) for value in row)]
    if not rows:
        raise InputError("", "", "", "at least one row below the header", Shown(f"{', '.join(names[:8])} and no rows"))
    names += _overflow(grid, rows, len(names))
    cells = _frame(rows, names)
    filled = [at for at in range(cells.shape[1]) if not empties(cells.iloc[:, at]).all()]
    named = [at for at in range(cells.shape[1]) if at in filled or not names[at].startswith("column ")]
    empty = cells.shape[1] - len(filled)
    above = sum(not all(is_empty(value) for value in row) for row in grid.rows[:top])
    return Table(cells.iloc[:, named], grid.lines[top], lines, above, empty, grid)


def _frame(rows: Sequence[tuple[int, list[Any]]], names: list[str]) -> pd.DataFrame:
    wide = len(names)
    values = np.empty((len(rows), wide), dtype=object)
    for at, (_, row) in enumerate(rows):
        values[at, : min(len(row), wide)] = row[:wide]
    return pd.DataFrame(values, columns=_distinct(names), index=[line for line, _ in rows], dtype=object)


@lru_cache(maxsize=100_000)
def _kind_of_text(text: str) -> str:
    kind = parts_of(text).kind
    if kind in ("date", "month", "triple") and not text.strip().isdigit():
        return DATE
    return NUMBER if is_number(text) else TEXT


def _kind(value: Any) -> str:
    if is_empty(value):
        return EMPTY
    if isinstance(value, str):
        return _kind_of_text(value)
    return DATE if hasattr(value, "year") else NUMBER


def _no_pivot(grid: Grid, kinds: list[list[str]]) -> None:
    """Months side by side are no table of sales.

    Raises
    ------
    InputError
        If a row is a header of months.
    """
    for at, row in enumerate(grid.rows[:SEARCHED]):
        months = [column for column, value in enumerate(row) if _is_month(value)]
        below = kinds[at + 1] if at + 1 < len(kinds) else []
        numbers = sum(below[column] in (NUMBER, EMPTY) for column in months if column < len(below))
        if len(months) >= MONTHS_ACROSS and below and numbers == len(months) and any(below[c] == NUMBER for c in months):
            found = Shown(f"months as columns: {', '.join(as_written(row[column]) for column in months[:3])} …")
            raise InputError("", f"row {grid.lines[at]}", "", "one row per partner and month", found, UNPIVOT)


def _is_month(value: Any) -> bool:
    """Whether a cell can head a column of a month: a date, a month, or a month's name with or without a year."""
    if is_empty(value):
        return False
    if hasattr(value, "year"):
        return True
    text = as_written(value)
    month = parts_of(text).kind in ("date", "month", "triple", "quarter") and (not text.isdigit() or len(text) == 6)
    return month or folded(text) in month_names()


def _header(grid: Grid, kinds: list[list[str]], stated: int, lines: int) -> tuple[int, int]:
    """Place of the header in the grid, and of how many lines it is."""
    if grid.headed:
        return 0, 1
    if stated:
        if stated not in grid.lines:
            raise InputError("", "file", "header_row", f"a line from 1 to {max(grid.lines)}", stated)
        return grid.lines.index(stated), lines or 1
    first = _first_row(kinds)
    above = [at for at in range(first) if _count(kinds[at])]
    if not above and len([row for row in kinds if _count(row)]) == 1 and set(kinds[first]) <= {TEXT, EMPTY}:
        return first, 1  # a header without rows
    if not above:
        row = [as_written(value) for value in grid.rows[first][:6]]
        raise InputError(
            "", f"row {grid.lines[first]}", "", "a header with the names of columns", row, "add a first line with names"
        )
    bottom = above[-1]
    wide = _count(kinds[first])
    if lines == 2 or (not lines and len(above) > 1 and _two_lines(kinds, above[-2], bottom, wide)):
        return bottom - 1, 2
    return bottom, 1


def _count(kinds: list[str]) -> int:
    return sum(kind != EMPTY for kind in kinds)


def _first_row(kinds: list[list[str]]) -> int:
    """The first row with numbers and dates where most rows have them; of text alone, the second one of full width."""
    wide = max(map(len, kinds), default=0)
    usual = []
    for column in range(wide):
        counts = Counter(row[column] for row in kinds if column < len(row) and row[column] != EMPTY)
        usual.append(counts.most_common(1)[0][0] if counts else EMPTY)
    there = [column for column in range(wide) if usual[column] in (NUMBER, DATE)]
    for at, row in enumerate(kinds[:SEARCHED]):
        agreeing = sum(column < len(row) and row[column] == usual[column] for column in there)
        if there and agreeing >= max(1, MOST * len(there)) and (at or _count(row) > 1):
            return at
    widest = max(map(_count, kinds), default=0)
    full = [at for at, row in enumerate(kinds) if _count(row) == widest]
    return full[1] if len(full) > 1 else full[0] + 1 if full and full[0] + 1 < len(kinds) else len(kinds) - 1


def _two_lines(kinds: list[list[str]], upper: int, lower: int, wide: int) -> bool:
    """Whether the line above the lowest one belongs to the header: side by side, both names, of a table and not of a title."""
    if lower - upper != 1 or any(kind not in (TEXT, EMPTY) for kind in kinds[upper]):
        return False
    top, low = (_count(kinds[at]) for at in (upper, lower))
    if low < wide:
        return top >= wide or top + low > wide
    starts_late = bool(kinds[upper]) and kinds[upper][0] == EMPTY
    return top > 1 and (top >= wide or starts_late)


def _names(rows: list[list[Any]]) -> list[str]:
    """Names of columns: of two lines, the upper one reaches as far as cells to its right are empty."""
    wide = max(map(len, rows), default=0)
    texts = [[as_written(row[at]) if at < len(row) else "" for at in range(wide)] for row in rows]
    if len(texts) == 2:
        _spread(texts[0], texts[1])
    joined = [" ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*texts, strict=True)]
    return [name or f"column {at + 1}" for at, name in enumerate(joined)]


def _spread(upper: list[str], lower: list[str]) -> None:
    for at in range(1, len(upper)):
        if not upper[at] and upper[at - 1] and lower[at] and lower[at - 1]:
            upper[at] = upper[at - 1]


def _distinct(names: list[str]) -> list[str]:
    """Names of which none is there twice: ``Sales``, ``Sales (2)``."""
    times: Counter[str] = Counter()
    out = []
    for name in names:
        times[name] += 1
        out.append(name if times[name] == 1 else f"{name} ({times[name]})")
    return out if len(set(out)) == len(out) else [f"{name} #{at + 1}" for at, name in enumerate(names)]


def _overflow(grid: Grid, rows: Sequence[tuple[int, list[Any]]], wide: int) -> list[str]:
    """Names for columns beyond the header, of a workbook; in a text file such rows are cut in the wrong places."""
    beyond = [(line, row) for line, row in rows if any(not is_empty(value) for value in row[wide:])]
    if not beyond:
        return []
    if grid.separator:
        line, row = beyond[0]
        sign = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "strokes"}.get(grid.separator, repr(grid.separator))
        advice = f"{sign} within numbers or names need quotation marks around them"
        found = Shown(f"{len(row)} values")
        raise InputError("", f"row {line}", "", f"{wide} values, as many as names", found, advice)
    return [f"column {at + 1}" for at in range(wide, max(len(row) for _, row in beyond))]
