"""Tables in the formats that users ask for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from .files import write_table, write_whole
from .workbook import Units, write_workbook

FORMATS = ("csv", "parquet", "json", "xlsx")
BOOK = "tables.xlsx"


def as_csv(table: pd.DataFrame) -> str:
    """A table as CSV, with the same bytes on every system: rows end in a line feed."""
    return table.to_csv(index=False, lineterminator="\n")


def save_tables(folder: Path, tables: Mapping[str, pd.DataFrame], file_format: str, units: Units | None = None) -> None:
    """Write tables as ``name.csv``, ``name.parquet`` or ``name.json`` (records), or as one workbook ``tables.xlsx``.

    Each file is there whole or not at all. ``units`` of columns, by table, go into a workbook's headers.
    """
    if file_format == "xlsx":
        write_workbook(folder / BOOK, tables, units)
        return
    for name, table in tables.items():
        path = folder / f"{name}.{file_format}"
        if file_format == "parquet":
            write_table(path, table)
        else:
            write_whole(path, as_csv(table) if file_format == "csv" else table.to_json(orient="records", indent=1))
