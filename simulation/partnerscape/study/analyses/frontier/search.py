"""Search for policies that none beats in everything: NSGA-II (Deb et al. 2002) and NSGA-III (Deb & Jain 2014), by pymoo.

pymoo asks for whole populations and receives their objectives, so that the runs stay with us. A search is a function of
its seed and of these objectives: the same answers, from a store or from new runs, give the same bits. Therefore every draw
comes from the search's own generator, and no two forbidden policies tie: how such ties are sorted differs by processor.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.scenario import InputError

from ...question.budgets import SearchSize
from ...question.question import Range, is_whole

Told = tuple[np.ndarray, np.ndarray]
LATER = 1e-12  # of a forbidden policy's violation, per policy tried before it: of two that tie the earlier one is better
DIGITS = 12  # of a lever's place in its range: what rounding errors may not tell apart is one policy


@dataclass(frozen=True)
class Tried:
    """Every policy that a search has tried, in order.

    ``policies`` (one column per lever), ``gains`` (policies, objectives), ``allowed`` (policies,): whether all
    constraints hold, ``generation`` (policies,).
    """

    policies: pd.DataFrame
    gains: np.ndarray
    allowed: np.ndarray
    generation: np.ndarray

    def front(self, until: int | None = None) -> np.ndarray:
        """Numbers of the allowed policies that none beats in everything, of generations up to ``until``."""
        allowed = self.allowed if until is None else self.allowed & (self.generation <= until)
        numbers = np.flatnonzero(allowed)
        return numbers[efficient(self.gains[numbers])]


def library() -> Any:
    """Pymoo, an optional extra, needed for searches only."""
    try:
        import pymoo
    except ImportError:
        raise InputError("frontier", "", "", "the extra 'search': pip install 'partnerscape[search]'", "no pymoo") from None
    return pymoo


def efficient(gains: np.ndarray) -> np.ndarray:
    """Which rows none of the others beats in everything (Pareto), in order; shape (policies, objectives), more is better."""
    if not len(gains):
        return np.arange(0)
    from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

    return np.sort(NonDominatedSorting().do(-gains, only_non_dominated_front=True))


def levers_from(unit: np.ndarray, ranges: dict[str, Range]) -> np.ndarray:
    """Lever values of places in the unit cube, shape (policies, levers); whole numbers take equal parts of theirs."""
    unit = np.clip(np.round(unit, DIGITS), 0.0, 1.0)
    columns = []
    for k, (key, (low, high)) in enumerate(ranges.items()):
        if is_whole(key):
            columns.append(np.clip(np.round(low - 0.5 + unit[:, k] * (high - low + 1.0)), low, high))
        else:
            columns.append(low + unit[:, k] * (high - low))
    return np.stack(columns, axis=1)


def places_of(levers: np.ndarray, ranges: dict[str, Range]) -> np.ndarray:
    """Places in the unit cube of lever values; the reverse of :func:`levers_from`."""
    columns = []
    for k, (key, (low, high)) in enumerate(ranges.items()):
        wider = 0.5 if is_whole(key) else 0.0
        columns.append((levers[:, k] - low + wider) / (high - low + 2.0 * wider))
    return np.round(np.stack(columns, axis=1), DIGITS)


def search(
    ranges: dict[str, Range],
    evaluate: Callable[[pd.DataFrame], Told],
    first: pd.DataFrame,
    size: SearchSize,
) -> Tried:
    """Search for the front, generation by generation.

    Parameters
    ----------
    ranges : dict
        Levers and how far they may go; whole ones are rounded.
    evaluate : callable
        From policies (one column per lever) to their gains, shape (policies, objectives), more is better, and to how far
        they break constraints, shape (policies,), at most 0 where they hold. It is asked about every policy once.
    first : DataFrame
        The first generation.

    Raises
    ------
    InputError
        Without pymoo.
    """
    algorithm = _algorithm(ranges, places_of(first.to_numpy(dtype=float), ranges), size)
    known: dict[bytes, int] = {}
    parts: list[tuple[pd.DataFrame, np.ndarray, np.ndarray]] = []
    generations: list[int] = []
    for generation in range(size.generations):
        offspring = algorithm.ask()
        if offspring is None or not len(offspring):  # nothing new within reach
            break
        table = pd.DataFrame(levers_from(offspring.get("X"), ranges), columns=list(ranges))
        keys = [row.tobytes() for row in table.to_numpy()]
        new = [k for k, key in enumerate(keys) if key not in known and keys.index(key) == k]
        if new:
            known |= {keys[k]: len(known) + n for n, k in enumerate(new)}
            fresh = table.iloc[new].reset_index(drop=True)
            parts.append((fresh, *evaluate(fresh)))
            generations += [generation] * len(new)
        gains, broken = (np.concatenate([part[k] for part in parts]) for k in (1, 2))
        rows = np.array([known[key] for key in keys])
        offspring.set("F", -gains[rows], "G", np.where(broken[rows] > 0.0, broken[rows] + LATER * rows, broken[rows])[:, None])
        for individual in offspring:
            individual.evaluated = {"F", "G"}
        algorithm.tell(infills=offspring)
    policies = pd.concat([part[0] for part in parts], ignore_index=True)
    return Tried(policies, gains, broken <= 0.0, np.array(generations))


def _algorithm(ranges: dict[str, Range], first: np.ndarray, size: SearchSize) -> Any:
    """Pymoo's algorithm over the unit cube, in its ask-and-tell form."""
    library()
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.algorithms.moo.nsga3 import NSGA3
    from pymoo.core.problem import Problem
    from pymoo.core.repair import Repair
    from pymoo.operators.selection.tournament import TournamentSelection

    class OntoLevers(Repair):
        """Places that levers can take: within bounds, whole numbers where levers are whole."""

        def _do(self, problem: Any, X: np.ndarray, **options: Any) -> np.ndarray:
            return places_of(levers_from(X, ranges), ranges)

    objectives = len(size.objectives)
    shared = {"pop_size": len(first), "sampling": first, "repair": OntoLevers()}
    if size.algorithm == "nsga2":
        algorithm = NSGA2(**shared)
    else:
        algorithm = NSGA3(_directions(objectives, len(first)), selection=TournamentSelection(_less_broken), **shared)
    problem = Problem(n_var=len(ranges), n_obj=objectives, n_ieq_constr=1, xl=0.0, xu=1.0)
    return algorithm.setup(problem, termination=("n_gen", size.generations + 1), seed=size.seed, verbose=False)


def _less_broken(population: Any, pairs: np.ndarray, random_state: np.random.Generator, **_: Any) -> np.ndarray:
    """Winners of NSGA-III's tournaments, shape (pairs, 1): who breaks constraints less, by lot if none does.

    Pymoo 0.6.2 draws that lot from a generator without a seed where violations tie.
    """
    broken = population.get("CV")[:, 0]
    winners = [
        first
        if broken[first] < broken[second]
        else second
        if broken[second] < broken[first]
        else random_state.choice([first, second])
        for first, second in pairs
    ]
    return np.array(winners, dtype=int)[:, None]


def _directions(objectives: int, most: int) -> np.ndarray:
    """The most evenly spread directions of NSGA-III that a population can follow (Das & Dennis 1998)."""
    from pymoo.util.ref_dirs import get_reference_directions

    parts = 1
    while objectives > 1 and math.comb(parts + objectives, objectives - 1) <= most:
        parts += 1
    return get_reference_directions("das-dennis", objectives, n_partitions=parts)
