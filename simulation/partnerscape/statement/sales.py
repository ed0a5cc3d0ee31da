"""A table of sales, checked: one row per order, per customer and month, or per partner and month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.scenario.errors import InputError, Misfit, Shown, named, refuse

NEEDED = ("partner", "month", "revenue")
TEXTS = ("partner", "customer", "category", "segment", "recruiter", "choice", "kind")
MONEY = ("revenue", "margin", "savings")
FLAGS = ("registered", "cancelled")
STANDING = ("skill", "certified", "quality", "retention")  # of the partner: the month's last row counts
COLUMNS = (*dict.fromkeys((*NEEDED, *TEXTS, *MONEY, "orders", *FLAGS, "joined", *STANDING)),)
YES, NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n", "", "nan", "none")
KINDS = ("new", "renewal")
MOST_SHOWN = 5


def read_sales(path: str | Path) -> pd.DataFrame:
    """A table of sales from a CSV, Excel or Parquet file; ids stay text.

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
    try:
        if path.suffix.lower() == ".parquet":
            return pd.read_parquet(path)
        if path.suffix.lower() in (".xlsx", ".xls"):
            return pd.read_excel(path, dtype=dict.fromkeys((*TEXTS, "month", "joined"), str))
        return pd.read_csv(path, dtype=dict.fromkeys((*TEXTS, *FLAGS, "month", "joined"), str), encoding="utf-8-sig")
    except (OSError, ValueError, ImportError) as error:
        raise InputError(path, "", "", "a table of sales as CSV, Excel or Parquet", Shown(str(error).splitlines()[0])) from None


def checked(
    sales: pd.DataFrame, categories: Sequence[str] = (), segments: Sequence[str] = (), file: str | Path = "sales"
) -> pd.DataFrame:
    """The table with every known column, in one form: months as whole numbers, money in cents, flags as booleans.

    Raises
    ------
    InputError
        For every column with what is missing or cannot be read, and the first rows where.
    """
    table = sales.rename(columns=lambda name: str(name).strip().lower())
    missing = [name for name in NEEDED if name not in table]
    refuse((Misfit(name, f"a column; known ones are {list(COLUMNS)}", Shown("none")) for name in missing), file)
    out, wrong = pd.DataFrame(index=table.index), []
    for name in COLUMNS:
        column, misfits = _column(table, name)
        out[name] = column
        wrong += misfits
    out["orders"] = out["orders"].where(out["orders"].notna(), (out["revenue"] > 0.0).astype(float))
    for name, known in (("category", categories), ("segment", segments), ("kind", KINDS)):
        if known:
            wrong += _unknown(out[name], name, known)
    refuse(wrong, file)
    return out.reset_index(drop=True)


def _column(table: pd.DataFrame, name: str) -> tuple[Any, list[Misfit]]:
    if name not in table:
        default = {"registered": False, "cancelled": False}
        return default.get(name, "" if name in TEXTS else (-1 if name == "joined" else np.nan)), []
    raw = table[name]
    if name in TEXTS:
        return raw.map(lambda value: "" if pd.isna(value) else str(value).strip()), _empty(raw, name) if name == "partner" else []
    if name in ("month", "joined"):
        return _months(raw, name)
    if name in FLAGS:
        text = raw.map(lambda value: str(value).strip().lower())
        return text.isin(YES), _bad(raw, ~text.isin((*YES, *NO)), name, "yes or no")
    number = pd.to_numeric(raw, errors="coerce")
    bad = number.isna() & ~(raw.isna() | (raw.map(str).str.strip() == ""))
    misfits = _bad(raw, bad, name, "a number with a decimal point")
    if name in MONEY:
        number = np.floor(number.abs() * 100.0 + 0.5) * np.sign(number)
        return number.fillna(0.0) if name == "revenue" else number, misfits
    return number, misfits


def _months(raw: pd.Series, name: str) -> tuple[pd.Series, list[Misfit]]:
    """Months since the year 0; -1 where there is none."""
    empty = raw.isna() | (raw.map(str).str.strip() == "")
    dates = pd.to_datetime(raw.where(~empty), errors="coerce", format="mixed")
    months = (dates.dt.year * 12 + dates.dt.month - 1).fillna(-1).astype(int)
    bad = dates.isna() & (~empty if name == "joined" else True)
    return months, _bad(raw, bad, name, "a month such as 2026-03, or a date")


def _empty(raw: pd.Series, name: str) -> list[Misfit]:
    return _bad(raw, raw.isna(), name, "a partner's name or number")


def _bad(raw: pd.Series, bad: pd.Series, name: str, expected: str) -> list[Misfit]:
    return [Misfit(name, expected, raw[row], (f"row {at + 2}",)) for at, row in list(_where(bad))[:MOST_SHOWN]]


def _where(bad: pd.Series) -> Iterator[tuple[int, Any]]:
    return ((at, row) for at, (row, wrong) in enumerate(bad.items()) if wrong)


def _unknown(column: pd.Series, name: str, known: Sequence[str]) -> list[Misfit]:
    words = [word for word in dict.fromkeys(column) if word and word not in known]
    return [Misfit(name, named(known, word), word) for word in words[:MOST_SHOWN]]
