"""What one row of a table of sales is: a partner's month, an order, or a deal."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from partnerscape.language import phrase

from ..words.propose import tokens

MONTHLY, ORDER, DEAL = "partner and month", "order", "deal"
OF_DEALS = {"deal", "deals", "opportunity", "opportunities", "stage", "pipeline", "won"}
DECIDED = {"won", "lost", "closed won", "closed lost"}
MOSTLY = 0.7  # of rows that are the only one of their partner and month


def grain_of(rows: pd.DataFrame, columns: Mapping[str, str], statuses: Mapping[str, str]) -> tuple[str, str]:
    """What one row is, and why.

    Parameters
    ----------
    rows : DataFrame
    columns : mapping of str to str
        Column per role.
    statuses : mapping of str to str
        What each status means.
    """
    heads = {word for role in ("order", "status", "amount", "date") if role in columns for word in tokens(columns[role])}
    if heads & OF_DEALS or {word.casefold().replace(" -", "") for word in statuses} & DECIDED:
        return DEAL, phrase("it has deals' stages")
    if "order" in columns and rows["order"].ne("").any():
        return ORDER, phrase("it has order numbers")
    if "orders" in columns:
        return MONTHLY, phrase("one of its columns counts orders")
    alone = rows.duplicated(["partner", "month"]).mean() <= 1.0 - MOSTLY
    if rows["day"].isin((0, 1)).all() or (alone and (rows["day"].nunique() == 1 or (rows["day"] >= 28).all())):
        return MONTHLY, phrase("its dates are months")
    return ORDER, phrase("its dates are days")
