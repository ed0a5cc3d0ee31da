"""A design and its runs in a folder: three tables that any tool reads, and back to the very bits.

``policies`` and ``futures`` carry their numbers as keys; ``table`` has one row per run with everything that belongs to it.
Names and types are those of other tools; analyses read them under their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from partnerscape.scenario import Scenario

from ..jobs.files import columns_in, read_table, write_table
from ..question.design import Design
from ..question.question import Question, standing
from .columns import LEVER, OPTION, TAKEN, described
from .execute import BASELINE

POLICY, FUTURE, WIN_WIN = "policy", "future", "win_win"
RUN_KEYS = (FUTURE, POLICY)


def write_design(folder: Path, design: Design, question: Question, scenario: Scenario) -> None:
    """Write ``policies`` and ``futures``, each with its number as the key."""
    for name, key, table in (("policies", POLICY, _free(_named(design.policies, question))), ("futures", FUTURE, design.futures)):
        write_described(folder / f"{name}.parquet", _numbered(key, table), question, scenario)


def write_runs(folder: Path, design: Design, table: pd.DataFrame, question: Question, scenario: Scenario) -> None:
    """Write ``table``: one row per run with its keys, seed, levers, uncertain values, metrics, differences and margins."""
    write_described(folder / "table.parquet", whole_rows(design, table, question, scenario), question, scenario)


def whole_rows(design: Design, table: pd.DataFrame, question: Question, scenario: Scenario) -> pd.DataFrame:
    """Runs with their levers (of the current policy today's) and their future; the verdict as a boolean, null for today's."""
    today = {name: standing(name, scenario, question) for name in design.policies.columns}
    levers = pd.concat([pd.DataFrame([today], index=[BASELINE]), design.policies.astype(float)])
    parts = (
        design.futures.iloc[table[FUTURE]],
        _free(_named(levers, question)).loc[table[POLICY]],
        table.drop(columns=list(RUN_KEYS)),
    )
    whole = pd.concat([table[[POLICY, FUTURE]], *(part.set_axis(table.index) for part in parts)], axis=1)
    verdict = table[WIN_WIN].map({1.0: True, 0.0: False}).astype("boolean")
    return whole.assign(**{WIN_WIN: verdict})


def _named(policies: pd.DataFrame, question: Question) -> pd.DataFrame:
    """With the option's name behind the number of every choice; none where today's policy is no option."""
    named = policies.copy()
    for name, options in question.labels.items():
        option = policies[name].map(dict(enumerate(options)))
        named.insert(named.columns.get_loc(name) + 1, OPTION + name, option.astype("string"))
    return named


def _free(policies: pd.DataFrame) -> pd.DataFrame:
    """Policies with choices that are called like something else of a run under another name."""
    return policies.rename(columns={name: LEVER + name for name in policies.columns if name in TAKEN})


def write_described(path: Path, table: pd.DataFrame, question: Question, scenario: Scenario) -> None:
    """Write a table under names for other tools, with units and meanings."""
    columns = described(map(str, table.columns), question, scenario)
    write_table(path, table.set_axis([column.name for column in columns], axis=1), columns)


def _numbered(key: str, table: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([pd.DataFrame({key: np.arange(len(table))}), table.reset_index(drop=True)], axis=1)


def read_rows(folder: Path, name: str) -> pd.DataFrame | None:
    """``policies`` or ``futures`` without the key; None if there is none that is whole."""
    table = _inner(folder / f"{name}.parquet")
    if table is None:
        return None
    unasked = [POLICY, FUTURE, *(column for column in table if column.startswith(OPTION))]
    return table.drop(columns=unasked, errors="ignore").rename(columns=lambda column: column.removeprefix(LEVER))


def read_runs(folder: Path, design: Design) -> pd.DataFrame | None:
    """The design's runs as :func:`.execute.execute` leaves them; None if there is no whole table."""
    table = _inner(folder / "table.parquet")
    if table is None or WIN_WIN not in table:
        return table
    others = _others(table.columns, design)
    runs = table.loc[table[POLICY] < len(design.policies), [*RUN_KEYS, *others]].reset_index(drop=True)
    return runs.assign(**{WIN_WIN: runs[WIN_WIN].astype(float)})


def _others(names: Iterable[str], design: Design) -> list[str]:
    """What a run was measured to be: all columns but keys, levers and the future's."""
    own = {*RUN_KEYS, *_free(design.policies).columns, *design.futures.columns}
    return [name for name in names if name not in own and not name.startswith(OPTION)]


def _inner(path: Path) -> pd.DataFrame | None:
    """A table under the names of analyses; one of an older version has them already."""
    table = read_table(path)
    if table is None:
        return None
    return table.rename(columns={column.name: column.inner for column in columns_in(path)})
