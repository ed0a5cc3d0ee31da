"""A researcher's own rule in the compiled engine: which function stands in for which rule, and what identifies it."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from partnerscape.scenario import InputError, one_of

from . import encode
from .month import EVERY_RULE, NEEDED, Replacement, Rulebook

PARAMETERS = {True: 2, False: 3}  # of a vendor's rule (pool, world), of a partner's (pool, i, world)


def replace_rule(rule: str, function: Callable[..., None] | None, fields: Iterable[str] = ()) -> Rulebook:
    """A rulebook in which ``function`` stands in for a rule, for ``run``, ``compare``, ``study`` and ``PartnerEcosystem``.

    Parameters
    ----------
    rule : str
        A rule of the month, as in ``month.MONTH``.
    function : callable or None
        None turns the rule off, from the first month of the burn-in on: what it would have written stays as it is. Else
        ``function(pool, i, world)``, or ``function(pool, world)`` for a rule of the vendor; decorated with
        ``rules.compile.rule`` (``vendor_rule``) or plain. At the top of a module that can be imported by its name,
        because machine code is cached across processes.
    fields : iterable of str
        Names of columns of real numbers that it adds to a partner: ``pool[0].mood[i]``, 0 when a partner signs.

    Returns
    -------
    Rulebook
        A small frozen value, to be passed as ``rules=``; ``one | other`` contains the replacements of both.

    Raises
    ------
    InputError
        For an unknown rule, one that cannot be turned off, a function that is not in a module's file or has other parameters,
        a name that is taken.

    Examples
    --------
    >>> import partnerscape as ps
    >>> print(ps.replace_rule("invest", None))
    invest (off)
    >>> import my_rules  # doctest: +SKIP
    >>> ps.run("marketplace", rules=ps.replace_rule("decide_effort", my_rules.decide_effort))  # doctest: +SKIP
    """
    vendors = {phase.rule: phase.who == "vendor" for phase in EVERY_RULE}
    if rule not in vendors:
        raise _wrong("rule", one_of("the name of a rule", vendors, rule), rule)
    if function is None:
        return _without(rule, fields)
    plain = getattr(function, "py_func", function)
    if not isinstance(plain, FunctionType):
        raise _wrong("function", "a function", function)
    found = len(inspect.signature(plain).parameters)
    if found != PARAMETERS[vendors[rule]]:
        expected = "a function of (pool, world)" if vendors[rule] else "a function of (pool, i, world)"
        raise _wrong("function", expected, f"{plain.__name__} of {found} parameters")
    if not isinstance(fields, Iterable):
        raise _wrong("fields", "names of new columns", fields)
    names = tuple(dict.fromkeys((fields,) if isinstance(fields, str) else fields))
    for name in names:
        if not isinstance(name, str) or not name.isidentifier() or name in (encode.pool_type().names or ()):
            raise _wrong("fields", "names of new columns", name)
    digest = hashlib.sha256()
    for part in _reached(plain):
        digest.update(part)
    return Rulebook((Replacement(rule, plain.__module__, plain.__name__, digest.hexdigest()[:24]),), names)


def _without(rule: str, fields: Iterable[str]) -> Rulebook:
    if rule in NEEDED:
        raise _wrong("function", "a function: nothing works without this rule", None)
    if tuple(fields):
        raise _wrong("fields", "no columns for a rule that is turned off", fields)
    return Rulebook((Replacement(rule, "", "", "off"),))


def _wrong(key: str, expected: str, found: object) -> InputError:
    return InputError("replace_rule", "", key, expected, found)


def _reached(plain: FunctionType, seen: set[CodeType] | None = None) -> Iterator[bytes]:
    """Text of the file of a function and of every compiled function that it calls, and the constants that they read."""
    seen = set() if seen is None else seen
    if plain.__code__ in seen:
        return
    seen.add(plain.__code__)
    yield _text(plain)
    for name, value in _globals_of(plain):
        if hasattr(value, "py_func"):
            yield from _reached(value.py_func, seen)
        elif isinstance(value, np.ndarray):
            yield name.encode() + value.tobytes()
        elif isinstance(value, int | float | complex | str | tuple | np.generic):
            yield f"{name} = {value!r}".encode()


def _globals_of(plain: FunctionType) -> Iterator[tuple[str, Any]]:
    """What a function's names stand for, also those that it takes from a module."""
    names = plain.__code__.co_names
    for name in names:
        value = plain.__globals__.get(name)
        if isinstance(value, ModuleType) and value is not np:
            yield from ((inner, vars(value)[inner]) for inner in names if inner in vars(value))
        elif value is not None:
            yield name, value


def _text(plain: FunctionType) -> bytes:
    """Text of the file that holds a function, if it can be imported from there and is still what was imported."""
    expected = "a function at the top of a module that can be imported by its name"
    file = Path(plain.__code__.co_filename)
    if (
        plain.__module__ == "__main__"
        or plain.__qualname__ != plain.__name__
        or plain.__name__ == "<lambda>"
        or not file.is_file()
    ):
        raise _wrong("function", expected, f"{plain.__module__}.{plain.__qualname__}")
    text = file.read_bytes()
    top = compile(text, str(file), "exec", dont_inherit=True).co_consts
    if plain.__code__ not in top:  # machine code of an old text must not be kept under the new one's hash
        raise _wrong("function", "the file as it was imported; reload the module", f"{file.name}, edited since")
    return text
