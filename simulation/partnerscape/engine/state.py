"""A programme at the end of a month, as the compiled month knows it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from partnerscape.rules.shared import records

from . import encode
from .build import compiled_month
from .growth import check_room
from .month import AS_SHIPPED, Rulebook

MOST_REUSED = 2**26  # bytes that a thread keeps between runs
NOBODY_SEEN = np.zeros(0, np.int64), np.zeros((0, 0, 0), np.int64), np.zeros((0, 0), np.int64)
_reused = threading.local()


@dataclass
class State:
    """A programme at the end of a month: blocks of partners and the world's row.

    Attributes
    ----------
    pool : ndarray, shape (blocks,)
        Partners as columns, see ``rules.shared.records``; a block's first ``active`` rows are active partners.
    world : ndarray, shape (1,)
        What they share: policy, market, desk, brand.
    rules : Rulebook
    room : int
        Blocks that runs from here needed so far. Does not affect results.
    """

    pool: np.ndarray
    world: np.ndarray
    rules: Rulebook = AS_SHIPPED
    room: int = 0

    def copy(self, blocks: int | None = None) -> State:
        """A copy, with empty blocks added up to ``blocks``."""
        return State(encode.copied(self.pool, blocks or self.pool.size), encode.copied_world(self.world), self.rules)

    def __getstate__(self) -> dict[str, Any]:
        """As bytes: NumPy's own way with records that overlap is slow; unused blocks are left out."""
        used = int(np.count_nonzero(self.pool["opened"]))
        return {
            "pool": self.pool[:used].view(np.uint8).copy(),
            "blocks": self.pool.size,
            "world": self.world.view(np.uint8).copy(),
            "rules": self.rules,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.rules, self.room = state["rules"], 0
        kind, world = encode.pool_type(self.rules.fields, self.rules.plan_size), encode.world_type(self.rules.plan_size > 0)
        if state["pool"].size % kind.itemsize or state["world"].size != world.itemsize:
            raise ValueError("this programme was pickled by another version of partnerscape")
        self.pool = encode.copied(state["pool"].view(kind), state["blocks"])
        self.world = state["world"].view(world).copy()

    def planning(self, plan_size: int) -> State:
        """The same programme with room for a plan of components; itself where it has enough."""
        if plan_size <= self.rules.plan_size:
            return self
        rules = replace(self.rules, plan_size=plan_size)
        world = self.world if self.rules.plan_size else encode.with_plans(self.world)
        return State(encode.with_columns(self.pool, encode.pool_type(rules.fields, plan_size)), world, rules)

    def branched(self, blocks: int) -> State:
        """A copy that lasts until this thread's next one: fresh memory costs a sixth of a run."""
        if blocks * self.pool.itemsize > MOST_REUSED:
            return self.copy(blocks)
        reused = getattr(_reused, "pool", None)
        if reused is None or reused.dtype != self.pool.dtype or reused.size < blocks:
            reused = _reused.pool = encode.new_pool(blocks, self.rules.fields, self.rules.plan_size)
        return State(_members_into(reused[:blocks], self.pool), encode.copied_world(self.world), self.rules)

    def play(self, months: int) -> np.ndarray:
        """Let months pass; returns their journal, shape (months, lines, SEGMENTS + 1). Raises PoolFullError."""
        journal = np.zeros((months, len(records.JOURNAL), records.SEGMENTS + 1))
        compiled_month(self.rules).play(self.pool, self.world, journal, *NOBODY_SEEN)
        check_room(self.world)
        return journal


def _members_into(wide: np.ndarray, pool: np.ndarray) -> np.ndarray:
    """``wide``, made to hold the members of ``pool``: nine tenths of a small programme's columns hold nobody."""
    used = int(np.count_nonzero(pool["opened"]))
    last = int((pool["members"][:used] + pool["newcomers"][:used]).max(initial=0))
    wide["columns"][:used, :, :last] = pool["columns"][:used, :, :last]
    before, after = encode.bytes_of(pool), encode.bytes_of(wide)
    counters, seats = (encode.byte_of(name, pool.dtype) for name in ("columns", "slot_of_seat"))
    after[:used, :counters], after[used:, :counters] = before[:used, :counters], 0
    after[:used, seats:] = before[:used, seats:]
    return wide


def accounts_in(pool: np.ndarray) -> np.ndarray:
    """The accounts of a pool's seats, shape (blocks, accounts, STRIDE): a view of what stands at the end of a block."""
    first = encode.byte_of(f"account_{next(iter(records.ACCOUNT))}", pool.dtype)
    steps = pool.itemsize, 8 * records.STRIDE, 8
    return np.ndarray((pool.size, len(records.ACCOUNT), records.STRIDE), np.float64, pool, first, steps)
