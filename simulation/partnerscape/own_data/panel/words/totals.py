"""Rows that are no sales: totals, subtotals and notes below a table."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from partnerscape.tables.dates import folded
from partnerscape.tables.grid import as_written, each, empties, every, is_empty

from .vocabulary import words_of

WORDS = words_of("totals")
BIG = re.compile(rf"(?:{'|'.join(map(folded, WORDS))})(?:\b|$)")
ENDS = re.compile(rf".+[ :\-](?:{'|'.join(map(folded, WORDS))})")
BEGINS = re.compile(
    rf"(?:{'|'.join(map(folded, WORDS))})[ :\-]*(?:general|total|summe|gesamt|amount|all|sales|revenue|generale|\d{{4}})?"
)


def is_total(text: str) -> bool:
    """Whether a cell alone says that its row is a total."""
    return bool(BEGINS.fullmatch(folded(text).rstrip(":. ")))


def starts_as_total(text: str) -> bool:
    """Whether a cell of a row without a date may: ``Total ACME``, ``ACME Total``."""
    if not any(c.isalpha() for c in text):
        return False
    word = folded(text)
    return bool(BIG.match(word) or ENDS.fullmatch(word))


def totals(cells: pd.DataFrame, partner: str, date: str) -> np.ndarray:
    """Which rows are totals: they say so, and name no partner, or no date beside it."""
    undated = each(cells[date], lambda value: is_empty(value) or starts_as_total(as_written(value))).to_numpy(dtype=bool)
    named = each(cells[partner], lambda value: is_total(as_written(value))).to_numpy(dtype=bool)
    nobody = empties(cells[partner])
    texts = every(cells, lambda value: isinstance(value, str) and starts_as_total(value)).astype(bool)
    return named | (texts.any(axis=1) & (undated | nobody))


def unnamed_totals(amount: pd.Series, lacking: np.ndarray) -> np.ndarray:
    """Rows at the end that name neither partner nor date and state the sum of all above."""
    out = np.zeros(len(amount), dtype=bool)
    values = amount.to_numpy(float)
    for at in range(len(values) - 1, -1, -1):
        if not lacking[at]:
            break
        above = float(np.nansum(np.where(lacking[:at], 0.0, values[:at])))
        out[at] = bool(np.isfinite(values[at])) and abs(values[at] - above) <= 0.01 + 1e-6 * abs(above)
    return out
