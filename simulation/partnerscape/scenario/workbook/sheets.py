"""One sheet of a workbook as tables of a scenario: a grid of keys and values, or rows of the same fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..assumptions import ASSUMPTIONS, TABLE_OF
from ..errors import InputError, Misfit, Shown, named, one_of
from ..levers import Policy
from ..parts import Event, Offer
from ..scenario import Scenario
from .cells import CellError, text_of, value_of
from .keys import Way, kinds_in, lists_in, nested, way_of
from .layout import COLUMNS_OF, COMPLETE, column_of, heads, word_of

Place = str  # sheet and cell: ``Time C3``
ENDS = ("from", "to")
EMPTY_OF: dict[str, Any] = {
    "up_or_out": None,
    "registration": None,
    "segments": {},
}  # of a policy; others are lists or tables by their declaration
FIELDS = {"catalogue": tuple(Offer.model_fields), "events": tuple(Event.model_fields), "by_hand": ("assumption",)}
AROUND = ("name", "key", "unit", "range", "source", "meaning")  # columns beside the values


@dataclass
class Reading:
    """What a sheet says: tables, where each value stands, and what is wrong."""

    tables: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, ...], Place] = field(default_factory=dict)
    wrong: list[Misfit] = field(default_factory=list)


def place_of(cell: Any) -> Place:
    """Sheet and cell, as errors name them."""
    return f"{cell.parent.title} {cell.coordinate}"


def grid_of(sheet: Any, block: str) -> Reading:
    """A sheet with one key per row and one or several columns of values."""
    reading = Reading(wrong=list(_merged(sheet)))
    header = _header(sheet, reading)
    key_column = next((at for at, name in header.items() if name == "key"), None)
    if key_column is None:
        reading.wrong.append(_no_column(sheet, "key"))
        return reading
    values = _value_columns(sheet, header, block, reading)
    if reading.wrong or not values:
        reading.wrong += [] if reading.wrong else [_no_column(sheet, "value")]
        return reading
    found: dict[str, dict[Way, Any]] = {name: {} for name in values.values()}
    seen: dict[Way, str] = {}
    for row in _rows(sheet, reading):
        _read_row(row, key_column, values, block, (found, seen), reading)
    _assemble(block, found, values, sheet, reading)
    return reading


def _merged(sheet: Any) -> Iterator[Misfit]:
    for area in sheet.merged_cells.ranges:
        yield Misfit(
            "", "one value per cell", Shown("merged cells"), f"{sheet.title} {area.coord}", "unmerge them (Home, Merge & Center)"
        )


def _header(sheet: Any, reading: Reading) -> dict[int, str]:
    """By column, what it is: ``key`` …, or the name at its head; nothing for an empty one. Hidden values are refused."""
    hidden = {at for look in sheet.column_dimensions.values() if look.hidden for at in range(look.min, look.max + 1)}
    named_so: dict[int, str] = {}
    for cell in next(sheet.iter_rows(min_row=1, max_row=1), ()):
        try:
            head = text_of(cell)
        except CellError as error:
            reading.wrong.append(_at(error.misfit, cell))
            continue
        if head:
            named_so[cell.column] = name = column_of().get(head.casefold(), f"={head}")
            if cell.column in hidden and name not in AROUND:
                hidden = set()  # one line per sheet: columns of a width are hidden together
                place = f"{sheet.title} column {cell.column_letter}"
                reading.wrong.append(Misfit("", "columns that are seen", Shown("a hidden one"), place, "unhide it, or delete it"))
    return named_so


def _no_column(sheet: Any, name: str) -> Misfit:
    title = heads()[name]
    return Misfit(
        "",
        f"a column {title!r} in row 1",
        Shown("none"),
        f"{sheet.title} 1",
        "copy a scenario anew to see how the sheet is laid out",
    )


def _value_columns(sheet: Any, header: Mapping[int, str], block: str, reading: Reading) -> dict[int, str]:
    """The columns that hold values, with what each is: a segment, a policy, an end of a range, or the value."""
    kind = COLUMNS_OF.get(block, "value")
    wanted = {"value": ("value",), "ends": ENDS}.get(kind)
    columns: dict[int, str] = {}
    for at, name in header.items():
        cell = sheet.cell(1, at)
        if name in AROUND:
            continue
        title = name.removeprefix("=")
        if wanted is not None and name not in wanted:
            expected = f"the columns {[heads()[each] for each in (*AROUND[:2], *wanted, *AROUND[2:])]}"
            reading.wrong.append(Misfit("", one_of(expected, heads().values(), title), Shown(repr(title)), place_of(cell)))
        elif title in columns.values():
            reading.wrong.append(
                Misfit("", "heads that differ", Shown(repr(title)), place_of(cell), "rename or delete one of them")
            )
        else:
            columns[at] = title
    for name in wanted or ():
        if name not in columns.values():
            reading.wrong.append(_no_column(sheet, name))
    return columns


def _rows(sheet: Any, reading: Reading) -> Iterator[tuple[Any, ...]]:
    """Rows below the header; a hidden one with content is refused."""
    for row in sheet.iter_rows(min_row=2):
        if all(cell.value is None for cell in row):
            continue
        look = sheet.row_dimensions.get(row[0].row)
        if look is not None and look.hidden:
            place = f"{sheet.title} row {row[0].row}"
            reading.wrong.append(Misfit("", "rows that are seen", Shown("a hidden row"), place, "unhide it, or delete it"))
        yield row


def _read_row(
    row: tuple[Any, ...],
    key_column: int,
    values: Mapping[int, str],
    block: str,
    into: tuple[dict[str, dict[Way, Any]], dict[Way, str]],
    reading: Reading,
) -> None:
    """A row's values, column by column."""
    found, seen = into
    key_cell = row[key_column - 1]
    try:
        key = text_of(key_cell)
    except CellError as error:
        reading.wrong.append(_at(error.misfit, key_cell))
        return
    cells = {at: row[at - 1] for at in values if at <= len(row)}
    stray = [cell for at, cell in enumerate(row, 1) if at not in values and cell.value is not None and not sheet_head(cell)]
    filled = [cell for cell in (*cells.values(), *stray) if cell.value is not None]
    if not key:
        if filled and any(cell in filled for cell in cells.values()):
            reading.wrong.append(Misfit("", "a key for the value", Shown("an empty cell"), place_of(key_cell)))
        return
    reading.wrong += [
        Misfit("", "a head for the column", Shown("an empty cell"), place_of(cell.parent.cell(1, cell.column))) for cell in stray
    ]
    way = way_of(key)
    if way is None:
        reading.wrong.append(Misfit("", "a key such as pay.commission.rate", Shown(repr(key)), place_of(key_cell)))
        return
    if way in seen:
        wrong = Misfit(
            "", "each key once", Shown(f"{key!r} again, first in {seen[way]}"), place_of(key_cell), "delete one of the rows"
        )
        reading.wrong.append(wrong)
        return
    seen[way] = key_cell.coordinate
    for at, cell in cells.items():
        try:
            value = value_of(cell, _kinds_of(way))
        except CellError as error:
            reading.wrong.append(_at(error.misfit, cell, key))
            continue
        if value is None:
            continue
        if isinstance(value, str) and word_of().get(value.casefold()) == "none" and "text" not in _kinds_of(way):
            value = _empty(way)
        found[values[at]][way] = value
        reading.places[_way_in_scenario(block, values[at], way, list(values.values()))] = place_of(cell)
    reading.places.setdefault(_way_in_scenario(block, "", way, []), place_of(key_cell))


def sheet_head(cell: Any) -> bool:
    """Whether the cell's column has a head."""
    return cell.parent.cell(1, cell.column).value is not None


def _kinds_of(way: Way) -> frozenset[str]:
    """What a key's value may be, by its last name."""
    names = [step for step in way if isinstance(step, str)]
    if names == [COMPLETE]:
        return frozenset({"truth"})
    if names and names[-1] in ASSUMPTIONS:
        return frozenset({"number"})
    known = kinds_in(Scenario) | kinds_in(Policy)
    return next((known[name] for name in reversed(names) if name in known), frozenset())


def _empty(way: Way) -> Any:
    """An empty list or table at a key."""
    last = next((step for step in reversed(way) if isinstance(step, str)), "")
    if last in EMPTY_OF and len(way) == 1:
        return EMPTY_OF[last]
    return [] if last in lists_in(Scenario) | lists_in(Policy) else {}


def _way_in_scenario(block: str, column: str, way: Way, columns: list[str]) -> tuple[str, ...]:
    """Where a cell's value stands in the scenario, as its errors name it."""
    steps = tuple(map(str, way))
    if block == "programme":
        return steps
    if block in ("policies", "plans"):
        return ("policies", column, *steps)
    if block == "segments":
        return ("segments", str(columns.index(column)) if column in columns else "", *steps)
    if block == "uncertain":
        return ("uncertain", *steps, str(ENDS.index(column))) if column in ENDS else ("uncertain", *steps)
    return (block, *steps)


def _assemble(block: str, found: Mapping[str, dict[Way, Any]], values: Mapping[int, str], sheet: Any, reading: Reading) -> None:
    """The tables out of a grid's columns."""
    tables: dict[str, Any] = {}
    for column, cells in found.items():
        try:
            tables[column] = nested(cells) if cells else {}
        except InputError as error:
            reading.wrong += [Misfit(m.key, m.expected, m.found, f"{sheet.title}, {column}", m.advice) for m in error.misfits]
            return
    for at, column in values.items():
        reading.places.setdefault(_column_way(block, column, list(values.values())), place_of(sheet.cell(1, at)))
    if block == "segments":
        reading.tables = {"segments": [{"name": name, **table} for name, table in tables.items() if table]}
        for at, name in values.items():
            reading.places[("segments", str(list(values.values()).index(name)), "name")] = place_of(sheet.cell(1, at))
    elif block in ("policies", "plans"):
        kept = {name: _completed(table) for name, table in tables.items() if block == "policies" or table}
        reading.tables = {"policies": kept}
    elif block == "uncertain":
        low, high = (tables.get(end, {}) for end in ENDS)
        reading.tables = {"uncertain": {}}
        for name in dict.fromkeys((*low, *high)):
            ends = [end[name] for end in (low, high) if name in end]
            reading.tables["uncertain"][name] = ends
            if len(ends) < len(ENDS):
                place = reading.places[("uncertain", name)]
                reading.wrong.append(Misfit(name, "both ends of the range", Shown("one of them"), place))
    elif block == "programme":
        reading.tables = tables["value"]
    elif tables["value"]:
        reading.tables = {block: tables["value"]}


def _column_way(block: str, column: str, columns: list[str]) -> tuple[str, ...]:
    if block in ("policies", "plans"):
        return ("policies", column)
    return (block, str(columns.index(column))) if block == "segments" else (block,)


def _completed(table: Any) -> Any:
    """A policy that is complete states everything: what is blank is at its default."""
    if not isinstance(table, dict) or not table.pop(COMPLETE, False):
        return table
    plain = {name: field.get_default(call_default_factory=True) for name, field in Policy.model_fields.items()}
    defaults = {name: value.model_dump() if hasattr(value, "model_dump") else value for name, value in plain.items()}
    return {**defaults, **table}


def rows_of(sheet: Any, block: str) -> Reading:
    """A sheet with one thing per row: an offer, an event, an assumption without a source."""
    reading = Reading(wrong=list(_merged(sheet)))
    header = {at: name.removeprefix("=").split(" (")[0] for at, name in _header(sheet, reading).items()}
    fields = {at: _field(name, block) for at, name in header.items()}
    known = FIELDS[block]
    for at, name in header.items():
        if fields[at] not in known and name not in AROUND:
            expected = named(known, name, "one of the columns")
            reading.wrong.append(Misfit("", expected, Shown(repr(name)), place_of(sheet.cell(1, at))))
    if known[0] not in fields.values():
        reading.wrong.append(Misfit("", f"a column {known[0]!r} in row 1", Shown("none"), f"{sheet.title} 1"))
        return reading
    rows: list[dict[str, Any]] = []
    for row in _rows(sheet, reading):
        item = {}
        for cell in row:
            name = fields.get(cell.column, "")
            if name not in known:
                continue
            try:
                value = value_of(cell, frozenset({"text"}) if name == "assumption" else _kinds_of((name,)))
            except CellError as error:
                reading.wrong.append(_at(error.misfit, cell, name))
                continue
            if value is not None:
                item[name] = value
                reading.places[(block, str(len(rows)), name)] = place_of(cell)
        if item:
            reading.places[(block, str(len(rows)))] = f"{sheet.title} row {row[0].row}"
            rows.append(item)
    if block == "by_hand":
        reading.places |= {(block, str(at)): reading.places[(block, str(at), "assumption")] for at in range(len(rows))}
        reading.wrong += _unknown(rows, reading)
        reading.tables = {block: [row["assumption"] for row in rows]}
    else:
        reading.tables = {block: rows}
    return reading


def _field(name: str, block: str) -> str:
    """What of a thing a column holds, by its head, whose key may stand below its name."""
    return name.split()[-1] if name.split() and name.split()[-1] in FIELDS[block] else name


def _unknown(rows: list[dict[str, Any]], reading: Reading) -> Iterator[Misfit]:
    for at, row in enumerate(rows):
        if (name := row["assumption"]) not in TABLE_OF:
            place = reading.places[("by_hand", str(at))]
            yield Misfit("", one_of("the name of an assumption", ASSUMPTIONS, name), Shown(repr(name)), place)


def _at(misfit: Misfit, cell: Any, key: str = "") -> Misfit:
    return Misfit(key, misfit.expected, misfit.found, place_of(cell), misfit.advice)
