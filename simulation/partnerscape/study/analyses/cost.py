"""What a study will cost, before it is run."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from partnerscape.engine import branch, burn_in, encode
from partnerscape.metrics.gains import Measured, paired
from partnerscape.scenario import Scenario, check_levers

from ..jobs.parallel import default_workers
from ..question.agreement import agree
from ..question.analysis import Runs, in_order
from ..question.design import first_policies, policies_of, seeds_of
from ..question.question import Question, levers_at
from ..runs.execute import in_future

TRIED = 6  # policies that are timed, futures that are looked for
BYTES_A_RUN = 700  # of a compressed Parquet row, as measured


@dataclass(frozen=True)
class Cost:
    """Candidate runs by what they are for, futures that are burnt in for them, seconds, bytes on disk."""

    runs: dict[str, int]
    most: dict[str, int]
    futures: int
    seconds: float
    bytes: float


def runs_of(question: Question, scenario: Scenario) -> tuple[dict[str, int], dict[str, int]]:
    """Candidate runs by analysis: those that are sure, and the most where an analysis decides as it goes."""
    design = Runs.exactly(question.design.policies * question.design.futures)
    runs = {"design": design} | {each.name: each.cost(question, scenario) for each in in_order(question.analyses)}
    return {name: each.sure for name, each in runs.items()}, {name: each.most for name, each in runs.items()}


def cost_of(question: Question, scenario: Scenario, workers: int | None = None) -> Cost:
    """Times a few of the design's own policies in its first future, counts the tries of the first few, and multiplies."""
    tries = agree(scenario, question.ranges(scenario), seeds_of(question, TRIED), workers)
    policies = policies_of(question, scenario, first_policies(question.design), question.design.seed, question.design.kind)
    assumed, seed = in_future(scenario, tries.futures.iloc[0])
    names = list(policies.columns)

    def encoded(values: np.ndarray) -> np.ndarray:
        levers = levers_at(question, dict(zip(names, values.tolist(), strict=True)))
        return encode.encode_policy(check_levers(scenario.current_policy, levers, scenario, question.name), scenario)

    rows = [encoded(v) for v in policies.to_numpy(dtype=float)[:TRIED]]
    burn_in(assumed, seed)  # compiles
    start = time.perf_counter()
    eve = burn_in(assumed, seed)
    baseline = Measured.of(branch(eve, encode.encode_policy(assumed.current_policy, assumed), assumed))
    burnt = time.perf_counter()
    for row in rows:
        paired(Measured.of(branch(eve, row, assumed)), baseline)
    a_run = (time.perf_counter() - burnt) / len(rows)
    sure, most = runs_of(question, scenario)
    runs, futures = sum(most.values()), question.design.futures * len(sure) + 2 * sure["hangs_on"]  # burn-in and baseline
    burn_ins = futures * (1 + (len(tries.tried) / TRIED if tries.targets else 0))  # a try is a burn-in
    seconds = (burn_ins * (burnt - start) + runs * a_run) / (workers or default_workers())
    return Cost(sure, most, futures, seconds, runs * BYTES_A_RUN)
