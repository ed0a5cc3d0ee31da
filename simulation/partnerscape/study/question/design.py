"""Designs: which policies, in which futures.

Sobol' points, scrambled (Sobol' 1967; Owen 1998), Latin hypercubes (McKay, Beckman & Conover 1979) and
grids of policies; futures are seeds, each with luck and uncertain values of its own that agree with today
(:mod:`.history`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from partnerscape.scenario import ASSUMPTIONS, InputError, Scenario

from .agreement import Agreement, agree
from .budgets import FEWEST_FUTURES, MOST_ANALYSED, DesignSize
from .constraints import kept, levers_in
from .question import Question, Range, is_whole, standing

SEED_STEP = 1_000_003  # futures' luck: far from the seeds that a user would try by hand
SPARSEST = 64  # constraints that fewer than one in so many policies keep are refused


@dataclass(frozen=True)
class Design:
    """Policies by their levers and futures by their seed and uncertainties; one row each, numbered.

    ``listed`` lists (policy, future) where not every policy is simulated in every future; ``agreement`` is how futures
    were found, where a design knows.
    """

    policies: pd.DataFrame
    futures: pd.DataFrame
    listed: pd.DataFrame | None = None
    agreement: Agreement | None = None

    @property
    def runs(self) -> int:
        """Candidate runs."""
        return len(self.policies) * len(self.futures) if self.listed is None else len(self.listed)

    def by_future(self) -> list[np.ndarray]:
        """For every future the numbers of the policies that are simulated in it, in order."""
        if self.listed is None:
            return [np.arange(len(self.policies))] * len(self.futures)
        listed = self.listed.sort_values(["future", "policy"])
        ends = np.searchsorted(listed["future"].to_numpy(), np.arange(1, len(self.futures)))
        return np.split(listed["policy"].to_numpy(), ends)


def _scaled(unit: np.ndarray, ranges: dict[str, Range]) -> pd.DataFrame:
    low, high = np.array(list(ranges.values()), dtype=float).T
    return pd.DataFrame(low + unit * (high - low), columns=list(ranges))


def _sobol(dimensions: int, count: int, seed: int) -> np.ndarray:
    """``count`` scrambled Sobol' points of the unit cube."""
    from scipy.stats import qmc  # here: it takes most of a second to load, and runs do without

    sampler = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    return sampler.random_base2(int(np.ceil(np.log2(count))))[:count]


def sobol_points(ranges: dict[str, Range], count: int, seed: int) -> pd.DataFrame:
    """``count`` scrambled Sobol' points within ranges, one column per name."""
    return _scaled(_sobol(len(ranges), count, seed), ranges) if ranges else pd.DataFrame(index=range(count))


def sobol_uncertainties(ranges: dict[str, Range], count: int, seed: int) -> pd.DataFrame:
    """``count`` scrambled Sobol' points of the uncertainties' ranges."""
    unit = _sobol(len(ranges), count, seed) if ranges else np.empty((count, 0))
    columns = {name: ASSUMPTIONS[name].at(unit[:, k], limits) for k, (name, limits) in enumerate(ranges.items())}
    return pd.DataFrame(columns, index=range(count))


def latin_points(ranges: dict[str, Range], count: int, seed: int) -> pd.DataFrame:
    """``count`` points of a Latin hypercube within ranges, one column per name."""
    from scipy.stats import qmc

    return _scaled(qmc.LatinHypercube(len(ranges), rng=np.random.default_rng(seed)).random(count), ranges)


def _widened(ranges: dict[str, Range]) -> dict[str, Range]:
    """Ranges so that rounding spreads whole numbers evenly."""
    return {k: (r[0] - 0.5, r[1] + 0.5) if is_whole(k) else r for k, r in ranges.items()}


def _rounded(table: pd.DataFrame, ranges: dict[str, Range]) -> pd.DataFrame:
    for key, (low, high) in ranges.items():
        if is_whole(key):
            table[key] = np.clip(np.round(table[key]), low, high)
    return table


def sobol_policies(ranges: dict[str, Range], count: int, seed: int) -> pd.DataFrame:
    """Policies: whole-number levers are spread evenly over their whole numbers."""
    return _rounded(sobol_points(_widened(ranges), count, seed), ranges)


def latin_policies(ranges: dict[str, Range], count: int, seed: int) -> pd.DataFrame:
    """Policies of a Latin hypercube."""
    return _rounded(latin_points(_widened(ranges), count, seed), ranges)


def grid_policies(ranges: dict[str, Range], count: int, seed: int) -> pd.DataFrame:
    """The finest grid of at most ``count`` policies, shuffled, so that any part of it is spread."""

    def values(key: str, steps: int) -> np.ndarray:
        low, high = ranges[key]
        return np.linspace(low, high, steps) if not is_whole(key) else np.unique(np.round(np.linspace(low, high, steps)))

    steps = 2
    while steps < count and np.prod([len(values(k, steps + 1)) for k in ranges]) <= count:
        steps += 1
    points = pd.DataFrame(list(product(*(values(k, steps) for k in ranges))), columns=list(ranges), dtype=float)
    if len(points) > count:
        raise InputError("design", "design", "policies", f"at least {len(points)} for a grid of {len(ranges)} levers", count)
    return points.iloc[np.random.default_rng(seed).permutation(len(points))].reset_index(drop=True)


SPREAD = {"sobol": sobol_policies, "latin": latin_policies, "grid": grid_policies, "adaptive": sobol_policies}


def policies_of(question: Question, scenario: Scenario, count: int, seed: int, kind: str = "sobol") -> pd.DataFrame:
    """``count`` policies that keep the question's constraints between levers (of a grid: those of it that do)."""
    spread, ranges = SPREAD[kind], question.levers
    if not question.constraints:
        return spread(ranges, count, seed)
    today = {name: standing(name, scenario) for text in question.constraints for name in levers_in(text)}
    tried = count
    while tried <= SPARSEST * count:
        table = spread(ranges, tried, seed)
        policies = table[kept(question.constraints, table, today)].reset_index(drop=True)
        if len(policies) >= count or (kind == "grid" and len(policies) >= 8):
            return policies.iloc[:count]
        tried *= 2
    expected = f"constraints that at least one in {SPARSEST} policies keeps"
    raise InputError(question.name, "", "constraints", expected, f"{len(policies)} of {len(table)}")


def seeds_of(question: Question, count: int, stream: int = 0) -> list[int]:
    """Seeds of a question's futures; another ``stream`` has others, so that no two analyses share futures."""
    first = (FRESH * stream + question.design.seed) * SEED_STEP
    return list(range(first, first + count))


def make_design(question: Question, scenario: Scenario, agreement: Agreement | None = None) -> Design:
    """The question's policies and futures; the last ``held_out`` share of policies is for testing."""
    size = question.design
    agreeing = agreement or agree(scenario, question.ranges(scenario), seeds_of(question, size.futures))
    policies = policies_of(question, scenario, first_policies(size), size.seed, size.kind)
    return Design(policies, agreeing.futures, agreement=agreeing)


def analysed(design: Design) -> Design:
    """The part of a design that is analysed: all of it, or the first policies (and futures) of a large one.

    Sobol' points, shuffled grids and Latin hypercubes begin with policies that are spread over all that is asked about.
    """
    policies, futures = len(design.policies), len(design.futures)
    if design.runs <= MOST_ANALYSED or design.listed is not None:
        return design
    in_futures = min(futures, max(FEWEST_FUTURES, MOST_ANALYSED // policies))
    first = min(policies, max(1, MOST_ANALYSED // in_futures))
    return replace(design, policies=design.policies.iloc[:first], futures=design.futures.iloc[:in_futures])


def first_policies(size: DesignSize) -> int:
    """How many policies are chosen before anything is known: all, or of an adaptive design half."""
    return size.policies - size.policies // 2 if size.kind == "adaptive" else size.policies


FRESH = 7919  # a prime far above the seeds that questions have
