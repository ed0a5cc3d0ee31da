"""What a subclass of an agent may say: an override that could never act is refused when the class is made."""

from __future__ import annotations

import difflib
import inspect
import math
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

import numpy as np

from partnerscape.engine.month import EVERY_RULE, NEEDED
from partnerscape.rules.shared import records
from partnerscape.scenario import InputError

CLOSE = 0.85  # of difflib's ratio: nearer is a misspelling, not a name of one's own
VENDORS = frozenset(phase.rule for phase in EVERY_RULE if phase.who == "vendor")
PARTNERS = frozenset(phase.rule for phase in EVERY_RULE if phase.who != "vendor")


def check_class(agent: type, base: type, rules: Collection[str], fields: Collection[str]) -> None:
    """Refuse what a class says in vain: a misspelt rule or field, a rule of others, a rule of arguments, a hidden field.

    Raises
    ------
    InputError
        Names the class and the attribute, and suggests the one that was meant.
    """
    for name, value in _own(agent, base):
        if name in rules:
            _check_rule(agent, name, value)
        elif name in fields:
            expected = f"no other meaning of a field; set its value in a rule, as in self.{name} = ..."
            raise InputError(agent.__name__, "", name, expected, value)
        elif name in VENDORS | PARTNERS:
            owner = "Vendor" if name in VENDORS else "Partner"
            raise InputError(agent.__name__, "", name, f"this rule in a subclass of {owner}", name)
        else:
            _check_spelling(agent, name, base, {*rules, *fields})


def check_spelling(agent: type, base: type, known: Collection[str]) -> None:
    """Refuse an attribute of a class whose name is nearly a known one.

    Raises
    ------
    InputError
        Suggests the one that was meant.
    """
    for name, _ in _own(agent, base):
        _check_spelling(agent, name, base, known)


def _own(agent: type, base: type) -> Iterator[tuple[str, Any]]:
    """What a class and its mix-ins add to its base, private names left out."""
    for origin in agent.__mro__:
        if origin not in base.__mro__:
            yield from ((name, value) for name, value in vars(origin).items() if not name.startswith("_"))


def _check_spelling(agent: type, name: str, base: type, known: Collection[str]) -> None:
    if hasattr(base, name) or not (close := difflib.get_close_matches(name, known, n=1, cutoff=CLOSE)):
        return
    expected = f"a known name; did you mean {close[0]!r}? (A name of your own may begin with an underscore)"
    raise InputError(agent.__name__, "", name, expected, name)


def _check_rule(agent: type, name: str, value: Any) -> None:
    if value is None and name in NEEDED:
        raise InputError(agent.__name__, "", name, "a rule: nothing works without this one", value)
    if value is None:
        return
    try:
        inspect.signature(value).bind(None)
    except (TypeError, ValueError):
        expected = f"a method without arguments, def {name}(self), or None to turn the rule off"
        raise InputError(agent.__name__, "", name, expected, value) from None


def is_finite(value: Any) -> bool:
    """Whether a value is a number, or an array of numbers, that a column can hold."""
    with suppress(TypeError, OverflowError):  # the usual case, and the quick one
        return math.isfinite(value)
    try:
        return bool(np.isfinite(np.asarray(value, dtype=float)).all())
    except (TypeError, ValueError):
        return False


def no_number_in_pool(pool: np.ndarray, names: tuple[str, ...]) -> tuple[int, str, float] | None:
    """(id, column, value) of the first value of a member that is no number; None if there is none.

    ``names`` are those of all columns, one per column.
    """
    first = len(records.WHOLE)
    for block in pool:
        values = block["numbers"][first:, : int(block["members"] + block["newcomers"])]
        wrong = ~np.isfinite(values)
        if wrong.any():
            column, slot = np.argwhere(wrong)[0].tolist()
            return int(block["id"][slot]), names[first + column], float(values[column, slot])
    return None


def no_number_in_world(world: np.ndarray) -> tuple[str, float] | None:
    """(field, value) of the first of the vendor's fields that holds no number; None if there is none."""
    words = np.ndarray(world.nbytes // 8, np.float64, buffer=world)
    if np.isfinite(words[_real_words(world.dtype)]).all():
        return None
    for name in _real_fields(world.dtype):
        values = np.ravel(world[0][name])
        if not np.isfinite(values).all():
            return name, float(values[~np.isfinite(values)][0])
    raise AssertionError("a word that is in no field")


def _real_fields(kind: np.dtype) -> list[str]:
    return [name for name in kind.names or () if kind[name].base.kind == "f"]


@lru_cache(maxsize=8)
def _real_words(kind: np.dtype) -> np.ndarray:
    """Which words of eight bytes of a world are real numbers: one look at all is a hundred times quicker than field by field."""
    fields = kind.fields
    assert fields is not None
    parts = [np.arange(fields[name][1], fields[name][1] + kind[name].itemsize, 8) // 8 for name in _real_fields(kind)]
    return np.concatenate(parts)
