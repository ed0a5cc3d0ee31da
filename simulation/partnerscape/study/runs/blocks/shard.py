"""A part of the blocks, for job arrays: any part, in any order, on any machine that sees the folder."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from partnerscape.scenario import InputError

from .collect import missing_in
from .crew import Crew, play_blocks
from .play import ready
from .workers import beat

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Shard:
    """Part ``number`` (from 1) of ``of``: every ``of``-th block."""

    number: int = 1
    of: int = 1

    @staticmethod
    def read(text: str) -> Shard:
        """A part as typed, ``3/40``.

        Raises
        ------
        InputError
            For anything else than two whole numbers, the first from 1 to the second.
        """
        match = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text.strip())
        number, of = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= number <= of:
            raise InputError("command line", (), "--shard", "k/N with k from 1 to N, such as 3/40", text)
        return Shard(number, of)

    def has(self, block: int) -> bool:
        """Whether a block belongs to this part."""
        return block % self.of == self.number - 1


WHOLE = Shard()


@dataclass(frozen=True)
class Part:
    """What a call has played of its part, and what is left of it."""

    blocks: int
    rows: int
    failed: int
    left: int
    seconds: float


def play_shard(
    folder: str | Path,
    shard: Shard = WHOLE,
    seconds: float | None = None,
    processes: int = 1,
    progress: Progress | None = None,
) -> Part:
    """Play the blocks of a part that are not stored yet.

    Parameters
    ----------
    folder : str or Path
        Of a planned study.
    shard : Shard
    seconds : float, optional
        Time until a wall-time limit: no block begins that would end later.
    processes : int
        That play at once on this machine.
    progress : callable, optional
        Called with the number of finished blocks and the part's total.

    Returns
    -------
    Part

    Raises
    ------
    InputError
        As :func:`.play.play`.
    """
    start = time.monotonic()
    plan = ready(folder)
    mine = [block for block in missing_in(plan) if shard.has(block)]
    until = None if seconds is None else start + seconds
    reports = []
    for one in play_blocks(plan, mine, Crew(processes=processes) if processes > 1 else Crew(threads=1), until):
        reports.append(one)
        if progress:
            progress(len(reports), len(mine))
    if processes == 1:
        beat(plan, 0, 0, 0.0, last=True)
    played = [one for one in reports if one["seconds"]]
    return Part(
        len(played),
        sum(one["rows"] for one in played),
        sum(one["failed"] for one in played),
        len(mine) - len(reports),
        time.monotonic() - start,
    )
