"""Numbers of the formats that the package writes and reads again; a newer one is refused by name (docs/releases.md)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from partnerscape.version import __version__

from .errors import InputError, Shown

STUDY = 2  # of a study's folder; 1 kept runs under keys of the whole question
TABLES = 1  # of the folders of run and compare
IMPORT = 1
PILOT = 1
FIT = 1
JSON = 1  # of every answer of --json


def check_format(where: str | Path, now: int, stored: Mapping[str, Any], advice: str = "upgrade partnerscape") -> int:
    """The format of what was stored; what says nothing is of the first.

    Parameters
    ----------
    where : str or Path
        The file that says so.
    now : int
        The format that this version writes.
    stored : mapping
        What it says: ``format``, and ``version``, the one that wrote it.
    advice : str
        What to do about a newer one.

    Raises
    ------
    InputError
        If it is newer than this version, or no format.

    Examples
    --------
    >>> check_format("study.json", 2, {"format": 1})
    1
    >>> check_format("study.json", 2, {})
    1
    """
    found = stored.get("format", 1)
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise InputError(where, (), "format", "the number of a format, from 1", found)
    if found > now:
        by = f", written by partnerscape {stored['version']}" if stored.get("version") else ""
        expected = f"at most {now}, the newest that partnerscape {__version__} reads"
        raise InputError(where, (), "format", expected, Shown(f"{found}{by}"), advice)
    return found
