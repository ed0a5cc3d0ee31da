"""Intervals against SciPy's own, written by others; and at their ends."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from partnerscape.study.statistics.intervals import (
    LEVEL,
    mean_interval,
    paired_share_interval,
    possible,
    share_interval,
    spread_share_interval,
    verdict,
)

INF = float("inf")


@pytest.mark.parametrize("size", [2, 3, 40])
def test_the_interval_of_a_mean_is_students(size: int) -> None:
    values = np.random.default_rng(size).normal(3.0, 2.0, size)
    low, high = stats.t.interval(LEVEL, size - 1, values.mean(), stats.sem(values))
    assert mean_interval(values) == pytest.approx((values.mean(), low, high))


def test_one_future_has_no_interval_and_what_is_impossible_is_cut_off() -> None:
    assert mean_interval(np.array([2.0])) == (2.0, -INF, INF)
    values = np.array([0.0, 0.9, 1.0])
    assert mean_interval(values, (0.0, 1.0)) == pytest.approx((19 / 30, 0.0, 1.0))
    assert mean_interval(np.array([-0.5, 0.9, 1.0]), (0.0, 1.0))[1] == -0.5, "a value beyond the ends moves them"
    assert mean_interval(np.array([0.5, 0.9, 1.5]), (0.0, 1.0))[2] == 1.5


@pytest.mark.parametrize(("hits", "total"), [(0, 1), (1, 1), (0, 30), (30, 30), (7, 30), (29, 30)])
@pytest.mark.parametrize("looks", [1, 4])
def test_the_interval_of_a_share_is_clopper_and_pearsons(hits: int, total: int, looks: int) -> None:
    exact = stats.binomtest(hits, total).proportion_ci(1 - (1 - LEVEL) / looks, method="exact")
    assert share_interval(hits, total, looks) == pytest.approx((hits / total, exact.low, exact.high))


def test_no_trial_says_nothing() -> None:
    share, low, high = share_interval(0, 0)
    assert np.isnan(share) and (low, high) == (0.0, 1.0)
    share, low, high = paired_share_interval(np.array([]), np.array([]))
    assert np.isnan(share) and (low, high) == (-1.0, 1.0)


@pytest.mark.parametrize(("hits", "said"), [(64, "certified"), (0, "rejected"), (51, "undecided")])
def test_a_verdict_compares_the_interval_with_what_is_required(hits: int, said: str) -> None:
    assert verdict(hits, 64, 0.8) == said
    _, low, high = share_interval(hits, 64)
    assert verdict(hits, 64, low) == "certified", "at the end itself"
    assert verdict(hits, 64, high) in ("undecided", "certified"), "not below it"


def test_more_looks_certify_less() -> None:
    assert (verdict(60, 64, 0.85), verdict(60, 64, 0.85, looks=20)) == ("undecided", "undecided")
    assert (verdict(64, 64, 0.94), verdict(64, 64, 0.94, looks=20)) == ("certified", "undecided")


@pytest.mark.parametrize(("gained", "lost", "same"), [(0, 0, 10), (3, 1, 16), (5, 0, 0), (0, 5, 0)])
def test_the_difference_of_shares_is_agresti_and_mins(gained: int, lost: int, same: int) -> None:
    before = np.array([False] * gained + [True] * lost + [True] * same)
    after = np.array([True] * gained + [False] * lost + [True] * same)
    n = before.size
    up, down, total = gained + 0.5, lost + 0.5, n + 2.0  # half an observation in each of four cells
    middle, spread = (up - down) / total, (up + down) / total - ((up - down) / total) ** 2
    half = stats.norm.ppf(0.975) * np.sqrt(spread / total)
    expected = ((gained - lost) / n, max(-1.0, middle - half), min(1.0, middle + half))
    assert paired_share_interval(before, after) == pytest.approx(expected)


def test_shares_with_binomial_variance_and_many_degrees_have_clopper_and_pearsons_interval() -> None:
    share, trials = np.array([0.0, 0.3, 0.75, 1.0]), 40
    low, high = spread_share_interval(share, share * (1 - share) / trials, 1e9, trials)
    exact = [stats.binomtest(round(s * trials), trials).proportion_ci(LEVEL, method="exact") for s in share]
    assert low == pytest.approx([e.low for e in exact], abs=1e-6)
    assert high == pytest.approx([e.high for e in exact], abs=1e-6)


@pytest.mark.parametrize(
    ("share", "variance", "freedom", "most"), [(0.4, 0.004, 7.0, 500.0), (0.1, 0.0001, 3.0, 30.0), (0.7, 0.9, 20.0, 50.0)]
)
def test_the_interval_of_a_share_with_another_variance_is_korn_and_graubards(
    share: float, variance: float, freedom: float, most: float
) -> None:
    wider = stats.norm.ppf(0.975) / stats.t.ppf(0.975, freedom)
    trials = min(max(share * (1 - share) / variance * wider**2, 1.0), most)
    hits = share * trials
    low, high = spread_share_interval(np.array([share, 0.0, 1.0]), np.array([variance] * 3), freedom, most)
    assert low[0] == pytest.approx(stats.beta.ppf(0.025, hits, trials - hits + 1))
    assert high[0] == pytest.approx(stats.beta.ppf(0.975, hits + 1, trials - hits))
    assert (low[1], high[2]) == (0.0, 1.0)


def test_fewer_degrees_more_variance_and_fewer_trials_widen() -> None:
    def width(variance: float, freedom: float, most: float) -> float:
        low, high = spread_share_interval(np.array([0.4]), np.array([variance]), freedom, most)
        return float(high[0] - low[0])

    assert width(0.004, 5, 100) > width(0.004, 50, 100) > width(0.001, 50, 500)
    assert width(0.0, 50, 100) == pytest.approx(width(1e-15, 50, 100)), "at most as many trials as there are"
    assert width(1.0, 50, 100) == pytest.approx(width(10.0, 50, 100)), "at least one"
    assert width(0.004, 0.0, 100) == pytest.approx(width(0.004, 1.0, 100))


@pytest.mark.parametrize(
    ("unit", "difference", "ends"),
    [
        ("share", False, (0.0, 1.0)),
        ("share per month", True, (-1.0, 1.0)),
        ("0-1", False, (0.0, 1.0)),
        ("partners", False, (0.0, INF)),
        ("partners", True, (-INF, INF)),
        ("currency per month", False, (-INF, INF)),
        ("share of revenue", False, (-INF, INF)),
        ("share of revenue", True, (-INF, INF)),
    ],
)
def test_what_is_possible(unit: str, difference: bool, ends: tuple[float, float]) -> None:
    assert possible(unit, difference) == ends
