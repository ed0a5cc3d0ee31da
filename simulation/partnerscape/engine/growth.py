"""How a pool grows: what finds it full is repeated in a larger one. All that simulates partners grows here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

Answer = TypeVar("Answer")


class PoolFullError(OverflowError):
    """More partners than the blocks hold."""


def check_room(world: np.ndarray) -> None:
    """Raise :class:`PoolFullError` if newcomers have found no place since the pool was made."""
    if world[0]["full"]:
        raise PoolFullError("more partners than the blocks hold")


def until_it_fits(attempt: Callable[[int], Answer], blocks: int) -> Answer:
    """``attempt(blocks)``; as long as it raises :class:`PoolFullError`, again with half as many blocks more.

    Bits do not depend on the number of blocks: a newcomer takes the first free place, and empty blocks add nothing to a sum.

    Parameters
    ----------
    attempt : callable
        Simulates in a pool of so many blocks, each time from the same start.
    blocks : int
        To begin with, at least 1.

    Examples
    --------
    >>> def simulate(blocks):
    ...     if blocks < 5:
    ...         raise PoolFullError
    ...     return blocks
    >>> until_it_fits(simulate, 2)
    5
    """
    while True:
        try:
            return attempt(blocks)
        except PoolFullError:
            blocks += (blocks + 1) // 2
