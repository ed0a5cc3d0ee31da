"""Runs a design: every future's burn-in once a task, its policies after it; what is done is never done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from .. import encode
from ..engine import branch, burn_in
from ..gains import Measured, is_win_win, paired
from ..month import AS_SHIPPED, Rulebook, build_key
from ..scenario import Scenario, check_levers
from .design import Design
from .parallel import in_parallel
from .question import Question, levers_at
from .store import Store, write_table

BASELINE = -1  # number of the current policy, "do nothing"
CHUNK = 512  # candidate runs a task


@dataclass(frozen=True)
class Batch:
    """Policies that meet one future; the future's first batch also keeps its baseline."""

    future: int
    policies: tuple[int, ...]
    first: bool

    @property
    def rows(self) -> int:
        """Rows that it leaves."""
        return len(self.policies) + self.first


@dataclass(frozen=True)
class Task:
    """Batches that are played one after the other; ``key`` names their file."""

    key: str
    batches: tuple[Batch, ...]

    @property
    def runs(self) -> int:
        """Candidate runs."""
        return sum(len(batch.policies) for batch in self.batches)

    @property
    def rows(self) -> int:
        """Rows that it leaves."""
        return sum(batch.rows for batch in self.batches)


def study_key(question: Question, scenario: Scenario, rules: Rulebook = AS_SHIPPED) -> str:
    """Hash of all that decides a study's runs but its design: model build, replaced rules, scenario, levers."""
    build = [build_key(), asdict(rules)] if rules.replaced else build_key()
    asked = question.model_dump(mode="json", include={"scenario", "levers", "choices", "constraints", "design"})
    asked["uncertainties"] = question.ranges(scenario)
    content = json.dumps([build, scenario.model_dump(mode="json"), asked], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def make_tasks(design: Design, key: str, chunk: int = CHUNK) -> list[Task]:
    """Tasks of about ``chunk`` runs, named by all that decides their content: ``key``, policies and futures."""
    policies, futures = design.policies.to_numpy(dtype=float), design.futures.to_numpy(dtype=float)
    start = hashlib.sha256("|".join([key, *design.policies.columns, *design.futures.columns]).encode())

    def task(batches: list[Batch]) -> Task:
        digest = start.copy()
        for batch in batches:
            digest.update(f"|{batch.future} {batch.first} {batch.policies}".encode())
            digest.update(futures[batch.future].tobytes() + policies[list(batch.policies)].tobytes())
        return Task(digest.hexdigest()[:24], tuple(batches))

    tasks, waiting = [], 0
    batches: list[Batch] = []
    for batch in _batches(design, chunk):
        if batches and waiting + len(batch.policies) > chunk:
            tasks.append(task(batches))
            batches, waiting = [], 0
        batches.append(batch)
        waiting += len(batch.policies)
    return [*tasks, task(batches)] if batches else tasks


def _batches(design: Design, chunk: int) -> Iterator[Batch]:
    for future, policies in enumerate(design.by_future()):
        for start in range(0, len(policies), chunk):
            yield Batch(future, tuple(int(p) for p in policies[start : start + chunk]), start == 0)


def in_future(scenario: Scenario, future: pd.Series) -> tuple[Scenario, int]:
    """The scenario under a future's assumptions, and its seed."""
    values = {str(k): float(v) for k, v in future.items() if k != "seed"}
    return (scenario.assuming(**values) if values else scenario), int(future["seed"])


def differences_of(candidate: Measured, baseline: Measured) -> dict[str, float]:
    """Differences and margins of one future (:func:`..gains.paired`), and of how many ``incumbents`` these are means."""
    return {**paired(candidate, baseline), "incumbents": float(baseline.run.accounts["certainty"].size)}


def run_batch(
    batch: Batch, scenario: Scenario, design: Design, rows: list[np.ndarray], rules: Rulebook
) -> list[dict[str, float]]:
    """Play a batch: one record a policy (the baseline is -1) with metrics, differences, margins and the verdict."""
    assumed, seed = in_future(scenario, design.futures.iloc[batch.future])
    eve = burn_in(assumed, seed, rules)
    baseline = Measured.of(branch(eve, encode.encode_policy(assumed.current_policy, assumed), assumed))
    records = [{"future": batch.future, "policy": BASELINE, **baseline.metrics}] if batch.first else []
    for number in batch.policies:
        candidate = Measured.of(branch(eve, rows[number], assumed))
        records.append({"future": batch.future, "policy": number, **record_of(candidate, baseline)})
    return records


def record_of(candidate: Measured, baseline: Measured) -> dict[str, float]:
    """A candidate's metrics, its differences from the baseline, its margins and the verdict."""
    differences = differences_of(candidate, baseline)
    return {**candidate.metrics, **differences, "win_win": 1.0 if is_win_win(differences) else 0.0}


def run_task(
    task: Task, scenario: Scenario, design: Design, rows: list[np.ndarray], rules: Rulebook = AS_SHIPPED
) -> pd.DataFrame:
    """Play a task: one row a future and policy."""
    records = [record for batch in task.batches for record in run_batch(batch, scenario, design, rows, rules)]
    columns = list(dict.fromkeys(name for record in reversed(records) for name in record))
    return pd.DataFrame.from_records(records, columns=columns)


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
    """Run what the store does not hold yet and return the whole table, sorted by future and policy.

    ``progress(done, total)`` is told in candidate runs. An interrupt loses only the tasks at hand.
    """
    tasks = make_tasks(design, study_key(question, scenario, rules), chunk)
    missing = [task for task in tasks if not store.has(task.key, task.rows)]
    done = design.runs - sum(task.runs for task in missing)
    if progress:
        progress(done, design.runs)
    if missing:
        for task in _play(missing, question, scenario, design, store, workers, rules):
            done += task.runs
            if progress:
                progress(done, design.runs)
    return store.table([task.key for task in tasks])


def _play(
    missing: list[Task],
    question: Question,
    scenario: Scenario,
    design: Design,
    store: Store,
    workers: int | None,
    rules: Rulebook,
) -> Iterator[Task]:
    names, rows = list(design.policies.columns), []
    for values in design.policies.to_numpy(dtype=float):
        levers = levers_at(question, dict(zip(names, values.tolist(), strict=True)))
        policy = check_levers(scenario.current_policy, levers, scenario, question.name)
        rows.append(encode.encode_policy(policy, scenario))

    def work(task: Task) -> None:
        write_table(store.task_path(task.key), run_task(task, scenario, design, rows, rules))

    for task, _ in in_parallel(work, missing, workers):
        yield task
