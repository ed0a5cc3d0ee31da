"""A file's cells, row by row, and the table in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd

OWN_WORDS = tomllib.loads((resources.files(__package__) / "words.toml").read_text(encoding="utf-8"))
NOTHING = frozenset(OWN_WORDS["nothing"])
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Grid:
    """Cells of a file or of a sheet: text as it is written, or a workbook's own numbers and dates; None where empty.

    Attributes
    ----------
    rows : list of list
        One list per row, of any length.
    lines : list of int
        Number of each row in its file, from 1.
    encoding, separator, sheet : str
        How the file was read; empty where there is none.
    others : tuple of str
        Sheets that were not read.
    hidden : frozenset of int
        Lines that the workbook hides.
    headed : bool
        Whether the first row holds the names for certain (Parquet).
    """

    rows: list[list[Any]]
    lines: list[int]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    others: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()
    headed: bool = False


@dataclass(frozen=True)
class Table:
    """The table in a grid.

    Attributes
    ----------
    cells : DataFrame of object
        Rows below the header, named by it; its index is the number of each row in the file.
    header : int
        Number of the header's first line in the file; 0 if it has none of its own.
    header_lines : int
        1 or 2.
    above : int
        Lines above the header that are no part of the table.
    empty_columns : int
        Columns without any value, left out.
    grid : Grid
    """

    cells: pd.DataFrame
    header: int
    header_lines: int
    above: int
    empty_columns: int
    grid: Grid


def is_empty(value: Any) -> bool:
    """Whether a cell holds nothing, in whatever way it says so."""
    if value is None or (isinstance(value, float) and value != value):
        return True
    return value is pd.NaT or (isinstance(value, str) and value.strip().casefold() in NOTHING)


def as_written(value: Any) -> str:
    """A cell as text; whole numbers without ``.0``, spaces as single ones.

    Examples
    --------
    >>> as_written(7.0), as_written(" ACME  Ltd "), as_written(None)
    ('7', 'ACME Ltd', '')
    """
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return SPACES.sub(" ", str(value)).strip()


def each(column: pd.Series, read: Callable[[Any], Any]) -> pd.Series:
    """What a function of one cell gives for every cell of a column; equal cells are read once.

    Examples
    --------
    >>> each(pd.Series(["a", None], dtype=object), is_empty).tolist()
    [False, True]
    """
    known: dict[Any, Any] = {}
    out = []
    for value in column:
        key = (type(value), value) if value.__hash__ else None  # 1 is not True; a list is read by itself
        if key is None or key not in known:
            known[key] = read(value)
        out.append(known[key])
    return pd.Series(out, index=column.index, dtype=object, name=column.name)


def empties(column: pd.Series) -> np.ndarray:
    """Which cells hold nothing."""
    return each(column, is_empty).to_numpy(dtype=bool)


def texts(column: pd.Series) -> pd.Series:
    """Cells as text."""
    return each(column, as_written)


def every(cells: pd.DataFrame, read: Callable[[Any], Any]) -> np.ndarray:
    """What a function of one cell gives for every cell of a table; shape as the table's."""
    columns = [each(cells.iloc[:, at], read).to_numpy() for at in range(cells.shape[1])]
    return np.column_stack(columns) if columns else np.empty(cells.shape, dtype=object)


def some(lines: Iterable[int], most: int = 3) -> str:
    """Rows by number: ``row 4``, ``rows 4, 7, 9 and 12 more``."""
    known = [int(line) for line in lines]
    shown = ", ".join(map(str, known[:most]))
    more = f" and {len(known) - most:,} more" if len(known) > most else ""
    return f"row{'s' if len(known) > 1 else ''} {shown}{more}"
