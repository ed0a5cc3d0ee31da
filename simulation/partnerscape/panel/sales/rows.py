"""A file's table as rows of sales: who, when, how much, in one form; what does not count is left out and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from partnerscape.scenario.errors import InputError, Misfit, Shown, refuse
from partnerscape.tables.days import Dates, is_date, read_dates
from partnerscape.tables.figures import currencies_in
from partnerscape.tables.grid import Table, as_written, each, empties, every, is_empty, some, texts
from partnerscape.tables.numbers import Numbers, is_number, read_numbers

from ..ids import LOST_DIGITS, spelling
from ..map import SalesMap
from ..notes import Log
from ..words.meanings import COUNTS, REFUND, REFUNDED
from ..words.propose import tokens
from ..words.statuses import kinds_of, statuses_of
from ..words.totals import totals, unnamed_totals
from ..words.vocabulary import words_of

DATES, MONEY = ("date", "signed", "left", "updated"), ("amount", "commission", "refund")
COUNTED = ("orders", "quality")
TEXTS = ("order", "customer", "segment", "line")
CENTS = set(words_of("cents"))
FEW, DIGITS = 3, 5  # sums, and their digits, from which whole numbers look like cents
MERGED = 0.3  # share of rows without a partner from which a column of partners is one with merged cells
PIVOTED = (
    "partners are stated once for several rows, as in a pivot table: fill them down (in Excel: PivotTable > Report Layout > "
    "Repeat All Item Labels; in pandas: ffill)"
)


@dataclass(frozen=True)
class Read:
    """Rows of sales, and how they were read.

    Attributes
    ----------
    rows : DataFrame
        One row per row of the file that is no total, note or repeated header, indexed by its number in the file: ``partner`` (as
        spelt), ``month`` (since the year 0; -1: none), ``day``, ``amount`` and whatever else is known, ``means`` (of the status).
    dates : Dates
    numbers : Numbers
    statuses : dict of str to str
        What each status means.
    kinds : dict of str to str
    totals : tuple of float
        Sums that total rows state.
    """

    rows: pd.DataFrame
    dates: Dates
    numbers: Numbers
    statuses: dict[str, str]
    kinds: dict[str, str]
    totals: tuple[float, ...]


def read_rows(table: Table, columns: Mapping[str, str], chosen: SalesMap, log: Log) -> Read:
    """The table's rows.

    Parameters
    ----------
    table : Table
    columns : mapping of str to str
        Column per role.
    chosen : SalesMap
    log : Log
        Gets what is left out.

    Raises
    ------
    InputError
        Of no file, for cells that cannot be read.
    """
    cells = _without_repeats(table, log)
    if chosen.file.hidden_rows == "drop":
        cells = cells[~cells.index.isin(table.grid.hidden)]
    total = totals(cells, columns["partner"], columns["date"])
    notes = ~total & (every(cells, is_empty).astype(bool).sum(axis=1) >= max(cells.shape[1] - 1, 2))
    statuses = statuses_of(cells[~total & ~notes], columns.get("status", ""), chosen.statuses)
    kinds = kinds_of(cells[~total & ~notes], columns.get("kind", ""), chosen.kinds)
    means = _meanings(cells, columns.get("status"), statuses)
    uncounted = ~np.isin(means, (COUNTS, REFUND, REFUNDED))
    numbers = read_numbers(_numeric(cells, columns, uncounted | total | notes), chosen.decimal)
    amount = _in_units(numbers.columns[columns["amount"]], columns, "amount", chosen, log)
    lacking = np.array(
        [is_empty(a) and is_empty(b) for a, b in zip(cells[columns["partner"]], cells[columns["date"]], strict=True)], dtype=bool
    )
    total |= unnamed_totals(amount, lacking)
    real = ~total & ~notes
    _partners_there(cells[real], columns, amount[real], chosen)
    dates = read_dates(_dated(cells[real], columns, uncounted[real]), chosen.dates, chosen.timezone)
    refuse([*map(_with_advice, numbers.misfits), *dates.misfits])
    rows = pd.DataFrame({"partner": each(cells.loc[real, columns["partner"]], spelling)}, dtype=object)
    rows["month"], rows["day"] = dates.columns[columns["date"]]["month"], dates.columns[columns["date"]]["day"]
    rows["amount"] = amount[real]
    for role in ("commission", "refund"):
        if role in columns:
            rows[role] = _in_units(numbers.columns[columns[role]], columns, role, chosen, log)[real]
    for role in COUNTED:
        if role in columns:
            rows[role] = numbers.columns[columns[role]][real]
    for role in TEXTS:
        if role in columns:
            rows[role] = texts(cells.loc[real, columns[role]])
    for role in ("signed", "left", "updated"):
        if role in columns:
            when = dates.columns[columns[role]]
            rows[role] = when["month"] * 32 + when["day"]
    rows["means"] = means[real]
    rows["status"] = texts(cells.loc[real, columns["status"]]) if "status" in columns else ""
    if "kind" in columns:
        rows["kind"] = each(texts(cells.loc[real, columns["kind"]]), lambda word: kinds.get(word, ""))
    rows["currency"] = _currency(cells[real], columns, numbers.currencies[columns["amount"]][real])
    rows["whole"] = pd.util.hash_pandas_object(pd.DataFrame(every(cells[real], as_written)), index=False).to_numpy()
    _say_totals(amount, total, notes, log)
    if not chosen.amount_unit and not in_cents(columns["amount"]):
        _say_whole(cells.loc[real, columns["amount"]], log)
    return Read(rows, dates, numbers, statuses, kinds, tuple(amount[total].dropna()))


def _without_repeats(table: Table, log: Log) -> pd.DataFrame:
    """Rows without headers that a report repeats on every page."""
    cells = table.cells
    names = [str(name) for name in cells.columns]
    again = sum(
        each(cells[name], lambda value, name=name: as_written(value) == name).to_numpy(dtype=int) for name in names
    ) > max(1, cells.shape[1] // 2)
    if again.any():
        log.say(f"Header repeated within the table: {some(cells.index[again])}, left out.")
    return cells[~again]


def _meanings(cells: pd.DataFrame, status: str | None, known: Mapping[str, str]) -> np.ndarray:
    if status is None:
        return np.full(len(cells), COUNTS, dtype=object)
    return each(cells[status], lambda value: known.get(as_written(value), COUNTS)).to_numpy(dtype=object)


def _numeric(cells: pd.DataFrame, columns: Mapping[str, str], careless: np.ndarray) -> dict[str, pd.Series]:
    """Columns of numbers by name; in rows that do not count, what is no number is nothing."""
    out = {}
    for role in (*MONEY, *COUNTED):
        if role in columns:
            column = cells[columns[role]].copy()
            skip = careless & ~each(column, is_number).to_numpy(dtype=bool)
            out[columns[role]] = column.mask(skip, None)
    return out


def _dated(cells: pd.DataFrame, columns: Mapping[str, str], careless: np.ndarray) -> dict[str, pd.Series]:
    """Columns of dates by name; in rows that do not count, what is no date is nothing."""
    out = {}
    for role in DATES:
        if role in columns:
            column = cells[columns[role]].copy()
            out[columns[role]] = column.mask(careless & ~each(column, is_date).to_numpy(dtype=bool), None)
    return out


def _with_advice(misfit: Misfit) -> Misfit:
    """An error value of a workbook says where it comes from."""
    advice = "open the workbook, mend the formula and save it" if str(misfit.found).startswith("'#") else ""
    return replace(misfit, advice="; ".join(filter(None, (misfit.advice, advice))))


def in_cents(name: str) -> bool:
    """Whether a column's name says that it is in cents."""
    return bool(CENTS & set(tokens(name)))


def _in_units(values: pd.Series, columns: Mapping[str, str], role: str, chosen: SalesMap, log: Log) -> pd.Series:
    """Sums in whole units of the currency.

    Raises
    ------
    InputError
        If cents have decimals.
    """
    own, of_amount = in_cents(columns[role]), in_cents(columns["amount"])
    if chosen.amount_unit == "units" or not (own or (chosen.amount_unit == "cents" and not of_amount)):
        return values
    broken = values.index[(values % 1.0 != 0.0) & values.notna() & np.isfinite(values)]
    if len(broken):
        advice = 'write amount_unit = "units" in a map if these are no cents'
        raise InputError("", f"row {broken[0]}", columns[role], "whole cents", values[broken[0]], advice)
    log.say(f"{columns[role]}: in cents, divided by 100.")
    return values / 100.0


def _say_whole(sums: pd.Series, log: Log) -> None:
    """Sums of many digits without any decimals may be cents."""
    texts = [as_written(value) for value in sums if not is_empty(value)]
    whole = [text for text in texts if text.lstrip("-").isdigit()]
    long = len(texts) >= FEW and np.median([len(text) for text in texts]) >= DIGITS
    if long and len(whole) == len(texts) and not all(text.endswith("00") for text in texts):
        log.warn('All sums are whole numbers: if they are cents, write amount_unit = "cents" in the map.')


def _partners_there(cells: pd.DataFrame, columns: Mapping[str, str], amount: pd.Series, chosen: SalesMap) -> None:
    """Partners are named in every row with a sale, and by ids that no spreadsheet has rounded.

    Raises
    ------
    InputError
        If not.
    """
    column = cells[columns["partner"]]
    empty = empties(column)
    sold = empty & amount.notna().to_numpy()
    if len(cells) > 3 and empty.mean() > MERGED and not empty[0] and sold.any():
        found = Shown(f"{int(empty.sum()):,} of {len(cells):,} rows without one")
        raise InputError("", f"row {cells.index[sold][0]}", columns["partner"], "a partner in every row", found, PIVOTED)
    if sold.any() and chosen.no_partner == "refuse":
        advice = f'{some(cells.index[sold])}; write no_partner = "drop" in a map to leave such sales out'
        raise InputError("", f"row {cells.index[sold][0]}", columns["partner"], "a partner", Shown("nothing"), advice)
    rounded = [line for line, value in column.items() if _rounded(value)]
    if rounded:
        advice = "a spreadsheet has rounded the number: format the column as text before exporting it"
        raise InputError("", f"row {rounded[0]}", columns["partner"], "a whole id", as_written(column[rounded[0]]), advice)


def _rounded(value: object) -> bool:
    text = as_written(value).upper()
    return LOST_DIGITS in text and is_number_in_powers(text)


def is_number_in_powers(text: str) -> bool:
    """Whether a text is a number such as 1.23E+12."""
    head, _, power = text.partition(LOST_DIGITS)
    return power.isdigit() and head.replace(".", "", 1).replace(",", "", 1).isdigit()


def _currency(cells: pd.DataFrame, columns: Mapping[str, str], in_amounts: pd.Series) -> pd.Series:
    """The currency of each row: its column's, else what the sum states, else what the name of the column does."""
    of_name = currencies_in([columns["amount"]])
    stated = in_amounts.where(in_amounts != "", of_name[0] if len(of_name) == 1 else "")
    if "currency" not in columns:
        return stated
    own = each(texts(cells[columns["currency"]]), lambda word: (currencies_in([word]) or [word.upper()])[0])
    return own.where(own != "", stated)


def _say_totals(amount: pd.Series, total: np.ndarray, notes: np.ndarray, log: Log) -> None:
    for rows, what in ((total, "total"), (notes, "note or blank line")):
        if rows.any():
            log.say(f"{int(rows.sum()):,} {what}{'s' if rows.sum() > 1 else ''} left out: {some(amount.index[rows])}.")
