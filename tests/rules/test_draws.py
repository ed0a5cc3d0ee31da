"""Luck as an argument: uniform, independent of order, and counts that move monotonically with it."""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from partnerscape.rules.shared import draws

U = (np.arange(100_000) + 0.5) / 100_000


@njit(error_model="numpy")
def uniforms(first_key, keys, month, stream):
    out = np.empty(keys)
    for k in range(keys):
        out[k] = draws.uniform(draws.mix(np.uint64(first_key), np.uint64(k)), month, stream)
    return out


@njit(error_model="numpy")
def poissons(u, mean):
    out = np.empty(u.size)
    for i in range(u.size):
        out[i] = draws.poisson(u[i], mean)
    return out


@njit(error_model="numpy")
def binomials(u, n, p):
    out = np.empty(u.size)
    for i in range(u.size):
        out[i] = draws.binomial(u[i], n, p)
    return out


@njit(error_model="numpy")
def sums(z, count, mean, ln_sd):
    out = np.empty(z.size)
    for i in range(z.size):
        out[i] = draws.sum_of_orders(z[i], count, mean, ln_sd)
    return out


def test_uniform_moments_and_fit() -> None:
    u = uniforms(7, 200_000, 3, draws.LEADS)
    assert u.min() > 0.0
    assert u.max() < 1.0
    assert u.mean() == pytest.approx(0.5, abs=0.003)
    assert u.var() == pytest.approx(1.0 / 12.0, abs=0.001)
    assert stats.kstest(u, "uniform").pvalue > 0.001


@pytest.mark.parametrize(("month", "stream"), [(4, draws.LEADS), (3, draws.SHOCK), (3, draws.FIT), (40, draws.EXIT)])
def test_another_month_or_stream_is_other_luck(month: int, stream: int) -> None:
    one, other = uniforms(7, 100_000, 3, draws.LEADS), uniforms(7, 100_000, month, stream)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.015


def test_streams_do_not_collide() -> None:
    assert draws.PERSON > draws.NOISE
    assert draws.FIT >= draws.PERSON + 10
    assert draws.REVIEW >= draws.FIT + 64
    assert draws.ARRIVALS_OF >= draws.REVIEW + 6
    assert draws.ARRIVALS_OF + 6 <= draws.OWN_ORDER < draws.DRIFT < draws.STREAMS


SMALL = draws.SMALL_MEAN  # exact inversion hands over to an expansion here
DIFFERS = 0.006  # share of draws in which the expansion is one off, at most


@pytest.mark.parametrize("mean", [0.0, 1e-6, 0.1, 1.0, 3.0, 0.99 * SMALL, 0.9999 * SMALL])
def test_poisson_is_exact_below_the_small_mean(mean: float) -> None:
    assert np.array_equal(poissons(U, mean), stats.poisson.ppf(U, mean))


@pytest.mark.parametrize("mean", [SMALL, 6.0, 8.0, 20.0, 200.0, 5000.0])
def test_poisson_is_close_above(mean: float) -> None:
    found, true = poissons(U, mean), stats.poisson.ppf(U, mean)
    assert np.max(np.abs(found - true)) <= 1.0
    assert np.mean(found != true) < DIFFERS
    assert found.mean() == pytest.approx(mean, rel=5e-4)
    assert found.var() == pytest.approx(mean, rel=2e-3)


def test_poisson_rises_with_its_uniform_and_its_mean() -> None:
    u = U[::25]
    table = np.array(
        [poissons(u, mean) for mean in np.concatenate([np.linspace(0.01, 0.9999 * SMALL, 200), np.linspace(SMALL, 40.0, 300)])]
    )
    assert np.all(np.diff(table, axis=1) >= 0.0)
    falls = np.diff(table, axis=0) < 0.0
    assert not np.delete(falls, 199, axis=0).any()
    assert falls[199].mean() <= DIFFERS  # the hand-over


CASES = [(1, 0.3), (5, 0.5), (10, 0.9), (30, 0.1), (100, 0.03), (1000, 0.003), (40, 0.98), (7, 0.0), (7, 1.0), (100, 0.05),
         (20, 0.5), (30, 0.21), (100, 0.07), (200, 0.94), (1000, 0.4), (1_000_000, 0.3)]  # fmt: skip
RARE = [(n, p) for n, p in CASES if n * min(p, 1.0 - p) < SMALL]


@pytest.mark.parametrize(("n", "p"), RARE)
def test_binomial_is_exact_below_the_small_mean(n: int, p: float) -> None:
    assert np.array_equal(binomials(U, float(n), p), stats.binom.ppf(U, n, p))


@pytest.mark.parametrize(("n", "p"), [case for case in CASES if case not in RARE])
def test_binomial_is_close_above(n: int, p: float) -> None:
    found, true = binomials(U, float(n), p), stats.binom.ppf(U, n, p)
    assert np.max(np.abs(found - true)) <= 1.0
    assert np.mean(found != true) < DIFFERS
    assert found.min() >= 0.0
    assert found.max() <= n


@pytest.mark.parametrize("n", [5.0, 12.0, 30.0, 200.0])
def test_binomial_rises_with_its_uniform_and_its_probability(n: float) -> None:
    u = U[::25]
    table = np.array([binomials(u, n, p) for p in np.linspace(0.001, 0.999, 499)])
    assert np.all(np.diff(table, axis=1) >= 0.0)
    falls = (np.diff(table, axis=0) < 0.0).mean(axis=1)
    assert np.count_nonzero(falls) <= 2  # the two hand-overs
    assert falls.max() <= DIFFERS


def test_sum_of_orders_has_the_sum_s_mean_and_variance() -> None:
    z = stats.norm.ppf(U)
    for count in (1.0, 4.0, 50.0):
        found = sums(z, count, 138.0, 0.85)
        assert found.mean() == pytest.approx(count * 138.0, rel=2e-3)
        assert found.var() == pytest.approx(count * 138.0**2 * (np.exp(0.85**2) - 1.0), rel=2e-2)
    assert np.all(sums(z, 0.0, 138.0, 0.85) == 0.0)
