"""Tables as one Excel workbook: a sheet per table, units in the header, filters, numbers shown with as many digits as help."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.scenario import InputError

from .files import write_whole

MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 1_048_576, 16_384, 31  # of a sheet, and of its name
LARGEST_WHOLE = 10**15
FORBIDDEN = re.compile(r"[\[\]:*?/\\']+")
NARROW, WIDE = 9, 40  # letters that a column is wide
PLAIN = frozenset({"policy", "future", "seed", "month", "try", "incumbent", "partner", "generation"})  # numbers that are names
Units = Mapping[str, Mapping[str, str]]  # of columns, by table


def library() -> Any:
    """XlsxWriter, an optional extra, needed for workbooks only.

    Raises
    ------
    InputError
        Says what to install.
    """
    try:
        import xlsxwriter
    except ImportError:
        extra = "the extra 'office': pip install 'partnerscape[office]'"
        raise InputError("command line", (), "--format xlsx", extra, "no xlsxwriter") from None
    return xlsxwriter


def write_workbook(path: Path, tables: Mapping[str, pd.DataFrame], units: Units | None = None) -> None:
    """Write tables as sheets of one workbook, which is there whole or not at all.

    Values are written with 16 digits, one more than Excel computes with; only what is shown of them is rounded further.

    Parameters
    ----------
    path : Path
    tables : mapping of str to DataFrame
        By the name of the sheet; what a sheet cannot be called is replaced.
    units : mapping, optional
        Units of columns by table, for the header.

    Raises
    ------
    InputError
        Without the extra ``office``, for a table that is larger than a sheet, and if the file cannot be written.
    """
    sink = io.BytesIO()
    with library().Workbook(sink, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        formats: dict[str, Any] = {}
        for name, sheet in zip(tables, sheet_names(tables), strict=True):
            _check_size(path, name, tables[name])
            page = book.add_worksheet(sheet)
            _write_sheet(page, tables[name], (units or {}).get(name, {}), head, lambda shown: _format(book, formats, shown))
    write_whole(path, sink.getvalue())


def _format(book: Any, formats: dict[str, Any], shown: str) -> Any:
    """A cell's format, made once per workbook."""
    if shown not in formats:
        formats[shown] = book.add_format({"num_format": shown})
    return formats[shown]


def _check_size(path: Path, name: str, table: pd.DataFrame) -> None:
    rows, columns = table.shape
    if rows >= MOST_ROWS or columns > MOST_COLUMNS:
        expected = f"tables of fewer than {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns, as Excel's sheets have"
        raise InputError(path, (), "--format xlsx", expected, f"{name} with {rows:,} rows", "take --format csv or parquet")


def sheet_names(names: Mapping[str, Any]) -> list[str]:
    """A name for each sheet that Excel takes: short, without its own signs, none twice (capitals alone make no other name)."""
    taken: dict[str, str] = {}
    for name in names:
        plain = FORBIDDEN.sub(" ", name).strip()[:MOST_LETTERS] or "table"
        number = 2
        while plain.casefold() in taken:
            end = f" {number}"
            plain, number = plain[: MOST_LETTERS - len(end)].removesuffix(f" {number - 1}") + end, number + 1
        taken[plain.casefold()] = plain
    return list(taken.values())


def _write_sheet(page: Any, table: pd.DataFrame, units: Mapping[str, str], head: Any, styled: Any) -> None:
    for number, name in enumerate(map(str, table.columns)):
        title = f"{name}\n({units[name]})" if units.get(name) else name
        page.write_string(0, number, title, head)
        values = table.iloc[:, number]
        shown = number_format(name, values)
        wide = max(map(len, title.split("\n")))
        page.set_column(number, number, min(max(wide + 3, NARROW), WIDE), styled(shown) if shown else None)
        for row, value in enumerate(values.tolist(), 1):
            _write_cell(page, row, number, value)
    page.freeze_panes(1, 0)
    if len(table.columns):
        page.autofilter(0, 0, len(table), len(table.columns) - 1)


def _write_cell(page: Any, row: int, column: int, value: Any) -> None:
    """One cell; what is no number stays empty, and text is never taken for a formula."""
    if value is None or value is pd.NA or value == "" or (isinstance(value, float) and math.isnan(value)):
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif (isinstance(value, float) and math.isfinite(value)) or (isinstance(value, int) and abs(value) < LARGEST_WHOLE):
        page.write_number(row, column, value)
    else:  # Excel has no infinity, and of larger whole numbers it drops digits
        page.write_string(row, column, str(value))


def number_format(name: str, values: pd.Series) -> str:
    """How a column's numbers are shown; empty for text.

    Examples
    --------
    >>> number_format("npv", pd.Series([1234567.891, 10.5]))
    '#,##0'
    >>> number_format("trust", pd.Series([0.123456]))
    '0.0000'
    """
    if values.dtype.kind not in "iuf":
        return ""
    numbers = values.to_numpy(dtype=float)
    largest = np.abs(numbers[np.isfinite(numbers)]).max(initial=0.0)
    if values.dtype.kind in "iu":
        return "0" if name in PLAIN else "#,##0"
    bounds = ((1000.0, "#,##0"), (100.0, "#,##0.0"), (1.0, "0.00"), (0.01, "0.0000"))
    return next((shown for bound, shown in bounds if largest >= bound), "General" if largest else "0")
