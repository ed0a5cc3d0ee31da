"""A file's table as rows of sales: who, when, how much, in one form; what does not count is left out and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from partnerscape.language import phrase, phrase_for
from partnerscape.scenario.errors import Misfit, refuse
from partnerscape.tables.days import Dates, is_date, read_dates
from partnerscape.tables.grid import Table, as_written, each, empties, every, is_empty, texts
from partnerscape.tables.numbers import Numbers, is_number, read_numbers

from ..ids import spelling
from ..map import SalesMap
from ..notes import Log, rows_in_words
from ..words.meanings import COUNTS, REFUND, REFUNDED
from ..words.statuses import kinds_of, statuses_of
from ..words.totals import totals, unnamed_totals
from .checks import partners_there
from .units import currency_of, in_cents, in_units, say_whole

DATES, MONEY = ("date", "signed", "left", "updated"), ("amount", "commission", "refund")
COUNTED = ("orders", "quality")
TEXTS = ("order", "customer", "segment", "line")


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
    marked = _marked(table, columns, chosen, log)
    numbers = read_numbers(_numeric(marked, columns), chosen.decimal)
    amount = in_units(numbers.columns[columns["amount"]], columns, "amount", chosen, log)
    marked = _without_sums(marked, columns, amount)
    cells = marked.cells[marked.real]
    partners_there(cells, columns["partner"], amount[marked.real], chosen.no_partner == "refuse")
    dates = read_dates(_dated(marked, columns), chosen.dates, chosen.timezone)
    refuse([*map(_with_advice, numbers.misfits), *dates.misfits])
    sums = {role: in_units(numbers.columns[columns[role]], columns, role, chosen, log) for role in MONEY[1:] if role in columns}
    plain = {role: numbers.columns[columns[role]] for role in COUNTED if role in columns}
    rows = _texts_of(cells, columns, marked)
    rows = rows.assign(**{role: values[marked.real] for role, values in ({"amount": amount} | sums | plain).items()})
    rows = rows.assign(**_days_of(dates, columns), currency=currency_of(cells, columns, numbers))
    _say_left_out(amount, marked, log)
    if not chosen.amount_unit and not in_cents(columns["amount"]):
        say_whole(cells[columns["amount"]], log)
    return Read(rows, dates, numbers, marked.statuses, marked.kinds, tuple(amount[marked.total].dropna()))


@dataclass(frozen=True)
class _Marked:
    """Cells of a table, and what each of its rows is: a total, a note, a sale that counts."""

    cells: pd.DataFrame
    total: np.ndarray
    notes: np.ndarray
    means: np.ndarray
    statuses: dict[str, str]
    kinds: dict[str, str]

    @property
    def real(self) -> np.ndarray:
        """Rows that are neither totals nor notes."""
        return ~self.total & ~self.notes

    @property
    def uncounted(self) -> np.ndarray:
        """Rows whose sums and dates may be anything, as they do not count."""
        return ~np.isin(self.means, (COUNTS, REFUND, REFUNDED)) | ~self.real


def _marked(table: Table, columns: Mapping[str, str], chosen: SalesMap, log: Log) -> _Marked:
    cells = _without_repeats(table, log)
    if chosen.file.hidden_rows == "drop":
        cells = cells[~cells.index.isin(table.grid.hidden)]
    total = totals(cells, columns["partner"], columns["date"])
    notes = ~total & (every(cells, is_empty).astype(bool).sum(axis=1) >= max(cells.shape[1] - 1, 2))
    named = cells[~total & ~notes]
    statuses = statuses_of(named, columns.get("status", ""), chosen.statuses)
    kinds = kinds_of(named, columns.get("kind", ""), chosen.kinds)
    return _Marked(cells, total, notes, _meanings(cells, columns.get("status"), statuses), statuses, kinds)


def _without_sums(marked: _Marked, columns: Mapping[str, str], amount: pd.Series) -> _Marked:
    """The same, with rows marked that name nobody and sum all above."""
    lacking = empties(marked.cells[columns["partner"]]) & empties(marked.cells[columns["date"]])
    return replace(marked, total=marked.total | unnamed_totals(amount, lacking))


def _texts_of(cells: pd.DataFrame, columns: Mapping[str, str], marked: _Marked) -> pd.DataFrame:
    """What rows say in words, and a hash of the whole row."""
    rows = pd.DataFrame({"partner": each(cells[columns["partner"]], spelling)}, dtype=object)
    for role in TEXTS:
        if role in columns:
            rows[role] = texts(cells[columns[role]])
    if "kind" in columns:
        rows["kind"] = each(cells[columns["kind"]], lambda value: marked.kinds.get(as_written(value), ""))
    rows["status"] = texts(cells[columns["status"]]) if "status" in columns else ""
    rows["means"] = marked.means[marked.real]
    rows["whole"] = pd.util.hash_pandas_object(pd.DataFrame(every(cells, as_written)), index=False).to_numpy()
    return rows


def _days_of(dates: Dates, columns: Mapping[str, str]) -> dict[str, pd.Series]:
    """Months and days of sales; other dates as days counted as 32 per month."""
    sold = dates.columns[columns["date"]]
    others = {role: dates.columns[columns[role]] for role in DATES[1:] if role in columns}
    return {"month": sold["month"], "day": sold["day"]} | {
        role: when["month"] * 32 + when["day"] for role, when in others.items()
    }


def _without_repeats(table: Table, log: Log) -> pd.DataFrame:
    """Rows without headers that a report repeats on every page."""
    cells = table.cells
    names = np.array([str(name) for name in cells.columns], dtype=object)
    again = (every(cells, as_written) == names).sum(axis=1) > max(1, cells.shape[1] // 2)
    if again.any():
        log.say(phrase("Header repeated within the table: {rows}, left out.", rows=rows_in_words(cells.index[again])))
    return cells[~again]


def _meanings(cells: pd.DataFrame, status: str | None, known: Mapping[str, str]) -> np.ndarray:
    if status is None:
        return np.full(len(cells), COUNTS, dtype=object)
    return each(cells[status], lambda value: known.get(as_written(value), COUNTS)).to_numpy(dtype=object)


def _numeric(marked: _Marked, columns: Mapping[str, str]) -> dict[str, pd.Series]:
    """Columns of numbers by name; in rows that do not count, what is no number is nothing."""
    out = {}
    for role in (*MONEY, *COUNTED):
        if role in columns:
            column = marked.cells[columns[role]]
            out[columns[role]] = column.mask(marked.uncounted & ~each(column, is_number).to_numpy(dtype=bool), None)
    return out


def _dated(marked: _Marked, columns: Mapping[str, str]) -> dict[str, pd.Series]:
    """Columns of dates by name; in rows that do not count, what is no date is nothing."""
    out = {}
    for role in DATES:
        if role in columns:
            column = marked.cells.loc[marked.real, columns[role]]
            careless = marked.uncounted[marked.real]
            out[columns[role]] = column.mask(careless & ~each(column, is_date).to_numpy(dtype=bool), None)
    return out


def _with_advice(misfit: Misfit) -> Misfit:
    """An error value of a workbook says where it comes from."""
    advice = "open the workbook, mend the formula and save it" if str(misfit.found).startswith("'#") else ""
    return replace(misfit, advice="; ".join(filter(None, (misfit.advice, advice))))


def _say_left_out(amount: pd.Series, marked: _Marked, log: Log) -> None:
    for rows, in_words in ((marked.total, _totals_in_words), (marked.notes, _notes_in_words)):
        if rows.any():
            log.say(in_words(int(rows.sum()), rows_in_words(amount.index[rows])))


def _totals_in_words(number: int, rows: str) -> str:
    return phrase_for(number, "{number} total left out: {rows}.", "{number} totals left out: {rows}.", rows=rows)


def _notes_in_words(number: int, rows: str) -> str:
    return phrase_for(
        number,
        "{number} note or blank line left out: {rows}.",
        "{number} notes or blank lines left out: {rows}.",
        rows=rows,
    )
