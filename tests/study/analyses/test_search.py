"""The search against problems whose front is known, and its repairs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from partnerscape.study.analyses.frontier.search import SearchSize, Tried, efficient, levers_from, places_of, search
from partnerscape.study.question.design import sobol_policies

RANGES = {"commission_rate": (0.0, 1.0), "offers": (2.0, 20.0), "curation": (0.0, 1.0)}


def size(**changes: object) -> SearchSize:
    return SearchSize(objectives=("a", "b"), population=24, generations=30, **changes)


def known(policies: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Gains a = x less waste, b = 1 - x less waste: none is wasted at 7 offers and curation .25."""
    x = policies["commission_rate"].to_numpy()
    waste = ((policies["offers"] - 7.0) / 18.0).to_numpy() ** 2 + (policies["curation"].to_numpy() - 0.25) ** 2
    return np.stack([x - waste, 1.0 - x - waste], axis=1), np.zeros(len(policies))


def found(evaluate=known, **changes: object) -> Tried:
    asked = size(**changes)
    return search(RANGES, evaluate, sobol_policies(RANGES, asked.population, asked.seed), asked)


@pytest.mark.parametrize("algorithm", ["nsga2", "nsga3"])
def test_a_known_front_is_found(algorithm: str) -> None:
    tried = found(algorithm=algorithm)
    front = tried.policies.iloc[tried.front()]
    assert (front["offers"] == 7.0).mean() > 0.8
    assert abs(front["curation"] - 0.25).median() < 0.03
    assert front["commission_rate"].max() - front["commission_rate"].min() > 0.9
    assert tried.gains[tried.front()].sum(axis=1).max() > 0.999


def test_whole_levers_are_whole_and_none_leaves_its_range() -> None:
    tried = found()
    for key, (low, high) in RANGES.items():
        assert tried.policies[key].between(low, high).all()
    assert (tried.policies["offers"] % 1.0 == 0.0).all()
    assert set(tried.policies["offers"]) >= {2.0, 7.0, 20.0}


def test_a_broken_constraint_keeps_a_policy_from_the_front() -> None:
    def limited(policies: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        gains, _ = known(policies)
        return gains, (policies["commission_rate"] - 0.5).to_numpy()

    tried = found(limited)
    front = tried.policies.iloc[tried.front()]
    assert front["commission_rate"].max() <= 0.5
    assert front["commission_rate"].max() > 0.48
    assert (~tried.allowed).any()


def test_the_same_seed_searches_the_same_way_and_another_one_does_not() -> None:
    first, again, other = found(), found(), found(seed=2)
    pd.testing.assert_frame_equal(first.policies, again.policies, check_exact=True)
    np.testing.assert_array_equal(first.gains, again.gains)
    assert not first.policies.equals(other.policies)


def test_no_policy_is_asked_about_twice() -> None:
    ranges, seen = {"offers": (2.0, 6.0), "survey_every": (0.0, 3.0)}, []

    def evaluate(policies: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        seen.extend(map(tuple, policies.to_numpy()))
        values = policies.to_numpy()
        return np.stack([values[:, 0], -values[:, 0] * values[:, 1]], axis=1), np.zeros(len(policies))

    asked = size()
    search(ranges, evaluate, sobol_policies(ranges, asked.population, 1), asked)
    assert len(seen) == len(set(seen)) <= 20


def test_efficient_rows_are_those_that_none_beats_in_everything() -> None:
    gains = np.array([[1.0, 1.0], [2.0, 0.0], [0.5, 0.9], [0.0, 3.0], [2.0, -1.0]])
    assert efficient(gains).tolist() == [0, 1, 3]
    assert efficient(gains[:0]).tolist() == []


def test_places_and_levers_are_each_others_reverse() -> None:
    levers = sobol_policies(RANGES, 64, 3).to_numpy()
    np.testing.assert_allclose(levers_from(places_of(levers, RANGES), RANGES), levers, atol=1e-11)
    unit = np.random.default_rng(0).random((64, 3))
    once = places_of(levers_from(unit, RANGES), RANGES)
    np.testing.assert_array_equal(places_of(levers_from(once, RANGES), RANGES), once)
