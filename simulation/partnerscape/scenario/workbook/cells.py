"""A cell's value, or what is wrong with it: text in place of numbers, dates, formulas, errors."""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection
from typing import Any

from ..errors import Misfit, Shown
from ..reading import slips
from .layout import word_of

AS_VALUE = "copy the cell and paste it as a value: only what is seen is read"
SHORT_TEXT = 2000  # characters


class CellError(ValueError):
    """A cell that cannot be read."""

    def __init__(self, expected: str, found: str, advice: str = "") -> None:
        self.misfit = Misfit("", expected, Shown(found), (), advice)
        super().__init__(expected)


def text_of(cell: Any) -> str:
    """A cell's text without stray spaces; empty for none. A name that is a number is that number's text."""
    value = _plain(cell)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def value_of(cell: Any, kinds: Collection[str]) -> Any:
    """A cell's value where a key takes these ``kinds`` (number, text, truth; none known: any); None if it is empty.

    Raises
    ------
    CellError
        Says what was expected, what was found and what to do.
    """
    value = _plain(cell)
    if value is None:
        return None
    if isinstance(value, bool):
        return _truth(value, kinds)
    if isinstance(value, int | float):
        return _number(value, kinds)
    text = " ".join(str(value).replace("\u00a0", " ").split())
    if not text:
        return None
    if "truth" in kinds and word_of().get(text.casefold()) in ("yes", "no"):
        return word_of()[text.casefold()] == "yes"
    if "number" in kinds and "text" not in kinds and word_of().get(text.casefold()) != "none":
        raise CellError("a number", f"the text {text!r}", _number_advice(text))
    if len(text) > SHORT_TEXT:
        raise CellError(f"text of at most {SHORT_TEXT:,} characters", f"{len(text):,} characters")
    return text


def _truth(value: bool, kinds: Collection[str]) -> bool:
    if kinds and "truth" not in kinds:
        raise CellError(_any_of(kinds), str(value).upper(), "the cell holds a truth value: type what is meant")
    return value


def _number(value: float, kinds: Collection[str]) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise CellError("a number", str(value))
    if kinds == {"text"}:
        return str(int(value)) if float(value).is_integer() else str(value)
    if kinds == {"truth"}:
        raise CellError("yes or no", str(value))
    return value


def _any_of(kinds: Collection[str]) -> str:
    said = {"number": "a number", "text": "text", "truth": "yes or no"}
    return " or ".join(said[kind] for kind in sorted(kinds)) or "a value"


def _plain(cell: Any) -> Any:
    """What stands in a cell, unless it is a formula, an error or a date."""
    value = cell.value
    if cell.data_type == "f" or type(value).__name__ in ("ArrayFormula", "DataTableFormula"):
        formula = getattr(value, "text", None) or str(value)
        raise CellError("a value", f"the formula {formula[:40]}", AS_VALUE)
    if cell.data_type == "e":
        raise CellError("a value", f"the error {value}", "mend the cell, then copy it and paste it as a value")
    if isinstance(value, datetime.datetime | datetime.date):
        meant = f"{value.day}.{value.month}"
        said = f"the date {value:%Y-%m-%d}"
        raise CellError("a number or text", said, f"Excel took it for a date: format the cell as Number and type {meant} again")
    if isinstance(value, datetime.time | datetime.timedelta):
        raise CellError("a number or text", f"the time {value}", "format the cell as Number and type it again")
    return value


def _number_advice(text: str) -> str:
    if advice := slips.in_place_of_number(text):
        return advice
    try:
        float(text)
    except ValueError:
        return ""
    return f"the cell is formatted as Text: format it as Number and type {text} again"
