"""Years and months in columns of their own: ``2024 | March``."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partnerscape.tables.dates import YEARS, folded, month_names, parts_of
from partnerscape.tables.grid import as_written, is_empty

from .propose import tokens
from .vocabulary import words_of


def with_years(cells: pd.DataFrame, year: str = "", month: str = "") -> tuple[pd.DataFrame, str, str]:
    """The table with years written into its column of months, and the two columns' names; empty where there are none.

    Parameters
    ----------
    cells : DataFrame of object
    year, month : str
        Columns as the user states them.

    Examples
    --------
    >>> cells, year, month = with_years(pd.DataFrame({"Year": ["2024", "2024"], "Month": ["3", "April"]}, dtype=object))
    >>> year, month, list(cells["Month"])
    ('Year', 'Month', ['2024-03', '2024-04'])
    """
    year = year or next((name for name in cells.columns if _named(name, "years") and _all(cells[name], _is_year)), "")
    if year not in cells.columns:
        return cells, "", ""
    months = [month] if month in cells.columns else [name for name in cells.columns if _named(name, "months")]
    month = next((name for name in months if name != year and _all(cells[name], month_of)), "")
    if not month:
        return cells, "", ""
    dated = [_dated(a, b) for a, b in zip(cells[year], cells[month], strict=True)]
    return cells.assign(**{month: pd.Series(dated, index=cells.index, dtype=object)}), year, month


def _named(name: str, table: str) -> bool:
    return " ".join(tokens(name)) in words_of(table)


def _all(column: pd.Series, check: Any) -> bool:
    """Whether all cells are, but those of a row of totals."""
    values = [as_written(value) for value in column if not is_empty(value)]
    return bool(values) and sum(bool(check(value)) for value in values) >= 0.9 * len(values)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text[:4]) in YEARS and len(text) == 4


def month_of(text: str) -> int:
    """A month by its number or name, without any year; 0 if it is none."""
    if text.isascii() and text.isdigit() and len(text) < 3:
        return int(text) if 1 <= int(text) <= 12 else 0
    return 0 if parts_of(text).kind else month_names().get(folded(text), 0)


def _dated(year: Any, month: Any) -> Any:
    years, number = as_written(year), month_of(as_written(month))
    return f"{years}-{number:02d}" if number and _is_year(years) else month
