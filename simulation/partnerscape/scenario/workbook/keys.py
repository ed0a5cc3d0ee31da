"""Keys of nested tables in one cell, as ``pay.commission.brackets.1.rate``: there and back; lists count from 1."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from ..errors import Misfit, Shown, refuse

Way = tuple[str | int, ...]  # names of tables, numbers of lists from 0
STEP = re.compile(r'"(?:[^"\\]|\\.)*"|[^."]+')
BARE = re.compile(r"[\w\-]+")
EMPTY: Any = object()  # a list or table with nothing in it


def flattened(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Each number, text and truth with the way to it; what is None is left out."""
    if isinstance(value, Mapping):
        inner = [(step, each) for step, each in value.items() if each is not None]
    elif isinstance(value, list | tuple):
        inner = list(enumerate(value))
    else:
        if value is not None:
            yield way, value
        return
    if not inner:
        yield way, EMPTY
    for step, each in inner:
        yield from flattened(each, (*way, step))


def written(way: Way) -> str:
    """A way as a key.

    Examples
    --------
    >>> written(("pay", "my.deal", "brackets", 1, "rate"))
    'pay."my.deal".brackets.2.rate'
    """
    return ".".join(str(step + 1) if isinstance(step, int) else _quoted(step) for step in way)


def _quoted(name: str) -> str:
    return name if BARE.fullmatch(name) and not name.isdigit() else json.dumps(name, ensure_ascii=False)


def way_of(key: str) -> Way | None:
    """The way that a key says; None if it says none.

    Examples
    --------
    >>> way_of('pay."my.deal".brackets.2.rate')
    ('pay', 'my.deal', 'brackets', 1, 'rate')
    """
    steps: list[str | int] = []
    at = 0
    while match := STEP.match(key, at):
        text, at = match[0].strip(), match.end()
        if text.startswith('"'):
            try:
                steps.append(str(json.loads(text)))
            except ValueError:
                return None
        else:
            steps.append(int(text) - 1 if text.isdigit() and int(text) > 0 else text)
        if at == len(key):
            return tuple(steps)
        if key[at] != ".":
            return None
        at += 1
    return None


def nested(values: Mapping[Way, Any]) -> Any:
    """Tables and lists out of values by their ways.

    Raises
    ------
    InputError
        Where a list lacks a number, or something is a value and a table at once.
    """
    if () in values:
        if len(values) > 1:
            other = written(next(way for way in values if way))
            refuse([Misfit("", "a value, or keys below it, not both", Shown(f"both; the other is {other}"))])
        return values[()]
    steps = dict.fromkeys(way[0] for way in values)
    inner = {}
    for step in steps:
        below = {way[1:]: value for way, value in values.items() if way[0] == step}
        inner[step] = nested(below)
    if not all(isinstance(step, int) for step in steps):
        return {str(step + 1) if isinstance(step, int) else step: value for step, value in inner.items()}
    order = sorted(step for step in steps if isinstance(step, int))
    if order != list(range(len(order))):
        missing = next(number for number in range(len(order)) if number not in order) + 1
        refuse([Misfit("", "a list numbered 1, 2, 3 … without a gap", Shown(f"no number {missing}"))])
    return [inner[number] for number in order]


@cache
def kinds_in(model: type[BaseModel]) -> dict[str, frozenset[str]]:
    """What each key's value may be, by the key's own name wherever it stands: number, text, truth."""
    kinds: dict[str, set[str]] = {}
    schema = model.model_json_schema()
    for table in (schema, *schema.get("$defs", {}).values()):
        for name, inner in table.get("properties", {}).items():
            kinds.setdefault(name, set()).update(_kinds(inner))
    return {name: frozenset(found) for name, found in kinds.items()}


def _kinds(schema: Any) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    named = {"number": "number", "integer": "number", "boolean": "truth", "string": "text"}
    if "const" in schema or "enum" in schema:
        yield "text"
    elif schema.get("type") in named:
        yield named[schema["type"]]
    for part in ("anyOf", "prefixItems"):
        for each in schema.get(part, []):
            yield from _kinds(each)
    for part in ("items", "additionalProperties"):
        yield from _kinds(schema.get(part))


@cache
def lists_in(model: type[BaseModel]) -> frozenset[str]:
    """Keys whose values are lists, wherever they stand."""
    schema = model.model_json_schema()
    tables = (schema, *schema.get("$defs", {}).values())
    forms = [(name, inner.get("anyOf", [inner])) for table in tables for name, inner in table.get("properties", {}).items()]
    return frozenset(name for name, alternatives in forms if any(each.get("type") == "array" for each in alternatives))
