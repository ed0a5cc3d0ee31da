"""Partners of a panel: since when, until when, and what another table knows of them."""

from __future__ import annotations

import pandas as pd

from partnerscape.language import phrase_for
from partnerscape.tables.days import calendar

from .notes import Log

UNKNOWN = -1
COLUMNS = {  # what is known of a partner: unit and meaning
    "partner": ("", "pseudonym, or the company's own id"),
    "first_month": ("month", "of the first sale; none: never sold"),
    "last_month": ("month", "of the last sale"),
    "months": ("count", "months with sales"),
    "revenue": ("currency", "in the whole panel"),
    "truncated": ("", "sold in the panel's first month already: since when is not known"),
    "segment": ("", "as the company names it"),
    "signed": ("", "month of signing, YYYY-MM"),
    "left": ("", "month of the contract's end, YYYY-MM"),
}


def people_of(panel: pd.DataFrame, names: list[str], facts: pd.DataFrame) -> pd.DataFrame:
    """One row per partner.

    Parameters
    ----------
    panel : DataFrame
    names : list of str
        All partners, with and without sales.
    facts : DataFrame
        What is known of them, indexed by partner: ``segment``, ``signed``, ``left``.
    """
    sold = panel[panel["revenue"] != 0.0].groupby("partner")
    out = pd.DataFrame(index=pd.Index(sorted(names), name="partner", dtype=object))
    out["first_month"] = sold["month"].min().reindex(out.index).astype("Int64")
    out["last_month"] = sold["month"].max().reindex(out.index).astype("Int64")
    out["months"] = sold["month"].nunique().reindex(out.index).fillna(0).astype("int64")
    out["revenue"] = panel.groupby("partner")["revenue"].sum().reindex(out.index).fillna(0.0)
    out["truncated"] = (out["first_month"] == 0).fillna(False).astype(bool)
    for name in ("segment", "signed", "left"):
        if name in facts:
            out[name] = facts[name].reindex(out.index).fillna("").astype(object)
    return out.reset_index()


def facts_in(rows: pd.DataFrame, log: Log) -> pd.DataFrame:
    """What rows of sales say of their partners: the segment stated last, the earliest signing, the latest end."""
    facts = {}
    if "segment" in rows:
        stated = rows[rows["segment"] != ""].groupby("partner")["segment"]
        facts["segment"] = stated.last()
        changed = int((stated.nunique() > 1).sum())
        if changed:
            said = phrase_for(
                changed,
                "{number} partner changes its segment; the last one stands.",
                "{number} partners change their segment; the last one stands.",
            )
            log.warn(said)
    for name, chosen in (("signed", "min"), ("left", "max")):
        if name in rows:
            when = rows[rows[name] >= 0].groupby("partner")[name].agg(chosen)
            facts[name] = when.map(in_calendar)
    return pd.DataFrame(facts)


def in_calendar(day: int) -> str:
    """The month of a day counted as 32 per month."""
    return str(calendar(int(day) // 32))
