"""A design played in blocks: planned, what is missing of it played by whoever is there, read back as one table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from partnerscape.engine.month import Rulebook
from partnerscape.scenario import Scenario

from ...jobs.failed import FailedRunsError
from ...jobs.pool import RUN
from ...jobs.store import Store
from ...question.design import Design
from ...question.question import Question
from ..execute import BASELINE
from ..failing import first_error, lost_too_many, nothing_left, too_many
from ..keys import RunKeys
from .collect import missing_in, table_of
from .crew import Crew, play_blocks
from .kernels import ready_to_compile
from .plan import Plan, held_plan
from .planning import make_plan, write_plan
from .play import as_rows, fingerprint_of
from .stored import damaged_in, path_of, read_block, write_block
from .workers import provenance

ROUNDS = 3  # of playing what is missing: somebody may damage or delete what is stored
Progress = Callable[[int, int], None]


def planned(
    question: Question,
    scenario: Scenario,
    design: Design,
    store: Store,
    rules: Rulebook,
    size: tuple[int, int] | None = None,
) -> Plan:
    """The plan of a design in its folder, grown by it if need be; runs that its pool holds become blocks."""
    plan = make_plan(store.folder, question, scenario, design, rules, store.failed.folder, size)
    if not plan.fingerprint:
        with ready_to_compile(plan.home, plan.rules):
            fingerprint = fingerprint_of(plan)
        plan = write_plan(replace(plan, fingerprint=fingerprint))
    _adopt(plan, design, store)
    return plan


def play_design(
    question: Question,
    scenario: Scenario,
    design: Design,
    store: Store,
    crew: Crew,
    progress: Progress | None,
    rules: Rulebook,
    part: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """The table of a design's runs that went well, as :func:`..execute.execute` returns it.

    ``part``: of the first so many policies and futures alone, where the whole table would be too large.

    Raises
    ------
    FailedRunsError
        As soon as more runs have failed than any question could do without.
    """
    plan = planned(question, scenario, design, store, rules)
    size = len(design.policies), len(design.futures)
    again: list[int] = []
    for _ in range(ROUNDS):
        play_missing(plan, size, store, crew, progress)
        table, again = table_of(plan, *(part or size))
        if not again:
            break
        store.pool.note(f"{store.folder}: {len(again)} damaged or deleted blocks of runs; they are simulated again")
    if again:
        raise FailedRunsError(f"{len(again)} blocks cannot be read again ({len(damaged_in(store.folder))} damaged files)")
    if not (table["policy"] > BASELINE).any():
        raise nothing_left(store)
    return table


def play_missing(plan: Plan, size: tuple[int, int], store: Store, crew: Crew, progress: Progress | None = None) -> None:
    """Play the blocks that are not stored."""
    missing = missing_in(plan, *size)
    total, left = size[0] * size[1], _runs_of(plan, missing, size)
    if progress:
        progress(total - left, total)
    failed = 0
    for report in play_blocks(plan, missing, crew):
        left -= _runs_of(plan, [report["block"]], size)
        failed += report["failed"]
        if lost_too_many(failed, total):
            raise too_many(f"{failed:,} of {total:,} runs failed", store, first_error(store))
        if progress:
            progress(total - left, total)


def _runs_of(plan: Plan, numbers: Sequence[int], size: tuple[int, int]) -> int:
    """Candidate runs of blocks that are within a design, which may be smaller than the plan."""
    runs = 0
    for block in map(plan.cuts.block, numbers):
        sides = zip((block.policies, block.futures), size, strict=True)
        runs += math.prod(min(end, most) - start for (start, end), most in sides)
    return runs


def _adopt(plan: Plan, design: Design, store: Store) -> None:
    """Write the blocks of which the pool holds every run: a study that began on threads goes on from there."""
    places = store.pool.places(plan.programme)
    if not places:
        return
    failed = store.failed.of(plan.programme)
    keys = RunKeys(plan.programme, design.policies, design.futures)
    size = len(design.policies), len(design.futures)
    for block in map(plan.cuts.block, missing_in(plan, *size)):
        if block.policies[1] > size[0] or block.futures[1] > size[1]:
            continue
        first = [BASELINE] if block.first else []
        numbers = [(future, p) for future in range(*block.futures) for p in (*first, *range(*block.policies))]
        wanted = {keys.of(*number): number for number in numbers}
        if all(key in places or key in failed for key in wanted):
            _write(plan, store, wanted, block.number)


def _write(plan: Plan, store: Store, wanted: dict[str, tuple[int, int]], number: int) -> None:
    block = plan.cuts.block(number)
    parts = store.pool.parts(plan.programme, list(wanted))
    if not parts:
        return
    runs = pd.concat(parts).drop_duplicates(RUN).set_index(RUN)
    there = [key for key in wanted if key in runs.index]
    future, policy = np.array([wanted[key] for key in there]).T
    policy = np.where(policy < 0, policy, policy - block.policies[0])
    table = runs.loc[there].reset_index(drop=True).assign(future=future - block.futures[0], policy=policy)
    record = {**provenance(plan), "seconds": 0.0, "failed": len(wanted) - len(there), "block": number, "from": "runs"}
    write_block(path_of(plan.folder, plan.key(block)), as_rows(plan, block, table), record)


def forget_failed(folder: Path) -> None:
    """Remove blocks of which runs failed, so that these are tried again."""
    plan = held_plan(folder)
    if plan is None:
        return
    for block in plan.blocks():
        path = path_of(folder, plan.key(block))
        stored = read_block(path, ["policy"])
        if stored is not None and stored.played["failed"]:
            path.unlink(missing_ok=True)
