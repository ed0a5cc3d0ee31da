"""A comparison year by year, beside its months."""

from __future__ import annotations

import pandas as pd

from partnerscape.language import phrase

from ..style.numbers import money_from_to, rough_money, signed
from ..style.page import escaped, flowing, section, table


def _lines() -> dict[str, str]:
    return {
        "profit": phrase("The vendor's profit"),
        "pay": phrase("What partners are paid"),
        "revenue": phrase("Partners' revenue"),
    }


def years_section(years: pd.DataFrame, currency: str) -> str:
    """What changes in each year after the rollout."""
    rows, marks, names = [], [], _lines()
    for row in years.itertuples():
        amounts = [rough_money(float(value), currency) for value in (row.today, row.then)]
        ends = money_from_to(row.low, row.high, currency)
        label = f"{escaped(names[row.line])} <small>{escaped(year_in_words(row.year, row.months))}</small>"
        rows.append([label, *map(flowing, (*amounts, ends, signed(rough_money(row.difference, currency))))])
        marks.append("good" if row.low > 0.0 else "bad" if row.high < 0.0 else "")
    heads = (phrase("Sums per year"), phrase("Today"), phrase("Then"), phrase("95 % interval"), phrase("Difference"))
    return section(phrase("Year by year"), table(heads, rows, numbers=(1, 2, 3, 4), marks=marks))


def year_in_words(year: int, months: int) -> str:
    """``year 2``; of one that the horizon cuts, how many months it has."""
    if months == 12:  # a whole one
        return phrase("year {year}", year=year)
    return phrase("year {year} ({months} months)", year=year, months=months)
