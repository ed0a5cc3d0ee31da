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
CHUNK = 512  # policies a task


@dataclass(frozen=True)
class Task:
    """A future and some of the policies; ``key`` names its file."""

    key: str
    future: int
    policies: tuple[int, ...]

    @property
    def rows(self) -> int:
        """Rows that it leaves: its policies and the baseline."""
        return len(self.policies) + (1 if self.policies[0] == 0 else 0)


def study_key(question: Question, scenario: Scenario, rules: Rulebook = AS_SHIPPED) -> str:
    """Hash of all that decides a study's runs: model build, replaced rules, scenario, levers, uncertainties, design."""
    build = [build_key(), asdict(rules)] if rules.replaced else build_key()
    content = json.dumps(
        [build, scenario.model_dump(mode="json"), question.levers, question.ranges(scenario), question.design.model_dump()],
        sort_keys=True,
    )
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def make_tasks(design: Design, key: str, chunk: int = CHUNK) -> list[Task]:
    """One task a future and ``chunk`` policies."""
    tasks = []
    for future in range(len(design.futures)):
        for start in range(0, len(design.policies), chunk):
            numbers = tuple(range(start, min(start + chunk, len(design.policies))))
            name = hashlib.sha256(f"{key} {future} {numbers[0]} {numbers[-1]}".encode()).hexdigest()[:24]
            tasks.append(Task(name, future, numbers))
    return tasks


def in_future(scenario: Scenario, future: pd.Series) -> tuple[Scenario, int]:
    """The scenario under a future's assumptions, and its seed."""
    values = {str(k): float(v) for k, v in future.items() if k != "seed"}
    return (scenario.assuming(**values) if values else scenario), int(future["seed"])


def run_task(
    task: Task, scenario: Scenario, design: Design, rows: list[np.ndarray], rules: Rulebook = AS_SHIPPED
) -> pd.DataFrame:
    """Play a task: one row a policy (the baseline is -1) with metrics, differences, margins and the verdict."""
    assumed, seed = in_future(scenario, design.futures.iloc[task.future])
    eve = burn_in(assumed, seed, rules)
    baseline = Measured.of(branch(eve, encode.encode_policy(assumed.current_policy, assumed), assumed))
    records = []
    if task.policies[0] == 0:
        records.append({"future": task.future, "policy": BASELINE, **baseline.metrics})
    for number in task.policies:
        candidate = Measured.of(branch(eve, rows[number], assumed))
        differences = paired(candidate, baseline)
        win = 1.0 if is_win_win(differences) else 0.0
        records.append({"future": task.future, "policy": number, **candidate.metrics, **differences, "win_win": win})
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
    done = design.runs - sum(len(task.policies) for task in missing)
    if progress:
        progress(done, design.runs)
    if missing:
        for task in _play(missing, question, scenario, design, store, workers, rules):
            done += len(task.policies)
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
    rows = []
    for _, levers in design.policies.iterrows():
        at = levers_at(question, {name: float(levers[name]) for name in question.levers})
        policy = check_levers(scenario.current_policy, at, scenario, question.name)
        rows.append(encode.encode_policy(policy, scenario))

    def work(task: Task) -> None:
        write_table(store.task_path(task.key), run_task(task, scenario, design, rows, rules))

    for task, _ in in_parallel(work, missing, workers):
        yield task
