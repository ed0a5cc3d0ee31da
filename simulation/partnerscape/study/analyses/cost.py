"""What a study will cost, before it is run: candidate runs, files, disk and time, models and report included."""

from __future__ import annotations

import time
from dataclasses import dataclass

from partnerscape.engine import branch, burn_in
from partnerscape.metrics.gains import Measured, paired
from partnerscape.scenario import Scenario

from ..jobs.parallel import default_workers
from ..question.agreement import agree
from ..question.analysis import Runs, in_order
from ..question.budgets import MOST_ANALYSED
from ..question.counts import BYTES_A_RUN
from ..question.design import first_policies, policies_of, seeds_of
from ..question.question import Question
from ..runs.execute import encoded_policies, in_future

TRIED = 6  # policies that are timed, futures that are looked for
BYTES_A_FILE = 40_000  # what a file takes besides its rows
BYTES_A_MONTH = 120  # of a policy in a future, where months are kept
BYTES_OF_REPORT = 4_000_000  # with its figures
FILES_OF_REPORT = 13  # and the README
REPORT_SECONDS = 6.0
MODEL_SECONDS, MODEL_SECONDS_A_RUN = 6.0, 6e-4  # of the surrogates and the box, as measured


@dataclass(frozen=True)
class Cost:
    """What a study costs at most.

    ``runs`` and ``most``: candidate runs by what they are for, sure ones and the most; ``futures`` that are burnt in for
    them; ``files`` and ``bytes`` on disk; ``seconds``, of which ``models`` are for models and report; ``core_seconds`` of all
    runs, on one core like this machine's.
    """

    runs: dict[str, int]
    most: dict[str, int]
    futures: int
    seconds: float
    bytes: float
    files: int = 0
    models: float = 0.0
    core_seconds: float = 0.0


def _design(question: Question, scenario: Scenario) -> Runs:
    size = question.design
    even = len(policies_of(question, scenario, first_policies(size), size.seed, size.kind))
    later = size.policies - first_policies(size)
    runs = (even + later) * size.futures
    return Runs(runs, runs, 2 if later else 1, 1)


def runs_of(question: Question, scenario: Scenario) -> dict[str, Runs]:
    """Candidate runs by analysis: those that are sure, and the most where an analysis decides as it goes."""
    return {"design": _design(question, scenario)} | {
        analysis.name: analysis.cost(question, scenario) for analysis in in_order(question.analyses)
    }


def bytes_of(runs: dict[str, Runs], months: int) -> float:
    """Bytes on disk at most, with the report."""
    stored = sum(r.most - r.months for r in runs.values()) * BYTES_A_RUN
    months_kept = sum(r.months for r in runs.values()) * BYTES_A_MONTH * months
    return float(stored + months_kept + sum(r.files for r in runs.values()) * BYTES_A_FILE + BYTES_OF_REPORT)


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
    core_seconds = burn_ins * (burnt - start) + runs * a_run
    played = core_seconds / (workers or default_workers())
    models = MODEL_SECONDS + MODEL_SECONDS_A_RUN * min(by_name["design"].most, MOST_ANALYSED) + REPORT_SECONDS
    files = sum(r.files for r in by_name.values()) + FILES_OF_REPORT
    return Cost(
        {name: r.sure for name, r in by_name.items()},
        {name: r.most for name, r in by_name.items()},
        futures,
        played + models,
        bytes_of(by_name, scenario.time.horizon_months),
        files,
        models,
        core_seconds,
    )
