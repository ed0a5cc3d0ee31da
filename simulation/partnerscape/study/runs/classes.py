"""A researcher's own Mesa classes in a study: known by where they are and by the text that decides what they do."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from partnerscape.engine.month import Replacement, Rulebook
from partnerscape.scenario import InputError
from partnerscape.scenario.errors import Shown

ROLES = ("partner_class", "vendor_class")
FOREIGN = ("partnerscape", "mesa", "builtins")  # packages whose classes are no user's
EXPECTED = "a class at the top of a module that can be imported by its name"


@dataclass(frozen=True)
class OwnClass:
    """A class that stands in for Partner or Vendor: where it is, and a hash of the texts that decide what it does."""

    role: str
    module: str
    name: str
    digest: str


@dataclass(frozen=True, repr=False)
class Behaviour(Rulebook):
    """A rulebook and classes of one's own; to the engine, which burns in, it is the rulebook."""

    classes: tuple[OwnClass, ...] = ()

    @property
    def rulebook(self) -> Rulebook:
        """The rules alone."""
        return Rulebook(self.replaced, self.fields, self.plan_size)

    def __repr__(self) -> str:
        return repr(self.rulebook)


def behaviour_of(rules: Rulebook, **classes: type[Any] | None) -> Rulebook:
    """The rules, with ``partner_class`` and ``vendor_class`` where they are given.

    Raises
    ------
    InputError
        For a class that no other process could import, or that was edited since it was imported.
    """
    given = tuple(_own(role, classes[role]) for role in ROLES if classes.get(role) is not None)
    if not given:
        return rules
    from partnerscape.model.parameters import check_classes

    check_classes(*(classes.get(role) for role in ROLES))
    return Behaviour(rules.replaced, rules.fields, rules.plan_size, given)


def behaviour_in(held: Mapping[str, Any]) -> Rulebook:
    """Rules and classes from the plain values that a study's folder holds of them."""
    replaced = tuple(Replacement(**one) for one in held["replaced"])
    common = replaced, tuple(held["fields"]), int(held.get("plan_size", 0))
    classes = tuple(OwnClass(**one) for one in held.get("classes", ()))
    return Behaviour(*common, classes) if classes else Rulebook(*common)


def classes_of(behaviour: Behaviour) -> dict[str, type[Any]]:
    """The classes by their role, imported and checked.

    Raises
    ------
    InputError
        If one cannot be imported here, or its source is another than when the study was asked.
    """
    return {own.role: _imported(own) for own in behaviour.classes}


def _imported(own: OwnClass) -> type[Any]:
    try:
        imported = getattr(import_module(own.module), own.name)
    except (ImportError, AttributeError) as error:
        raise InputError(own.module, (), own.role, f"{own.name}, importable on this machine", Shown(error)) from None
    digest = _own(own.role, imported).digest
    if digest != own.digest:
        expected = f"{own.name} as it was when the study was planned ({own.digest[:12]}…)"
        again = "restore its source, or repeat the study's command in another folder"
        raise InputError(own.module, (), own.role, expected, Shown(f"another source ({digest[:12]}…)"), again)
    return imported


def _own(role: str, given: Any) -> OwnClass:
    if not isinstance(given, type):
        raise InputError("", (), role, "a class", given)
    digest = hashlib.sha256()
    for text in _texts(role, given):
        digest.update(text)
    return OwnClass(role, given.__module__, given.__name__, digest.hexdigest()[:24])


def _texts(role: str, given: type[Any]) -> Iterator[bytes]:
    """Files of a class and of its own ancestors, and those of the agents that they extend."""
    import partnerscape.model

    for one in given.__mro__:
        if one.__module__.partition(".")[0] not in FOREIGN:
            yield _text(role, one)
    for path in sorted(Path(inspect.getfile(partnerscape.model)).parent.glob("*.py")):
        yield path.read_bytes()


def _text(role: str, given: type[Any]) -> bytes:
    """The file of a class, if it can be imported from there and is still what was imported."""
    file = Path(getattr(sys.modules.get(given.__module__), "__file__", None) or "")
    if given.__module__ == "__main__" or given.__qualname__ != given.__name__ or not file.is_file():
        raise InputError("", (), role, EXPECTED, Shown(f"{given.__module__}.{given.__qualname__}"))
    text = file.read_bytes()
    methods = [value.__code__ for value in vars(given).values() if isinstance(value, FunctionType)]
    known = set(_codes(compile(text, str(file), "exec", dont_inherit=True)))
    if any(code not in known for code in methods if code.co_filename == str(file)):
        expected = "the file as it was imported; reload the module, or start the worker again"
        raise InputError(file, (), role, expected, Shown(f"{given.__name__}, edited since"))
    return text


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)
