"""What a company sees month by month before and after a change: its own numbers, never those of a world without the change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from partnerscape.engine import Run, branch, burn_in_with_past, encode
from partnerscape.engine.month import Rulebook
from partnerscape.metrics.gains import Measured, is_win_win, paired
from partnerscape.scenario import InputError, Scenario, check_levers

from ..jobs.parallel import in_parallel
from ..jobs.store import read_table, write_table, write_whole
from ..question.design import Design
from ..question.question import levers_at
from ..run import months_of
from .execute import BASELINE, in_future, study_key
from .player import Player

BEFORE = 12  # months before the rollout that a change is seen against
SEEN = (  # lines of the journal that a company's own books and surveys hold
    *("left", "active", "started", "arrived", "wait", "satisfaction", "revenue", "new_revenue", "leads", "deals"),
    *("customers", "complaints", "income", "profit"),
)
TABLES, KEY = ("policies", "futures", "months", "outcomes"), "key"


@dataclass(frozen=True)
class Paths:
    """Months and outcomes of policies in futures.

    Attributes
    ----------
    months : DataFrame
        future, policy (-1: today's, continued), month (0 at the rollout; earlier ones once, as today's) and ``SEEN``.
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
        rows = self.months[(self.months["policy"] == policy) & (self.months["month"] >= 0)]
        return rows.pivot(index="future", columns="month", values=column).to_numpy(dtype=float)

    def before(self, column: str) -> np.ndarray:
        """A line in the months before the rollout, shape (futures, months)."""
        rows = self.months[self.months["month"] < 0]
        return rows.pivot(index="future", columns="month", values=column).to_numpy(dtype=float)


def _page(run: Run, future: int, policy: int, first: int) -> pd.DataFrame:
    table = months_of(run)
    return table[list(SEEN)].assign(future=future, policy=policy, month=table["month"] + first)


def _play(
    scenario: Scenario, future: pd.Series, number: int, rows: list[np.ndarray], rules: Rulebook
) -> tuple[list[pd.DataFrame], list[dict[str, float]]]:
    """All months and outcomes of a future."""
    assumed, seed = in_future(scenario, future)
    eve, past = burn_in_with_past(assumed, seed, rules)
    past = past[-BEFORE:]
    before = branch(eve, encode.encode_policy(assumed.current_policy, assumed), assumed)
    baseline, pages, outcomes = Measured.of(before), [], []
    if len(past):
        pages.append(_page(replace(before, journal=past), number, BASELINE, -len(past)))
    pages.append(_page(before, number, BASELINE, 0))
    for policy, encoded in enumerate(rows):
        candidate = Measured.of(branch(eve, encoded, assumed))
        differences = paired(candidate, baseline)
        pages.append(_page(candidate.run, number, policy, 0))
        outcomes.append({"future": number, "policy": policy, **differences, "win_win": float(is_win_win(differences))})
    return pages, outcomes


def follow_paths(part: str, design: Design, play: Player) -> Paths:
    """Play every policy of the design in every future and keep the months; what the store holds is not played again.

    Raises
    ------
    InputError
        If a finished study lacks the part, or holds it for another design.
    """
    folder, key = play.store.part(part).folder, _key(design, play)
    held = _held(folder, design, None if play.finished else key)
    if held is not None:
        return held
    if play.finished:
        raise InputError(folder, "", "", "the months of a finished study", "none, or another design's; run it again")
    names, rows = list(design.policies.columns), []
    for values in design.policies.to_numpy(dtype=float):
        levers = levers_at(play.question, dict(zip(names, values.tolist(), strict=True)))
        policy = check_levers(play.scenario.current_policy, levers, play.scenario, play.question.name)
        rows.append(encode.encode_policy(policy, play.scenario))

    def work(number: int) -> tuple[list[pd.DataFrame], list[dict[str, float]]]:
        return _play(play.scenario, design.futures.iloc[number], number, rows, play.rules)

    found = {}
    for number, parts in in_parallel(work, range(len(design.futures)), play.workers):
        found[number] = parts
        if play.progress:
            play.progress(len(found) * len(rows), design.runs)
    ordered = [found[number] for number in sorted(found)]
    paths = Paths(
        pd.concat([page for pages, _ in ordered for page in pages], ignore_index=True),
        pd.DataFrame([outcome for _, outcomes in ordered for outcome in outcomes]),
    )
    tables = (design.policies, design.futures, paths.months, paths.outcomes)
    for name, table in zip(TABLES, tables, strict=True):
        write_table(folder / f"{name}.parquet", table)
    write_whole(folder / KEY, key)
    return paths


def _key(design: Design, play: Player) -> str:
    """Hash of all that decides the months."""
    names = [*design.policies.columns, *design.futures.columns]
    content = "|".join([study_key(play.question, play.scenario, play.rules), *names]).encode()
    content += design.policies.to_numpy(dtype=float).tobytes() + design.futures.to_numpy(dtype=float).tobytes()
    return hashlib.sha256(content).hexdigest()[:24]


def _held(folder: Path, design: Design, key: str | None) -> Paths | None:
    """What the folder holds of this design; with a ``key``, only if it was played under it."""
    if key is not None and (not (folder / KEY).is_file() or (folder / KEY).read_text(encoding="utf-8") != key):
        return None
    policies, futures, months, outcomes = (read_table(folder / f"{name}.parquet") for name in TABLES)
    if policies is None or futures is None or months is None or outcomes is None:
        return None
    same = policies.equals(design.policies) and futures.equals(design.futures)
    return Paths(months, outcomes) if same else None
