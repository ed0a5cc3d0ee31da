"""Which rows are sales or refunds of the months that are asked for; all others are left out and counted."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from partnerscape.language import phrase, phrase_for
from partnerscape.scenario.errors import InputError, Misfit, Shown, refuse
from partnerscape.tables.dates import parts_of
from partnerscape.tables.days import calendar
from partnerscape.tables.grid import some, texts

from ..map import SalesMap
from ..notes import Log
from ..words.meanings import LOST, OPEN
from .money import with_refunds

READABLE = "a sum; write 0 if there was none"
FAR = 24  # months without any row that are no gap in the data but a slip


def counted_rows(rows: pd.DataFrame, grain: str, columns: Mapping[str, str], log: Log) -> pd.DataFrame:
    """Rows that are sales or refunds.

    Raises
    ------
    InputError
        For a sale without date or sum, and where nothing counts.
    """
    for kind in (OPEN, LOST):
        out = rows["means"] == kind
        if out.any():
            words = ", ".join(dict.fromkeys(rows.loc[out, "status"]))
            unsold = phrase("not a sale yet: {statuses}", statuses=words)
            rows = log.drop(rows, out, unsold if kind == OPEN else phrase("never became a sale: {statuses}", statuses=words))
    nobody = texts(rows["partner"]) == ""
    rows = log.drop(rows, nobody & rows["amount"].notna(), phrase("no partner is named"))
    rows = rows[~nobody.reindex(rows.index)]
    values = [name for name in ("amount", "commission", "refund") if name in rows]
    nothing = rows[values].isna().all(axis=1)
    if grain == "partner and month":
        undated = nothing & (rows["month"] < 0)
        empty = int((nothing & ~undated).sum())
        if empty:
            said = phrase_for(
                empty,
                "{number} partner-month without a sum: no sale.",
                "{number} partner-months without a sum: no sale.",
            )
            log.say(said)
        rows = log.drop(rows, undated, phrase("neither month nor sum"))
    else:
        rows = log.drop(rows, nothing & (rows["month"] < 0), phrase("neither date nor sum"))
    rows = with_refunds(rows, log)
    _readable(rows, grain, columns, nothing.reindex(rows.index))
    if not len(rows):
        raise InputError("", "", "", "at least one sale", Shown("no row that counts"))
    return rows


def _readable(rows: pd.DataFrame, grain: str, columns: Mapping[str, str], nothing: pd.Series) -> None:
    wrong = []
    for bad, role, expected in (
        (rows["month"] < 0, "date", "a date or a month"),
        (nothing & (grain != "partner and month"), "amount", READABLE),
    ):
        if bad.any():
            lines = rows.index[bad]
            wrong.append(
                Misfit(
                    columns[role],
                    expected,
                    Shown("nothing"),
                    f"row {lines[0]}",
                    f"also {some(lines[1:])}" if len(lines) > 1 else "",
                )
            )
    refuse(wrong)


def within(rows: pd.DataFrame, chosen: SalesMap, log: Log) -> pd.DataFrame:
    """Rows of the months that are asked for."""
    for key, early in (("since", True), ("until", False)):
        if text := getattr(chosen, key):
            parts = parts_of(text)
            if parts.kind not in ("month", "date"):
                raise InputError("map", "", key, "a month such as 2024-01", text)
            month = parts.numbers[0] * 12 + parts.numbers[1] - 1
            out = rows["month"] < month if early else rows["month"] > month
            rows = log.drop(rows, out, phrase("before {month}", month=text) if early else phrase("after {month}", month=text))
    if len(rows):
        _near(rows)
    if not len(rows):
        raise InputError("map", "", "since", "months of the table", Shown("none left"))
    return rows


def _near(rows: pd.DataFrame) -> None:
    """Months that are years away from all others are slips.

    Raises
    ------
    InputError
        If a few rows are.
    """
    months = rows["month"].sort_values()
    gap = months.diff()
    if len(months) < 2 or gap.max() <= FAR:
        return
    cut = months[gap.idxmax()]
    early, late = rows.index[rows["month"] < cut], rows.index[rows["month"] >= cut]
    odd, rest = (early, late) if len(early) < len(late) else (late, early)
    line = int(odd[0])
    month = int(rows.at[line, "month"])
    found = Shown(f"{calendar(month)} in {some(odd)}, {int(gap.max()):,} months from all others")
    key, end = ("until", rows.loc[rest, "month"].max()) if month >= cut else ("since", rows.loc[rest, "month"].min())
    advice = f'a slip? Mend it, or write {key} = "{calendar(int(end))}" in a map to leave it out'
    raise InputError("", f"row {line}", "", f"months at most {FAR} apart", found, advice)
