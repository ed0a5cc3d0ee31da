"""Which futures an answer is about: those that agree with today, and what rivals do in them."""

from __future__ import annotations

import pandas as pd

from partnerscape.scenario.today import OF_SEGMENT, OVER_A_YEAR, Target
from partnerscape.study.question.agreement import Agreement
from partnerscape.study.win_win.findings import Findings

from ..style.lever_words import listed
from ..style.numbers import bare_percent, money, percent, plain, share_with

SHARES = {
    "churn": "churn of {} per month",
    "occupancy": "a desk that is {} busy",
    "top_fifth_share": "{} of partners' sales by the best fifth",
    OVER_A_YEAR: "{} of the year's sales by the best fifth of partners",
}
COUNTS = {"active_partners": "active partners", "exits_per_year": "exits per year", "headcount": "agents at the desk"}
AMOUNTS = {
    "revenue": "revenue of {} per month",
    "revenue_per_year": "revenue of {} per year",
    "average_order": "orders of {}",
}


def agreement_in_words(agreement: Agreement, currency: str) -> str:
    """What futures agree with, and how much of what was assumed that ruled out."""
    if not agreement.uncertainties:
        return ""
    if not agreement.targets:
        return "The scenario states no numbers of today, so that no future was ruled out."
    seen = listed([_target(name, target, currency) for name, target in agreement.targets.items()])
    found, tried = int(agreement.agrees.sum()), len(agreement.tried)
    return (
        f"Futures agree with today as stated: {seen}. "
        f"{percent(agreement.ruled_out)} of the assumed combinations were ruled out ({found:,} of {tried:,} agree)."
    )


def _target(name: str, target: Target, currency: str) -> str:
    """A target as one would say it: ``churn of 4.5 ± 0.9 % per month``."""
    value, off = target.value or 0.0, target.tolerance or 0.0
    if name in COUNTS:
        return f"{plain(value)} ± {plain(off, 2)} {COUNTS[name]}"
    if name.startswith(OF_SEGMENT):
        return f"{plain(value)} ± {plain(off, 2)} partners in {name.removeprefix(OF_SEGMENT)}"
    if name in AMOUNTS:
        return AMOUNTS[name].format(f"{money(value, currency)} ± {plain(off, 2)}")
    digits = 1 if name == "churn" else 0
    return SHARES[name].format(f"{bare_percent(value, digits)} ± {percent(off, digits)}")


def rivals_in_words(table: pd.DataFrame) -> str:
    """P(win-win) by stance of rivals; empty if futures do not differ in it."""
    if table.empty:
        return ""
    said = listed([f"{row.rivals} {share_with(row.share, row.low, row.high)}" for row in table.itertuples()])
    return f"Win-win by what rivals do: {said}."


def futures_in_words(findings: Findings) -> list[str]:
    """Both, for the futures of a study; what does not apply is left out."""
    design, currency = findings.results.design, findings.results.scenario.currency
    agreed = agreement_in_words(design.agreement, currency) if design.agreement is not None else ""
    return [line for line in (rivals_in_words(findings.by_rivals), agreed) if line]
