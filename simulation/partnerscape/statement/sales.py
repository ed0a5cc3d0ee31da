"""A table of sales, checked: one row per order, per customer and month, or per partner and month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.scenario.errors import InputError, Misfit, Shown, closest, named, refuse
from partnerscape.scenario.reading.slips import UTF, in_place_of_number

from .dates import EXPECTED, NONE, days_left, days_of, doubtful, months_of
from .people import people

NEEDED = ("partner", "month", "revenue")
TEXTS = ("partner", "customer", "deal", "category", "offer", "segment", "recruiter", "choice", "kind")
MONEY = ("revenue", "margin", "savings", "proven")
FLAGS = ("registered", "cancelled")
SHARES = ("skill", "quality", "retention")
STANDING = ("skill", "certified", "quality", "retention")  # of the partner: the month's last row counts
COLUMNS = (*dict.fromkeys((*NEEDED, *TEXTS, *MONEY, "orders", *FLAGS, "registered_on", "joined", *STANDING)),)
YES, NO = ("yes", "true", "1", "1.0", "y"), ("no", "false", "0", "0.0", "n", "", "nan", "none", "<na>")
KINDS = ("new", "renewal")
MOST_SHOWN = 5
MOST = 1e12  # currency in a row
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "strokes"}
_NOT_THERE, _EMPTY = "no such file", "an empty file"
AS_COMMAS = "save it as CSV in UTF-8, with commas between columns and points in numbers"


def read_sales(path: str | Path) -> pd.DataFrame:
    """A table of sales from a CSV, Parquet or (with openpyxl installed) Excel file; what stands in cells stays as it is written.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame

    Raises
    ------
    InputError
        If it cannot be read.
    """
    path = Path(path)
    as_written: dict[str, Any] = {"dtype": str, "keep_default_na": False, "na_values": [""]}  # ids stay text, NA is a name
    try:
        if path.suffix.lower() == ".parquet":
            return pd.read_parquet(path)
        if path.suffix.lower() in (".xlsx", ".xls"):
            return pd.read_excel(path, **as_written)
        return _commas(pd.read_csv(path, encoding="utf-8-sig", **as_written), path)
    except InputError:
        raise
    except UnicodeDecodeError:
        found = next((kind for mark, kind in UTF.items() if path.read_bytes().startswith(mark)), "another encoding")
        raise InputError(path, "", "", "a table of sales in UTF-8", Shown(found), AS_COMMAS) from None
    except (OSError, ValueError, ImportError) as error:
        empty = isinstance(error, pd.errors.EmptyDataError)
        found = _NOT_THERE if isinstance(error, FileNotFoundError) else _EMPTY if empty else str(error).strip().splitlines()[0]
        raise InputError(path, "", "", "a table of sales as CSV, Excel or Parquet", Shown(found)) from None


def _commas(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """A table whose columns stand between commas."""
    for sign, word in SEPARATORS.items():
        if len(table.columns) == 1 and sign in str(table.columns[0]):
            raise InputError(path, "", "", "columns between commas", Shown(word), AS_COMMAS)
    if not isinstance(table.index, pd.RangeIndex):
        found = Shown("more values in a row than columns: commas in numbers, or at the ends of rows")
        raise InputError(path, "", "", "as many values per row as columns", found, AS_COMMAS)
    return table


def checked(
    sales: pd.DataFrame,
    categories: Sequence[str] = (),
    segments: Sequence[str] = (),
    file: str | Path = "sales",
    choices: Sequence[str] = (),
    offers: Sequence[str] = (),
) -> pd.DataFrame:
    """The table with every known column, in one form: months as whole numbers, money in cents, flags as booleans.

    ``day`` and ``last_day`` are the day that the month's cell states, or the month's first and last.

    Raises
    ------
    InputError
        For every column with what is missing or cannot be read, and the first row where.
    """
    table = sales.rename(columns=lambda name: str(name).strip().lower()).reset_index(drop=True)
    refuse(_columns(table), file)
    out, wrong = pd.DataFrame(index=table.index), []
    for name in COLUMNS:
        column, misfits = _column(table, name)
        out[name] = column
        wrong += misfits
    out["day"] = (texts := _texts(table["month"])).map(days_of(texts))
    out["last_day"] = out["day"] + texts.map({text: days_left(text) for text in set(texts)})
    empty = _empty(table["revenue"]) & ~out["cancelled"]
    wrong += _bad(table["revenue"], empty, "revenue", "a sum, 0 if there was none")
    refuse(wrong, file)
    out["orders"] = out["orders"].where(out["orders"].notna(), (out["revenue"] > 0.0).astype(float))
    lists = (("category", categories), ("offer", offers), ("segment", segments), ("kind", KINDS), ("choice", choices))
    for name, known in lists:
        if known:
            wrong += _unknown(out[name], name, known)
    refuse([*wrong, *people(out)], file)
    return out


def _columns(table: pd.DataFrame) -> list[Misfit]:
    """Needed columns that are missing, and columns that are there twice; no rows at all."""
    missing = [name for name in NEEDED if name not in table]
    heads = [re.sub(r"\.\d+$", "", name) for name in table.columns]
    twice = [name for name in COLUMNS if heads.count(name) > 1]
    if missing:
        near = [f"{name}: did you mean {head!r}?" for name in missing if (head := closest(name, table.columns))]
        found = Shown(f"no {', '.join(missing)} among {list(table.columns)[:12]}")
        return [Misfit("", f"the columns {', '.join(NEEDED)}", found, advice="; ".join(near))]
    if twice:
        return [Misfit(name, "one column of this name", Shown("two")) for name in twice]
    return [] if len(table) else [Misfit("", "at least one row", Shown("a table without rows"))]


def _column(table: pd.DataFrame, name: str) -> tuple[Any, list[Misfit]]:
    if name not in table:
        default = {"registered": False, "cancelled": False}
        return default.get(name, "" if name in TEXTS else (NONE if name in ("joined", "registered_on") else np.nan)), []
    raw = table[name]
    if name in TEXTS:
        text = raw.map(lambda value: "" if pd.isna(value) else str(value).strip())
        return text, _bad(raw, text == "", name, "a partner's name or number") if name == "partner" else []
    if name in ("month", "joined", "registered_on"):
        return _months(raw, name)
    if name in FLAGS:
        text = raw.map(lambda value: str(value).strip().lower())
        return text.isin(YES), _bad(raw, ~text.isin((*YES, *NO)), name, "yes or no")
    return _numbers(raw, name)


def _numbers(raw: pd.Series, name: str) -> tuple[pd.Series, list[Misfit]]:
    """Numbers that can be: shares from 0 to 1, whole numbers of orders and people."""
    number = pd.to_numeric(raw, errors="coerce").astype(float)
    bad = (number.isna() & ~_empty(raw)) | (number.abs() > MOST)
    misfits = _bad(raw, bad, name, "a number with a decimal point", in_place_of_number)
    if name in MONEY:
        number = np.floor(number.abs() * 100.0 + 0.5) * np.sign(number)
        misfits = misfits or _bad(raw, (number < 0.0) & (name == "proven"), name, "a sum, 0 or more")
        return number.fillna(0.0) if name in ("revenue", "proven") else number, misfits
    most = 1.0 if name in SHARES else MOST
    expected = "a share from 0 to 1" if name in SHARES else "a whole number, 0 or more"
    misfit = (number < 0.0) | (number > most) | (number % 1.0 > 0.0 if name not in SHARES else False)
    return number, misfits or _bad(raw, misfit, name, expected, lambda text: _as_share(text) if name in SHARES else "")


def _as_share(text: str) -> str:
    """What to write for 80."""
    number = float(text)
    return f"did you mean {number / 100:g}?" if 1.0 < number <= 100.0 else ""


def _months(raw: pd.Series, name: str) -> tuple[pd.Series, list[Misfit]]:
    """Months since the year 0, of a registration its day; -1 where there is none."""
    text = _texts(raw)
    months = text.map((days_of if name == "registered_on" else months_of)(text)).astype(int)
    bad = (months == NONE) & (True if name == "month" else text != "")
    return months, _bad(raw, bad, name, EXPECTED, doubtful)


def _texts(raw: pd.Series) -> pd.Series:
    return raw.map(lambda value: "" if pd.isna(value) else str(value).strip())


def _empty(raw: pd.Series) -> pd.Series:
    return raw.isna() | (raw.map(str).str.strip() == "")


def _bad(raw: pd.Series, bad: pd.Series, name: str, expected: str, instead: Any = lambda _: "") -> list[Misfit]:
    """One misfit: the first row that is wrong, what to write, and how many more rows are."""
    rows = np.flatnonzero(bad)
    if not rows.size:
        return []
    value = raw.iloc[rows[0]]
    more = f"{rows.size - 1:,} more rows" if rows.size > 2 else "one more row" if rows.size > 1 else ""
    advice = "; ".join(filter(None, (instead(str(value).strip()), more)))
    return [Misfit(name, expected, Shown("nothing") if pd.isna(value) else value, f"row {rows[0] + 2}", advice)]


def _unknown(column: pd.Series, name: str, known: Sequence[str]) -> list[Misfit]:
    first = {word: row for row, word in reversed(list(enumerate(column))) if word and word not in known}
    words = sorted(first, key=lambda word: first[word])
    return [Misfit(name, named(known, word), word, f"row {first[word] + 2}") for word in words[:MOST_SHOWN]]
