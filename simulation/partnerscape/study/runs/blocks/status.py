"""How far a planned study is, from the names of its files and what its workers last reported; nothing large is read."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...jobs.failed import Failed
from .collect import missing_in
from .plan import read_plan
from .stored import damaged_in
from .workers import PAUSE, Worker, workers_in

SILENT = 6 * PAUSE  # seconds after which a worker no longer counts as playing


@dataclass(frozen=True)
class Status:
    """How far a study is.

    Attributes
    ----------
    blocks, blocks_left, runs, runs_left : int
        Of the whole plan; runs are candidate runs.
    failed : int
        Runs that failed.
    damaged : int
        Files that were set aside; their blocks are played again.
    rate : float
        Rows per second of the workers that play now; 0 if none does.
    seconds_left : float or None
        At that rate; None if nobody plays.
    workers : tuple of Worker
        The latest first.
    now : float
        Time of day, as of ``workers``.
    """

    blocks: int
    blocks_left: int
    runs: int
    runs_left: int
    failed: int
    damaged: int
    rate: float
    seconds_left: float | None
    workers: tuple[Worker, ...]
    now: float

    @property
    def playing(self) -> list[Worker]:
        """Workers that reported lately."""
        return [worker for worker in self.workers if self.now - worker.seen <= SILENT]

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        rows = [{**asdict(w), "rate": rate_of(w), "seen": self.now - w.seen} for w in self.workers]
        return {**asdict(self), "playing": len(self.playing), "workers": rows}


def rate_of(worker: Worker) -> float:
    """Rows per second while it was busy."""
    return worker.rows / worker.seconds if worker.seconds > 0.0 else 0.0


def status_of(folder: str | Path) -> Status:
    """How far the study in a folder is.

    Raises
    ------
    InputError
        If it holds no plan.
    """
    plan = read_plan(Path(folder))
    left = [plan.cuts.block(number) for number in missing_in(plan)]
    runs_left, now = sum(block.runs for block in left), time.time()
    workers = tuple(sorted(workers_in(plan.folder), key=lambda worker: -worker.seen))
    rate = sum(rate_of(worker) for worker in workers if now - worker.seen <= SILENT)
    return Status(
        len(plan.cuts),
        len(left),
        plan.policies.count * plan.futures.count,
        runs_left,
        len(Failed(plan.folder / plan.failed).of(plan.programme)),
        len(damaged_in(plan.folder)),
        rate,
        runs_left / rate if rate else None,
        workers,
        now,
    )
