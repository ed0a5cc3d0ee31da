"""Workbooks: cells as Excel keeps them, ids with the zeros that their format shows, rows that are hidden."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from partnerscape.scenario.errors import InputError, Shown, named

from .grid import Grid

ZEROS = re.compile(r"0{2,}")
NEEDS = 'install "partnerscape[data]", or save the sheet as CSV in UTF-8'
IN_MAP = 'write sheet = "…" under [file] in a map'


def read_workbook(content: bytes, path: Path, sheet: str, fits: Callable[[Grid], bool]) -> Grid:
    """The cells of one sheet: the stated one, the only one, or the only one that fits.

    Raises
    ------
    InputError
        If the workbook cannot be read, or nothing says which sheet is meant.
    """
    sheets = _sheets(content, path)
    grids = [_grid(each) for each in sheets]
    names = [grid.sheet for grid in grids]
    if sheet:
        if sheet not in names:
            raise InputError(path, "file", "sheet", named(names, sheet), sheet)
        return _chosen(grids, names.index(sheet))
    filled = [at for at, grid in enumerate(grids) if grid.rows]
    if not filled:
        raise InputError(path, "", "", "a sheet with a table", Shown("empty sheets"))
    fitting = filled if len(filled) == 1 else [at for at in filled if fits(grids[at])]
    fitting = [at for at in fitting if sheets[at].sheet_state == "visible"] or fitting
    if len(fitting) != 1:
        found = Shown(f"{len(fitting) or 'none'} of {[names[at] for at in filled]} that could be it")
        raise InputError(path, "", "", "one sheet of sales", found, IN_MAP.replace("…", names[(fitting or filled)[0]]))
    return _chosen(grids, fitting[0])


def _sheets(content: bytes, path: Path) -> Sequence[Any]:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InputError(path, "", "", "openpyxl, which reads workbooks", Shown("it is not installed"), NEEDS) from None
    try:
        return load_workbook(io.BytesIO(content), data_only=True).worksheets
    except Exception as error:  # noqa: BLE001 - a damaged file may fail in any part of it
        reason = Shown(f"{type(error).__name__}: {error}"[:80])
        raise InputError(path, "", "", "an Excel workbook (.xlsx)", reason, "open it in Excel and save it anew") from None


def _grid(sheet: Any) -> Grid:
    rows = [[_value(cell) for cell in row] for row in sheet.iter_rows()]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    hidden = frozenset(line for line, look in sheet.row_dimensions.items() if look.hidden)
    return Grid(rows, list(range(1, len(rows) + 1)), sheet=sheet.title, hidden=hidden)


def _value(cell: Any) -> Any:
    """A cell's value; a whole number that is shown with leading zeros as that text."""
    value = cell.value
    if isinstance(value, int) and not isinstance(value, bool) and ZEROS.fullmatch(str(cell.number_format)):
        return str(value).zfill(len(cell.number_format))
    return None if isinstance(value, str) and not value.strip() else value


def _chosen(grids: Sequence[Grid], at: int) -> Grid:
    grid = grids[at]
    others = tuple(each.sheet for each in grids if each is not grid and each.rows)
    return Grid(grid.rows, grid.lines, sheet=grid.sheet, others=others, hidden=grid.hidden)
