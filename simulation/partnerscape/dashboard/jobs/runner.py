"""Long work behind the page, one at a time: progress, time left, cancel; every tab sees it, and a reload does not end it."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from partnerscape.scenario import InputError
from partnerscape.study.jobs.pace import Pace

from .live import Cancelled, SupersededError

PAUSE = 0.25  # seconds between two looks
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Job:
    """How far a piece of work is.

    Attributes
    ----------
    kind : str
        ``study`` or ``own``: a company's own programme.
    state : str
        ``running``, ``ending`` (all runs are done), ``done``, ``cancelled`` or ``failed``.
    done, total : int
        Of the stage that runs.
    left : float or None
        Seconds until that stage ends; None: not known yet.
    """

    name: str
    kind: str
    state: str = "running"
    done: int = 0
    total: int = 0
    left: float | None = None
    error: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.state in ("done", "cancelled", "failed")


class Jobs:
    """What this process works on."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._ends: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def latest(self, kind: str) -> Job | None:
        """The newest of a kind."""
        return next((job for job in reversed(self._jobs.values()) if job.kind == kind), None)

    def start(self, job: Job, work: Callable[[Progress], None]) -> None:
        """Start ``work``, which reports its progress.

        Raises
        ------
        InputError
            While something else runs.
        """
        with self._lock:
            busy = next((other for other in self._jobs.values() if not other.is_over), None)
            if busy is not None:
                raise InputError("dashboard", (), "start", "one at a time: wait, or cancel what runs", busy.name)
            self._jobs.pop(job.name, None)
            self._jobs[job.name], self._ends[job.name] = job, threading.Event()
        spoken = contextvars.copy_context()  # what the work writes is in the language of whoever started it
        threading.Thread(target=spoken.run, args=(self._run, job.name, work), daemon=True).start()

    def cancel(self, name: str) -> None:
        """End it soon; what was run is kept."""
        if name in self._ends:
            self._ends[name].set()

    def _run(self, name: str, work: Callable[[Progress], None]) -> None:
        pace = Pace()

        def tell(done: int, total: int) -> None:
            if self._ends[name].is_set():
                raise SupersededError
            pace.seen(done, total)
            self._set(name, state="ending" if done >= total else "running", done=done, total=total, left=pace.left)

        try:
            work(tell)
            self._set(name, state="done")
        except SupersededError:
            self._set(name, state="cancelled")
        except InputError as error:
            self._set(name, state="failed", error="\n".join(error.lines))
        except Exception as error:  # noqa: BLE001 - the page says what failed
            self._set(name, state="failed", error=f"{type(error).__name__}: {error}")

    def _set(self, name: str, **changes: object) -> None:
        self._jobs[name] = replace(self._jobs[name], **changes)  # type: ignore[arg-type]


JOBS = Jobs()


def watch(kind: str, tell: Callable[[Job | None], None], cancelled: Cancelled) -> None:
    """Tell how far the newest of a kind is, as long as somebody looks."""
    before: object = ""
    while not cancelled():
        job = JOBS.latest(kind)
        if job != before:
            tell(job)
            before = job
        time.sleep(PAUSE)
