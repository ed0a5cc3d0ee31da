"""The map: how a file's columns, dates, numbers and statuses are read. Proposed, kept as TOML, edited and passed back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from partnerscape.scenario.errors import InputError
from partnerscape.scenario.reading.complaints import misfits_of
from partnerscape.scenario.reading.files import read_toml

Rows = Literal["", "partner and month", "order", "deal"]
Order = Literal["", "day first", "month first", "year first"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FileForm(_Part):
    """How a file is read.

    Attributes
    ----------
    encoding, separator, sheet : str
        Of text and of workbooks; empty: found from the file.
    header_row, header_lines : int
        Line of the header, and of how many lines it is; 0: found.
    hidden_rows : str
        ``keep`` or ``drop`` rows that a workbook hides.
    """

    encoding: str = ""
    separator: str = Field(default="", max_length=1)
    sheet: str = ""
    header_row: int = Field(default=0, ge=0)
    header_lines: int = Field(default=0, ge=0, le=2)
    hidden_rows: Literal["keep", "drop"] = "keep"


class Columns(_Part):
    """Which column holds what; empty: none does. Of sales, and of a table of partners. ``year``: of months that state none."""

    partner: str = ""
    date: str = ""
    year: str = ""
    amount: str = ""
    order: str = ""
    orders: str = ""
    status: str = ""
    currency: str = ""
    kind: str = ""
    commission: str = ""
    refund: str = ""
    customer: str = ""
    quality: str = ""
    segment: str = ""
    signed: str = ""
    left: str = ""
    line: str = ""
    updated: str = ""


class Statuses(_Part):
    """What a status means: its sales count, are not sales yet, never were, were given back, or are refunds themselves."""

    counts: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    refunded: tuple[str, ...] = ()
    refund: tuple[str, ...] = ()


class Kinds(_Part):
    """Words for first orders of new customers and for later ones."""

    new: tuple[str, ...] = ()
    repeat: tuple[str, ...] = ()


class SalesMap(_Part):
    """How a company's sales are read; what is empty is proposed from the file.

    Attributes
    ----------
    rows : str
        ``partner and month``, ``order`` or ``deal``: what one row is.
    dates : str
        ``day first``, ``month first`` or ``year first``.
    timezone : str
        Zone to which times with a zone of their own are converted; empty: as written.
    decimal : str
        Decimal sign.
    amount_unit : str
        ``units`` or ``cents``.
    currency : str
        Code of the currency of the panel.
    duplicates : str
        What counts of several rows for one partner and month, or for one order: the ``last`` or their ``sum``.
    no_partner : str
        ``refuse`` or ``drop`` sales without a partner.
    gaps : str
        Months without any row are ``missing`` or months of ``no sales``.
    ids : str
        ``fold`` spaces, case and leading zeros, or keep ids ``as written``.
    since, until : str
        First and last month that counts.
    rates : dict of str to float
        Units of the panel's currency per unit of another.
    """

    rows: Rows = ""
    dates: Order = ""
    timezone: str = ""
    decimal: Literal["", ".", ","] = ""
    amount_unit: Literal["", "units", "cents"] = ""
    currency: str = ""
    duplicates: Literal["", "last", "sum"] = ""
    no_partner: Literal["refuse", "drop"] = "refuse"
    gaps: Literal["missing", "no sales"] = "missing"
    ids: Literal["fold", "as written"] = "fold"
    since: str = ""
    until: str = ""
    file: FileForm = FileForm()
    columns: Columns = Columns()
    statuses: Statuses = Statuses()
    kinds: Kinds = Kinds()
    rates: dict[str, float] = {}
    partners: Columns = Columns()

    @property
    def named(self) -> dict[str, str]:
        """Columns of the table of sales that are stated."""
        return {role: name for role, name in self.columns.model_dump().items() if name and role != "year"}


def checked_map(values: Mapping[str, Any], file: str | Path = "map") -> SalesMap:
    """A map from plain values; lists may stand where tuples are meant.

    Raises
    ------
    InputError
        For unknown keys and values that do not fit.
    """
    try:
        chosen = SalesMap.model_validate_json(json.dumps(dict(values)))
    except ValidationError as error:
        raise InputError.of(misfits_of(error, SalesMap), file) from None
    except (TypeError, ValueError) as error:
        raise InputError(file, "", "", "plain text and numbers", str(error)) from None
    for code, rate in chosen.rates.items():
        if not 0.0 < rate < float("inf"):
            raise InputError(file, "rates", code, "a rate above 0", rate)
    return chosen


def read_map(path: str | Path) -> SalesMap:
    """A map from its TOML file; a part of one is enough.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    SalesMap

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return checked_map(read_toml(Path(path)), path)


COMMENTS = {
    "rows": 'what one row is: "partner and month", "order" or "deal"',
    "dates": '"day first", "month first" or "year first"',
    "timezone": 'times are converted to this zone, such as "Europe/Berlin"; empty: as written',
    "decimal": '"." or ","',
    "amount_unit": '"units" or "cents"',
    "duplicates": 'several rows for one partner and month, or for one order: the "last" counts or their "sum"',
    "no_partner": 'sales without a partner: "refuse" or "drop"',
    "gaps": 'months without any row: "missing" or "no sales"',
    "ids": '"fold" spaces, case and leading zeros, or "as written"',
    "since": "first month that counts, such as 2024-01",
    "until": "last month that counts",
}
TABLES = {
    "file": "how the file is read",
    "columns": "which column holds what; empty: none",
    "statuses": "sales that count; not yet; never; given back later; rows that are refunds",
    "kinds": "words for orders of new customers and for later ones",
    "rates": "units of `currency` per unit of another",
    "partners": "columns of the table of partners",
}


def as_toml(chosen: SalesMap, source: str) -> str:
    """A map as a TOML file with comments.

    Parameters
    ----------
    chosen : SalesMap
    source : str
        Name of the file that it is of.

    Returns
    -------
    str
    """
    return "\n".join(_lines(chosen, source)) + "\n"


def _lines(chosen: SalesMap, source: str) -> Iterator[str]:
    yield f"# How {json.dumps(source)} is read. Edit it and pass it back with --map; what is empty is proposed anew."
    yield ""
    values = chosen.model_dump()
    for key, value in values.items():
        if not isinstance(value, dict):
            yield f"{key} = {_value(value)}" + (f"  # {COMMENTS[key]}" if key in COMMENTS else "")
    for table, comment in TABLES.items():
        if rows := {key: value for key, value in values[table].items() if value or table in ("columns", "file")}:
            yield f"\n[{table}]  # {comment}"
            yield from (f"{_value(key) if table == 'rates' else key} = {_value(value)}" for key, value in rows.items())


def _value(value: Any) -> str:
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
