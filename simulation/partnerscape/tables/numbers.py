"""Columns of numbers as people write them: one decimal sign per file, decided from all rows and refused where rows disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.language import phrase
from partnerscape.scenario.errors import InputError, Misfit

from .figures import READINGS, Written, written
from .grid import as_written, is_empty, some

MOST = 1e12  # of a sum, as in a pay statement
FEW = 3  # numbers from which a column's habit shows
MOSTLY = 0.8  # of a column's numbers that have decimals where it is its habit
MUCH = 100.0  # times the median: three digits that were decimals make a number a thousand times as large
IN_MAP = 'write decimal = "." or decimal = "," in a map'
EXPECTED = "a number"


@dataclass(frozen=True)
class Numbers:
    """How numbers are read in a file, and the columns of it.

    Attributes
    ----------
    decimal : str
        ``.`` or ``,``; empty where no number left it open.
    why : str
        What decided it.
    columns : dict of str to Series of float
        NaN where a cell is empty.
    currencies : dict of str to Series of str
        Currency that a cell states; empty: none.
    misfits : list of Misfit
        Cells that are no numbers.
    """

    decimal: str
    why: str
    columns: dict[str, pd.Series]
    currencies: dict[str, pd.Series]
    misfits: list[Misfit]


def read_numbers(columns: Mapping[str, pd.Series], stated: str = "") -> Numbers:
    """Columns of numbers, read alike.

    Parameters
    ----------
    columns : mapping of str to Series of object
        Indexed by the rows' numbers in the file.
    stated : str
        Decimal sign as the user states it.

    Raises
    ------
    InputError
        Of no file: where nothing says what is the decimal sign, or rows disagree.

    Examples
    --------
    >>> read_numbers({"sum": pd.Series(["1.234,50", "99"], dtype=object)}).columns["sum"].tolist()
    [1234.5, 99.0]
    """
    texts = {
        name: {line: parts for line, value in column.items() if (parts := _text(value)) is not None}
        for name, column in columns.items()
    }
    decimal, why = (stated, phrase("as the map states")) if stated else _decimal(texts)
    out, currencies, misfits = {}, {}, []
    for name, column in columns.items():
        values = [_number(value, decimal or ".") for value in column]
        out[name] = pd.Series(values, index=column.index, dtype=float)
        stated_of = texts[name]
        currencies[name] = pd.Series(
            [stated_of[line].currency if line in stated_of else "" for line in column.index], index=column.index, dtype=object
        )
        misfits += _bad(column, out[name], name)
    return Numbers(decimal, why, out, currencies, misfits)


def share_of_numbers(column: pd.Series) -> float:
    """Share of a column's values that can be numbers."""
    values = [value for value in column if not is_empty(value)]
    return sum(is_number(value) for value in values) / len(values) if values else 0.0


def is_number(value: Any) -> bool:
    """Whether a cell is a number by either decimal sign."""
    if isinstance(value, Real | Decimal) and not isinstance(value, bool):
        return True
    parts = _text(value)
    return parts is not None and any(parts.value(sign) is not None for sign in READINGS)


def _text(value: Any) -> Written | None:
    return written(value) if isinstance(value, str) and not is_empty(value) else None


def _number(value: Any, decimal: str) -> float:
    if is_empty(value):
        return np.nan
    if isinstance(value, Real | Decimal) and not isinstance(value, bool):
        try:
            return float(value)
        except (OverflowError, ValueError):
            return np.inf
    parts = _text(value)
    number = parts.value(decimal) if parts else None
    return np.inf if number is None else number  # infinite: no number


def _bad(column: pd.Series, read: pd.Series, name: str) -> list[Misfit]:
    wrong = column.index[~read.isna().to_numpy() & ~(read.abs() < MOST).to_numpy()]
    if not len(wrong):
        return []
    more = f"also {some(wrong[1:])}" if len(wrong) > 1 else ""
    return [Misfit(name, EXPECTED, as_written(column.loc[wrong[0]]), f"row {wrong[0]}", more)]


Texts = Mapping[str, Mapping[Any, Written]]


def _decimal(texts: Texts) -> tuple[str, str]:
    """The decimal sign that the rows show.

    Raises
    ------
    InputError
        If rows disagree or leave it open.
    """
    shown: dict[str, tuple[str, int]] = {}
    unclear: tuple[str, int] | None = None
    for name, known in texts.items():
        for line, parts in known.items():
            values = {sign: parts.value(sign) for sign in READINGS}
            signs = [sign for sign in READINGS if values[sign] is not None]
            if len(signs) == 1:
                shown.setdefault(signs[0], (name, line))
            elif len(signs) == 2 and values["."] != values[","]:
                unclear = unclear or (name, line)
    if len(shown) == 2:
        raise _disagreement(shown["."], shown[","], texts)
    if not shown and unclear:
        name, line = unclear
        expected = "numbers of which some row shows the decimal sign"
        raise InputError("", f"row {line}", name, expected, texts[name][line].body, f"{IN_MAP}; it may be either")
    decimal = next(iter(shown), "")
    for known in texts.values():
        _of_one_habit(known, decimal, texts)
    if not shown:
        return decimal, ""
    cell, row = _quoted(*shown[decimal], texts)
    return decimal, phrase("{cell} of row {row} allows no other", cell=cell, row=row)


def _quoted(name: str, line: int, texts: Texts) -> tuple[str, int]:
    return repr(texts[name][line].body), line


def _disagreement(one: tuple[str, int], other: tuple[str, int], texts: Texts) -> InputError:
    name, line = other
    advice = f"{texts[one[0]][one[1]].body!r} in row {one[1]} has another decimal sign: mend the rows"
    return InputError("", f"row {line}", name, "one decimal sign in all rows", texts[name][line].body, advice)


def _of_one_habit(known: Mapping[Any, Written], decimal: str, texts: Texts) -> None:
    """A sum with separated thousands and no decimals, where others have decimals, or none of these separators.

    ``2,024,994`` among ``1510.250`` is what some systems write for 2024.994.

    Raises
    ------
    InputError
        If there is one.
    """
    other = "," if decimal == "." else "."
    grouped = {line: parts for line, parts in known.items() if decimal and other in parts.body and decimal not in parts.body}
    rest = [parts for line, parts in known.items() if line not in grouped]
    if not grouped or len(rest) < FEW:
        return
    line, parts = max(grouped.items(), key=lambda item: abs(item[1].value(decimal) or 0.0))
    if _agree(parts, rest, decimal, other):
        return
    name = next(name for name, each in texts.items() if each is known)
    expected = "thousands separated in all rows or in none, and decimals likewise"
    advice = f'mend the row, or write decimal = "{decimal}" in a map if it means {parts.value(decimal):.10g}'
    raise InputError("", f"row {line}", name, expected, parts.body, advice)


def _agree(odd: Written, rest: list[Written], decimal: str, other: str) -> bool:
    """Whether a sum of whole thousands can stand among the others."""
    usual = float(np.median([abs(parts.value(decimal) or 0.0) for parts in rest]))
    decimals = sum(decimal in parts.body for parts in rest) > MOSTLY * len(rest)
    if any(other in parts.body and decimal in parts.body for parts in rest):  # both signs in one number: no doubt of either
        return not decimals or abs(odd.value(decimal) or 0.0) < MUCH * usual
    return not decimals and not any(len(parts.body.split(decimal)[0]) > 3 for parts in rest)
