"""Which futures an answer is about: those that agree with today, and what rivals do in them."""

from __future__ import annotations

import pandas as pd

from partnerscape.language import phrase, term
from partnerscape.scenario.today import OF_SEGMENT, OVER_A_YEAR, Target
from partnerscape.study.question.agreement import Agreement
from partnerscape.study.win_win.findings import Findings

from ..style.lever_words import listed, segment_name
from ..style.numbers import bare_percent, money, percent, plain, share_with, whole

SHARES = ("churn", "occupancy", "top_fifth_share", OVER_A_YEAR)
AMOUNTS = ("revenue", "revenue_per_year", "average_order")


def agreement_in_words(agreement: Agreement, currency: str) -> str:
    """What futures agree with, and how much of what was assumed that ruled out."""
    if not agreement.uncertainties:
        return ""
    if not agreement.targets:
        return phrase("The scenario states no numbers of today, so that no future was ruled out.")
    seen = listed([_target(name, target, currency) for name, target in agreement.targets.items()])
    found, tried = int(agreement.agrees.sum()), len(agreement.tried)
    agrees = phrase("Futures agree with today as stated: {targets}.", targets=seen)
    ruled_out = phrase(
        "{share} of the assumed combinations were ruled out ({found} of {tried} agree).",
        share=percent(agreement.ruled_out),
        found=whole(found),
        tried=whole(tried),
    )
    return " ".join((agrees, ruled_out))


def _target(name: str, target: Target, currency: str) -> str:
    """A target as one would say it: ``churn of 4.5 ± 0.9 % per month``."""
    value, off = target.value or 0.0, target.tolerance or 0.0
    number = f"{plain(value)} ± {plain(off, 2)}"
    if name.startswith(OF_SEGMENT):
        return phrase("{number} partners in {segment}", number=number, segment=segment_name(name.removeprefix(OF_SEGMENT)))
    if name in AMOUNTS:
        number = f"{money(value, currency)} ± {plain(off, 2)}"
    elif name in SHARES:
        digits = 1 if name == "churn" else 0
        number = f"{bare_percent(value, digits)} ± {percent(off, digits)}"
    return {
        "active_partners": phrase("{number} active partners", number=number),
        "exits_per_year": phrase("{number} exits per year", number=number),
        "headcount": phrase("{number} agents at the desk", number=number),
        "revenue": phrase("revenue of {number} per month", number=number),
        "revenue_per_year": phrase("revenue of {number} per year", number=number),
        "average_order": phrase("orders of {number}", number=number),
        "churn": phrase("churn of {number} per month", number=number),
        "occupancy": phrase("a desk that is {number} busy", number=number),
        "top_fifth_share": phrase("{number} of partners' sales by the best fifth", number=number),
        OVER_A_YEAR: phrase("{number} of the year's sales by the best fifth of partners", number=number),
    }[name]


def rivals_in_words(table: pd.DataFrame) -> str:
    """P(win-win) by stance of rivals; empty if futures do not differ in it."""
    if table.empty:
        return ""
    said = listed([f"{term(row.rivals)} {share_with(row.share, row.low, row.high)}" for row in table.itertuples()])
    return phrase("Win-win by what rivals do: {shares}.", shares=said)


def futures_in_words(findings: Findings) -> list[str]:
    """Both, for the futures of a study; what does not apply is left out."""
    design, currency = findings.results.design, findings.results.scenario.currency
    agreed = agreement_in_words(design.agreement, currency) if design.agreement is not None else ""
    return [line for line in (rivals_in_words(findings.by_rivals), agreed) if line]
