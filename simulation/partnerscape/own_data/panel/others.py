"""A company's table of partners, matched to the partners who sell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from partnerscape.language import phrase_for
from partnerscape.scenario.errors import InputError, refuse
from partnerscape.tables.days import read_dates
from partnerscape.tables.grid import Grid, as_written, empties, texts
from partnerscape.tables.header import locate
from partnerscape.tables.source import read_source

from .ids import matched, spelling
from .map import Columns, SalesMap
from .notes import Log
from .people import in_calendar
from .words.propose import proposed_of_partners


def facts_of(
    path: str | Path | None, chosen: SalesMap, names: list[str], known: pd.DataFrame, log: Log
) -> tuple[list[str], pd.DataFrame, Columns]:
    """All partners, what is known of them, and how their table was read.

    Parameters
    ----------
    path : str or Path, optional
        The table of partners.
    chosen : SalesMap
    names : list of str
        Partners who sell.
    known : DataFrame
        What the sales say of them; a table of partners says it better.
    log : Log

    Raises
    ------
    InputError
        If the table cannot be read.
    """
    if path is None:
        return names, known, chosen.partners
    try:
        table, columns = _table(path, chosen)
    except InputError as error:
        raise (error if error.file else InputError.of(error.misfits, path)) from None
    same = matched(table.index, names)
    _say_matches(table.index, same, names, log)
    table.index = pd.Index([same.get(name, name) for name in table.index], name="partner")
    table = table[~table.index.duplicated(keep="last")]
    for column in known.columns.difference(table.columns):
        table[column] = known[column].reindex(table.index).fillna("")
    rest = known[~known.index.isin(table.index)] if len(known.columns) else known
    facts = pd.concat([table, rest.reindex(columns=table.columns).fillna("")]) if len(rest) else table
    return [*names, *(name for name in table.index if name not in set(names))], facts, columns


def _table(path: str | Path, chosen: SalesMap) -> tuple[pd.DataFrame, Columns]:
    source = read_source(path, fits=lambda grid: _could_be_partners(grid, chosen))
    cells = locate(source.grid).cells
    stated = {role: name for role, name in chosen.partners.model_dump().items() if name}
    columns, wrong = proposed_of_partners(cells, stated)
    refuse(wrong)
    cells = cells[~empties(cells[columns["partner"]])]
    out = pd.DataFrame(index=[as_written(spelling(value)) for value in cells[columns["partner"]]])
    if "segment" in columns:
        out["segment"] = texts(cells[columns["segment"]]).to_numpy()
    dated = {columns[role]: cells[columns[role]] for role in ("signed", "left") if role in columns}
    if dated:
        dates = read_dates(dated, chosen.dates)
        refuse(dates.misfits)
        for role in ("signed", "left"):
            if role in columns:
                month = dates.columns[columns[role]]["month"]
                out[role] = [in_calendar(int(at) * 32) if at >= 0 else "" for at in month]
    return out, Columns(**columns)


def _could_be_partners(grid: Grid, chosen: SalesMap) -> bool:
    """Whether a sheet says more of partners than their names."""
    try:
        stated = {role: name for role, name in chosen.partners.model_dump().items() if name}
        columns, wrong = proposed_of_partners(locate(grid).cells, stated)
    except InputError:
        return False
    return not wrong and len(columns) > 1


def _say_matches(listed: pd.Index, same: dict[str, str], names: list[str], log: Log) -> None:
    by_number = [name for name, other in same.items() if name != other and name.isdigit()]
    if by_number:
        said = phrase_for(
            len(by_number),
            "{number} partner is matched by number, whatever zeros lead it ({one} digits in one file, {other} in the other).",
            "{number} partners are matched by number, whatever zeros lead it ({one} digits in one file, {other} in the other).",
            one=len(by_number[0]),
            other=len(same[by_number[0]]),
        )
        log.say(said, by_number[:6])
    twice = int(pd.Index([same.get(name, name) for name in listed]).duplicated().sum())
    if twice:
        log.warn(
            phrase_for(
                twice,
                "{number} row of the table of partners repeats a partner; the last one stands.",
                "{number} rows of the table of partners repeat a partner; the last one stands.",
            )
        )
    silent = [name for name in listed if name not in same]
    if silent:
        said = phrase_for(
            len(silent),
            "{number} partner of the table of partners never sells.",
            "{number} partners of the table of partners never sell.",
        )
        log.say(said, silent[:6])
    unknown = sorted(set(names) - set(same.values()))
    if unknown:
        said = phrase_for(
            len(unknown),
            "{number} partner who sells is not in the table of partners.",
            "{number} partners who sell are not in the table of partners.",
        )
        log.warn(said, unknown[:6])
