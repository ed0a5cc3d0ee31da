"""The answer while levers move: futures burnt in once per programme and kept, a first answer from a few, then from all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from partnerscape.scenario import Policy, Scenario
from partnerscape.study.compare import compare
from partnerscape.study.comparison.comparison import Comparison
from partnerscape.study.comparison.prepared import Prepared, prepare

FIRST, ALL, STEP = 16, 64, 16  # futures of the first answer, of the last one, burnt in at a time
TOLD = 4  # futures between two reports
KEPT = 2  # programmes whose futures stay in memory: some 230 MB each

Cancelled = Callable[[], bool]


class SupersededError(Exception):
    """Nobody waits for this answer any more."""


@dataclass(frozen=True)
class Live:
    """How far an answer is.

    Attributes
    ----------
    comparison : Comparison or None
        None while the first futures are prepared.
    futures : int
        Of this answer.
    ready, total : int
        Futures prepared, and in all.
    working : bool
        Whether a better answer is on its way.
    """

    comparison: Comparison | None = None
    futures: int = 0
    ready: int = 0
    total: int = ALL
    working: bool = True


class Futures:
    """Prepared futures by programme, shared by all tabs."""

    def __init__(self) -> None:
        self._ready: OrderedDict[Scenario, Prepared] = OrderedDict()
        self._locks: dict[Scenario, threading.Lock] = {}
        self._lock = threading.Lock()

    def known(self, scenario: Scenario) -> Prepared | None:
        """What is ready, if anything."""
        return self._ready.get(scenario)

    def of(self, scenario: Scenario, count: int, cancelled: Cancelled, tell: Callable[[int], None]) -> Prepared:
        """At least so many futures, prepared in steps that other tabs share."""
        with self._lock:
            lock = self._locks.setdefault(scenario, threading.Lock())
        while True:
            known = self._ready.get(scenario)
            if known is not None and len(known.eves) >= count:
                return known.first(count)
            if cancelled():
                raise SupersededError
            if lock.acquire(timeout=0.2):
                try:
                    self._grow(scenario, tell)
                finally:
                    lock.release()

    def _grow(self, scenario: Scenario, tell: Callable[[int], None]) -> None:
        known = self._ready.get(scenario)
        have = len(known.eves) if known else 0
        ready = prepare(scenario, range(have + STEP), known=known, progress=lambda done, _: tell(done))
        with self._lock:
            self._ready[scenario] = ready
            self._ready.move_to_end(scenario)
            while len(self._ready) > KEPT:
                self._ready.popitem(last=False)


FUTURES = Futures()


def answer(scenario: Scenario, policy: Policy, name: str, tell: Callable[[Live], None], cancelled: Cancelled) -> None:
    """Tell a candidate's answer, first from few futures, then from all.

    Parameters
    ----------
    scenario : Scenario
    policy : Policy
        The candidate.
    name : str
        What it is called.
    tell : callable
        Called with a :class:`Live` whenever there is more to say.
    cancelled : callable
        Whether nobody waits any more; the answer then ends soon.
    """
    known, last = FUTURES.known(scenario), Live()
    waves = (ALL,) if known is not None and len(known.eves) >= ALL else (FIRST, ALL)
    for count in waves:

        def prepared(done: int, last: Live = last) -> None:
            if done % TOLD == 0:
                tell(Live(last.comparison, last.futures, done))

        ready = FUTURES.of(scenario, count, cancelled, prepared)
        comparison = compare(
            scenario, policy, ready.seeds, None, False, _unless(cancelled), name, hangs_on=False, prepared=ready, single=False
        )
        last = Live(comparison, count, len(ready.eves), ALL, count < ALL)
        tell(last)


def _unless(cancelled: Cancelled) -> Callable[[int, int], None]:
    """A progress report that ends the work when nobody waits for it."""

    def check(_done: int, _total: int) -> None:
        if cancelled():
            raise SupersededError

    return check
