"""Making faults: who is killed, what is damaged, which source is edited, which disk is full."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cluster.small import ROOT

import partnerscape


def meanwhile(work: Callable[..., Any], *given: Any, **named: Any) -> Future[Any]:
    """Work that goes on while something happens to it."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(work, *given, **named)
    pool.shutdown(wait=False)
    return future


def truncate(path: Path, moment: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: moment.randrange(len(content))])


def flip_a_bit(path: Path, moment: random.Random) -> None:
    """Anywhere but in the metadata, which are at the end."""
    _flip(path, moment.randrange(4, path.stat().st_size * 3 // 4), moment)


def flip_a_bit_of_the_metadata(path: Path, moment: random.Random) -> None:
    """In the footer, whose length is in a Parquet file's last eight bytes."""
    size = path.stat().st_size
    footer = int.from_bytes(path.read_bytes()[-8:-4], "little")
    _flip(path, moment.randrange(size - 8 - footer, size), moment)


def _flip(path: Path, place: int, moment: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << moment.randrange(8)
    path.write_bytes(content)


DAMAGES = (truncate, flip_a_bit, flip_a_bit_of_the_metadata)


def other_build(folder: Path, file: str) -> Path:
    """A copy of the package in which one file has been edited; what is put into PYTHONPATH."""
    shutil.copytree(Path(partnerscape.__file__).parents[1], folder, ignore=shutil.ignore_patterns("__pycache__"))
    for kind in ("scenarios", "experiments"):
        (folder.parent / kind).symlink_to(ROOT / kind)
    path = folder / "partnerscape" / file
    path.write_text(path.read_text() + "\n# edited\n")
    return folder


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[int], Path]]:
    """A disk of its own for a folder; what it yields fills it up to so many kilobytes, with a file that it returns."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], check=True, capture_output=True)

    def fill(room: int) -> Path:
        others = folder / "others"
        with others.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free - 1024 * room)
        return others

    try:
        yield fill
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def disks() -> str:
    """Why no disk can be mounted here; empty if it can."""
    call = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    allowed = shutil.which("unshare") and subprocess.run(call, capture_output=True).returncode == 0
    return "" if allowed else "a full disk needs the right to mount one"
