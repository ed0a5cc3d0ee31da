"""Runs that fail: kept as data in a study's folder, so that the others go on and a hopeless one is not repeated.

A run fails if playing it raises: a rule or metric of one's own, mostly. What the machine does (an interrupt, a full disk, no
memory) and a rule that does not compile are no failures of a run and end the study.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from numba.core.errors import NumbaError

from .files import write_whole

FAILED = "failed"  # folder
NO_FAILURE = (OSError, MemoryError, NumbaError)
TODAY = -1  # number of the current policy
BURN_INS = "-futures"  # in the name of a file of programmes that could not be burnt in, where futures were looked for
LINES = 40  # of a traceback that are kept, the last ones


class RunFailedError(Exception):
    """Playing a policy (-1: the current one, or the burn-in) in a future raised."""

    def __init__(self, future: int = 0, policy: int = TODAY, error: str = "", trace: str = "") -> None:
        super().__init__(future, policy, error, trace)
        self.future, self.policy, self.error, self.trace = future, policy, error, trace


class FailedRunsError(Exception):
    """So many runs failed that a question, or one of its analyses, is not answered."""


@contextmanager
def attempt(future: int, policy: int = TODAY) -> Iterator[None]:
    """Turn whatever playing a run raises into a :class:`RunFailedError`."""
    try:
        yield
    except NO_FAILURE:
        raise
    except Exception as error:
        raise RunFailedError(future, policy, said(error), trace_of(error)) from error


def said(error: Exception) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def trace_of(error: Exception) -> str:
    """The end of an error's traceback."""
    return "\n".join("".join(traceback.format_exception(error)).splitlines()[-LINES:])


@dataclass(frozen=True)
class Failure:
    """A run that failed.

    Attributes
    ----------
    run : str
        Its key.
    policy : dict of str to float, or None
        Its levers; None for the current policy, without which no policy of the future can be judged.
    future : dict of str to float
        The future's uncertain values.
    seed : int
    error, trace : str
        What was raised, in one line and with the end of its traceback.
    """

    run: str
    policy: dict[str, float] | None
    future: dict[str, float]
    seed: int
    error: str
    trace: str


class Failed:
    """The folder of failed runs: one JSON file per task that had some, named like files of runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, programme: str, failures: Sequence[Failure]) -> None:
        """Keep failures of a programme."""
        if failures:
            name = hashlib.blake2b("".join(failure.run for failure in failures).encode(), digest_size=10).hexdigest()
            content = json.dumps([asdict(failure) for failure in failures], indent=1)
            write_whole(self.folder / f"{programme}-{name}.json", content + "\n")

    def of(self, start: str) -> dict[str, Failure]:
        """Failures of a programme, or of a build, by their runs' keys; a damaged file holds none."""
        return {failure.run: failure for path in self._files(start) for failure in _read(path)}

    def forget(self) -> None:
        """Remove all runs, so that they are tried again; of futures others have been found since."""
        for path in self._files(""):
            if BURN_INS not in path.name:
                path.unlink(missing_ok=True)

    def _files(self, start: str) -> Iterable[Path]:
        return sorted(self.folder.glob(f"{start}*.json"))


def _read(path: Path) -> list[Failure]:
    try:
        return [_failure(held) for held in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError):
        return []


def _failure(held: Mapping[str, Any]) -> Failure:
    return Failure(**held)
