"""Months partner by partner, read by the compiled month itself, beside the journal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from partnerscape.rules.shared import records
from partnerscape.scenario import Misfit, one_of, refuse

from .build import compiled_month
from .growth import check_room
from .state import State

SIGNING, SIGNED, ACTIVE = 1, 2, 3  # a member's role in a month; 0: nobody is there
KIND = {
    **dict.fromkeys(records.WHOLE, np.int64),
    **dict.fromkeys(records.HASHES, np.uint64),
    **dict.fromkeys(records.REAL, np.float64),
}


def watch(state: State, months: int, columns: Sequence[str]) -> tuple[np.ndarray, list[dict[str, np.ndarray]]]:
    """Let months pass, to the bits of :meth:`State.play`, and read what partners show in each.

    Read when newcomers have signed and leavers have not gone yet.

    Parameters
    ----------
    state : State
        Changes in place.
    months : int
        How many.
    columns : sequence of str
        Columns of a partner, as in ``records.WHOLE`` and ``records.REAL``.

    Returns
    -------
    journal : ndarray
        As :meth:`State.play` returns it.
    pages : list of dict of ndarray
        One per month: each column over the active partners; as ``signed`` the ids of those who signed in the month.

    Raises
    ------
    PoolFullError
        As :meth:`State.play`.
    InputError
        For a column that partners do not have.

    Examples
    --------
    >>> import partnerscape as ps
    >>> from partnerscape import engine
    >>> eve = engine.burn_in(ps.load_scenario("marketplace"), 1)  # doctest: +SKIP
    >>> journal, pages = engine.watch(eve, 12, ["id", "revenue"])  # doctest: +SKIP
    >>> pages[0]["revenue"].sum()  # doctest: +SKIP
    """
    journal, seen, role = watched(state, months, ["id", *columns])
    pages = []
    for rows, roles in zip(seen, role, strict=True):
        active = rows[roles == ACTIVE]
        page = {name: active[:, k].view(KIND[name]) for k, name in enumerate(columns, 1)}
        pages.append({**page, "signed": rows[roles == SIGNING, 0].view(np.uint64)})
    return journal, pages


def watched(state: State, months: int, columns: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Let months pass and read everybody: the journal, bits by month, place and column, and everybody's role.

    Places of nobody have role 0 and are never written, so that they cost no memory.
    """
    refuse(Misfit(name, one_of("a column of a partner", KIND, name), name) for name in columns if name not in KIND)
    places = state.pool.size * records.CAPACITY
    journal = np.zeros((months, len(records.JOURNAL), records.SEGMENTS + 1))
    seen, role = np.zeros((months, places, len(columns)), np.int64), np.zeros((months, places), np.int64)
    numbers = np.array([records.COLUMN[name] for name in columns], np.int64)
    compiled_month(state.rules).play(state.pool, state.world, journal, numbers, seen, role)
    check_room(state.world)
    return journal, seen, role
