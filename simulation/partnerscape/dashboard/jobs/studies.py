"""Studies: started behind the page; opened again for the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from partnerscape.language import language
from partnerscape.scenario import InputError, Scenario
from partnerscape.show.board.content.whole import paper_of_study
from partnerscape.show.board.formats.html import page_of
from partnerscape.show.findings.report import study_report
from partnerscape.study.question.question import checked
from partnerscape.study.study import reopen
from partnerscape.study.study import study as ask
from partnerscape.study.win_win.findings import Findings, Slice, slice_over

from .folder import NAME, Folder
from .runner import JOBS, Job, Progress

REPORT = "report.html"
BOARD = "/board"
Range = tuple[float, float]


@dataclass(frozen=True)
class Asked:
    """A study as the form asks for it."""

    name: str
    levers: Mapping[str, Range]
    policies: int = 64
    futures: int = 16

    @property
    def runs(self) -> int:
        """Of candidates."""
        return self.policies * self.futures


def start(asked: Asked, scenario: Scenario, folder: Folder) -> None:
    """Start a study in the folder, or go on with one that was cancelled.

    Raises
    ------
    InputError
        For a name or levers that cannot be, and while something else runs.
    """
    path = folder.inside(asked.name)
    if path is None or not NAME.fullmatch(asked.name):
        raise InputError("dashboard", (), "name", "letters, digits, spaces, dots and dashes, at most 64", asked.name)
    table = {
        "question": "Which programmes are win-win?",
        "name": asked.name,
        "scenario": scenario,
        "levers": {name: list(ends) for name, ends in asked.levers.items()},
        "design": {"policies": asked.policies, "futures": asked.futures},
    }
    question = checked(table, Path("study"))

    def work(tell: Progress) -> None:
        study_report(ask(question, path, progress=tell, note=lambda _: None), path)

    JOBS.start(Job(asked.name, "study", total=asked.runs), work)


def opened(folder: Folder, name: str) -> Findings:
    """A finished study of the folder; kept until its files change.

    Raises
    ------
    InputError
        For a name that is none, and for a study that is not finished.
    """
    path = folder.inside(name)
    if path is None or name not in folder.studies():
        raise InputError("dashboard", (), "study", "a study of the folder", name)
    stamp = max((p.stat().st_mtime_ns for p in path.glob("*.json")), default=0)
    return _opened(path, stamp)


@lru_cache(maxsize=4)
def _opened(path: Path, _stamp: int) -> Findings:
    return reopen(path)


def has_report(folder: Folder, name: str) -> bool:
    """Whether a study's page was written."""
    path = folder.inside(f"{name}/{REPORT}")
    return path is not None and path.is_file()


def board(folder: Folder, name: str) -> str:
    """The board paper of a finished study of the folder, as a page in the language spoken.

    Raises
    ------
    InputError
        For a name that is none, and for a study that is not finished.
    """
    return page_of(paper_of_study(opened(folder, name)))


def board_address(name: str) -> str:
    """Where the page shows it, in the language spoken."""
    return f"{BOARD}/{quote(name)}?language={language()}"


def explored(findings: Findings, across: str, up: str, at: Mapping[str, float]) -> Slice:
    """The modelled P(win-win) over two levers, the others where the sliders stand."""
    held = {name: float(at.get(name, findings.recommended[name])) for name in findings.results.levers}
    return slice_over(findings.results, findings.model, across, up, held)
