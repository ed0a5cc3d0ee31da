"""A study's folder: what was asked, all runs, and the tables that every analysis reads.

Runs are kept in one pool, each under a key of all that decides it (:mod:`.keys`), so that an interrupted study goes on where
it stopped, a study that grows runs only what is new, and a changed one never mixes with an old one.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from partnerscape.scenario import InputError, formats
from partnerscape.scenario.errors import Shown

from .failed import FAILED, Failed
from .files import digest_of as digest_of
from .files import read_table as read_table
from .files import writable as writable
from .files import write_table as write_table
from .files import write_whole as write_whole
from .formats import FORMATS as FORMATS
from .formats import save_tables as save_tables
from .pool import Pool, runs_in

FORMAT = formats.STUDY
ASKED, RUN, COMPARISON = "study.json", "run.json", "comparison.json"


def is_study(folder: Path) -> bool:
    """Whether a folder holds a study."""
    return (folder / ASKED).is_file()


def writable_without_study(folder: Path) -> Path:
    """A folder for tables of another kind: made if need be; one that holds a study, or what a newer version wrote, is refused."""
    if is_study(folder):
        raise InputError(folder, "", "out", "another folder than a study's", "a study; choose another --out")
    for name in (RUN, COMPARISON):
        formats.check_format(folder / name, formats.TABLES, held_in(folder / name) or {}, "choose another --out")
    return writable(folder)


def held_in(path: Path) -> dict[str, Any] | None:
    """What a JSON file says; empty if it is damaged, None if it is not there."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError):  # ValueError: a name that no folder can have
        return None
    try:
        stored = json.loads(content)
    except ValueError:
        return {}
    return stored if isinstance(stored, dict) else {}


class Store:
    """A study's folder: ``study.json`` (what was asked), ``policies``, ``futures`` and ``table``, ``runs/``, ``failed/``."""

    def __init__(self, folder: str | Path, whole: Store | None = None, note: Callable[[str], object] = warnings.warn) -> None:
        self.folder = Path(folder)
        self.pool: Pool = whole.pool if whole else Pool(self.folder / "runs", note)
        self.failed: Failed = whole.failed if whole else Failed(self.folder / FAILED)

    @property
    def runs_folder(self) -> Path:
        """Where all runs are."""
        return self.pool.folder

    def part(self, name: str) -> Store:
        """A store inside this one, for what an analysis plays beyond the design; its runs are in the same pool."""
        part = Store(self.folder / name, self)
        writable(part.folder, self.folder)
        writable(self.runs_folder, self.folder)
        return part

    def open(self, asked: Mapping[str, Any]) -> str:
        """Begin a study, go on with it or let it grow.

        Returns
        -------
        str
            What another version of the model left that cannot be used, in one line; empty if there is nothing.

        Raises
        ------
        InputError
            If the folder holds another study or one of an older format, or cannot be written.
        """
        expected = "an empty folder or this same study's"
        stored = self._held()
        if stored is not None and "key" in stored and stored.get("format") != FORMAT:
            older = Shown(f"a study of partnerscape {stored.get('version')}, which only `report` can read")
            raise InputError(self.folder, "", "out", expected, older, "choose another --out")
        if stored is not None and stored.get("key") != asked["key"]:
            raise InputError(self.folder, "", "out", expected, "another study; choose another --out")
        writable(self.runs_folder, self.folder)
        if stored is None and any(self.runs_folder.iterdir()):
            raise InputError(self.folder, "", "out", expected, "runs without their question")
        write_whole(self.folder / ASKED, json.dumps({**asked, "format": FORMAT}, indent=2, default=str) + "\n")
        return self._outdated(stored or {}, asked)

    def _outdated(self, stored: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
        """Runs of another build, in one line; they are kept, but not read."""
        known = asked.get("outputs")
        old = self.pool.of_other_builds(str(known)) if stored and stored.get("outputs") != known else []
        if not old:
            return ""
        versions = f"partnerscape {stored.get('version')} (build {stored.get('build')})"
        now = f"partnerscape {asked.get('version')} (build {asked.get('build')})"
        return f"{self.folder}: {runs_in(old):,} stored runs are of {versions}; {now} simulates them again"

    def _held(self) -> dict[str, Any] | None:
        """What ``study.json`` says; empty if that is no study's, None if it is not there.

        Raises
        ------
        InputError
            If a newer version wrote it in a format that this one does not know.
        """
        stored = held_in(self.folder / ASKED)
        formats.check_format(self.folder / ASKED, FORMAT, stored or {}, "upgrade partnerscape, or choose another folder")
        return stored

    @property
    def asked(self) -> dict[str, Any]:
        """What the study asked: question, scenario, version, build, seeds."""
        held = self._held()
        if not held or not {"key", "question", "scenario"} <= held.keys():
            raise InputError(
                self.folder, "", "", "a folder of a study (with study.json)", "none" if held is None else "a damaged one"
            )
        return held
