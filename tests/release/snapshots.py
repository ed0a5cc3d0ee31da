"""Texts that are kept in ``snapshots/`` and compared: the public names, the help of every command, the keys of ``--json``.

``SNAPSHOTS=write`` (``make snapshots``) writes them anew; what has changed then shows in the version control.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import os
import re
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin

import typer

import partnerscape as ps
from partnerscape.cli import app
from partnerscape.engine.month import MONTH
from partnerscape.rules.shared import records
from partnerscape.scenario import ASSUMPTIONS, LEVERS

FOLDER = Path(__file__).with_name("snapshots")
WRITE = os.environ.get("SNAPSHOTS") == "write"
ROOT = Path(__file__).parents[2]
API = ROOT / "docs" / "api"
DOCUMENTED = re.compile(r"^\.\. auto(?:function|class|exception|data):: (partnerscape\.[\w.]+)\.(\w+)$", re.MULTILINE)


def rooms() -> dict[str, list[str]]:
    """What the documentation names outside the face, by room: on its pages of functions, and in the code of guides and notebooks."""
    found = {pair for page in sorted(API.glob("*.md")) for pair in DOCUMENTED.findall(page.read_text(encoding="utf-8"))}
    found |= {pair for block in _code() for pair in _imported(block)}
    return {room: sorted(name for other, name in found if other == room) for room in sorted({room for room, _ in found})}


def _code() -> Iterator[str]:
    """Python that the documentation shows."""
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))):
        if page.name != "month.md":  # the compiled month as it is written
            yield from re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for notebook in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        yield from ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def _imported(block: str) -> Iterator[tuple[str, str]]:
    """Names that a piece of code imports from rooms; a room itself is none, nor is a rule by name."""
    for node in ast.walk(ast.parse(re.sub(r"^[%!].*$", "", block, flags=re.MULTILINE))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("partnerscape."):
            own = (alias.name for alias in node.names if node.module != "partnerscape.rules" or alias.name.endswith("rule"))
            yield from ((str(node.module), name) for name in own)


def same_as_kept(name: str, text: str) -> None:
    """Compare a text with the one that is kept, or keep it."""
    path = FOLDER / name
    if WRITE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    kept = path.read_text(encoding="utf-8") if path.is_file() else ""
    assert kept.splitlines() == text.splitlines(), f"{name} has changed: is that meant? Then run `make snapshots`"


# ---- public names


def face() -> str:
    """Every public name with its signature."""
    lines = ["# Public names (docs/releases.md); `make snapshots` writes this file", "", "partnerscape"]
    lines += [line for name in sorted(ps.__all__) for line in _named(name, getattr(ps, name))]
    for room, names in rooms().items():
        module = import_module(room)
        lines += ["", room, *(line for name in names for line in _named(name, getattr(module, name)))]
    return "\n".join(lines) + "\n"


def _named(name: str, value: Any) -> Iterator[str]:
    """A name, and of a class what it says of itself."""
    if inspect.isclass(value):
        bases = [base.__name__ for base in value.__bases__ if base is not object]
        yield f"  class {name}" + (f"({', '.join(bases)})" if bases else "")
        yield from (f"    {member}" for member in _members(value))
    elif callable(value):
        yield f"  {name}{_signature(value)}"
    else:
        yield f"  {name}: {type(value).__name__}"


def _members(of: type) -> list[str]:
    """Public fields and methods of a class, without those of other packages' classes."""
    found: dict[str, str] = {}
    for base in of.__mro__:
        if not base.__module__.startswith("partnerscape"):
            continue
        for name in inspect.get_annotations(base):
            found.setdefault(name, name)
        for name, value in vars(base).items():
            plain = value.__func__ if isinstance(value, classmethod | staticmethod) else value
            if inspect.isfunction(plain):
                found[name] = f"{name}{_signature(plain)}"
            elif isinstance(value, property) and value.fget and value.fget.__qualname__ == f"{base.__qualname__}.{name}":
                found.setdefault(name, name)  # written, not made from a record's fields
    derived = {*records.COLUMN, *(phase.rule for phase in MONTH)}  # docs/reference/state.md and docs/odd.md list them
    return [found[name] for name in sorted(found) if not name.startswith("_") and name not in derived]


def _signature(value: Any) -> str:
    """Parameters by kind and default, without types: those are checked by the type checker."""
    try:
        given = inspect.signature(value)
    except ValueError:
        return "(…)"
    empty = inspect.Parameter.empty
    parameters = [p.replace(annotation=empty, default=_default(p.default)) for p in given.parameters.values()]
    return str(given.replace(parameters=parameters, return_annotation=empty))


class _Text(str):
    """A default that is shown as it is."""

    def __repr__(self) -> str:
        return str(self)


def _default(value: Any) -> Any:
    plain = value is inspect.Parameter.empty or isinstance(value, bool | int | float | str | tuple | None)
    if plain and not isinstance(value, Enum):
        return value
    return _Text(type(value).__name__ + "(…)" if dataclasses.is_dataclass(value) else "…")


# ---- commands


def commands() -> dict[str, Callable[..., Any]]:
    """The function behind every command, by what is typed."""
    return dict(_commands(app, ""))


def _commands(of: typer.Typer, typed: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for command in of.registered_commands:
        if command.callback is not None and not command.hidden:
            yield f"{typed} {command.name or command.callback.__name__.replace('_', '-')}".strip(), command.callback
    for group in of.registered_groups:
        if group.typer_instance is not None:
            yield from _commands(group.typer_instance, f"{typed} {group.name or group.typer_instance.info.name or ''}".strip())


def parameters(command: Callable[..., Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """Names as typed, kind, default and declaration of every argument and option."""
    for name, parameter in inspect.signature(command, eval_str=True).parameters.items():
        kind, *declared = get_args(parameter.annotation)
        (told,) = (info for info in declared if hasattr(info, "param_decls"))
        first = [told.default] if isinstance(told.default, str) and told.default.startswith("-") else []  # Annotated's first word
        own = [*first, *(told.param_decls or ())]
        if type(told).__name__ == "ArgumentInfo":
            yield name.upper(), _kind(kind), parameter.default, told
            continue
        dashed = name.replace("_", "-")
        usual = [f"--{dashed}", f"--no-{dashed}"] if kind is bool else [f"--{dashed}"]
        yield ", ".join(own or usual), "" if kind is bool else _kind(kind), parameter.default, told


def _kind(kind: Any) -> str:
    parts = [part for part in (get_args(kind) or (kind,)) if part is not type(None)]
    if get_origin(kind) is not list and len(parts) == 1 and parts[0] is not kind:
        return _kind(parts[0])
    words = " or ".join(part.__name__ for part in parts).lower()
    return f"{words}, repeatable" if get_origin(kind) is list else words


def help_of(name: str, command: Callable[..., Any]) -> str:
    """What ``--help`` says of a command, apart from its layout, which is a library's and the terminal's."""
    lines = [f"partnerscape {name}", "", inspect.cleandoc(command.__doc__ or ""), ""]
    for typed, kind, default, told in parameters(command):
        bounds = " to ".join(str(bound) for bound in (told.min, told.max) if bound is not None)
        said = "" if default in (None, False) else "(required)" if default is inspect.Parameter.empty else f"[{default}]"
        lines.append(" ".join(part for part in (typed, f"<{kind}>" if kind else "", bounds, said) if part))
        lines.append(f"    {told.help}")
    return "\n".join(lines) + "\n"


# ---- keys of --json


def keys_of(answer: Any) -> str:
    """The keys of an answer, one line each; names of levers, assumptions and metrics are one ``*``."""
    return "\n".join(sorted(set(_paths(answer, "")))) + "\n"


def _paths(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            step = f"{place}.{_generic(key)}" if place else _generic(key)
            yield step
            yield from _paths(inner, step)
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, f"{place}[]")


def _generic(key: str) -> str:
    from partnerscape.metrics import METRICS

    return "*" if key.rpartition("__")[2] in {*LEVERS, *ASSUMPTIONS, *METRICS} else key
