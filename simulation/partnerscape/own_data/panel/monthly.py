"""Rows of sales summed by partner and month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from partnerscape.tables.days import calendar
from partnerscape.tables.grid import each

from .sales.grain import MONTHLY
from .words.meanings import NEW

COLUMNS = {  # what a panel can hold: unit and meaning
    "partner": ("", "a partner: pseudonym, or the company's own id"),
    "month": ("month", "whole months; 0 is the first of the panel"),
    "calendar": ("", "the month as YYYY-MM"),
    "revenue": ("currency", "sales net of refunds"),
    "orders": ("count", "orders with a positive sum"),
    "new_revenue": ("currency", "of it, first orders of new customers"),
    "new_orders": ("count", "of the orders, first ones of new customers"),
    "refunds": ("currency", "refunds, contained in revenue with their negative sign"),
    "commission": ("currency", "commission paid, net of clawbacks"),
    "clawback": ("currency", "commission taken back, contained in commission with its negative sign"),
    "customers": ("count", "customers with an order"),
    "quality": ("", "quality or review, mean over the month's orders"),
}


def panel_of(rows: pd.DataFrame, grain: str, first: int) -> pd.DataFrame:
    """The panel.

    Parameters
    ----------
    rows : DataFrame
        Rows that count, with folded ids and in one currency.
    grain : str
        What one row is.
    first : int
        The panel's first month, in months since the year 0.

    Returns
    -------
    DataFrame
        One row per partner and month in which anything is not 0; columns as in ``COLUMNS`` where they are known.
    """
    by = [rows["partner"], rows["month"]]
    parts = _parts(rows, grain)
    out = parts.groupby(by, sort=True).sum()
    if "customer" in rows and (rows["customer"] != "").any():
        bought = rows[(rows["customer"] != "") & (rows["amount"] > 0.0)]
        out["customers"] = bought.groupby(["partner", "month"])["customer"].nunique().reindex(out.index, fill_value=0)
    out = out[(out.fillna(0.0) != 0.0).any(axis=1)]
    if "quality" in rows:
        out["quality"] = _mean_quality(rows).reindex(out.index)
    table = out.reset_index()
    table.insert(2, "calendar", each(table["month"], lambda month: str(calendar(int(month)))))
    table["month"] = (table["month"] - first).astype("int64")
    for name in ("orders", "new_orders", "customers"):
        if name in table and (table[name] % 1.0 == 0.0).all():
            table[name] = table[name].astype("int64")
    return table[[name for name in COLUMNS if name in table]]


def _parts(rows: pd.DataFrame, grain: str) -> pd.DataFrame:
    """What each row adds."""
    amount = rows["amount"].fillna(0.0)
    parts = pd.DataFrame({"revenue": amount}, index=rows.index)
    orders = _orders(rows, grain)
    if orders is not None:
        parts["orders"] = orders
    if "kind" in rows:
        is_new = rows["kind"] == NEW
        parts["new_revenue"] = amount.where(is_new, 0.0)
        if orders is not None:
            parts["new_orders"] = orders.where(is_new, 0.0)
    if (amount < 0.0).any():
        parts["refunds"] = (-amount).clip(lower=0.0)
    if "commission" in rows:
        commission = rows["commission"].fillna(0.0)
        parts["commission"] = commission
        if (commission < 0.0).any():
            parts["clawback"] = (-commission).clip(lower=0.0)
    return parts


def _orders(rows: pd.DataFrame, grain: str) -> pd.Series | None:
    """Orders that a row stands for; an order of several lines counts once."""
    if "orders" in rows:
        return rows["orders"].fillna(0.0)
    if grain == MONTHLY:
        return None
    sold = (rows["amount"] > 0.0) & (rows["means"] == "counts")
    if "order" in rows:
        named = rows["order"] != ""
        again = rows[sold].duplicated(["partner", "month", "order"]).reindex(rows.index, fill_value=False)
        sold &= ~(named & again)
    return sold.astype(float)


def _mean_quality(rows: pd.DataFrame) -> pd.Series:
    weight = rows["orders"].fillna(0.0) if "orders" in rows else pd.Series(1.0, index=rows.index)
    weight = weight.where(rows["quality"].notna(), 0.0)
    sums = (
        pd.DataFrame({"points": (rows["quality"] * weight).fillna(0.0), "weight": weight})
        .groupby([rows["partner"], rows["month"]])
        .sum()
    )
    return sums["points"] / sums["weight"].replace(0.0, np.nan)


def months_of(rows: pd.DataFrame, panel: pd.DataFrame, first: int, last: int, silent: bool) -> pd.DataFrame:
    """Every month from the first to the last; ``silent``: a month without rows is one without sales."""
    numbers = range(first, last + 1)
    counts = rows["month"].value_counts()
    sold = panel[panel["revenue"] != 0.0].groupby("month")["partner"].nunique()
    revenue = panel.groupby("month")["revenue"].sum()
    return pd.DataFrame(
        {
            "month": [number - first for number in numbers],
            "calendar": [str(calendar(number)) for number in numbers],
            "known": [bool(silent or counts.get(number, 0)) for number in numbers],
            "rows": [int(counts.get(number, 0)) for number in numbers],
            "partners": [int(sold.get(number - first, 0)) for number in numbers],
            "revenue": [float(revenue.get(number - first, 0.0)) for number in numbers],
        }
    )
