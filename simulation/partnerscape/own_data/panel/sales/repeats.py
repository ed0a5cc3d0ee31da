"""Several rows for one partner and month, or for one order: copies, corrections or parts of a sum."""

from __future__ import annotations

import numpy as np
import pandas as pd

from partnerscape.language import phrase, phrase_for
from partnerscape.scenario.errors import InputError, Shown
from partnerscape.tables.days import calendar
from partnerscape.tables.grid import some

from ..notes import Log, rows_in_words

OFTEN = 0.3  # repeats per number from which it is no order's but a contract's
LIKE = 3.0  # times as much or as little as a correction usually is
LAST, SUM = "last", "sum"
IN_MAP = 'write duplicates = "last" (a later row replaces an earlier one) or duplicates = "sum" in a map'


def settled(rows: pd.DataFrame, grain: str, stated: str, log: Log) -> pd.DataFrame:
    """Rows of which each counts.

    Parameters
    ----------
    rows : DataFrame
        Sales that count, indexed by their number in the file.
    grain : str
        What one row is.
    stated : str
        ``last`` or ``sum`` as the user states it; empty: decided where it is evident.

    Raises
    ------
    InputError
        Of no file: where it is not.
    """
    keys = _keys(rows, grain)
    if not keys:
        return _say_alike(rows, log)
    rows = _without_copies(rows, keys, log)
    parts = [name for name in ("line", "kind", "customer", "order", "currency") if name in rows and name not in keys]
    adding = _adds_pay(rows)
    several = ~adding & rows[~adding].duplicated(keys, keep=False).reindex(rows.index, fill_value=False)
    if grain != "partner and month":
        several &= (rows["amount"] >= 0.0) & (rows["means"] == "counts")
        several &= rows[several].duplicated(keys, keep=False).reindex(rows.index, fill_value=False)
    if not several.any():
        return rows
    if not stated:
        stated, why = _evident(rows, several, keys, parts)
        log.say(_shared_in_words(grain, int(several.sum()), why, rows_in_words(rows.index[several])))
    if stated == SUM:
        return rows
    order = rows[several].sort_values("updated", kind="stable") if "updated" in rows else rows[several]
    replaced = rows.index.isin(order.index[order.duplicated(keys, keep="last")])
    return log.drop(rows, pd.Series(replaced, index=rows.index), phrase("replaced by a later row"))


def _keys(rows: pd.DataFrame, grain: str) -> list[str]:
    if grain == "partner and month":
        return ["partner", "month"]
    return ["partner", "order"] if "order" in rows and (rows["order"] != "").any() else []


def _shared_in_words(grain: str, number: int, why: str, rows: str) -> str:
    if grain == "partner and month":
        return phrase_for(
            number,
            "{number} row shares a partner and month with another: {why}; {rows}.",
            "{number} rows share a partner and month with another: {why}; {rows}.",
            why=why,
            rows=rows,
        )
    return phrase_for(
        number,
        "{number} row shares a partner and order number with another: {why}; {rows}.",
        "{number} rows share a partner and order number with another: {why}; {rows}.",
        why=why,
        rows=rows,
    )


def _adds_pay(rows: pd.DataFrame) -> pd.Series:
    """Rows without a sale that only pay commission or take it back: they correct nothing."""
    paid = rows["commission"].fillna(0.0) != 0.0 if "commission" in rows else pd.Series(False, index=rows.index)
    return paid & (rows["amount"].fillna(0.0) == 0.0)


def _say_alike(rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    alike = rows.duplicated("whole")
    if alike.any():
        log.warn(
            phrase_for(
                int(alike.sum()),
                "{number} row repeats another word for word; without order numbers each counts: {rows}.",
                "{number} rows repeat another word for word; without order numbers each counts: {rows}.",
                rows=rows_in_words(rows.index[alike]),
            )
        )
    return rows


def _without_copies(rows: pd.DataFrame, keys: list[str], log: Log) -> pd.DataFrame:
    named = (rows["order"] != "") if "order" in keys else pd.Series(True, index=rows.index)
    return log.drop(rows, rows.duplicated([*keys, "whole"]) & named, phrase("the same row again"))


def _evident(rows: pd.DataFrame, several: pd.Series, keys: list[str], parts: list[str]) -> tuple[str, str]:
    """Whether later rows replace earlier ones or add to them, and why.

    Raises
    ------
    InputError
        If nothing shows it.
    """
    shared = rows[several]
    if "updated" in rows:
        return LAST, phrase("the one updated last counts")
    for part in parts:
        if not shared.duplicated([*keys, part]).any():
            return SUM, phrase("they differ by {column} and are added up", column=part)
    later = shared.duplicated(keys)
    first = shared.loc[~later].set_index(keys)["amount"]
    was = shared.loc[later].set_index(keys)["amount"]
    before = first.reindex(was.index).fillna(0.0).to_numpy()
    now = was.fillna(0.0).to_numpy()
    if (now < 0.0).all() and (before >= 0.0).all():
        return SUM, phrase("later ones are negative and are added")
    if "status" in shared and "order" in keys and (now == before).all() and not shared.duplicated([*keys, "status"]).any():
        return LAST, phrase("the same order with a later status")
    by_order = "order" in keys
    if by_order and not shared.duplicated([*keys, "month"]).any():
        often = later.sum() / max(1, (~rows.duplicated(keys)).sum())
        if often >= OFTEN:
            return SUM, phrase("the same numbers in different months, as of contracts that are paid again and again: each counts")
        raise _unclear(shared, keys)
    with np.errstate(divide="ignore", invalid="ignore"):
        like = (now == 0.0) | (before == 0.0) | ((now / before >= 1.0 / LIKE) & (now / before <= LIKE))
    if like.all() and _appended(rows, shared.index[later]):
        return LAST, phrase("later ones are appended and of like size, so that they are corrections and replace the earlier ones")
    raise _unclear(shared, keys)


def _appended(rows: pd.DataFrame, later: pd.Index) -> bool:
    """Whether repeats stand below all else, or each below rows of later months in a file that is otherwise sorted by month."""
    rest = rows.loc[~rows.index.isin(later)]
    if later.min() > rest.index.max():
        return True
    in_order = rest["month"].is_monotonic_increasing
    return in_order and all(rest.loc[:line, "month"].max() > rows.at[line, "month"] for line in later)


def _unclear(shared: pd.DataFrame, keys: list[str]) -> InputError:
    row = shared.iloc[0]
    same = shared[(shared[keys] == row[keys]).all(axis=1)]
    sums = ", ".join(f"{amount:.10g}" for amount in same["amount"][:4])
    where = f"{calendar(int(row['month']))}" if "month" in keys else f"order {row['order']}"
    found = Shown(f"{len(same)} for {where} ({some(same.index)}: {sums})")
    return InputError("", f"row {same.index[1]}", "", f"one row per {' and '.join(keys)}", found, IN_MAP)
