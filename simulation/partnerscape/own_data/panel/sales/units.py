"""Units of sums: cents or whole ones, and the currency."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from partnerscape.language import phrase
from partnerscape.scenario.errors import InputError
from partnerscape.tables.figures import currencies_in
from partnerscape.tables.grid import as_written, each, is_empty, texts
from partnerscape.tables.numbers import Numbers

from ..map import SalesMap
from ..notes import Log
from ..words.propose import tokens
from ..words.vocabulary import words_of

CENTS = set(words_of("cents"))
FEW, DIGITS = 3, 5  # sums, and their digits, from which whole numbers look like cents


def in_cents(name: str) -> bool:
    """Whether a column's name says that it is in cents."""
    return bool(CENTS & set(tokens(name)))


def in_units(values: pd.Series, columns: Mapping[str, str], role: str, chosen: SalesMap, log: Log) -> pd.Series:
    """Sums in whole units of the currency.

    Raises
    ------
    InputError
        If cents have decimals.
    """
    own, of_amount = in_cents(columns[role]), in_cents(columns["amount"])
    if chosen.amount_unit == "units" or not (own or (chosen.amount_unit == "cents" and not of_amount)):
        return values
    broken = values.index[(values % 1.0 != 0.0) & values.notna() & np.isfinite(values)]
    if len(broken):
        advice = 'write amount_unit = "units" in a map if these are no cents'
        raise InputError("", f"row {broken[0]}", columns[role], "whole cents", float(values[broken[0]]), advice)
    log.say(phrase("{column}: in cents, divided by 100.", column=columns[role]))
    return values / 100.0


def say_whole(sums: pd.Series, log: Log) -> None:
    """Warn where sums may be cents: of many digits, without any decimals."""
    texts = [as_written(value) for value in sums if not is_empty(value)]
    whole = [text for text in texts if text.lstrip("-").isdigit()]
    long = len(texts) >= FEW and np.median([len(text) for text in texts]) >= DIGITS
    if long and len(whole) == len(texts) and not all(text.endswith("00") for text in texts):
        log.warn(phrase('All sums are whole numbers: if they are cents, write amount_unit = "cents" in the map.'))


def currency_of(cells: pd.DataFrame, columns: Mapping[str, str], numbers: Numbers) -> pd.Series:
    """The currency of each row: its column's, else what the sum states, else what the name of the column does."""
    in_amounts = numbers.currencies[columns["amount"]].reindex(cells.index)
    of_name = currencies_in([columns["amount"]])
    stated = in_amounts.where(in_amounts != "", of_name[0] if len(of_name) == 1 else "")
    if "currency" not in columns:
        return stated
    own = each(texts(cells[columns["currency"]]), lambda word: (currencies_in([word]) or [word.upper()])[0])
    return own.where(own != "", stated)
