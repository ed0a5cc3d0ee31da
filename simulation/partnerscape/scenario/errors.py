"""Bad input gets one clear error: where, what was expected, what was found."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError


class InputError(ValueError):
    """What a user gave cannot be used; the message names file, table, key, expected, found."""

    def __init__(self, file: str | Path, table: str, key: str, expected: str, found: object) -> None:
        self.file, self.table, self.key, self.expected = str(file), table, key, expected
        shown = repr(found)
        self.found = shown if len(shown) <= 80 else shown[:77] + "..."
        place = f"[{table}] {key}".strip() if table else key
        where = f"{self.file}: {place}" if place else self.file
        super().__init__(f"{where}: expected {expected}, found {self.found}")


def one_of(what: str, known: Iterable[str], meant: object) -> str:
    """What was expected, with the known word that is closest to the one that was found."""
    close = difflib.get_close_matches(str(meant), list(known), n=1)
    return f"{what}; did you mean {close[0]!r}?" if close else what


def _allowed_keys(model: type[BaseModel], steps: tuple[Any, ...]) -> list[str]:
    """Keys that the model accepts at a place, to suggest the one that was meant."""
    at: Any = model
    for step in steps:
        if isinstance(at, type) and issubclass(at, BaseModel):
            at = at.model_fields[step].annotation if step in at.model_fields else None
        else:  # a dictionary's key or a list's number: go on with what it holds
            at = next((a for a in get_args(at) if isinstance(a, type) and issubclass(a, BaseModel)), None)
    return list(at.model_fields) if isinstance(at, type) and issubclass(at, BaseModel) else []


def most_telling(error: ValidationError, model: type[BaseModel]) -> tuple[list[str], str, Any]:
    """Pydantic's most telling complaint: the way to the key, what was expected, what was found."""
    complaints = error.errors()
    first = next(
        (c for c in complaints if c["type"] == "extra_forbidden"), complaints[0]
    )  # a misspelt key explains a missing one
    steps = [s for s in first["loc"] if not (isinstance(s, str) and "[" in s)]  # a key's mark, a union's alternatives
    found, expected = first.get("input"), first["msg"]
    if first["type"] == "value_error" and str(first["ctx"]["error"]).count("|") == 2:
        key, expected, found = str(first["ctx"]["error"]).split("|")
        steps += key.split(".")
    elif first["type"] == "extra_forbidden":
        expected = one_of("a known key", _allowed_keys(model, tuple(steps[:-1])), steps[-1])
        found = str(steps[-1])
    elif first["type"] == "missing":
        expected, found = "this key", "nothing"
    else:
        expected = expected.removeprefix("Input should be ").removeprefix("Value error, ")
    return [str(s) for s in steps], expected, found
