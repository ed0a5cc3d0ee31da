"""What it brings per year, party by party."""

from __future__ import annotations

import math

import pandas as pd

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.money import PARTNERS, SINGLE, TODAY, VENDOR
from partnerscape.study.analyses.money import Money as Found

from ...analyses.money.section import single_in_words, sources_in_words
from ...style.lever_words import segment_name
from ...style.numbers import money_from_to, rough_money, signed
from ..paper import Amount, Money
from .case import Case


def money_of(case: Case) -> Money | None:
    """Gains per year over today; None where they were not found."""
    if case.money is None:
        return None
    rows = case.money.rows(TODAY)
    return Money(tuple(_amount(str(party), row, case) for party, row in rows.iterrows()), tuple(_notes(case.money, case)))


def _amount(party: str, row: pd.Series, case: Case) -> Amount:
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    sure = 1 if low > 0.0 else -1 if high < 0.0 else 0
    between = amounts_between(low, high, case.currency)
    return Amount(_party(party), signed(rough_money(value, case.currency)), between, sure)


def amounts_between(low: float, high: float, currency: str) -> str:
    """An interval of money; of one future there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return phrase("not known")
    return money_from_to(low, high, currency)


def _party(party: str) -> str:
    if party == VENDOR:
        return phrase("Vendor")
    if party == PARTNERS:
        return phrase("Today's partners, all together")
    return phrase("Each {segment} partner", segment=segment_name(party))


def _notes(money: Found, case: Case) -> list[str]:
    said = [
        phrase_for(
            money.futures,
            "In one future, against going on as today.",
            "Mean of {number} futures, each against going on as today. Of partners' gains, risk and effort are deducted.",
        )
    ]
    if money.single is not None and case.assumed is not None and case.assumed[0] >= case.required:
        value, low, high = (float(money.rows(SINGLE).loc[VENDOR][name]) for name in ("value", "low", "high"))
        said.append(
            phrase(
                "Against the best single change alone ({lever}), the vendor's gain is {value} per year ({between}).",
                lever=single_in_words(money.single, case.currency, money.labels),
                value=signed(rough_money(value, case.currency)),
                between=amounts_between(low, high, case.currency),
            )
        )
    return [*said, *filter(None, [sources_in_words(money)])]
