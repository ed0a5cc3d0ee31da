"""One run of a study again, by its key: the same bits as its row, with all its months, segments and partners."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.engine import Run
from partnerscape.engine.build import build_key
from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.metrics.gains import Measured
from partnerscape.scenario import InputError, Policy, Scenario, check_levers
from partnerscape.version import __version__

from .jobs.store import ASKED, Store
from .question.counts import check_options, true_or_false, whole_number
from .question.design import Design
from .question.question import Question, levers_at
from .request import asked_in
from .run import RunResult
from .runs.blocks.collect import row_of
from .runs.classes import behaviour_in
from .runs.drivers import driver_of
from .runs.execute import BASELINE, in_future, record_of
from .runs.kept import FUTURE, POLICY, read_rows, read_runs
from .runs.keys import outputs_key
from .runs.tables import months_of, partners_of, segments_of, summarise


@dataclass(frozen=True)
class Replay(RunResult):
    """A run of a study with all its tables; see :class:`.run.RunResult`, whose only seed is the future's.

    Attributes
    ----------
    number, future : int
        The run's key: ``policy`` and ``future`` in the study's tables; the current policy is -1.
    row : dict
        Every metric, difference from the current policy and margin, and ``win_win``, as analyses name them; of the current
        policy its metrics alone.
    """

    number: int = BASELINE
    future: int = 0
    row: dict[str, float] = field(default_factory=dict)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Its tables by the name of their file, with the ``row``."""
        return {"row": pd.DataFrame([{POLICY: self.number, FUTURE: self.future, **self.row}]), **super().tables()}


def replay(folder: str | Path, policy: int, future: int, partners: bool = False, rules: Rulebook = AS_SHIPPED) -> Replay:
    """Simulate one run of a study again, to the bits of its row.

    Parameters
    ----------
    folder : str or Path
        A study's folder.
    policy, future : int
        The run's key, as in the study's ``table.parquet``; policy -1 is the current one.
    partners : bool
        Whether to return one row per incumbent as well.
    rules : Rulebook
        The rules that the study was asked with, if it had functions of your own (see :func:`partnerscape.replace_rule`).

    Returns
    -------
    Replay
        The run's months, segments, metrics, and its ``row``.

    Raises
    ------
    InputError
        If the folder holds no study, or one of another build or of other rules; for numbers that it does not have.

    Warns
    -----
    UserWarning
        If the study's table says something else of this run, as after it was made on another kind of processor.

    Examples
    --------
    >>> import partnerscape as ps
    >>> run = ps.replay("results/offers", policy=37, future=5)  # doctest: +SKIP
    """
    check_options(None, rules)
    partners = true_or_false("partners", partners)
    store = Store(folder)
    asked = store.asked
    question, scenario = asked_in(store)
    rules = _rules(store, asked, rules)
    design = _design(store)
    number = _number(store, POLICY, policy, BASELINE, len(design.policies))
    which = _number(store, FUTURE, future, 0, len(design.futures))
    assumed, seed = in_future(scenario, design.futures.iloc[which])
    name, chosen = _policy(number, design, question, scenario, assumed)
    run, row = _played(assumed, chosen, seed, rules, number)
    _check_row(store, design, number, which, row)
    metrics = pd.DataFrame([{"seed": seed, **Measured.of(run).metrics}])
    return Replay(
        scenario=assumed,
        policy_name=name,
        policy=chosen,
        seeds=[seed],
        rules=rules,
        metrics=metrics,
        summary=summarise(metrics),
        months=months_of(run).assign(seed=seed),
        segments=segments_of(run).assign(seed=seed),
        partners=partners_of(run).assign(seed=seed) if partners else None,
        own=driver_of(rules).own,
        number=number,
        future=which,
        row=row,
    )


def _rules(store: Store, asked: Mapping[str, Any], given: Rulebook) -> Rulebook:
    """The study's rules, if this is the build that played it."""
    if asked.get("outputs") != outputs_key():
        now = f"a study of this build, partnerscape {__version__} (build {build_key()})"
        found = f"one of partnerscape {asked.get('version')} (build {asked.get('build')})"
        raise InputError(store.folder / ASKED, (), "build", now, found, "install that one, or run the study again")
    own = asked.get("rules") or asdict(AS_SHIPPED)
    known = behaviour_in(own)
    same = asdict(known)["replaced"] == asdict(given)["replaced"]
    if same or not any(new.module for new in known.replaced):
        return known  # rules that are turned off need no function, and classes are found by their names
    raise InputError(store.folder / ASKED, (), "rules", f"rules= as the study had them: {known}", given)


def _design(store: Store) -> Design:
    policies, futures = read_rows(store.folder, "policies"), read_rows(store.folder, "futures")
    if policies is None or futures is None:
        missing = store.folder / f"{'policies' if policies is None else 'futures'}.parquet"
        raise InputError(missing, (), "", "the table of a finished study", "none; run the study again")
    return Design(policies, futures)


def _number(store: Store, key: str, given: object, first: int, count: int) -> int:
    """A number that the study has."""
    expected = f"a whole number from {first} to {count - 1}"
    number = whole_number(given)
    if number is None or not first <= number < count:
        raise InputError(store.folder, (), key, expected, given)
    return number


def _policy(number: int, design: Design, question: Question, scenario: Scenario, assumed: Scenario) -> tuple[str, Policy]:
    if number == BASELINE:
        return scenario.current, assumed.current_policy
    values = {str(name): float(value) for name, value in design.policies.iloc[number].items()}
    return f"policy {number}", check_levers(scenario.current_policy, levers_at(question, values), scenario, question.name)


def _played(scenario: Scenario, policy: Policy, seed: int, rules: Rulebook, number: int) -> tuple[Run, dict[str, float]]:
    """The run and its row, as :func:`.runs.execute.run_batch` plays it."""
    driver = driver_of(rules)
    eve = driver.burn_in(scenario, seed)
    baseline = Measured.of(driver.branch(eve, scenario.current_policy, scenario, seed))
    if number == BASELINE:
        return baseline.run, baseline.metrics
    candidate = Measured.of(driver.branch(eve, policy, scenario, seed))
    return candidate.run, record_of(candidate, baseline)


def _check_row(store: Store, design: Design, number: int, future: int, row: Mapping[str, float]) -> None:
    """Say so if the study's table says something else of this run."""
    table = read_runs(store.folder, design)
    rows = pd.DataFrame() if table is None else table[(table[POLICY] == number) & (table[FUTURE] == future)]
    if rows.empty and (row_of_block := row_of(store.folder, number, future)) is not None:
        rows = row_of_block  # of a large design, which is not analysed as a whole
    if rows.empty:
        raise InputError(store.folder / "table.parquet", (), "", "the run of a finished study", "none; run the study again")
    held = rows.iloc[0]
    other = [name for name, value in row.items() if not np.array_equal(held.get(name, np.nan), value, equal_nan=True)]
    if other:
        listed = ", ".join(other[:3]) + (" …" if other[3:] else "")
        warnings.warn(f"{store.folder}: this run differs from the study's row in {len(other)} numbers ({listed})", stacklevel=3)
