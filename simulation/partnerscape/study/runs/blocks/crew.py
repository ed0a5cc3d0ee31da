"""Playing many blocks: any executor, or processes of this machine, and what happens when workers are lost."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from partnerscape.scenario import InputError

from ...jobs.failed import FailedRunsError
from ...jobs.parallel import default_workers, interrupts_at_a_safe_place
from ...question.counts import MOST_WORKERS, whole_number
from .plan import Plan
from .play import play
from .stored import path_of

ATTEMPTS = 3  # at a block that loses its worker
WAITING = 1024  # blocks that are handed to somebody else's executor at once
LOOK = 0.5  # seconds after which an interrupt is noticed
Told = dict[str, Any]


@dataclass(frozen=True)
class Crew:
    """Who plays a study's blocks: an ``executor`` of one's own, or else ``processes`` here, or else ``threads``."""

    executor: Executor | None = None
    processes: int | None = None
    threads: int | None = None

    def hands(self) -> Hands:
        """Somewhere to submit blocks to; to be closed."""
        if self.executor is not None:
            return Hands(lambda: self.executor, getattr(self.executor, "_max_workers", WAITING // 2), own=False)
        if self.processes is not None:
            count = self.processes
            return Hands(lambda: process_pool(count), count, own=True)
        threads = self.threads or default_workers()
        return Hands(lambda: ThreadPoolExecutor(threads), threads, own=True)


def crew_of(executor: object, processes: object) -> Crew | None:
    """The crew that a caller asks for; None if nothing is asked for.

    Raises
    ------
    InputError
        For what is no executor, no number of processes, or both at once.
    """
    if executor is not None and processes is not None:
        raise InputError("", (), "executor", "an executor or a number of processes", "both")
    if executor is not None:
        if not callable(getattr(executor, "submit", None)):
            raise InputError("", (), "executor", "a concurrent.futures.Executor", executor)
        return Crew(executor=as_executor(executor))
    if processes is None:
        return None
    return Crew(processes=checked_processes(processes))


def checked_processes(processes: object) -> int:
    """A number of processes."""
    number = whole_number(processes)
    if number is None or not 1 <= number <= MOST_WORKERS:
        raise InputError("", (), "processes", f"a whole number from 1 to {MOST_WORKERS}", processes)
    return number


def as_executor(given: Any) -> Any:
    """An executor whose jobs are futures: those of submitit are none, and are adapted."""
    return given if isinstance(given, Executor) or not hasattr(given, "map_array") else Adapted(given)


class Adapted(Executor):
    """An executor with ``submit`` whose jobs have a ``result`` to wait for but are no futures, such as submitit's."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self._threads = ThreadPoolExecutor(WAITING)

    def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """See :class:`concurrent.futures.Executor`."""
        return self._threads.submit(self.inner.submit(function, *given, **named).result)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See :class:`concurrent.futures.Executor`."""
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)


def process_pool(count: int) -> Executor:
    """Processes that need no ``if __name__ == "__main__"`` in the user's script, and that an interrupt lets finish."""
    from joblib.externals.loky import ProcessPoolExecutor  # comes with scikit-learn

    return ProcessPoolExecutor(count, timeout=600, initializer=_begin_worker, initargs=(os.getpid(),))


def _begin_worker(coordinator: int) -> None:
    """A terminal sends an interrupt to every process, where the coordinator waits for blocks that are being played."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(coordinator,), daemon=True).start()


def _end_with(coordinator: int) -> None:
    """End this process soon after its coordinator was killed, which would otherwise keep its memory for ten minutes."""
    while os.getppid() == coordinator:
        time.sleep(LOOK)
    os._exit(1)


def _each_anew(executor: Any) -> dict[str, Any]:
    """Dask takes a call for one that it knows, and repeats its answer, an error too; a block that is repeated is played."""
    return {"pure": False} if type(executor).__module__.startswith("distributed.") else {}


@dataclass
class Hands:
    """An executor, opened when it is first needed and again after it broke."""

    make: Callable[[], Any]
    count: int
    own: bool
    _executor: Any = field(default=None)

    def submit(self, folder: Path, block: int) -> Future[Told]:
        """Hand a block over."""
        if self._executor is None:
            self._executor = self.make()
        return self._executor.submit(play, str(folder), block, **_each_anew(self._executor))

    def reopen(self) -> bool:
        """After a worker died: whether there is a new executor."""
        if self.own:
            self.close(False)
        return self.own

    def close(self, finish: bool = True) -> None:
        """Let go of an executor of our own."""
        if self.own and self._executor is not None:
            self._executor.shutdown(wait=finish)
        self._executor = None


def play_blocks(plan: Plan, blocks: Sequence[int], crew: Crew, until: float | None = None) -> Iterator[Told]:
    """Play blocks that are not there yet, in any order; what each said as it ends.

    Parameters
    ----------
    plan : Plan
    blocks : sequence of int
    crew : Crew
    until : float, optional
        ``time.monotonic()`` by which the last block should have ended: none begins that would end later.

    Raises
    ------
    InputError
        As soon as a worker meets what no repetition mends: another build, an edited rule, a full disk.
    FailedRunsError
        At the end, if blocks lost their worker three times.
    """
    crowd = _Crowd(plan, crew.hands(), until)
    with interrupts_at_a_safe_place() as interrupted:
        try:
            yield from crowd.play(_shuffled(blocks), interrupted.is_set)
        except BaseException:
            crowd.cancel()
            raise
        finally:
            crowd.hands.close()
    crowd.check_lost()


def _shuffled(blocks: Sequence[int]) -> list[int]:
    """The blocks from a random one on: two coordinators of one folder rarely play the same."""
    start = random.SystemRandom().randrange(len(blocks)) if blocks else 0
    return [*blocks[start:], *blocks[:start]]


class _Crowd:
    """Blocks that are being played."""

    def __init__(self, plan: Plan, hands: Hands, until: float | None) -> None:
        self.plan, self.hands, self.until = plan, hands, until
        self.waiting: dict[Future[Told], int] = {}
        self.attempts: Counter[int] = Counter()
        self.lost: dict[int, str] = {}
        self.longest = 0.0

    def play(self, blocks: Iterable[int], interrupted: Callable[[], bool]) -> Iterator[Told]:
        queue = list(reversed(list(blocks)))
        while queue or self.waiting:
            if interrupted():
                yield from self.finish()
                raise KeyboardInterrupt
            yield from self.fill(queue)
            for future in wait(self.waiting, LOOK, return_when=FIRST_COMPLETED).done:
                number = self.waiting.pop(future, None)
                if number is None:
                    continue  # taken back when its pool broke
                report = self.result(future, number, queue)
                if report is not None:
                    self.longest = max(self.longest, report["seconds"])
                    yield report

    def fill(self, queue: list[int]) -> Iterator[Told]:
        """Submit as many blocks as keep every worker busy, unless time is up; yield those that another coordinator stored."""
        while queue and len(self.waiting) < min(2 * self.hands.count, WAITING):
            if self.until is not None and self.time_is_up():
                queue.clear()
                return
            number = queue.pop()
            block = self.plan.cuts.block(number)
            if path_of(self.plan.folder, self.plan.key(block)).exists():
                yield {"block": number, "rows": block.rows, "seconds": 0.0, "failed": 0, "digest": ""}
            else:
                self.waiting[self.hands.submit(self.plan.folder, number)] = number

    def time_is_up(self) -> bool:
        """Whether a block that is handed over now would end too late; each may wait for one that is being played."""
        rounds = 1 + len(self.waiting) / max(1, self.hands.count)
        return self.until is not None and time.monotonic() + 1.2 * rounds * self.longest >= self.until

    def result(self, future: Future[Told], number: int, queue: list[int]) -> Told | None:
        """What a block said; None if its worker was lost and it is played again."""
        try:
            return future.result()
        except InputError:
            raise  # no repetition mends it
        except Exception as error:  # noqa: BLE001 - whatever a foreign executor raises for a worker that it lost
            self.attempts[number] += 1
            broken = isinstance(error, BrokenExecutor)
            if self.attempts[number] < ATTEMPTS and (not broken or self.again(queue)):
                queue.append(number)
            else:
                self.lost[number] = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
            return None

    def again(self, queue: list[int]) -> bool:
        """After a pool broke, take back all that it had; whether there is another."""
        queue.extend(self.waiting.values())
        self.waiting.clear()
        return self.hands.reopen()

    def finish(self) -> Iterator[Told]:
        """What has begun ends, and is not lost; elsewhere it ends without us."""
        begun = [future for future in self.waiting if not future.cancel()]
        self.waiting.clear()
        for future in begun if self.hands.own else ():
            yield future.result()

    def cancel(self) -> None:
        for future in self.waiting:
            future.cancel()

    def check_lost(self) -> None:
        if self.lost:
            first = next(iter(self.lost.values()))
            what = f"{len(self.lost)} blocks lost their worker {ATTEMPTS} times (first: {first})"
            raise FailedRunsError(f"{what}; all others are stored: repeat the command to resume")
