"""From a company's own file to a panel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario.errors import InputError, refuse
from partnerscape.tables.grid import Grid, Table
from partnerscape.tables.header import locate
from partnerscape.tables.numbers import share_of_numbers
from partnerscape.tables.source import Source, read_source

from .found import complete_map, provenance
from .ids import Folding, checked_salt, fold, new_salt
from .map import Columns, SalesMap, checked_map, read_map
from .monthly import months_of, panel_of
from .notes import Log, cents, rows_in_words
from .others import facts_of
from .panel import Imported
from .people import facts_in, people_of
from .sales.counted import counted_rows, within
from .sales.grain import MONTHLY, grain_of
from .sales.money import converted, say_negative
from .sales.repeats import settled
from .sales.rows import Read, read_rows
from .signs import say_signs
from .words.propose import ENOUGH, proposed, tokens
from .words.vocabulary import words_of
from .words.years import with_years

AGREE = 0.005  # currency: what sums may differ by


def import_sales(
    path: str | Path,
    partners: str | Path | None = None,
    map: str | Path | Mapping[str, Any] | SalesMap | None = None,  # noqa: A002 - the option's name
    *,
    keep_ids: bool = False,
    salt: str | None = None,
) -> Imported:
    r"""A company's own sales as a panel of partners and months.

    Columns, dates, separators and statuses are proposed from the file; what is not evident is refused with what to
    write in a map.

    Parameters
    ----------
    path : str or Path
        CSV (any usual encoding and separator), Excel (.xlsx) or Parquet: one row per partner and month, per order, or per deal.
    partners : str or Path, optional
        A table with one row per partner: id, and any of segment, date of signing, date of the contract's end.
    map : str, Path, mapping or SalesMap, optional
        How the file is read, or a part of it: a TOML file, or its values.
    keep_ids : bool
        Keep the company's own ids; default: pseudonyms.
    salt : str, optional
        What pseudonyms are made with, in hexadecimal digits; default: random.

    Returns
    -------
    Imported
        ``panel``, ``partners``, ``months``, ``map``, ``steps`` (what was dropped and why), ``notes``; ``save_panel`` writes
        them.

    Raises
    ------
    InputError
        For files, rows and maps that cannot be read, with row, column and what to do.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "sales.csv"
    >>> _ = file.write_text("Partner;Monat;Umsatz\nACME;03.2024;1.200,50\nACME;04.2024;900,00\n")
    >>> imported = import_sales(file, keep_ids=True)
    >>> imported.panel[["partner", "month", "calendar", "revenue"]].values.tolist()
    [['ACME', 0, '2024-03', 1200.5], ['ACME', 1, '2024-04', 900.0]]
    """
    chosen = _map(map)
    form = chosen.file
    with _of(path):
        source = read_source(path, form.encoding, form.separator, form.sheet, lambda grid: _could_be_sales(grid, chosen))
        table, year = _dated(locate(source.grid, form.header_row, form.header_lines), chosen)
        log = Log()
        _say_file(source, table, log)
        columns, wrong = proposed(table.cells, chosen.named | ({"date": year[1]} if year else {}))
        refuse(wrong)
        _say_refunds(table, columns, log)
        read = read_rows(table, columns, chosen, log)
        sales = _sales(read, columns, chosen, log)
        tables = _tables(sales, partners, chosen, log)
        revenue = float(tables.panel["revenue"].sum())
        _balance(sales.total, log, revenue)
        if not chosen.rates:
            _compare_totals(read.totals, sales.total, revenue, log)
        columns = {**columns, "year": year[0]} if year else columns
        complete = complete_map(chosen, source, table, columns, read, sales.grain, sales.currency)
    return Imported(
        sales=tables.panel,
        people=tables.people,
        months=tables.months,
        map=complete.model_copy(update={"partners": tables.columns}),
        steps=tuple(log.steps),
        notes=tuple(log.notes),
        source=provenance(source, table, read, partners),
        currency=sales.currency,
        total=sales.total,
        ids_kept=keep_ids,
        salt=checked_salt(salt) if salt else new_salt(),
    )


@contextmanager
def _of(path: str | Path) -> Iterator[None]:
    """Errors name the file."""
    try:
        yield
    except InputError as error:
        raise (error if error.file else InputError.of(error.misfits, path)) from None


def _map(given: str | Path | Mapping[str, Any] | SalesMap | None) -> SalesMap:
    if given is None:
        return SalesMap()
    if isinstance(given, SalesMap):
        return given
    return checked_map(given) if isinstance(given, Mapping) else read_map(given)


def _dated(table: Table, chosen: SalesMap) -> tuple[Table, tuple[str, str] | None]:
    """The table with years in its months, and the columns of both."""
    cells, year, month = with_years(table.cells, chosen.columns.year, chosen.columns.date)
    return (replace(table, cells=cells), (year, month)) if year else (table, None)


def _say_refunds(table: Table, columns: Mapping[str, str], log: Log) -> None:
    """A column of refunds that nobody mapped is not deducted."""
    for name in table.cells.columns:
        if (
            name not in columns.values()
            and set(tokens(name)) & set(words_of("refunds"))
            and share_of_numbers(table.cells[name]) > ENOUGH
        ):
            log.warn(
                phrase(
                    '{column} is not deducted: write refund = "{name}" under [columns] in the map if the amounts contain it.',
                    column=repr(name),
                    name=name,
                )
            )


def _could_be_sales(grid: Grid, chosen: SalesMap) -> bool:
    """Whether a sheet has what a table of sales needs."""
    try:
        table, year = _dated(locate(grid, chosen.file.header_row, chosen.file.header_lines), chosen)
        _, wrong = proposed(table.cells, chosen.named | ({"date": year[1]} if year else {}))
    except InputError:
        return False
    return not wrong


def _say_file(source: Source, table: Table, log: Log) -> None:
    grid = source.grid
    if table.above:
        log.say(phrase_for(table.above, "{number} line above the header left out.", "{number} lines above the header left out."))
    if table.empty_columns:
        log.say(
            phrase_for(
                table.empty_columns,
                "{number} column without values left out.",
                "{number} columns without values left out.",
            )
        )
    if grid.others:
        others = ", ".join(map(repr, grid.others))
        log.say(phrase("Sheet {sheet} was read; not {others}.", sheet=repr(grid.sheet), others=others))
    if hidden := [line for line in table.cells.index if line in grid.hidden]:
        log.warn(
            phrase_for(
                len(hidden),
                '{number} hidden row ({rows}): hidden_rows = "drop" under [file] leaves it out.',
                '{number} hidden rows ({rows}): hidden_rows = "drop" under [file] leaves them out.',
                rows=rows_in_words(hidden),
            )
        )


@dataclass(frozen=True)
class _Sales:
    """Rows that count, each once, of partners with one id each."""

    rows: pd.DataFrame
    grain: str
    currency: str
    total: float


def _sales(read: Read, columns: Mapping[str, str], chosen: SalesMap, log: Log) -> _Sales:
    rows, currency = converted(read.rows, chosen, log)
    grain, why = (chosen.rows, phrase("as the map states")) if chosen.rows else grain_of(rows, columns, read.statuses)
    log.say(phrase("One row per {what}: {why}.", what=term(grain), why=why))
    _say_read(read, chosen, log)
    counted = counted_rows(rows, grain, columns, log)
    folding = fold(counted["partner"], chosen.ids == "as written")
    _say_folded(folding, log)
    counted = counted.assign(partner=counted["partner"].map(folding.of))
    counted = within(settled(counted, grain, chosen.duplicates, log), chosen, log)
    say_negative(counted, log)
    return _Sales(counted, grain, currency, float(np.nansum(rows["amount"])))


def _say_read(read: Read, chosen: SalesMap, log: Log) -> None:
    if read.dates.order:
        log.say(phrase("Dates: {order} ({why}).", order=term(read.dates.order), why=read.dates.why))
    if read.numbers.decimal:
        log.say(phrase("Decimal sign: {sign} ({why}).", sign=repr(read.numbers.decimal), why=read.numbers.why))
    if read.dates.zones and not chosen.timezone:
        zones = ", ".join(read.dates.zones[:4])
        log.say(phrase("Times are taken as written, with their zones {zones}; timezone in the map converts them.", zones=zones))


@dataclass(frozen=True)
class _Tables:
    panel: pd.DataFrame
    people: pd.DataFrame
    months: pd.DataFrame
    columns: Columns


def _tables(sales: _Sales, partners: str | Path | None, chosen: SalesMap, log: Log) -> _Tables:
    rows = sales.rows
    first, last = int(rows["month"].min()), int(rows["month"].max())
    panel = panel_of(rows, sales.grain, first)
    months = months_of(rows, panel, first, last, chosen.gaps == "no sales")
    names, facts, columns = facts_of(partners, chosen, list(dict.fromkeys(rows["partner"])), facts_in(rows, log), log)
    people = people_of(panel, names, facts)
    last_day = int(rows.loc[rows["month"] == last, "day"].max()) if sales.grain != MONTHLY else 0
    say_signs(people, months, last_day, log)
    return _Tables(panel, people, months, columns)


def _compare_totals(stated: tuple[float, ...], total: float, panel: float, log: Log) -> None:
    """A single total row is a check of what was read: it may sum all rows, or those that count."""
    if len(stated) != 1:
        return
    of_all, of_panel = (abs(stated[0] - value) <= AGREE + 1e-9 * abs(value) for value in (total, panel))
    if of_all:
        log.say(phrase("The total row agrees with the sum of all rows."))
    elif of_panel:
        log.say(phrase("The total row agrees with the sum of the panel."))
    else:
        log.warn(
            phrase(
                "The total row says {stated}; all rows sum to {total}, the panel to {panel}.",
                stated=cents(stated[0]),
                total=cents(total),
                panel=cents(panel),
            )
        )


def _say_folded(folding: Folding, log: Log) -> None:
    for names, what in (
        (folding.spaces, phrase("with other spaces")),
        (folding.case, phrase("with other capitals")),
        (folding.zeros, phrase("with and without leading zeros")),
    ):
        if names:
            said = phrase_for(
                len(names),
                '{number} partner spelt {how}: taken as one each (ids = "as written" in the map keeps them apart).',
                '{number} partners spelt {how}: taken as one each (ids = "as written" in the map keeps them apart).',
                how=what,
            )
            log.say(said, names[:6])


def _balance(total: float, log: Log, panel: float) -> None:
    """The file's total and every step give the panel's total."""
    left = total + sum(step.amount for step in log.steps)
    if not abs(left - panel) <= AGREE + 1e-9 * abs(total):
        raise ArithmeticError(f"the panel sums to {panel}, the file less what was left out to {left}")
