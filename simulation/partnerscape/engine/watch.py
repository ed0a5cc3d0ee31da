"""Months partner by partner: what each active partner shows, beside the journal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .runs import State
from .walk import walk

SEEN_AFTER = "introduce"  # newcomers have signed, leavers have not gone yet


def watch(state: State, months: int, columns: Sequence[str]) -> tuple[np.ndarray, list[dict[str, np.ndarray]]]:
    """Let months pass, to the bits of :meth:`State.play`, and read what partners show in each.

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
    """
    journal, pages = [], []
    for rule in walk(state, months):
        if rule == SEEN_AFTER:
            pages.append(_page(state, columns))
        elif rule == "end":
            journal.append(state.world[0]["today"].copy())
    return np.array(journal), pages


def _page(state: State, columns: Sequence[str]) -> dict[str, np.ndarray]:
    used = [block for block in state.pool if block["opened"]]
    page = {name: np.concatenate([block[name][: int(block["active"])] for block in used]) for name in columns}
    signed = [block["id"][int(block["members"]) :][: int(block["newcomers"])] for block in used]
    return {**page, "signed": np.concatenate(signed)}
