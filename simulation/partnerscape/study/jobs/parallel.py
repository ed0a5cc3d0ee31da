"""Independent jobs on all cores, and an interrupt that never stops them halfway."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from partnerscape.engine.build import compiled_month

Result = TypeVar("Result")
Job = TypeVar("Job")


def default_workers() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_parallel(work: Callable[[Job], Result], jobs: Iterable[Job], workers: int | None = None) -> Iterator[tuple[Job, Result]]:
    """(job, result) as they end. Threads suffice: compiled months release the lock. An interrupt stops after the current jobs."""
    compiled_month()
    workers = workers or default_workers()
    queue = iter(jobs)
    waiting: dict[Future[Result], Job] = {}
    with interrupts_at_a_safe_place() as interrupted, ThreadPoolExecutor(workers) as pool:
        try:
            while True:
                if interrupted.is_set():
                    begun = [future for future in waiting if not future.cancel()]
                    for future in begun:  # what has begun ends, and is not lost
                        yield waiting[future], future.result()
                    raise KeyboardInterrupt
                while len(waiting) < 2 * workers and (job := next(queue, None)) is not None:
                    waiting[pool.submit(work, job)] = job
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    yield waiting.pop(future), future.result()
        finally:
            for future in waiting:
                future.cancel()


def keep_as_played(
    work: Callable[[Job], Result],
    jobs: Iterable[Job],
    keep: Callable[[list[tuple[Job, Result]]], None],
    workers: int | None = None,
    together: int = 1,
) -> Iterator[tuple[Job, Result]]:
    """:func:`in_parallel` for whatever a study plays: ``keep`` gets what has ended, ``together`` at a time.

    It gets the rest whatever ends the loop: an interrupt loses nothing that was played to its end.
    """
    waiting: list[tuple[Job, Result]] = []

    def write() -> None:
        ended = waiting.copy()
        waiting.clear()  # what cannot be written is not tried twice
        if ended:
            keep(ended)

    try:
        for job, result in in_parallel(work, jobs, workers):
            waiting.append((job, result))
            if len(waiting) >= together:
                write()
            yield job, result
    finally:
        write()


@contextmanager
def interrupts_at_a_safe_place() -> Iterator[threading.Event]:
    """An event that a first interrupt (SIGINT or SIGTERM) sets; a second one is as it was before.

    Python raises an interrupt between any two instructions of the main thread, also where that
    thread holds a lock of the executor: the workers, and whoever waits for them, then hang.
    """
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return

    before: dict[int, Any] = {}

    def remember(number: int, frame: FrameType | None) -> None:
        interrupted.set()
        for one, handler in before.items():
            signal.signal(one, handler)

    for asked in (signal.SIGINT, signal.SIGTERM):
        before[asked] = signal.signal(asked, remember)
    try:
        yield interrupted
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
