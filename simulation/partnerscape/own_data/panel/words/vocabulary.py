"""The words of ``vocabulary.toml``: what systems call columns, statuses and totals."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, Any]:
    """The file as it is."""
    return tomllib.loads((resources.files(__package__) / "vocabulary.toml").read_text(encoding="utf-8"))


def words_of(table: str, key: str = "words") -> list[str]:
    """A list of words."""
    return split(vocabulary()[table][key])


def split(text: str) -> list[str]:
    """Words or phrases between commas, on however many lines."""
    return [" ".join(word.split()) for word in text.split(",") if word.strip()]
