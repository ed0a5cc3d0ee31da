"""The value of information against closed forms and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from partnerscape.own_data.pilots.trial import by_lot, statistics_of
from partnerscape.own_data.pilots.value import by_rule, perfect_value, value_of, value_of_each

DRAWS = 8000


def unit_normal_loss(distance: float) -> float:
    """Raiffa & Schlaifer (1961)."""
    return float(norm.pdf(distance) - distance * norm.sf(distance))


@pytest.mark.parametrize("mean", [0.0, 0.4, -1.1])
@pytest.mark.parametrize(("spread", "error", "size"), [(1.0, 4.0, 10), (2.0, 1.0, 3), (0.5, 10.0, 5)])
def test_a_normal_mean_seen_with_normal_error(mean: float, spread: float, error: float, size: int) -> None:
    rng = np.random.default_rng(3)
    truth = mean + spread * rng.normal(size=DRAWS)
    seen = truth + error / np.sqrt(size) * rng.normal(size=DRAWS)
    before = spread**2 / np.sqrt(spread**2 + error**2 / size)  # standard deviation of what the mean is expected to be afterwards
    exact = before * unit_normal_loss(abs(mean) / before)
    value = value_of(seen[:, None], truth)
    assert value.information == pytest.approx(exact, abs=3.5 * value.error + 0.03 * before)


def test_brute_force_where_there_is_no_closed_form() -> None:
    """Counts of a Poisson trial; the gain bends in its rate. Bayes' rule on a grid of rates is the brute force."""
    rng = np.random.default_rng(4)
    rates = np.exp(rng.normal(0.0, 0.7, DRAWS))
    counts = rng.poisson(6.0 * rates)
    gains = np.minimum(rates, 3.0) ** 1.5 - 1.2
    grid = np.exp(np.linspace(-4.0, 4.0, 4001))
    prior = norm.pdf(np.log(grid), 0.0, 0.7)
    worth = np.minimum(grid, 3.0) ** 1.5 - 1.2
    exact = 0.0
    for count in range(120):
        log_chance = count * np.log(6.0 * grid) - 6.0 * grid - np.sum(np.log(np.arange(1, count + 1)))
        joint = prior * np.exp(log_chance)
        exact += max(0.0, float(np.sum(joint * worth) / prior.sum()))
    exact -= max(0.0, float(np.sum(prior * worth) / prior.sum()))
    value = value_of(counts[:, None].astype(float), gains)
    assert value.information == pytest.approx(exact, abs=3.0 * value.error + 0.05 * exact)


def test_what_says_nothing_is_worth_nothing() -> None:
    rng = np.random.default_rng(5)
    gains = rng.normal(0.3, 1.0, DRAWS)
    value = value_of(rng.normal(size=(DRAWS, 3)), gains)
    assert abs(value.information) <= 2.0 * value.error + 1e-12
    assert value.now == pytest.approx(gains.mean())


def test_no_trial_is_worth_more_than_certainty() -> None:
    rng = np.random.default_rng(6)
    gains = rng.normal(0.1, 1.0, DRAWS)
    seen = gains + rng.normal(0.0, 0.1, DRAWS)
    assert 0.8 * perfect_value(gains).information < value_of(seen[:, None], gains).information <= perfect_value(gains).information


def test_the_assumption_that_decides_is_found() -> None:
    rng = np.random.default_rng(7)
    points = rng.random((DRAWS, 3))
    gains = points[:, 1] - 0.5 + 0.1 * rng.normal(size=DRAWS)
    known = value_of_each(np.column_stack([points, np.ones(DRAWS)]), ["a", "b", "c", "fixed"], gains)
    assert set(known) == {"a", "b", "c"}  # what does not vary needs no looking up
    assert known["b"].information == pytest.approx(0.125, abs=0.01)
    assert max(known["a"].information, known["c"].information) < 0.01


def test_a_rule_is_worth_what_it_earns() -> None:
    value = by_rule(np.array([True, False, True, False]), np.array([3.0, -2.0, -1.0, -4.0]))
    assert (value.now, value.informed) == (0.0, 0.5)


def test_statistics_of_a_trial_by_hand() -> None:
    before = np.array([0.0, 99.0, 0.0, 99.0])
    monthly = np.array([[0.0, 0.0], [199.0, 199.0], [0.0, 0.0], [99.0, 0.0]])
    sales, activity, staying = statistics_of(before, monthly, np.array([True, True, False, False]))
    least = 49.5 / 4.0
    assert sales == pytest.approx(0.5 * np.log((199.0 + least) / (99.0 + least)) - 0.5 * np.log((49.5 + least) / (99.0 + least)))
    assert activity == pytest.approx(0.5 - 0.25)
    assert staying == 0.0


def test_lots_fall_among_pairs_of_like_size() -> None:
    sizes = np.arange(40.0)
    treated, control = by_lot(sizes, 20, np.random.default_rng(1))
    assert sorted([*treated, *control]) == list(range(40))
    assert (np.abs(treated - control) == 1).all()
    first = [
        by_lot(sizes, 20, np.random.default_rng(seed))[0] < by_lot(sizes, 20, np.random.default_rng(seed))[1]
        for seed in range(50)
    ]
    assert 0.4 < np.mean(first) < 0.6
