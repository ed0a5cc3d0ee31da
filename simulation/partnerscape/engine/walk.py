"""The month rule by rule: for Mesa's agents, and for whoever looks at partners between two rules.

The compiled ``play`` of ``loops.py`` is the same month in one function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

from .build import compiled_month
from .growth import check_room
from .month import AS_SHIPPED, Phase, Rulebook, month_of
from .state import State


def phases_due(number: Callable[[str], Any], rules: Rulebook = AS_SHIPPED) -> Iterator[Phase]:
    """The month's phases that have something to do, in order.

    Parameters
    ----------
    number : callable
        Gives the world's number of a name. It is asked when a phase's turn comes: an earlier one may have changed it.
    rules : Rulebook
        Rules of plans are among them where there is a plan of components.
    """
    for phase in month_of(rules):
        if not phase.only_if or number(phase.only_if) > 0.0:
            yield phase


def perform(phase: Phase, compiled: ModuleType, pool: np.ndarray, world: np.ndarray) -> None:
    """One phase as it is compiled, for all whom it concerns and in all its rounds."""
    kind = "vendor" if phase.who == "vendor" else "each"
    getattr(compiled, f"{kind}_{phase.rule}")(pool, world)


def walk(state: State, months: int) -> Iterator[str]:
    """Let months pass rule by rule, to the bits of :meth:`State.play`.

    Parameters
    ----------
    state : State
        Changes in place; whoever iterates may read and write it.
    months : int
        How many.

    Yields
    ------
    str
        Each rule's name after it has run; after the last one of a month, "end".

    Raises
    ------
    PoolFullError
        At the end of a month in which a newcomer found no place.
    """
    compiled = compiled_month(state.rules)
    for _ in range(months):
        for phase in phases_due(lambda name: state.world[0][name], state.rules):
            perform(phase, compiled, state.pool, state.world)
            yield phase.rule
        check_room(state.world)
        state.world["month"] += 1
        yield "end"
