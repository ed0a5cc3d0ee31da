"""Designs: which policies, in which futures. Sobol' points, scrambled (Sobol' 1967; Owen 1998)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..scenario import LEVERS, Scenario
from .question import Question, Range

SEED_STEP = 1_000_003  # futures' luck: far from the seeds that a user would try by hand


@dataclass(frozen=True)
class Design:
    """Policies by their levers and futures by their seed and uncertainties; one row each, numbered."""

    policies: pd.DataFrame
    futures: pd.DataFrame

    @property
    def runs(self) -> int:
        """Candidate runs."""
        return len(self.policies) * len(self.futures)


def sobol_points(ranges: dict[str, Range], count: int, seed: int) -> pd.DataFrame:
    """``count`` scrambled Sobol' points within ranges, one column a name."""
    if not ranges:
        return pd.DataFrame(index=range(count))
    from scipy.stats import qmc  # here: it takes most of a second to load, and runs do without

    sampler = qmc.Sobol(len(ranges), scramble=True, rng=np.random.default_rng(seed))
    unit = sampler.random_base2(int(np.ceil(np.log2(count))))[:count]
    low, high = np.array(list(ranges.values()), dtype=float).T
    return pd.DataFrame(low + unit * (high - low), columns=list(ranges))


def sobol_policies(ranges: dict[str, Range], count: int, seed: int) -> pd.DataFrame:
    """Policies: whole-number levers are spread evenly over their whole numbers."""
    wide = {k: (r[0] - 0.5, r[1] + 0.5) if LEVERS[k.rpartition("__")[2]].whole else r for k, r in ranges.items()}
    table = sobol_points(wide, count, seed)
    for key, (low, high) in ranges.items():
        if LEVERS[key.rpartition("__")[2]].whole:
            table[key] = np.clip(np.round(table[key]), low, high)
    return table


def sobol_futures(ranges: dict[str, Range], count: int, seed: int) -> pd.DataFrame:
    """Futures: a seed and a point of the uncertainties each."""
    table = sobol_points(ranges, count, seed + 1)
    table.insert(0, "seed", seed * SEED_STEP + np.arange(count))
    return table


def make_design(question: Question, scenario: Scenario) -> Design:
    """The question's policies and futures; the last ``held_out`` share of policies is for testing."""
    size = question.design
    return Design(
        sobol_policies(question.levers, size.policies, size.seed),
        sobol_futures(question.ranges(scenario), size.futures, size.seed),
    )


def futures_of(scenario: Scenario, seeds: list[int], as_stated: bool) -> pd.DataFrame:
    """One future a seed: assumptions as stated, or a point of the scenario's uncertain ranges."""
    ranges = {} if as_stated else dict(scenario.uncertain)
    points = sobol_points(ranges, max(len(seeds), 1), 0).iloc[: len(seeds)]
    points.insert(0, "seed", seeds)
    return points
