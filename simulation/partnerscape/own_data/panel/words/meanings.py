"""Words for statuses and kinds of orders, in the languages that systems speak."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from partnerscape.scenario.reading.slips import NO, YES
from partnerscape.tables.dates import folded
from partnerscape.tables.grid import as_written, is_empty

from .vocabulary import split, vocabulary, words_of

COUNTS, OPEN, LOST, REFUNDED, REFUND = "counts", "open", "lost", "refunded", "refund"
NEW, REPEAT = "new", "repeat"
Words = Mapping[str, str]


def _as_words(table: str) -> dict[str, str]:
    return {word: kind for kind, text in vocabulary()[table].items() for word in split(text)}


AS_STATUS, AS_KIND = _as_words("statuses"), _as_words("kinds")


def bare(value: Any) -> str:
    """A word without case, accents, signs and numbers before it: ``5 - Closed/Won`` is ``closed won``."""
    words = re.findall(r"[^\W_]+", folded(as_written(value)))
    return " ".join(words[1:] if len(words) > 1 and words[0].isdigit() else words)


def meaning(value: Any, words: Words, head: str = "") -> str:
    """What a value means; empty where it is not known. Of yes and no, the column's name says what they mean."""
    word = bare(value)
    if word in words:
        return words[word]
    yes = word in YES | {"1", "t", "yes", "true"}
    if not yes and word not in NO | {"0", "f", "no", "false"}:
        return _of_parts(word, words)
    name = bare(head)
    if any(part in name for part in ("won", "paid", "approved", "confirmed", "closed", "new", "neu", "first")):
        kinds = (NEW, REPEAT) if NEW in words.values() else (COUNTS, OPEN)
        return kinds[0] if yes else kinds[1]
    return ""


def _of_parts(word: str, words: Words) -> str:
    """The meaning of a word with others around it, if these have no other: ``approved by manager``, ``order cancelled``."""
    parts = word.split()
    if set(parts) & set(words_of("not")):
        return ""
    meanings = {words[part] for part in parts if part in words} - (
        {COUNTS, OPEN} if len(parts) > 1 and _weak(parts, words) else set()
    )
    return meanings.pop() if len(meanings) == 1 and len(parts) <= 4 else ""


def _weak(parts: list[str], words: Words) -> bool:
    """``order`` and ``new`` say nothing beside ``cancelled``."""
    return any(words.get(part) in (LOST, REFUNDED, REFUND) for part in parts)


def understood(column: pd.Series, words: Words, head: str) -> float:
    """Share of a column's values whose meaning is known."""
    values = [value for value in column if not is_empty(value)]
    known = {value: bool(meaning(value, words, head)) for value in map(as_written, values)}
    return sum(known[as_written(value)] for value in values) / len(values) if values else 0.0
