"""Partners are named in every row with a sale, by ids that no spreadsheet has rounded."""

from __future__ import annotations

import pandas as pd

from partnerscape.scenario.errors import InputError, Shown
from partnerscape.tables.grid import as_written, empties, some

from ..ids import LOST_DIGITS

MERGED = 0.3  # share of rows without a partner from which a column of partners is one with merged cells
PIVOTED = (
    "partners are stated once for several rows, as in a pivot table: fill them down (in Excel: PivotTable > Report Layout > "
    "Repeat All Item Labels; in pandas: ffill)"
)


def partners_there(cells: pd.DataFrame, name: str, amount: pd.Series, needed: bool) -> None:
    """Partners are named in every row with a sale, and by ids that no spreadsheet has rounded.

    Raises
    ------
    InputError
        If not.
    """
    column = cells[name]
    empty = empties(column)
    sold = empty & amount.notna().to_numpy()
    if len(cells) > 3 and empty.mean() > MERGED and not empty[0] and sold.any():
        found = Shown(f"{int(empty.sum()):,} of {len(cells):,} rows without one")
        raise InputError("", f"row {cells.index[sold][0]}", name, "a partner in every row", found, PIVOTED)
    if sold.any() and needed:
        advice = f'{some(cells.index[sold])}; write no_partner = "drop" in a map to leave such sales out'
        raise InputError("", f"row {cells.index[sold][0]}", name, "a partner", Shown("nothing"), advice)
    rounded = [line for line, value in column.items() if _rounded(value)]
    if rounded:
        advice = "a spreadsheet has rounded the number: format the column as text before exporting it"
        raise InputError("", f"row {rounded[0]}", name, "a whole id", as_written(column[rounded[0]]), advice)


def _rounded(value: object) -> bool:
    text = as_written(value).upper()
    return LOST_DIGITS in text and is_number_in_powers(text)


def is_number_in_powers(text: str) -> bool:
    """Whether a text is a number such as 1.23E+12."""
    head, _, power = text.partition(LOST_DIGITS)
    return power.isdigit() and head.replace(".", "", 1).replace(",", "", 1).isdigit()
