"""Runs a design: every future's burn-in once per task, its policies after it; what is done is never done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.engine import Run, encode
from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.metrics import METRICS
from partnerscape.metrics.gains import DIFFERENCES, QUINTILES, Measured, is_win_win, paired
from partnerscape.metrics.margin import CONSTRAINT, OF_ALL, OF_SEGMENT, PREFIX, Margin
from partnerscape.scenario import Policy, Scenario, check_levers

from ..jobs.failed import TODAY, RunFailedError, attempt
from ..jobs.parallel import keep_as_played
from ..jobs.pool import RUN
from ..jobs.store import Store
from ..question.budgets import CHUNK
from ..question.design import Design
from ..question.question import Question, levers_at
from .drivers import Driver, driver_of
from .failing import as_failures, check_share, nothing_left
from .keys import RunKeys, programme_key
from .parties import OPTIONAL, columns_of

MAY_LACK = columns_of(OPTIONAL)
BASELINE = TODAY  # number of the current policy, "do nothing"
TOGETHER = 16  # runs that are measured one after another: months in between drive from the cache what measuring needs
MOST_ACCOUNTS = 16_384  # incumbents of all runs that wait to be measured


@dataclass(frozen=True)
class Batch:
    """Policies that are run in one future; the future's first batch also stores its baseline."""

    future: int
    policies: tuple[int, ...]
    first: bool


@dataclass(frozen=True)
class Task:
    """Batches that are run one after the other and stored in one file."""

    batches: tuple[Batch, ...]

    @property
    def runs(self) -> int:
        """Candidate runs."""
        return sum(len(batch.policies) for batch in self.batches)


def make_tasks(design: Design, chunk: int = CHUNK, held: Callable[[int, int], bool] | None = None) -> list[Task]:
    """Tasks of about ``chunk`` runs for what is not ``held(future, policy)`` yet."""
    tasks, waiting = [], 0
    batches: list[Batch] = []
    for batch in _batches(design, chunk, held or (lambda future, policy: False)):
        if batches and waiting + len(batch.policies) > chunk:
            tasks.append(Task(tuple(batches)))
            batches, waiting = [], 0
        batches.append(batch)
        waiting += len(batch.policies)
    return [*tasks, Task(tuple(batches))] if batches else tasks


def _batches(design: Design, chunk: int, held: Callable[[int, int], bool]) -> Iterator[Batch]:
    for future, policies in enumerate(design.by_future()):
        missing = [int(p) for p in policies if not held(future, int(p))]
        first = len(policies) > 0 and not held(future, BASELINE)
        for start in range(0, max(len(missing), int(first)), chunk):
            yield Batch(future, tuple(missing[start : start + chunk]), first and start == 0)


def in_future(scenario: Scenario, future: pd.Series) -> tuple[Scenario, int]:
    """The scenario under a future's assumptions, and its seed."""
    values = {str(k): float(v) for k, v in future.items() if k != "seed"}
    return (scenario.assuming(**values) if values else scenario), int(future["seed"])


def differences_of(candidate: Measured, baseline: Measured) -> dict[str, float]:
    """Differences and margins of one future (:func:`..gains.paired`), and of how many ``incumbents`` these are means."""
    return {**paired(candidate, baseline), "incumbents": float(baseline.run.accounts["certainty"].size)}


@dataclass(frozen=True)
class Played:
    """What a task leaves: a row per run that went well, and what was raised by the others."""

    table: pd.DataFrame
    failed: list[RunFailedError]


def run_batch(
    batch: Batch, scenario: Scenario, design: Design, prepared: Sequence[Any], driver: Driver, failed: list[RunFailedError]
) -> list[dict[str, float]]:
    """Play a batch: one record per policy (the baseline is -1) with metrics, differences, margins and the verdict.

    What is raised goes to ``failed``; without a baseline no policy of the future is played.
    """
    records: list[dict[str, float]] = []
    try:
        with attempt(batch.future):
            assumed, seed = in_future(scenario, design.futures.iloc[batch.future])
            eve = driver.burn_in(assumed, seed)
            baseline = Measured.of(driver.branch(eve, assumed.current_policy, assumed, seed))
    except RunFailedError as error:
        failed.append(error)
        return records
    if batch.first:
        records.append({"future": batch.future, "policy": BASELINE, **baseline.metrics})
    together = max(1, min(TOGETHER, MOST_ACCOUNTS // max(1, baseline.run.accounts["certainty"].size)))
    for start in range(0, len(batch.policies), together):
        runs: list[tuple[int, Run]] = []
        for number in batch.policies[start : start + together]:
            with _kept(failed), attempt(batch.future, number):
                runs.append((number, driver.roll_out(eve, prepared[number], assumed, seed)))
        for number, run in runs:
            with _kept(failed), attempt(batch.future, number):
                record = with_margins(record_of(Measured.of(run), baseline))
                records.append({"future": batch.future, "policy": number, **record})
    return records


@contextmanager
def _kept(failed: list[RunFailedError]) -> Iterator[None]:
    """A run that failed is kept as data, and the others go on."""
    try:
        yield
    except RunFailedError as error:
        failed.append(error)


def with_margins(record: dict[str, float]) -> dict[str, float]:
    """The record, if every margin that decides the verdict is a number; only parties that are absent have none.

    Raises
    ------
    ArithmeticError
        Names the margin: not a number is neither win nor loss.
    """
    for name, value in record.items():
        if name.startswith(PREFIX) and not isfinite(value) and name not in MAY_LACK:
            raise ArithmeticError(f"{name} is {value}, not a number that can be judged")
    return record


def record_of(candidate: Measured, baseline: Measured) -> dict[str, float]:
    """A candidate's metrics, its differences from the baseline, its margins and the verdict."""
    differences = differences_of(candidate, baseline)
    return {**candidate.metrics, **differences, "win_win": 1.0 if is_win_win(differences) else 0.0}


def run_task(task: Task, scenario: Scenario, design: Design, prepared: Sequence[Any], driver: Driver) -> Played:
    """Play a task: one row per future and policy; ``prepared`` are the policies as the driver takes them."""
    failed: list[RunFailedError] = []
    records = [record for batch in task.batches for record in run_batch(batch, scenario, design, prepared, driver, failed)]
    columns = list(dict.fromkeys(name for record in reversed(records) for name in record))
    return Played(pd.DataFrame.from_records(records, columns=columns), failed)


def execute(
    question: Question,
    scenario: Scenario,
    design: Design,
    store: Store,
    workers: int | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int, int], None] | None = None,
    rules: Rulebook = AS_SHIPPED,
) -> pd.DataFrame:
    """Run what is not stored yet and return the table of all runs that went well, sorted by future and policy.

    ``progress(done, total)`` counts candidate runs. An interrupt loses only the current tasks. Runs that failed are in the
    store's folder ``failed`` and are not repeated.

    Raises
    ------
    FailedRunsError
        As soon as more runs have failed than any question could do without.
    """
    programme = programme_key(question, scenario, rules)
    keys, places = RunKeys(programme, design.policies, design.futures), store.pool.places(programme)
    failed = store.failed.of(programme)

    def held(future: int, policy: int) -> bool:
        key = keys.of(future, policy)
        return key in places or (bool(failed) and (key in failed or keys.of(future, BASELINE) in failed))

    missing = make_tasks(design, chunk, held)
    done = design.runs - sum(task.runs for task in missing)
    if progress:
        progress(done, design.runs)
    if missing:
        driver = driver_of(rules)
        prepared = [driver.prepared(policy, scenario) for policy in policies_at(question, scenario, design.policies)]

        def work(task: Task) -> Played:
            return run_task(task, scenario, design, prepared, driver)

        def keep(played: list[tuple[Task, Played]]) -> None:
            for _, task in played:
                if len(task.table):
                    store.pool.add(programme, _keyed(task.table, keys))
                store.failed.add(programme, as_failures(task.failed, design, keys))

        fallen: list[RunFailedError] = []
        for task, played in keep_as_played(work, missing, keep, driver.workers(workers)):
            done += task.runs
            fallen += played.failed
            check_share(fallen, design, store)
            if progress:
                progress(done, design.runs)
    return _whole(store, programme, design, keys, scenario)


def encoded_policies(question: Question, scenario: Scenario, policies: pd.DataFrame) -> list[np.ndarray]:
    """Every policy as the engine reads it."""
    return [encode.encode_policy(policy, scenario) for policy in policies_at(question, scenario, policies)]


def policies_at(question: Question, scenario: Scenario, policies: pd.DataFrame) -> Iterator[Policy]:
    """The policies of a design's rows."""
    names = list(policies.columns)
    for values in policies.to_numpy(dtype=float):
        levers = levers_at(question, dict(zip(names, values.tolist(), strict=True)))
        yield check_levers(scenario.current_policy, levers, scenario, question.name)


def _keyed(table: pd.DataFrame, keys: RunKeys) -> pd.DataFrame:
    """Rows under their keys instead of numbers that only one design knows."""
    named = [keys.of(future, policy) for future, policy in zip(table["future"], table["policy"], strict=True)]
    return table.drop(columns=["future", "policy"]).assign(**{RUN: named})


def _whole(store: Store, programme: str, design: Design, keys: RunKeys, scenario: Scenario) -> pd.DataFrame:
    """All runs of a design that went well, sorted by future and policy: nothing trusts the order of files."""
    numbers = [(future, int(p)) for future, met in enumerate(design.by_future()) if len(met) for p in (BASELINE, *met)]
    wanted = [keys.of(*number) for number in numbers]
    parts = store.pool.parts(programme, wanted)
    if not parts:
        raise nothing_left(store)
    runs = pd.concat(parts).set_index(RUN)
    runs = runs[~runs.index.duplicated()]
    if len(runs) < len(set(wanted)):
        there = set(runs.index)
        numbers = [number for number, key in zip(numbers, wanted, strict=True) if key in there]
        wanted = [key for key in wanted if key in there]
    table = runs.loc[wanted].reset_index(drop=True)
    at = pd.DataFrame(numbers, columns=["future", "policy"])
    return pd.concat([at, table], axis=1)[["future", "policy", *in_order(table.columns, scenario)]]


GROUPED = ("partner_gain.", "partner_gain_relative.", "not_worse.", "loss.")


def in_order(columns: pd.Index, scenario: Scenario) -> list[str]:
    """Columns in one order, whichever runs came first: a group without members lacks its columns in some."""
    place = {name: number for number, name in enumerate([*scenario.segment_names, *QUINTILES])}

    def rank(name: str) -> tuple[int, int]:
        if name.startswith(GROUPED):
            return 1, place[name.partition(".")[2]]
        if not Margin.is_in(name):
            return 0, 0
        margin = Margin.read(name)
        if margin.kind in OF_SEGMENT:
            return 3, place[margin.of]
        return (4 if margin.kind == CONSTRAINT else 2), 0

    last = [name for name in ("incumbents", "win_win") if name in columns]
    return [*sorted((str(name) for name in columns if name not in last), key=rank), *last]


def all_columns(scenario: Scenario) -> list[str]:
    """Every column that a run of a scenario can have, in the order of :func:`in_order`."""
    groups = [*scenario.segment_names, *QUINTILES]
    by_group = [start + group for start in GROUPED for group in groups]
    own = [Margin(CONSTRAINT, constraint.metric) for constraint in scenario.goals.constraints]
    of_segments = [Margin(kind, name) for name in scenario.segment_names for kind in OF_SEGMENT]
    margins = columns_of([*OF_ALL, *of_segments, *own])
    names = dict.fromkeys([*METRICS, *DIFFERENCES, *by_group, *margins, "incumbents", "win_win"])
    return in_order(pd.Index(list(names)), scenario)
