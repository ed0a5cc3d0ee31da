"""What was found in a file: the complete map, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from partnerscape.tables.grid import Table
from partnerscape.tables.source import Source

from .map import Columns, FileForm, Kinds, SalesMap, Statuses
from .sales.rows import Read
from .sales.units import in_cents
from .words.meanings import COUNTS, LOST, OPEN, REFUND, REFUNDED


def complete_map(
    chosen: SalesMap, source: Source, table: Table, columns: Mapping[str, str], read: Read, grain: str, currency: str
) -> SalesMap:
    """The map with all that was found."""
    grid = source.grid
    form = FileForm(
        encoding=grid.encoding,
        separator=grid.separator,
        sheet=grid.sheet,
        header_row=0 if grid.headed else table.header,
        header_lines=0 if grid.headed else table.header_lines,
        hidden_rows=chosen.file.hidden_rows,
    )
    by_meaning = {
        kind: tuple(w for w, m in read.statuses.items() if m == kind) for kind in (COUNTS, OPEN, LOST, REFUNDED, REFUND)
    }
    kinds = {kind: tuple(w for w, m in read.kinds.items() if m == kind) for kind in ("new", "repeat")}
    settled = {
        "rows": grain,
        "dates": read.dates.order or chosen.dates,
        "decimal": read.numbers.decimal or chosen.decimal,
        "amount_unit": chosen.amount_unit or ("cents" if in_cents(columns["amount"]) else "units"),
        "currency": currency,
        "file": form,
        "columns": Columns(**columns),
        "statuses": Statuses(**by_meaning),
        "kinds": Kinds(**kinds),
    }
    return chosen.model_copy(update=settled)


def provenance(source: Source, table: Table, read: Read, partners: str | Path | None) -> dict[str, Any]:
    """File, hash, rows and columns."""
    return {
        "file": source.path.name,
        "sha256": source.sha256,
        "rows": len(table.cells),
        "rows_read": len(read.rows),
        "columns": [str(name) for name in table.cells.columns],
        "partners_file": Path(partners).name if partners is not None else "",
    }
