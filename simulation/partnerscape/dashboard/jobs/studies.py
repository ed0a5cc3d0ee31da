"""Studies: run behind the page with progress, time left and cancel; opened again for the map."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from partnerscape.scenario import InputError, Scenario
from partnerscape.show.findings.report import study_report
from partnerscape.study.question.question import checked
from partnerscape.study.study import reopen
from partnerscape.study.study import study as ask
from partnerscape.study.win_win.findings import Findings, Slice, slice_over

from .folder import NAME, Folder
from .live import Cancelled, SupersededError

REPORT = "report.html"
PAUSE = 0.25  # seconds between two looks at a running study
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


@dataclass(frozen=True)
class Job:
    """How far a study is.

    Attributes
    ----------
    state : str
        ``running``, ``analysing``, ``done``, ``cancelled`` or ``failed``.
    """

    name: str
    state: str = "running"
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    error: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.state in ("done", "cancelled", "failed")

    @property
    def left(self) -> float | None:
        """Seconds left of the runs, at the pace so far; None: not known yet."""
        return self.seconds / self.done * (self.total - self.done) if self.done else None


class Studies:
    """The studies of this process; every tab sees them."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._ends: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def job(self, name: str) -> Job | None:
        """How far a study is; None if it was not started here."""
        return self._jobs.get(name)

    @property
    def running(self) -> list[Job]:
        """Those that are not over."""
        return [job for job in self._jobs.values() if not job.is_over]

    def latest(self) -> Job | None:
        """The one started last."""
        return next(reversed(self._jobs.values()), None)

    def start(self, asked: Asked, scenario: Scenario, folder: Folder) -> Job:
        """Start a study in the folder, or go on with one that was cancelled.

        Raises
        ------
        InputError
            For a name or levers that cannot be, and while another study runs.
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
        with self._lock:
            if self.running:
                raise InputError("dashboard", (), "study", "one study at a time: wait or cancel", self.running[0].name)
            self._jobs.pop(asked.name, None)
            self._jobs[asked.name] = Job(asked.name, total=asked.runs)
            self._ends[asked.name] = threading.Event()
        threading.Thread(target=self._run, args=(asked.name, question, path), daemon=True).start()
        return self._jobs[asked.name]

    def cancel(self, name: str) -> None:
        """End it soon; what was run is kept, and the same study goes on from there."""
        if name in self._ends:
            self._ends[name].set()

    def _run(self, name: str, question: tuple[object, Scenario], path: Path) -> None:
        began = time.monotonic()

        def tell(done: int, total: int) -> None:
            if self._ends[name].is_set():
                raise SupersededError
            state = "analysing" if done >= total else "running"
            self._set(name, state=state, done=done, total=total, seconds=time.monotonic() - began)

        try:
            findings = ask(question, path, progress=tell, note=lambda _: None)  # type: ignore[arg-type]
            study_report(findings, path)
            self._set(name, state="done", seconds=time.monotonic() - began)
        except SupersededError:
            self._set(name, state="cancelled")
        except InputError as error:
            self._set(name, state="failed", error="\n".join(error.lines))
        except Exception as error:  # noqa: BLE001 - the page says what failed
            self._set(name, state="failed", error=f"{type(error).__name__}: {error}")

    def _set(self, name: str, **changes: object) -> None:
        self._jobs[name] = replace(self._jobs[name], **changes)  # type: ignore[arg-type]


STUDIES = Studies()


def watch(tell: Callable[[Job | None], None], cancelled: Cancelled) -> None:
    """Tell how far the newest study is, as long as somebody looks."""
    before: object = ""
    while not cancelled():
        job = STUDIES.latest()
        if job != before:
            tell(job)
            before = job
        time.sleep(PAUSE)


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


def explored(findings: Findings, across: str, up: str, at: Mapping[str, float]) -> Slice:
    """The modelled P(win-win) over two levers, the others where the sliders stand."""
    held = {name: float(at.get(name, findings.recommended[name])) for name in findings.results.levers}
    return slice_over(findings.results, findings.model, across, up, held)
