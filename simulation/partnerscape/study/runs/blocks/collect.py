"""From blocks back to a table: in whatever order they were played, the same rows in the same order."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from partnerscape.metrics.margin import PREFIX
from partnerscape.scenario import InputError
from partnerscape.scenario.errors import Shown

from ..execute import BASELINE, GROUPED
from .cuts import Block
from .plan import Plan, held_plan
from .stored import Stored, names_in, path_of, read_block

KEYS, WIN_WIN = ["future", "policy"], "win_win"
Wins = tuple[np.ndarray, np.ndarray, np.ndarray]  # policy, future and verdict of runs
REPEAT = "repeat the study's command"


def missing_in(plan: Plan, policies: int | None = None, futures: int | None = None) -> list[int]:
    """Numbers of the blocks that are not stored, of those with runs of the first so many policies and futures."""
    there = names_in(plan.folder)
    return [block.number for block in plan.blocks(policies, futures) if plan.key(block) not in there]


def stored_in(plan: Plan, blocks: Iterable[Block], columns: list[str] | None = None) -> Iterator[tuple[Block, Stored | None]]:
    """Every block with what is stored of it; None where it is missing or damaged."""
    for block in blocks:
        yield block, read_block(path_of(plan.folder, plan.key(block)), columns)


def table_of(plan: Plan, policies: int, futures: int, columns: Sequence[str] | None = None) -> tuple[pd.DataFrame, list[int]]:
    """Runs of the first so many policies and futures, sorted by future and policy, and numbers of blocks that are not whole.

    One row per run that went well. The rows are filled in where they belong, so that nothing is held twice.
    """
    named = dict(zip(plan.columns, plan.free_columns, strict=True))
    inner = [name for name in plan.columns if columns is None or name in columns]
    free = [named[name] for name in inner]
    values = np.full((len(free), futures * (policies + 1)), np.nan)
    there = np.zeros(futures * (policies + 1), dtype=bool)
    lacking = []
    for block, stored in stored_in(plan, plan.blocks(policies, futures), None if columns is None else [*KEYS, *free]):
        if stored is None:
            lacking.append(block.number)
            continue
        rows = stored.table
        rows = rows[(rows["policy"] < policies) & (rows["future"] < futures)]
        at = rows["future"].to_numpy() * (policies + 1) + rows["policy"].to_numpy() + 1
        there[at] = True
        for number, name in enumerate(free):
            values[number, at] = rows[name].to_numpy()
    return _as_table(values, there, inner, policies), lacking


def wins_of(plan: Plan, policies: int, futures: int) -> tuple[Callable[[], str], Iterator[Wins]]:
    """Who wins, block by block, and once all are read a digest of all rows.

    Raises
    ------
    InputError
        If a block is missing or damaged.
    """
    digest = hashlib.sha256()

    def read() -> Iterator[Wins]:
        for block, stored in stored_in(plan, plan.blocks(policies, futures), [*KEYS, WIN_WIN]):
            if stored is None:
                found = Shown("a missing or damaged one")
                raise InputError(path_of(plan.folder, plan.key(block)), "", "", "a whole block of runs", found, REPEAT)
            digest.update(stored.played["digest"].encode())
            rows = stored.table[(stored.table["policy"] > BASELINE) & stored.table[WIN_WIN].notna()]
            yield rows["policy"].to_numpy(), rows["future"].to_numpy(), rows[WIN_WIN].to_numpy()

    return lambda: digest.hexdigest()[:32], read()


def row_of(folder: Path, policy: int, future: int) -> pd.DataFrame | None:
    """The row of one run, as :func:`table_of` has it; None if no block that is stored holds it."""
    plan = held_plan(folder)
    if plan is None or policy >= plan.policies.count or future >= plan.futures.count:
        return None
    part = bisect_right(plan.cuts.policies, max(0, policy)) - 1, bisect_right(plan.cuts.futures, future) - 1
    block = plan.cuts.block(part[0] * (len(plan.cuts.futures) - 1) + part[1])
    stored = read_block(path_of(folder, plan.key(block)))
    if stored is None:
        return None
    rows = stored.table[(stored.table["policy"] == policy) & (stored.table["future"] == future)]
    return rows.rename(columns=dict(zip(plan.free_columns, plan.columns, strict=True)))


def _as_table(values: np.ndarray, there: np.ndarray, names: list[str], policies: int) -> pd.DataFrame:
    """The table of what is there; groups that have no member in any future are no columns."""
    kept = [n for n, name in enumerate(names) if not (_may_be_absent(name) and np.isnan(values[n]).all())]
    at = np.flatnonzero(there)
    numbers = {"future": at // (policies + 1), "policy": at % (policies + 1) + BASELINE}
    if not there.all():
        values = values[:, there]
    return pd.DataFrame({**numbers, **{names[n]: values[n] for n in kept}}, copy=False)


def _may_be_absent(name: str) -> bool:
    return name.startswith((*GROUPED, *(PREFIX + kind for kind in GROUPED)))
