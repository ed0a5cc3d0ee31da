"""Pydantic's complaints as misfits: places as in the file, and advice on what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from numbers import Real
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from ..durations import in_place_of
from ..errors import NOTHING, InputError, Misfit, Shown, closest, one_of
from . import slips

NO_TABLE = ("model_type", "model_attributes_type", "dict_type", "mapping_type", "dataclass_type")
NO_LIST = ("tuple_type", "list_type")
NO_NUMBER = ("float_parsing", "float_type", "int_parsing", "int_type", "int_from_float")
NUMBER_OF_ITEMS = ("too_short", "too_long", "string_too_short", "string_too_long")
NO_TRUTH = ("bool_parsing", "bool_type")
A_SHARE = 2.0  # bounds up to here are those of shares, for which people write per cent


def misfits_of(error: ValidationError, model: type[BaseModel]) -> list[Misfit]:
    """Every complaint, misspelt keys first; a key that is missing because it is misspelt is reported once."""
    complaints = error.errors(include_url=False)
    unknown = [c for c in complaints if c["type"] == "extra_forbidden"]
    rest = [c for c in complaints if c["type"] != "extra_forbidden" and not _misspelt(c, unknown)]
    places = [tuple(_walked(c, model)[0]) for c in rest]
    meant = [c for c, place in zip(rest, places, strict=True) if not _follows(c, place, places)]
    return _at_one_place(misfit for c in (*unknown, *meant) for misfit in _misfits(c, model))


def _follows(complaint: Any, place: tuple[str, ...], places: list[tuple[str, ...]]) -> bool:
    """Whether it follows from one that lies deeper: a union's alternative that was not meant, a list that lacks an item."""
    follows = len(complaint["loc"]) > len(place) or complaint["type"] == "too_short"
    return follows and any(len(p) > len(place) and p[: len(place)] == place for p in places)


def _at_one_place(misfits: Iterable[Misfit]) -> list[Misfit]:
    """Alternatives that one value could have been are one misfit."""
    by_place: dict[tuple[Any, ...], Misfit] = {}
    for misfit in misfits:
        place = (misfit.table, misfit.key, misfit.found)
        first = by_place.setdefault(place, misfit)
        if misfit.expected not in first.expected:
            by_place[place] = replace(first, expected=f"{first.expected} or {misfit.expected}")
    return list(by_place.values())


def _misspelt(complaint: Any, unknown: list[Any]) -> bool:
    """Whether a key is missing that stands there misspelt."""
    *tables, key = complaint["loc"] or ("",)
    there = [str(c["loc"][-1]) for c in unknown if list(c["loc"][:-1]) == tables]
    return complaint["type"] == "missing" and closest(key, there) is not None


def _misfits(complaint: Any, model: type[BaseModel]) -> list[Misfit]:
    kind, found, context = complaint["type"], complaint.get("input"), complaint.get("ctx", {})
    steps, at = _walked(complaint, model)
    if isinstance(cause := context.get("error"), InputError):
        return [misfit.within(*steps) for misfit in cause.misfits]
    *tables, key = steps or [""]
    expected, advice = _words(complaint), ""
    if kind == "extra_forbidden":
        holder = _walked({**complaint, "loc": complaint["loc"][:-1]}, model)[1]
        advice = in_place_of(key, found, _keys(holder))
        expected, found = "a known key" if advice else one_of("a known key", _keys(holder), key), key
    elif kind == "missing":
        expected, found = "this key", NOTHING
    elif kind in NO_TABLE:
        expected = _table_of(at)
    elif kind in NO_LIST:
        expected = "a list in [ ]"
    elif kind in NO_NUMBER and isinstance(found, str):
        advice = slips.in_place_of_number(found)
    elif kind in NO_TRUTH and isinstance(found, str):
        expected, advice = "true or false", slips.in_place_of_truth(found)
    elif kind == "less_than_equal":
        advice = per_cent(found, 0.0, context["le"])
    elif kind == "too_long" and context.get("max_length") == 2:
        advice = _comma_in_list(found)
    elif kind == "literal_error":
        expected = one_of(expected, [str(a) for a in get_args(at)], found)
    elif kind == "frozen_instance":
        expected, found, advice = "a copy with another value", Shown("an assignment"), f"use .changed({key}=...)"
    return [Misfit(key, expected, found, tuple(tables), advice)]


def _words(complaint: Any) -> str:
    """What pydantic expected, in its words without its reasons."""
    kind, context = complaint["type"], complaint.get("ctx", {})
    if kind == "int_parsing_size":
        return "a whole number of fewer digits"
    if kind in NUMBER_OF_ITEMS:
        side = "min_length" if "short" in kind else "max_length"
        unit = "characters" if kind.startswith("string") else "items"
        return f"{'at least' if side == 'min_length' else 'at most'} {context[side]} {unit}"
    return complaint["msg"].removeprefix("Input should be ").removeprefix("Value error, ").partition(", unable to")[0]


def per_cent(found: Any, low: float, high: float) -> str:
    """Advice where per cent stand in place of a share; empty if they do not."""
    number = isinstance(found, Real) and not isinstance(found, bool)
    return f"did you mean {found / 100:g}?" if number and found > high and low <= found / 100 <= high <= A_SHARE else ""


def _comma_in_list(found: Any) -> str:
    """``[0,25, 0,45]`` is a list of four."""
    if not isinstance(found, list | tuple) or len(found) != 4 or not all(type(part) is int for part in found):
        return ""
    return f"did you mean [{found[0]}.{found[1]}, {found[2]}.{found[3]}], with points?"


def _table_of(at: Any) -> str:
    keys = _keys(at)
    return f"a table with {', '.join(keys[:6])}{' …' if len(keys) > 6 else ''}" if keys else "a table"


def _keys(at: Any) -> list[str]:
    return list(at.model_fields) if _is_model(at) else []


def _is_model(at: Any) -> bool:
    return isinstance(at, type) and issubclass(at, BaseModel)


def _walked(complaint: Any, model: type[BaseModel]) -> tuple[list[str], Any]:
    """Keys and row numbers on the way to a complaint, and the type of what is there.

    What pydantic puts between them (the alternative of a union, the mark of a key) is known by the types on the way,
    for a name that a user gave may look like it.
    """
    steps: list[str] = []
    at: Any = model
    holder: Any = None
    for step in complaint["loc"]:
        at = _plain(at)
        if get_origin(at) in (Union, UnionType):
            at = _alternative(at, step)
            continue
        if step == "[key]" and get_origin(holder) is dict and complaint["type"].startswith("string"):  # a key that is no text
            break
        steps.append(str(step))
        holder = at
        if _is_model(at):
            at = at.model_fields[step].annotation if step in at.model_fields else None
        else:
            inner = [a for a in get_args(at) if a is not Ellipsis]
            at = inner[step] if isinstance(step, int) and step < len(inner) > 1 else inner[-1] if inner else None
    return steps, _plain(at)


def _plain(at: Any) -> Any:
    """A type without its marks, and without None."""
    while get_origin(at) is Annotated:
        at = get_args(at)[0]
    if get_origin(at) in (Union, UnionType):
        others = [a for a in get_args(at) if a is not type(None)]
        return _plain(others[0]) if len(others) == 1 else Union[tuple(others)]  # noqa: UP007 - made of a list
    return at


def _alternative(at: Any, step: Any) -> Any:
    """The alternative of a union that a step names: ``dict[...]``, ``list[str]``."""
    return next((a for a in get_args(at) if str(step).startswith(getattr(get_origin(a) or a, "__name__", " "))), None)
