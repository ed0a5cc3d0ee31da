"""What a company sees month by month before and after a change: its own numbers, never those of a world without the change."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.engine import Run, burn_in_with_past
from partnerscape.engine.month import Rulebook
from partnerscape.metrics.gains import Measured, is_win_win, paired
from partnerscape.scenario import InputError, Scenario

from ..jobs.failed import FailedRunsError, RunFailedError, attempt
from ..jobs.parallel import keep_as_played
from ..jobs.pool import RUN
from ..jobs.store import read_table, write_table, write_whole
from ..question.design import Design
from ..runs.tables import FIRST_MONTH, lines_of
from .drivers import driver_of
from .execute import BASELINE, in_future, policies_at, with_margins
from .failing import as_failures, first_error
from .kept import read_rows, write_design
from .keys import RunKeys, programme_key
from .player import Player

BEFORE = 12  # months before the rollout that a change is seen against
SEEN = (  # lines of the journal that a company's own books and surveys hold
    *("left", "active", "started", "arrived", "wait", "satisfaction_sum", "revenue_sum", "new_revenue", "leads", "deals"),
    *("customers_sum", "complaints_sum", "income_sum", "profit"),
)
TABLES, KEY = ("policies", "futures", "months", "outcomes"), "key"
SINGLE, TOGETHER = "futures", 16  # folder of what is played already while others are not; futures per file


@dataclass(frozen=True)
class Paths:
    """Months and outcomes of policies in futures.

    Attributes
    ----------
    months : DataFrame
        future, policy (-1: today's, continued), month (1 is the first after the rollout; up to 0 once, as today's) and ``SEEN``.
    outcomes : DataFrame
        future, policy, win_win and the differences of :func:`..gains.paired`.
    """

    months: pd.DataFrame
    outcomes: pd.DataFrame

    def outcome(self, policy: int, column: str) -> np.ndarray:
        """A column of the outcomes of a policy, shape (futures,)."""
        return self.outcomes.loc[self.outcomes["policy"] == policy, column].to_numpy(dtype=float)

    def line(self, policy: int, column: str) -> np.ndarray:
        """A line after the rollout, shape (futures, months)."""
        rows = self.months[(self.months["policy"] == policy) & (self.months["month"] >= FIRST_MONTH)]
        return rows.pivot(index="future", columns="month", values=column).to_numpy(dtype=float)

    def before(self, column: str) -> np.ndarray:
        """A line in the months before the rollout, shape (futures, months)."""
        rows = self.months[self.months["month"] < FIRST_MONTH]
        return rows.pivot(index="future", columns="month", values=column).to_numpy(dtype=float)


def _page(run: Run, future: int, policy: int, before: int = 0) -> pd.DataFrame:
    """All months of a run, of which the first ``before`` come before the rollout."""
    table = lines_of(run)
    return table[list(SEEN)].assign(future=future, policy=policy, month=table["month"] - before)


def _play(
    scenario: Scenario, future: pd.Series, number: int, rows: Sequence[Any], rules: Rulebook
) -> tuple[list[pd.DataFrame], list[dict[str, float]]]:
    """All months and outcomes of a future."""
    pages, outcomes, driver = [], [], driver_of(rules)
    with attempt(number):
        assumed, seed = in_future(scenario, future)
        eve, past = burn_in_with_past(assumed, seed, rules)
        past = past[-BEFORE:]
        before = driver.branch(eve, assumed.current_policy, assumed, seed)
        baseline = Measured.of(before)
    if len(past):
        pages.append(_page(replace(before, journal=past), number, BASELINE, len(past)))
    pages.append(_page(before, number, BASELINE))
    for policy, encoded in enumerate(rows):
        with attempt(number, policy):
            candidate = Measured.of(driver.roll_out(eve, encoded, assumed, seed))
            differences = with_margins(paired(candidate, baseline))
        pages.append(_page(candidate.run, number, policy))
        outcomes.append({"future": number, "policy": policy, **differences, "win_win": float(is_win_win(differences))})
    return pages, outcomes


def follow_paths(part: str, design: Design, play: Player) -> Paths:
    """Play every policy of the design in every future and keep the months; stored runs are not repeated.

    Every future is stored as soon as it is finished, so that an interrupt loses only the current ones.

    Raises
    ------
    InputError
        If a finished study lacks the part, or holds it for another design.
    FailedRunsError
        If a policy, or the current one, failed in any of the futures: paths of all are compared.
    """
    folder = play.store.part(part).folder
    programme = programme_key(play.question, play.scenario, play.rules)
    keys = RunKeys(programme, design.policies, design.futures)
    key = hashlib.sha256("|".join([*keys.futures(), *SEEN]).encode()).hexdigest()[:24]
    held = _held(folder, design, None if play.finished else key)
    if held is not None:
        return held
    if play.finished and play.store.failed.of(""):
        raise FailedRunsError(f"runs of it failed ({first_error(play.store)})")
    if play.finished:
        raise InputError(folder, "", "", "the months of a finished study", "none, or another design's; run it again")
    paths = _all_futures(_Kept(folder / SINGLE), keys, programme, design, play)
    write_design(folder, design, play.question, play.scenario)
    for name, table in zip(TABLES[2:], (paths.months, paths.outcomes), strict=True):
        write_table(folder / f"{name}.parquet", table)
    write_whole(folder / KEY, key)
    shutil.rmtree(folder / SINGLE, ignore_errors=True)
    return paths


class _Kept:
    """Futures that are played already while others are not, in a folder; a few share a file, each under its key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}
        for path in sorted(folder.glob("*.months.parquet")):
            months, outcomes = (read_table(path.with_name(path.name.replace("months", kind))) for kind in TABLES[2:])
            if months is not None and outcomes is not None:
                own = dict(iter(outcomes.groupby(RUN, sort=False)))
                self.held |= {key: (rows, own[key]) for key, rows in months.groupby(RUN, sort=False)}

    def add(self, futures: dict[str, tuple[pd.DataFrame, pd.DataFrame]]) -> None:
        """Keep a few futures in a file."""
        if not futures:
            return
        new = {key: tuple(table.assign(**{RUN: key}) for table in tables) for key, tables in futures.items()}
        for kind, parts in zip(TABLES[2:], zip(*new.values(), strict=True), strict=True):
            write_table(self.folder / f"{next(iter(new))}.{kind}.parquet", pd.concat(parts, ignore_index=True))
        self.held.update(new)

    def paths(self, keys: list[str]) -> Paths:
        """Months and outcomes of these futures, one after the other, numbered."""
        parts = [[table.drop(columns=RUN).assign(future=n) for table in self.held[key]] for n, key in enumerate(keys)]
        return Paths(*(pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True)))


def _all_futures(kept: _Kept, run_keys: RunKeys, programme: str, design: Design, play: Player) -> Paths:
    """Play the futures that an interrupted call has not kept."""
    keys, failed = list(run_keys.futures()), play.store.failed.of(programme)
    driver = driver_of(play.rules)
    rows = [driver.prepared(policy, play.scenario) for policy in policies_at(play.question, play.scenario, design.policies)]
    hopeless = [n for n in range(len(keys)) if any(run_keys.of(n, p) in failed for p in range(BASELINE, len(rows)) if failed)]
    missing = [number for number, key in enumerate(keys) if key not in kept.held and number not in hopeless]
    done = design.runs - len(missing) * len(rows)

    def work(number: int) -> tuple[pd.DataFrame, pd.DataFrame] | RunFailedError:
        try:
            pages, outcomes = _play(play.scenario, design.futures.iloc[number], number, rows, play.rules)
        except RunFailedError as error:
            return error
        return pd.concat(pages, ignore_index=True), pd.DataFrame(outcomes)

    def keep(played: list[tuple[int, tuple[pd.DataFrame, pd.DataFrame] | RunFailedError]]) -> None:
        kept.add({keys[number]: tables for number, tables in played if not isinstance(tables, RunFailedError)})
        errors = [error for _, error in played if isinstance(error, RunFailedError)]
        play.store.failed.add(programme, as_failures(errors, design, run_keys))
        hopeless.extend(error.future for error in errors)

    if play.progress:
        play.progress(done, design.runs)
    for _ in keep_as_played(work, missing, keep, driver.workers(play.workers), TOGETHER):
        done += len(rows)
        if play.progress:
            play.progress(done, design.runs)
    if hopeless:
        raise FailedRunsError(f"runs failed in {len(hopeless)} of its {len(keys)} futures ({first_error(play.store)})")
    return kept.paths(keys)


def _held(folder: Path, design: Design, key: str | None) -> Paths | None:
    """What the folder holds of this design; with a ``key``, only if it was played under it."""
    if key is not None and (not (folder / KEY).is_file() or (folder / KEY).read_text(encoding="utf-8") != key):
        return None
    policies, futures = (read_rows(folder, name) for name in TABLES[:2])
    months, outcomes = (read_table(folder / f"{name}.parquet") for name in TABLES[2:])
    if policies is None or futures is None or months is None or outcomes is None:
        return None
    if not set(SEEN) <= set(months.columns):
        raise InputError(
            folder / "months.parquet", "", "", f"months by {', '.join(SEEN)}", "those of an older version; run it again"
        )
    same = policies.equals(design.policies) and futures.equals(design.futures)
    return Paths(months, outcomes) if same else None
