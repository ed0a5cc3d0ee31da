"""The economics: one rule, one short compiled function, one file; rooms by subject.

Every rule, and what compiles one, is handed out by name: ``from partnerscape.rules import rule, decide_effort``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

ROOMS = ("terms", "work", "selling", "pay", "plan", "paying", "outlook", "people", "books", "shared")
_FILES = {
    path.stem: f"{__name__}.{room}.{path.stem}"
    for room in ROOMS
    for path in sorted((Path(__file__).parent / room).glob("[!_]*.py"))
}
_IN_COMPILE = ("rule", "vendor_rule")


def file_of(name: str) -> str:
    """Full name of the module that holds a rule.

    Raises
    ------
    KeyError
        For a name without a file.

    Examples
    --------
    >>> file_of("decide_effort")
    'partnerscape.rules.work.decide_effort'
    """
    return _FILES[name]


def __getattr__(name: str) -> Any:
    if name in _IN_COMPILE:
        return getattr(import_module(_FILES["compile"]), name)
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_FILES[name])
    return getattr(module, name, module)  # a file without a rule of its name is shared


def __dir__() -> list[str]:
    return sorted({*globals(), *_FILES, *_IN_COMPILE})


class _Moved(ModuleType):
    """A file under the name that it had before there were rooms, such as ``partnerscape.rules.decide_effort``."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(_FILES[self.__name__.rpartition(".")[2]]), name)


for _name in _FILES:
    sys.modules.setdefault(f"{__name__}.{_name}", _Moved(f"{__name__}.{_name}"))
