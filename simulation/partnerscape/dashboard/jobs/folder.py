"""The chosen folder: the only place that the dashboard reads from and writes to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from partnerscape.scenario import InputError, Policy, Scenario, load_policy, load_scenario, shipped
from partnerscape.study.jobs.files import write_whole
from partnerscape.study.jobs.store import is_study

NAME = re.compile(r"[^\W_][\w .\-]{0,63}")  # a file's name without its ending: no separators, no leading dot
CANDIDATES = "candidates"
WORKBOOK = ".xlsx"
MOST = 500  # files listed


@dataclass(frozen=True)
class Folder:
    """A folder, by its real path."""

    path: Path
    chosen: ClassVar[Folder | None] = None

    @staticmethod
    def at(path: Path) -> Folder:
        """An existing folder.

        Raises
        ------
        InputError
        """
        try:
            real = path.resolve(strict=True)
        except OSError as error:
            raise InputError("command line", (), "--folder", "a folder", f"{path}: {error.strerror}") from None
        if not real.is_dir():
            raise InputError("command line", (), "--folder", "a folder", f"{path}, a file")
        return Folder(real)

    def choose(self) -> None:
        """Serve this one."""
        Folder.chosen = self

    @staticmethod
    def current() -> Folder:
        """The one that is served; this process' own where none was chosen."""
        return Folder.chosen or Folder(Path.cwd().resolve())

    def inside(self, name: str) -> Path | None:
        """A path in the folder; None for one that leads out of it, by dots or by a link."""
        try:
            path = (self.path / name).resolve()
        except (OSError, ValueError):
            return None
        return path if path.is_relative_to(self.path) else None

    def name_of(self, path: Path) -> str:
        """A file of the folder by its path within it, with slashes."""
        return path.relative_to(self.path).as_posix()

    def programmes(self) -> list[str]:
        """Scenario files in the folder, by name without ending."""
        return [p.stem for p in sorted(self.path.glob("*.toml"))[:MOST] if NAME.fullmatch(p.stem) and _says_programme(p)]

    def scenario(self, name: str) -> Scenario:
        """A shipped scenario, or one of the folder's; the folder's first.

        Raises
        ------
        InputError
            For a name that is neither, and for a file that is not right.
        """
        path = self.inside(f"{name}.toml") if NAME.fullmatch(name) else None
        if path is not None and path.is_file():
            return load_scenario(path)
        if name in shipped("scenarios"):
            return load_scenario(name)
        raise InputError("dashboard", (), "programme", "a shipped scenario or a file of the folder", name)

    def candidates(self, scenario: Scenario) -> dict[str, Policy]:
        """Saved candidates of a scenario; a file that does not fit it is left out."""
        saved = {}
        for path in sorted((self.path / CANDIDATES / scenario.name).glob("*.toml"))[:MOST]:
            if self.inside(str(path)) is not None and NAME.fullmatch(path.stem):
                try:
                    saved[path.stem] = load_policy(path, scenario)
                except InputError:
                    continue
        return saved

    def studies(self) -> list[str]:
        """Folders of studies, at most two levels down."""
        folders = [p.parent for depth in ("*", "*/*") for p in self.path.glob(f"{depth}/study.json")]
        return sorted(str(p.relative_to(self.path)) for p in folders[:MOST] if is_study(p) and self.inside(str(p)) is not None)

    def save(self, name: str, text: str, *under: str) -> Path:
        """Write a TOML file by its name, whole or not at all.

        Raises
        ------
        InputError
            For a name that a file of the folder cannot have.
        """
        return self._save(name, ".toml", text, under)

    def save_workbook(self, name: str, content: bytes, *under: str) -> Path:
        """The same of an Excel workbook."""
        return self._save(name, WORKBOOK, content, under)

    def saved_workbook(self, name: str) -> Path | None:
        """A candidate's workbook by its path below the folder of candidates; None for anything else."""
        path = self.inside(f"{CANDIDATES}/{name}")
        if path is None or path.suffix != WORKBOOK or not path.is_relative_to(self.path / CANDIDATES) or not path.is_file():
            return None
        return path

    def _save(self, name: str, ending: str, content: str | bytes, under: tuple[str, ...]) -> Path:
        path = self.inside("/".join([*under, f"{name}{ending}"]))
        if path is None or not all(NAME.fullmatch(part) for part in (name, *under)):
            raise InputError("dashboard", (), "name", "letters, digits, spaces, dots and dashes, at most 64", name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            raise InputError(path, (), "", "a file that can be written", error.strerror or str(error)) from None
        return path

    def delete(self, name: str, *under: str) -> None:
        """Delete a TOML file that :meth:`save` wrote."""
        path = self.inside("/".join([*under, f"{name}.toml"]))
        if path is not None and all(NAME.fullmatch(part) for part in (name, *under)):
            path.unlink(missing_ok=True)


def _says_programme(path: Path) -> bool:
    """Whether a file looks like a scenario, without reading all of it."""
    try:
        with path.open("r", encoding="utf-8", errors="replace") as file:
            text = file.read(200_000)
    except OSError:
        return False
    return "[market]" in text and "segments]]" in text
