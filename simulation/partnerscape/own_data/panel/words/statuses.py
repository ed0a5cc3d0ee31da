"""Statuses of sales and kinds of orders: what each word in a column means."""

from __future__ import annotations

import pandas as pd

from partnerscape.scenario.errors import InputError, Shown
from partnerscape.tables.grid import as_written, is_empty, some

from ..map import Kinds, Statuses
from .meanings import AS_KIND, AS_STATUS, bare, meaning

MOST_SHOWN = 6


def statuses_of(cells: pd.DataFrame, column: str, stated: Statuses) -> dict[str, str]:
    """What each status means: ``counts``, ``open``, ``lost``, ``refunded`` or ``refund``; empty cells count.

    Raises
    ------
    InputError
        Of no file: for words that are not known.
    """
    return _meanings(cells, column, stated.model_dump(), AS_STATUS, "statuses", "status")


def kinds_of(cells: pd.DataFrame, column: str, stated: Kinds) -> dict[str, str]:
    """What each kind of order means: ``new`` or ``repeat``.

    Raises
    ------
    InputError
        Of no file: for words that are not known.
    """
    return _meanings(cells, column, stated.model_dump(), AS_KIND, "kinds", "kind")


def _meanings(
    cells: pd.DataFrame, column: str, stated: dict[str, tuple[str, ...]], words: dict[str, str], table: str, what: str
) -> dict[str, str]:
    if not column:
        return {}
    own = {bare(word) or word.strip(): kind for kind, several in stated.items() for word in several}
    out: dict[str, str] = {}
    unknown: dict[str, int] = {}
    for line, value in cells[column].items():
        text = as_written(value)
        if is_empty(value) or text in out:
            continue
        kind = own.get(bare(text) or text) or meaning(text, words, column)
        if kind:
            out[text] = kind
        else:
            unknown.setdefault(text, int(line))
    if unknown:
        listed = ", ".join(map(repr, list(unknown)[:MOST_SHOWN]))
        example = " or ".join(f'{kind} = ["{next(iter(unknown))}"]' for kind in list(stated)[:3])
        advice = f"write {example} under [{table}] in a map; first in {some(sorted(unknown.values()))}"
        raise InputError("", f"row {min(unknown.values())}", column, f"a known {what}", Shown(listed), advice)
    return out
