"""Five partners in eight months, whose panel is known, and the forms in which their sales are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from partnerscape.own_data.panel import Imported, import_sales

NAMES = ("ACME", "Beta Ltd", "Čapek", "Delta", "Epsilon")
MONTHS = [f"2024-{month:02d}" for month in range(1, 9)]
FIRST = {"ACME": 0, "Beta Ltd": 0, "Čapek": 2, "Delta": 1, "Epsilon": 3}
LAST = {"ACME": 7, "Beta Ltd": 4, "Čapek": 7, "Delta": 6, "Epsilon": 7}
Cells = tuple[tuple[str, int, float], ...]


def revenue(name: str, month: int) -> float:
    """A sum with cents, above and below a thousand, different in every cell."""
    at = NAMES.index(name)
    return round(310.25 * (at + 1) + 137.31 * month + (0.0 if at % 2 else 0.04), 2)


CELLS: Cells = tuple((name, month, revenue(name, month)) for name in NAMES for month in range(FIRST[name], LAST[name] + 1))
TRUTH = {(name, MONTHS[month]): amount for name, month, amount in CELLS}
BY_MONTH: Cells = tuple(sorted(CELLS, key=lambda cell: cell[1]))


def panel_of(imported: Imported) -> dict[tuple[str, str], float]:
    """Revenue by partner and month."""
    rows = imported.panel
    return {(row.partner, row.calendar): round(float(row.revenue), 2) for row in rows.itertuples()}


def lines(head: str, write: Callable[[str, int, float], str], cells: Cells = BY_MONTH) -> str:
    """A text file: a header and a line per cell."""
    return "\n".join([head, *(write(*cell) for cell in cells)]) + "\n"


def german(amount: float) -> str:
    """A sum as 1.234,50."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def read(folder: Path, text: str | bytes, name: str = "sales.csv", **options: object) -> Imported:
    """A file with this text, imported with its own ids."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return import_sales(path, **{"keep_ids": True, **options})  # type: ignore[arg-type]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """An Excel file with these rows per sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def table(**columns: Callable[[str, int, float], object]) -> pd.DataFrame:
    """A table with a row per cell."""
    return pd.DataFrame({head: [write(*cell) for cell in BY_MONTH] for head, write in columns.items()})
