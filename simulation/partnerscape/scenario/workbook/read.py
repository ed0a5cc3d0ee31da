"""From a workbook to the tables of a scenario: the same that a TOML file has, and where each value stands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError, Misfit, Shown, named
from ..reading.files import content_of
from .layout import GRIDS, REQUIRED, block_of, titles
from .sheets import grid_of, rows_of

SUFFIXES = (".xlsx",)
OTHER = {
    ".xlsm": ("a workbook with macros", "save it as Excel workbook (.xlsx): a scenario runs no code"),
    ".xlsb": ("a binary workbook", "save it as Excel workbook (.xlsx)"),
    ".xls": ("an old Excel workbook", "save it as Excel workbook (.xlsx)"),
    ".ods": ("an OpenDocument spreadsheet", "save it as Excel workbook (.xlsx)"),
    ".xltx": ("a template", "save it as Excel workbook (.xlsx)"),
    ".numbers": ("a Numbers spreadsheet", "export it as Excel workbook (.xlsx)"),
}
EXPECTED = "an Excel workbook (.xlsx)"
START = "`partnerscape copy marketplace mine.xlsx` makes one to start from"
LARGEST = 40_000_000  # bytes when unpacked
MOST_LINES, MOST_COLUMNS = 5_000, 200
NEEDS = "openpyxl, which reads workbooks: pip install 'partnerscape[office]'"


@dataclass
class Book:
    """The tables of a scenario, and the sheet and cell of each value."""

    tables: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, ...], str] = field(default_factory=dict)

    def located(self, error: InputError, path: Path) -> InputError:
        """An error of the scenario, at the cells that are meant."""
        return InputError.of([self._at_cell(misfit) for misfit in error.misfits], path)

    def _at_cell(self, misfit: Misfit) -> Misfit:
        way = (*misfit.table, misfit.key) if isinstance(misfit.table, tuple) else (misfit.key,)
        for length in range(len(way), 0, -1):
            if (place := self.places.get(way[:length])) is not None:
                key = ".".join(way[length:]) or way[-1]
                return Misfit(key, misfit.expected, misfit.found, place, misfit.advice)
        return Misfit(".".join(filter(None, way)), misfit.expected, misfit.found, (), misfit.advice)


def read_scenario(path: Path) -> Book:
    """The tables of the scenario in a workbook.

    Raises
    ------
    InputError
        Names file, sheet, cell, what was expected, what was found and what to do.
    """
    sheets = _sheets(_opened(path), path)
    book, wrong = Book(), []
    for block, sheet in sheets.items():
        reading = grid_of(sheet, block) if block in GRIDS else rows_of(sheet, block)
        wrong += reading.wrong
        book.places |= {(block,): sheet.title, **reading.places}
        _merge(book, reading.tables)
    if wrong:
        raise InputError.of(wrong, path)
    return book


def _merge(book: Book, tables: Mapping[str, Any]) -> None:
    """A sheet's tables beside those of others: a policy's levers and its pay plan are one table."""
    for name, table in tables.items():
        if name == "policies" and name in book.tables:
            for policy, levers in table.items():
                book.tables[name][policy] = {**book.tables[name].get(policy, {}), **levers}
        else:
            book.tables[name] = table


def _opened(path: Path) -> Any:
    """The workbook, if it is one that is small, whole, open and without code."""
    if path.suffix.lower() in OTHER:
        found, advice = OTHER[path.suffix.lower()]
        raise InputError(path, "", "", EXPECTED, Shown(found), advice)
    content = content_of(path, EXPECTED)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        found = "a workbook with a password" if locked else "an old Excel workbook"
        advice = "open it, remove the password and save it" if locked else "save it as Excel workbook (.xlsx)"
        raise InputError(path, "", "", EXPECTED, Shown(found), advice)
    _check_parts(content, path)
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InputError(path, "", "", NEEDS, Shown("no openpyxl")) from None
    try:
        return load_workbook(io.BytesIO(content))
    except Exception as error:  # noqa: BLE001 - a damaged file may fail in any part of it
        reason = Shown(f"{type(error).__name__}: {error}"[:80])
        raise InputError(path, "", "", EXPECTED, reason, "open it in Excel and save it anew") from None


def _check_parts(content: bytes, path: Path) -> None:
    """What is in the zipped file: a workbook, without macros, not too large when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sizes = {info.filename: info.file_size for info in parts.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        reason = Shown("an empty file" if not content else "a file that is none, or a damaged one")
        raise InputError(path, "", "", EXPECTED, reason, START) from None
    if any(name.lower().endswith("vbaproject.bin") for name in sizes):
        raise InputError(path, "", "", EXPECTED, Shown("a workbook with macros"), OTHER[".xlsm"][1])
    if "xl/workbook.xml" not in sizes:
        found = "an OpenDocument spreadsheet" if "content.xml" in sizes else "another zipped file"
        raise InputError(path, "", "", EXPECTED, Shown(found), "save it as Excel workbook (.xlsx)")
    if (size := sum(sizes.values())) > LARGEST:
        raise InputError(
            path, "", "", f"at most {LARGEST:,} bytes when unpacked", Shown(f"{size:,}"), "delete what is no scenario"
        )


def _sheets(workbook: Any, path: Path) -> dict[str, Any]:
    """The sheets of the scenario by their blocks; another one, a hidden one and a missing one are refused."""
    found: dict[str, Any] = {}
    known, wrong = block_of(), []
    if not any(known.get(sheet.title.strip().casefold()) in REQUIRED for sheet in workbook.worksheets):
        names = Shown(f"the sheets {[sheet.title for sheet in workbook.worksheets]}")
        raise InputError(path, "", "", "the sheets of a scenario", names, START)
    for sheet in workbook.worksheets:
        block = known.get(sheet.title.strip().casefold())
        if block in ("read_me", "notes"):
            continue
        if block is None:
            expected = named([title for name, title in titles().items() if name != "read_me"], sheet.title, "a sheet of")
            wrong.append(
                Misfit("", expected, Shown(repr(sheet.title)), sheet.title, "name it so, or delete it; Notes may hold anything")
            )
        elif sheet.sheet_state != "visible":
            wrong.append(Misfit("", "a sheet that is seen", Shown("a hidden sheet"), sheet.title, "unhide it, or delete it"))
        elif sheet.max_row > MOST_LINES or sheet.max_column > MOST_COLUMNS:
            size = Shown(f"{sheet.max_row:,} rows and {sheet.max_column:,} columns")
            limit = f"at most {MOST_LINES:,} rows and {MOST_COLUMNS} columns"
            wrong.append(Misfit("", limit, size, sheet.title, "delete the empty rows and columns below and to the right"))
        elif block in found:
            wrong.append(Misfit("", "one sheet of each kind", Shown("a second one"), sheet.title, "delete one of the two"))
        else:
            found[block] = sheet
    missing = [titles()[block] for block in REQUIRED if block not in found]
    if missing and not wrong:
        names = Shown(f"no sheet {', '.join(missing)}")
        wrong.append(Misfit("", f"the sheets {[titles()[block] for block in REQUIRED]}", names, "", START))
    if wrong:
        raise InputError.of(wrong, path)
    return found
