"""How fast work goes and when it ends: a call plays several designs in a row, each with a total of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Pace:
    """The pace since a stage began; a stage begins where the total changes or less is done than before.

    What was done when a stage began was kept from an earlier call and says nothing of the pace.

    Attributes
    ----------
    clock : callable
        Seconds since some moment.

    Examples
    --------
    >>> pace = Pace(iter([0.0, 10.0]).__next__)
    >>> pace.seen(40, 100)
    >>> pace.seen(60, 100)
    >>> pace.rate, pace.left
    (2.0, 20.0)
    """

    clock: Callable[[], float] = field(default_factory=lambda: time.monotonic)
    _done: int = field(default=0, init=False)
    _total: int = field(default=-1, init=False)
    _first: int = field(default=0, init=False)
    _began: float = field(default=0.0, init=False)
    _last: float = field(default=0.0, init=False)

    def seen(self, done: int, total: int) -> None:
        """Note how much is done by now."""
        self._last = self.clock()
        if total != self._total or done < self._done:
            self._first, self._began = done, self._last
        self._done, self._total = done, total

    @property
    def rate(self) -> float:
        """Per second, 0 as long as nothing was done in this stage."""
        seconds = self._last - self._began
        return (self._done - self._first) / seconds if seconds > 0.0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds until this stage ends; None: not known yet."""
        return (self._total - self._done) / self.rate if self.rate > 0.0 else None
