"""Folders that the package keeps things in between runs: whatever is read-only, full, taken or missing, there is another.

A fallback is said once, in one line on standard error (a warning of the logger ``partnerscape``).
"""

from __future__ import annotations

import errno
import logging
import os
import re
import secrets
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

MEMORY = Path("/dev/shm")  # of Linux: files in memory
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))})
ROOM = 8 * 2**20  # bytes: what a compiled month takes, twice


def misfit(folder: Path, room: int = 0) -> str:
    """Why nothing (or less than ``room`` bytes) can be written into a folder, made if need be; empty if it can.

    It is tried: permissions say nothing of full disks, quotas and read-only file systems.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            written = file.write(b"\0" * room)
    except (OSError, ValueError) as error:  # ValueError: a name that no folder can have
        return getattr(error, "strerror", None) or str(error)
    return "" if written == room else os.strerror(errno.ENOSPC)


def draft_of(path: Path) -> Path:
    """A hidden file beside ``path`` that nobody else writes, on any host that shares the folder; nothing ever reads it.

    Host, process and a random number: process ids alone repeat between hosts. It is short, as some systems take paths of 260
    characters and all take names of 255 bytes.
    """
    host = re.sub(r"[^A-Za-z0-9]+", "-", socket.gethostname())[:16]
    return path.parent / f".{path.name[:24]}.{host}.{os.getpid()}.{secrets.token_hex(6)}.draft"


def as_file_name(text: str, longest: int = 80) -> str:
    """Text as the name of a file or folder on any system: letters, digits, _ and - alone, and no device of Windows.

    Examples
    --------
    >>> as_file_name("a/b: c"), as_file_name("con"), as_file_name("Grüße")
    ('a_b_c', 'con_', 'Grüße')
    """
    plain = re.sub(r"[^\w\-]+", "_", text)[:longest] or "_"
    return f"{plain}_" if plain.casefold() in DEVICES else plain


def cache_folder(key: str = "") -> Path | None:
    """The folder of one build's compiled code, ``key``, in the user's cache; None if no place can be written.

    In PARTNERSCAPE_CACHE or the user's cache (XDG_CACHE_HOME, ``~/.cache``); else in a temporary folder of this user's own.
    """
    return _cache_folder(key, _wanted())


@lru_cache(maxsize=16)
def _cache_folder(key: str, wanted: Path | None) -> Path | None:
    reason = "there is no home folder" if wanted is None else _lacking(wanted / key)
    if wanted is not None and not reason:
        return wanted / key
    usable = next((folder / key for folder in _temporary() if not _lacking(folder / key)), None)
    _say_once(f"{wanted or 'no cache folder'}: {reason}; compiled code goes to {usable.parent if usable else 'memory alone'}")
    return usable


@lru_cache(maxsize=16)
def _say_once(text: str) -> None:
    logging.getLogger("partnerscape").warning("partnerscape: %s", text)


def _lacking(folder: Path) -> str:
    """Why a build cannot be kept in a folder; one that holds it needs no further room."""
    return misfit(folder, 0 if any(folder.glob("__pycache__/*.nbc")) else ROOM)


def _wanted() -> Path | None:
    if stated := os.environ.get("PARTNERSCAPE_CACHE"):
        return Path(stated)
    cache = _of_user("XDG_CACHE_HOME", ".cache")
    return cache and cache / "partnerscape"


def _of_user(variable: str, usual: str) -> Path | None:
    """A folder of the user's by its variable or below the home folder, which not every user has."""
    try:
        return Path(os.environ.get(variable) or Path.home() / usual)
    except RuntimeError:  # an unknown user without HOME
        return None


def _temporary() -> Iterator[Path]:
    """Temporary folders of this user's own: one that lasts, if nobody else could have put code there, and a new one."""
    if (parent := _temporary_parent()) and (lasting := _own(parent)):
        yield lasting
    if new := _new_folder():
        yield new


def _temporary_parent() -> Path | None:
    """The system's temporary folder; a read-only container has none, but memory for files, which then serves all libraries."""
    try:
        return Path(tempfile.gettempdir())
    except OSError:
        if misfit(MEMORY):
            return None
        tempfile.tempdir = str(MEMORY)
        return MEMORY


def _own(parent: Path) -> Path | None:
    """The user's own folder in one that everybody may write; None where others could have written into it."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = parent / f"partnerscape-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    safe = os.name == "nt" or (status.st_uid == user and not status.st_mode & 0o022)
    return folder if stat.S_ISDIR(status.st_mode) and safe else None


@lru_cache(maxsize=1)
def _new_folder() -> Path | None:
    try:
        return Path(tempfile.mkdtemp(prefix="partnerscape-"))
    except OSError:
        return None


def settle_matplotlib() -> None:
    """Give Matplotlib a folder for its settings and fonts where it would find none, before it is loaded and complains."""
    if "matplotlib" in sys.modules:
        return
    if any(folder is None or misfit(folder) for folder in _of_matplotlib()) and (other := cache_folder("matplotlib")):
        os.environ["MPLCONFIGDIR"] = str(other)


def _of_matplotlib() -> list[Path | None]:
    """Where Matplotlib writes by itself."""
    if os.environ.get("MPLCONFIGDIR") or not sys.platform.startswith(("linux", "freebsd")):
        return [_of_user("MPLCONFIGDIR", ".matplotlib")]
    folders = (_of_user("XDG_CONFIG_HOME", ".config"), _of_user("XDG_CACHE_HOME", ".cache"))
    return [folder and folder / "matplotlib" for folder in folders]
