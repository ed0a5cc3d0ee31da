"""Machine code in the study's folder: compiled once per kind of processor and build, then copied by every worker.

A worker copies what fits it into its own cache and never writes where others read. Where a kind of processor is new, one
worker compiles and the others wait for it.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partnerscape.engine.build import folders_in_use, is_compiled, processor_key
from partnerscape.engine.month import Rulebook
from partnerscape.scenario import InputError
from partnerscape.system.folders import cache_folder, draft_of

from ...jobs.files import WRITABLE

KERNELS = "kernels"  # folder in the plan's
ENDINGS = (".py", ".nbc", ".nbi")  # an index is the last: it says that the others are there
PATIENCE = 180.0  # seconds until a worker compiles that waited for another
LOOK = 1.0


def publish(home: Path) -> None:
    """Put the machine code that this process uses where others find it; what is there already stays."""
    for folder in folders_in_use():
        target = _of_this_processor(home) / folder.name
        if not target.is_dir():
            _copy_whole(folder, target)


def fetch(home: Path) -> None:
    """Copy machine code that fits this processor and build into this process's own cache."""
    shipped = _of_this_processor(home)
    for source in sorted(shipped.iterdir()) if shipped.is_dir() else ():
        own = None if source.name.startswith(".") else cache_folder(source.name)
        if own is not None and not any(own.glob("__pycache__/*.nbi")):
            _copy_files(source, own)


@contextmanager
def ready_to_compile(home: Path, rules: Rulebook) -> Iterator[None]:
    """Fetch what is there; where nothing is, only one worker per kind of processor compiles at a time, and then publishes."""
    fetch(home)
    claim = home / KERNELS / f"{processor_key()}.compiling"
    mine = False
    waited = time.monotonic() + PATIENCE
    while not is_compiled(rules) and not (mine := _claimed(claim)) and time.monotonic() < waited:
        time.sleep(LOOK)
        fetch(home)
    try:
        yield
        publish(home)
    finally:
        if mine:
            claim.unlink(missing_ok=True)


def _of_this_processor(home: Path) -> Path:
    return home / KERNELS / processor_key()


def _claimed(claim: Path) -> bool:
    """Whether this worker may compile: nobody else does, or whoever did must have died."""
    try:
        claim.parent.mkdir(parents=True, exist_ok=True)
        claim.touch(exist_ok=False)
    except FileExistsError:
        return _taken_over(claim)
    except OSError as error:
        raise InputError(claim, (), "out", WRITABLE, error.strerror or str(error)) from None
    return True


def _taken_over(claim: Path) -> bool:
    """Whether a claim was so old that its worker must have died; it is this one's then, and new again."""
    try:
        old = time.time() - claim.stat().st_mtime > PATIENCE
        if old:
            os.utime(claim)
    except OSError:  # gone meanwhile
        return False
    return old


def _copy_whole(folder: Path, target: Path) -> None:
    """Copy a folder so that it is there whole or not at all; another worker may have been faster."""
    draft = draft_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, draft, ignore=lambda _, names: [name for name in names if name.endswith(".draft")])
        os.replace(draft, target)
    except OSError as error:
        if not target.is_dir():
            raise InputError(target, (), "out", WRITABLE, error.strerror or str(error)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _copy_files(source: Path, own: Path) -> None:
    """Copy machine code into a cache, which workers of one machine may share; times stay, as the compiler compares them."""
    for ending in ENDINGS:
        for file in sorted(source.rglob(f"*{ending}")):
            target = own / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = draft_of(target)
            try:
                shutil.copy2(file, draft)
                os.replace(draft, target)
            except OSError:  # a cache that is full: this process compiles for itself
                draft.unlink(missing_ok=True)
                return
