"""The compiled month: kept in a cache folder under a hash of all that decides what it does.

Its callees are module-level names, so that Numba keeps the machine code on disk; an edited or replaced rule has another
key, so that nothing stale is ever run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import threading
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import numba
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target

from partnerscape.system.folders import cache_folder, draft_of

from .loops import month_source
from .month import AS_SHIPPED, Rulebook

OF_THE_MONTH = ("engine/month.py", "engine/loops.py", "engine/encode.py", "rules", "scenario")
OF_RESULTS = (
    "engine",
    "rules",
    "scenario",
    "metrics",
    "study/question/agreement.py",
    "study/question/programme.py",
    "study/runs/execute.py",
    "study/runs/drivers.py",
    "study/runs/classes.py",
    "study/runs/blocks/play.py",
)  # and books, gains, futures


def _sources(*places: str) -> list[Path]:
    """Files of the package that decide bits: single ones and all in a folder, in an order of their own."""
    package = Path(__file__).parents[1]
    return sorted(
        path for place in places for path in ([package / place] if place.endswith(".py") else (package / place).rglob("*.py"))
    )


@lru_cache(maxsize=2)
def _hash_of(places: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for path in _sources(*places):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def month_key() -> str:
    """Hash of the sources that decide what the compiled month does."""
    return _hash_of(OF_THE_MONTH)


def build_key() -> str:
    """Hash of the sources that decide results: the model's build, part of every result's key."""
    return _hash_of(OF_RESULTS)


@lru_cache(maxsize=1)
def processor_key() -> str:
    """The kind of processor that machine code is made for, as a short hash.

    Each has a folder of its own: two kinds that compile at once into one have loaded each other's code.
    """
    return hashlib.sha256("|".join(cpu_target.target_context.codegen().magic_tuple()).encode()).hexdigest()[:12]


def is_compiled(rules: Rulebook = AS_SHIPPED) -> bool:
    """Whether the months of this build are already on disk."""
    name, folder, _ = _place(rules)
    return folder is not None and any(folder.glob(f"__pycache__/{name}.play*.nbc"))


def _place(rules: Rulebook) -> tuple[str, Path | None, str]:
    """Name, folder (None: nowhere) and text of the module that holds the compiled month."""
    text = month_source(rules)
    name, folder = _named("partnerscape_month", text, repr(rules))
    return name, folder, text


def _named(prefix: str, text: str, more: str = "") -> tuple[str, Path | None]:
    """A module's name, and the folder where its machine code is kept."""
    machine = (month_key(), numba.__version__, sys.version, processor_key())
    key = hashlib.sha256(("".join(machine) + text + more).encode()).hexdigest()[:16]
    return f"{prefix}_{key}", cache_folder(key)


def folders_in_use() -> list[Path]:
    """Folders of all machine code that this process has loaded."""
    return sorted(_in_use)


_in_use: set[Path] = set()
_one_at_a_time = threading.RLock()  # threads that find no module at once must not make two


def _before_fork() -> None:
    """Wait until no other thread compiles or loads a month.

    A forked process has the locks that any thread held, but not the thread that would release them: whoever forks while
    another thread compiles has a child that waits for ever. (Processes of the EMA workbench, pyABC and pymoo are forked.)
    """
    _one_at_a_time.acquire()
    global_compiler_lock.acquire()


def _after_fork() -> None:
    global_compiler_lock.release()
    _one_at_a_time.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)


def compiled_month(rules: Rulebook = AS_SHIPPED) -> ModuleType:
    """The month's compiled loops; machine code comes from disk from the second process on."""
    with _one_at_a_time:
        return _load(rules)


def compiled(prefix: str, text: str) -> ModuleType:
    """A module of compiled loops, of which only the text is known; kept like the month."""
    with _one_at_a_time:
        return _load_text(*_named(prefix, text), text)


@lru_cache(maxsize=8)
def _load(rules: Rulebook) -> ModuleType:
    return _load_text(*_place(rules))


@lru_cache(maxsize=16)
def _load_text(name: str, folder: Path | None, text: str) -> ModuleType:
    if folder is None:
        return _in_memory(name, text)
    _in_use.add(folder)
    path = folder / f"{name}.py"
    if not path.exists():
        draft = draft_of(path)
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _in_memory(name: str, text: str) -> ModuleType:
    """The module where nothing can be written: recompiled by every process."""
    module = sys.modules[name] = ModuleType(name)
    exec(compile(text.replace("cache=True, ", ""), name, "exec"), module.__dict__)
    return module
