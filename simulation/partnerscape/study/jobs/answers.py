"""What was asked in a folder of results: when, by which command, and the answer in a line; kept in the folder itself.

So nothing but the folder has to be kept: one that is moved or deleted takes its line along, and two that are written at once do
not disturb each other.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from partnerscape.scenario import InputError

from .files import write_whole

ANSWER = "answer.json"
KEYS = ("kind", "asked", "answer", "command", "where", "when")


@dataclass(frozen=True)
class Kept:
    """An answer that is kept.

    Attributes
    ----------
    folder : Path
        Where its results are.
    kind, asked, answer : str
        ``study`` or ``compare``, the question, the answer in a line.
    command : list of str
        What was typed, without the programme's name; empty if it was asked from Python.
    where, when : str
        The folder in which it was typed, and the time (ISO 8601, UTC).
    """

    folder: Path
    kind: str
    asked: str
    answer: str
    command: tuple[str, ...]
    where: str
    when: str


def keep_answer(folder: Path, kind: str, asked: str, answer: str, command: list[str]) -> None:
    """Keep what was asked beside its results."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    kept = Kept(folder, kind, " ".join(asked.split()), " ".join(answer.split()), tuple(command), str(Path.cwd()), now)
    values = {name: value for name, value in asdict(kept).items() if name in KEYS}
    write_whole(folder / ANSWER, json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def answers_in(folder: Path) -> list[Kept]:
    """All answers in a folder of results and in the folders of it, the newest first.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(folder, "", "", "a folder of results", "no folder")
    places = [folder, *sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())]
    kept = [read for place in places if (read := _read(place)) is not None]
    return sorted(kept, key=lambda each: each.when, reverse=True)


def _read(folder: Path) -> Kept | None:
    """What a folder keeps; None if it keeps nothing that can be read."""
    try:
        held = json.loads((folder / ANSWER).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(held, dict) or not all(isinstance(held.get(key), str) for key in KEYS if key != "command"):
        return None
    command = held.get("command")
    words = tuple(map(str, command)) if isinstance(command, list) else ()
    return Kept(folder, held["kind"], held["asked"], held["answer"], words, held["where"], held["when"])


def forget_answer(kept: Kept) -> None:
    """Delete the folder of an answer, with all that is in it."""
    if (kept.folder / ANSWER).is_file():
        shutil.rmtree(kept.folder)
