"""Where a design is cut into blocks, so that a design that grows keeps every block that it had.

A block is a rectangle of consecutive policies and futures. Cuts only ever get more: the blocks of a smaller design are
among those of a larger one, whichever of its sides grew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from partnerscape.scenario import InputError

POLICIES, FUTURES = 128, 16  # of a block: the future's burn-in and the policies' encoding are shared by many runs
SMALL = 65_536  # candidate runs, up to which blocks are smaller, so that all cores have some
SMALL_POLICIES, SMALL_FUTURES = 64, 8


@dataclass(frozen=True)
class Block:
    """Policies from ``policies[0]`` up to ``policies[1]``, futures likewise; the first policies' also hold the baseline."""

    number: int
    policies: tuple[int, int]
    futures: tuple[int, int]

    @property
    def first(self) -> bool:
        """Whether it stores the runs of the current policy."""
        return self.policies[0] == 0

    @property
    def runs(self) -> int:
        """Candidate runs."""
        return (self.policies[1] - self.policies[0]) * (self.futures[1] - self.futures[0])

    @property
    def rows(self) -> int:
        """Rows if no run fails: candidates and the current policy's."""
        return self.runs + (self.futures[1] - self.futures[0] if self.first else 0)


@dataclass(frozen=True)
class Cuts:
    """Boundaries between blocks, from 0 to the number of policies (of futures)."""

    policies: tuple[int, ...]
    futures: tuple[int, ...]

    def __len__(self) -> int:
        return (len(self.policies) - 1) * (len(self.futures) - 1)

    def block(self, number: int) -> Block:
        """A block by its number: policies go slowest, so that the first blocks meet every future."""
        i, j = self.at(number)
        return Block(number, (self.policies[i], self.policies[i + 1]), (self.futures[j], self.futures[j + 1]))

    def at(self, number: int) -> tuple[int, int]:
        """Which part of the policies and which of the futures a block takes."""
        return divmod(number, len(self.futures) - 1)

    def within(self, policies: int, futures: int) -> list[int]:
        """Numbers of the blocks that hold runs of the first so many policies and futures."""
        wide = len(self.futures) - 1
        rows = sum(start < policies for start in self.policies[:-1])
        columns = sum(start < futures for start in self.futures[:-1])
        return [i * wide + j for i in range(rows) for j in range(columns)]


def size_in(text: str) -> tuple[int, int]:
    """The size of a block as typed, ``256x32``.

    Raises
    ------
    InputError
        For anything else than two whole numbers from 1.
    """
    match = re.fullmatch(r"(\d{1,6})x(\d{1,6})", text.strip())
    policies, futures = (int(match[1]), int(match[2])) if match else (0, 0)
    if not policies * futures:
        raise InputError("command line", (), "--block", "policies x futures, such as 256x32", text)
    return policies, futures


def cuts_for(policies: int, futures: int, size: tuple[int, int] | None = None, before: Cuts | None = None) -> Cuts:
    """Cuts of a design, which has those of a smaller one ``before`` it.

    Parameters
    ----------
    policies, futures : int
        How many the design has.
    size : (int, int), optional
        Policies and futures of a block; default: by the number of runs.
    before : Cuts, optional

    Examples
    --------
    >>> cuts_for(300, 20, (128, 16))
    Cuts(policies=(0, 128, 256, 300), futures=(0, 16, 20))
    >>> cuts_for(300, 40, (128, 16), cuts_for(300, 20, (128, 16))).futures
    (0, 16, 20, 36, 40)
    """
    small = policies * futures <= SMALL
    step = size or ((SMALL_POLICIES, SMALL_FUTURES) if small else (POLICIES, FUTURES))
    old = before or Cuts((0,), (0,))
    return Cuts(_extended(old.policies, policies, step[0]), _extended(old.futures, futures, step[1]))


def _extended(before: tuple[int, ...], count: int, step: int) -> tuple[int, ...]:
    end = before[-1]
    return before if count <= end else (*before, *range(end + step, count, step), count)
