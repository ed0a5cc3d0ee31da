"""TOML files as tables; anything else is one clear error."""

from __future__ import annotations

import re
import stat
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from ..errors import NOTHING, InputError, Shown, named
from . import slips

LARGEST_FILE = 4_000_000  # bytes; a scenario has some ten thousand
ROOT = Path(__file__).resolve().parents[4]
KINDS = {"scenarios": "scenario", "experiments": "question"}  # folders of what is shipped
COMMANDS = {"scenarios": "partnerscape run", "experiments": "partnerscape study"}
SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".xltx", ".numbers")  # of which the first alone is read
FILES = (".toml", *SHEETS)
LINE = re.compile(r"at line (\d+), column \d+\)$")  # before Python 3.14, the line number is only in the message


def shipped(kind: str) -> dict[str, Path]:
    """Files that come with the package, by name; ``kind`` is "scenarios" or "experiments"."""
    inside = Path(str(resources.files("partnerscape"))) / "shipped" / kind
    folder = inside if inside.is_dir() else ROOT / kind
    return {p.stem: p for p in sorted(folder.glob("*.toml"))}


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file; a file that cannot be read is one clear error."""
    text = _text(path)
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise InputError(path, "", "", "valid TOML", "tables or lists nested too deeply") from None
    except ValueError as error:  # also a number of more digits than Python reads
        line = getattr(error, "lineno", None) or int((LINE.search(str(error)) or [0, 0])[1])
        raise InputError(path, "", "", "valid TOML", str(error), slips.in_toml(text, line)) from None
    if not table:
        raise InputError(path, "", "", "tables", "an empty file")
    return table


def _text(path: Path) -> str:
    """The text of a file."""
    content = content_of(path, "a TOML file")
    if other := slips.not_text(content):
        raise InputError(path, "", "", "UTF-8 text", Shown(other), slips.AS_TEXT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found, advice = slips.not_utf8(content, error)
        raise InputError(path, "", "", "UTF-8 text", Shown(found), advice) from None


def content_of(path: Path, expected: str) -> bytes:
    """The bytes of a file, if it is a file and not too large."""
    try:
        kind, size = path.stat().st_mode, path.stat().st_size
        readable = stat.S_ISREG(kind) and size <= LARGEST_FILE  # a pipe or a device would keep us waiting
        content = path.read_bytes() if readable else b""
    except FileNotFoundError:
        raise InputError(path, "", "", expected, "no such file", slips.in_path(str(path))) from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(path, "", "", "a file that can be read", reason, slips.in_path(str(path))) from None
    if not stat.S_ISREG(kind):
        raise InputError(path, "", "", expected, "a folder" if stat.S_ISDIR(kind) else "a device or a pipe")
    if not readable:
        raise InputError(path, "", "", f"a file of at most {LARGEST_FILE:,} bytes", f"{size:,} bytes")
    return content


def find(source: object, folder: str) -> Path:
    """A shipped file by name, or any file by path; ``folder`` is where the shipped ones are."""
    kind, known = KINDS[folder], shipped(folder)
    expected = f"the name of a {kind}, a TOML file or a table"
    if not isinstance(source, str | Path):
        raise InputError("", "", kind, expected, source)
    path = known.get(str(source)) or Path(source)
    if str(source).strip() == "":
        raise InputError("", "", kind, expected, NOTHING)
    if path.suffix.lower() in FILES or path.name != str(source) or "\0" in path.name or _is_there(path):
        return path
    raise InputError(
        str(source), "", "", named(known, source, "a TOML file or one of"), "neither", _elsewhere(str(source), folder)
    )


def _is_there(path: Path) -> bool:
    try:
        return path.is_symlink() or path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _elsewhere(name: str, folder: str) -> str:
    """Advice where a name is one of another kind of file."""
    for other, kind in KINDS.items():
        if other != folder and name in shipped(other):
            return f"it is a {kind}: `{COMMANDS[other]} {name}`"
    beside = Path(f"{name}.toml")
    return f"there is a file {beside}: use its full name" if _is_there(beside) else ""
