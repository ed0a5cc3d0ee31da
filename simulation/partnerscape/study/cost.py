"""What a study will cost, before it is run."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from .. import encode
from ..engine import branch, burn_in
from ..gains import Measured, paired
from ..scenario import Scenario, check_levers
from .design import make_design
from .execute import in_future
from .parallel import default_workers
from .question import Question, levers_at

TRIED = 6  # policies of the design that are timed
BYTES_A_RUN = 700  # of a compressed Parquet row, as measured


@dataclass(frozen=True)
class Cost:
    """Candidate runs by what they are for, futures that are burnt in for them, seconds, bytes on disk."""

    runs: dict[str, int]
    most: dict[str, int]
    futures: int
    seconds: float
    bytes: float


def runs_of(question: Question) -> tuple[dict[str, int], dict[str, int]]:
    """Candidate runs by analysis: those that are sure, and the most where an analysis decides as it goes."""
    sure, most = {"design": question.design.policies * question.design.futures}, {}
    size = question.certificate
    if "certificate" in question.analyses:
        sure["certificate"] = size.policies * size.futures
        most["certificate"] = size.policies * size.futures * 7  # all undecided at three looks: 1 + 2 + 4
    if "how_far" in question.analyses:
        sure["how_far"] = 25 * len(question.levers) * max(64, question.design.futures)
    return sure, {**sure, **most}


def cost_of(question: Question, scenario: Scenario, workers: int | None = None) -> Cost:
    """Times a few of the design's own policies in its first future, and multiplies."""
    design = make_design(question, scenario)
    assumed, seed = in_future(scenario, design.futures.iloc[0])
    names = list(design.policies.columns)

    def encoded(values: np.ndarray) -> np.ndarray:
        levers = levers_at(question, dict(zip(names, values.tolist(), strict=True)))
        return encode.encode_policy(check_levers(scenario.current_policy, levers, scenario, question.name), scenario)

    rows = [encoded(v) for v in design.policies.to_numpy(dtype=float)[:TRIED]]
    burn_in(assumed, seed)  # compiles
    start = time.perf_counter()
    eve = burn_in(assumed, seed)
    baseline = Measured.of(branch(eve, encode.encode_policy(assumed.current_policy, assumed), assumed))
    burnt = time.perf_counter()
    for row in rows:
        paired(Measured.of(branch(eve, row, assumed)), baseline)
    a_run = (time.perf_counter() - burnt) / len(rows)
    sure, most = runs_of(question)
    runs, futures = sum(most.values()), question.design.futures * len(sure)
    seconds = (futures * (burnt - start) + runs * a_run) / (workers or default_workers())
    return Cost(sure, most, futures, seconds, runs * BYTES_A_RUN)
