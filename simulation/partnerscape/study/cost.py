"""What a study will cost, before it is run: candidate runs, files, disk and time, models and report included."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import log2

import numpy as np

from ..engine import branch, burn_in
from ..gains import Measured, paired
from ..scenario import Scenario
from . import advice, hangs_on, money
from .candidates import EACH
from .choice import KINDS
from .design import first_policies, policies_of, seeds_of
from .execute import CHUNK, encoded_policies, in_future
from .factors import Factors, design_of
from .frontier import MOST_JUDGED, SPREAD
from .history import agree
from .how_far import values_from
from .parallel import default_workers
from .question import Question, is_categorical, standing
from .saltelli import FIRST_POINTS, saltelli_points
from .screening import morris_points
from .search import levers_from, places_of
from .stress import SHOCKS
from .stress import cost as stress_cost
from .transition import introductions
from .without import cost as without_cost

TRIED = 6  # policies that are timed, futures that are looked for
BYTES_A_RUN = 1_700  # of a row as measured: once among the runs, once in its part's table
BYTES_A_FILE = 40_000  # what a file takes besides its rows
BYTES_A_MONTH = 120  # of a policy in a future, where months are kept
BYTES_OF_REPORT = 4_000_000  # with its figures
FILES_OF_REPORT = 12
FILES_A_PART, FILES_A_STREAM = 3, 2  # policies, futures and table; how futures were found, and that in words
REPORT_SECONDS = 6.0
MODEL_SECONDS, MODEL_SECONDS_A_RUN = 6.0, 6e-4  # of the surrogates and the box, as measured


@dataclass(frozen=True)
class Runs:
    """Candidate runs of an analysis: those that are sure, the most; in how many parts and streams of futures.

    ``months`` is how many of the most are kept month by month; ``chunk`` is how many runs share a file.
    """

    sure: int
    most: int
    parts: int
    streams: int
    months: int = 0
    chunk: int = CHUNK

    @property
    def files(self) -> int:
        """Files at most; two that follow one another hold more runs than one may."""
        stored = self.most - self.months
        tasks = 2 * stored // self.chunk + self.parts if stored else 0
        return tasks + FILES_A_PART * self.parts + FILES_A_STREAM * self.streams + (10 if self.months else 0)


@dataclass(frozen=True)
class Cost:
    """What a study costs at most.

    ``runs`` and ``most``: candidate runs by what they are for, sure ones and the most; ``futures`` that are burnt in for
    them; ``files`` and ``bytes`` on disk; ``seconds``, of which ``models`` are for models and report.
    """

    runs: dict[str, int]
    most: dict[str, int]
    futures: int
    seconds: float
    bytes: float
    files: int = 0
    models: float = 0.0


def _design(question: Question, scenario: Scenario) -> Runs:
    size = question.design
    even = len(policies_of(question, scenario, first_policies(size), size.seed, size.kind))
    later = size.policies - first_policies(size)
    runs = (even + later) * size.futures
    return Runs(runs, runs, 2 if later else 1, 1)


def _money(question: Question, scenario: Scenario) -> Runs:
    singles = money.single_levers(question, scenario).index.nunique()
    choosing = singles * money.CHOOSING_FUTURES
    parts = 2 if singles else 1
    return Runs(choosing + money.TELLING_FUTURES, choosing + (1 + (singles > 0)) * money.TELLING_FUTURES, parts, parts)


def _hangs_on(question: Question, scenario: Scenario) -> Runs:
    size, tried = hangs_on.Size(), hangs_on.moves(scenario, question.ranges(scenario))
    each = np.sort(tried.groupby("assumption").size().to_numpy()) if len(tried) else np.zeros(0, dtype=int)
    screened = size.futures + len(tried) * min(size.screening, size.futures)
    few, many = int(each[: size.confirmed].sum()), int(each[::-1][: size.confirmed].sum())
    return Runs(screened + few * size.futures, screened + many * size.futures, 3, 1, chunk=hangs_on.CHUNK)


def _certificate(question: Question, scenario: Scenario) -> Runs:
    size = question.certificate
    once = size.policies * size.futures
    return Runs(once, once * (2**size.looks - 1), size.looks, size.looks)  # if all stay undecided


def _advice(question: Question, scenario: Scenario) -> Runs:
    size, ways = advice.Size(), introductions(question, scenario)
    introducing = len(ways) * size.introducing if len(ways.columns) else 0
    followed = size.telling + size.watching
    least = EACH * size.choosing + introducing + followed
    most = len(KINDS) * (EACH * size.choosing + introducing + followed)
    return Runs(least, most, 4, 3, months=len(KINDS) * followed)


def _sensitivity(question: Question, scenario: Scenario) -> Runs:
    size, factors, seed = question.sensitivity, Factors(question, scenario), question.design.seed
    if size.method == "screening":
        unit = morris_points(factors.names, size.trajectories, seed)
        runs = design_of(factors.values(unit))[0].runs
        return Runs(runs, runs, 1, 0)
    unit = saltelli_points(factors.names, FIRST_POINTS, seed, factors.groups, size.pairs)
    first, doublings = design_of(factors.values(unit))[0].runs, int(log2(size.most_points // FIRST_POINTS))
    return Runs(first, first + len(unit) // FIRST_POINTS * (size.most_points - FIRST_POINTS), 1 + doublings, 0)


def _frontier(question: Question, scenario: Scenario) -> Runs:
    size = question.frontier
    first = policies_of(question, scenario, size.population, size.seed).to_numpy(dtype=float)
    distinct = len(np.unique(levers_from(places_of(first, question.levers), question.levers), axis=0))
    judged = (2 * MOST_JUDGED + SPREAD + 1) * size.fresh
    most = size.population * size.generations * size.futures + judged
    return Runs(distinct * size.futures + size.fresh, most, size.generations + 2, 3)


def _how_far(question: Question, scenario: Scenario) -> Runs:
    levers = [lever for lever in question.levers if not is_categorical(lever)]
    values = sum(len(values_from(question, lever, standing(lever, scenario, question))) for lever in levers)
    runs = values * max(64, question.design.futures)
    return Runs(runs, runs, 1, 1)


def _stress(question: Question, scenario: Scenario) -> Runs:
    names = list(map(str, question.analyses))
    advised = "advice" in names and names.index("advice") < names.index("stress")
    return Runs(stress_cost(1), stress_cost(len(KINDS) if advised else 1), 1 + len(SHOCKS), 1)


def _without(question: Question, scenario: Scenario) -> Runs:
    runs = without_cost(question, scenario)
    return Runs(runs, runs, 1, 1)


ALWAYS: dict[str, Callable[[Question, Scenario], Runs]] = {"design": _design, "money": _money, "hangs_on": _hangs_on}
ASKED: dict[str, Callable[[Question, Scenario], Runs]] = {
    "certificate": _certificate,
    "advice": _advice,
    "sensitivity": _sensitivity,
    "frontier": _frontier,
    "robustness": lambda question, scenario: Runs(0, 0, 0, 0),
    "how_far": _how_far,
    "stress": _stress,
    "without": _without,
}


def runs_of(question: Question, scenario: Scenario) -> dict[str, Runs]:
    """Candidate runs by analysis: those that are sure, and the most where an analysis decides as it goes."""
    asked = ALWAYS | {str(name): ASKED[name] for name in question.analyses}
    return {name: count(question, scenario) for name, count in asked.items()}


def bytes_of(runs: dict[str, Runs], months: int) -> float:
    """Bytes on disk at most, with the report."""
    stored = sum(r.most - r.months for r in runs.values()) * BYTES_A_RUN
    kept = sum(r.months for r in runs.values()) * BYTES_A_MONTH * months
    return float(stored + kept + sum(r.files for r in runs.values()) * BYTES_A_FILE + BYTES_OF_REPORT)


def cost_of(question: Question, scenario: Scenario, workers: int | None = None) -> Cost:
    """Times a few of the design's own policies in its first future, counts the tries of the first few, and multiplies."""
    tries = agree(scenario, question.ranges(scenario), seeds_of(question, TRIED), workers)
    policies = policies_of(question, scenario, first_policies(question.design), question.design.seed, question.design.kind)
    assumed, seed = in_future(scenario, tries.futures.iloc[0])
    today, *rows = encoded_policies(question, scenario, policies.iloc[[0, *range(min(TRIED, len(policies)))]])
    burn_in(assumed, seed)  # compiles
    start = time.perf_counter()
    eve = burn_in(assumed, seed)
    baseline = Measured.of(branch(eve, today, assumed))  # as long as today's
    burnt = time.perf_counter()
    for row in rows:
        paired(Measured.of(branch(eve, row, assumed)), baseline)
    a_run = (time.perf_counter() - burnt) / len(rows)
    by_name = runs_of(question, scenario)
    runs, own = sum(r.most for r in by_name.values()), by_name["hangs_on"].most  # of these each has a future of its own
    futures = question.design.futures * len(by_name) + 2 * own
    burn_ins = futures * (1 + (len(tries.tried) / TRIED if tries.targets else 0))  # a try is a burn-in
    played = (burn_ins * (burnt - start) + runs * a_run) / (workers or default_workers())
    models = MODEL_SECONDS + MODEL_SECONDS_A_RUN * by_name["design"].most + REPORT_SECONDS
    files = sum(r.files for r in by_name.values()) + FILES_OF_REPORT
    return Cost(
        {name: r.sure for name, r in by_name.items()},
        {name: r.most for name, r in by_name.items()},
        futures,
        played + models,
        bytes_of(by_name, scenario.time.horizon_months),
        files,
        models,
    )
