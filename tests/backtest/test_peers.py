"""Scores and simple forecasts against closed forms and planted truths."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from partnerscape.own_data.backtest import partners, scores, totals

pytest.importorskip("statsmodels", reason="the extra `data`")


def test_crps_of_a_normal_forecast() -> None:
    rng = np.random.default_rng(1)
    draws = rng.normal(size=(20_000, 3))
    truth = np.array([0.0, 1.0, -2.0])
    exact = truth * (2.0 * norm.cdf(truth) - 1.0) + 2.0 * norm.pdf(truth) - 1.0 / np.sqrt(np.pi)
    np.testing.assert_allclose(scores.crps(draws, truth), exact, atol=0.02)


def test_a_sure_forecast_has_its_absolute_error() -> None:
    assert scores.crps(np.full((9, 2), 5.0), np.array([5.0, 7.0])).tolist() == [0.0, 2.0]


def test_scores_by_hand() -> None:
    truth = np.array([100.0, 0.0, 50.0])
    assert scores.mape(np.array([110.0, 3.0, 40.0]), truth) == pytest.approx(0.15)
    assert scores.relative_bias(np.array([110.0, 0.0, 55.0]), truth) == pytest.approx(0.1)
    draws = np.tile(np.linspace(0.0, 100.0, 101)[:, None], (1, 4))
    assert scores.coverage(draws, np.array([4.0, 6.0, 94.0, 96.0])) == 0.5
    assert scores.auc(np.array([0.9, 0.2, 0.6]), np.array([True, False, False])) == 1.0
    assert np.isnan(scores.auc(np.array([0.9]), np.array([True])))


def test_what_can_be_known_is_what_right_probabilities_reach() -> None:
    rng = np.random.default_rng(8)
    chance = np.round(rng.beta(0.6, 0.9, 300), 2)  # with ties
    seen = [scores.auc(chance, rng.random(300) < chance) for _ in range(400)]
    assert scores.expected_auc(chance) == pytest.approx(np.mean(seen), abs=0.005)


METHODS = [totals.last_value, totals.mean_of_three, totals.damped_trend]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
def test_a_level_that_stays_is_forecast(method: totals.Forecast) -> None:
    rng = np.random.default_rng(2)
    history = 1000.0 * np.exp(rng.normal(0.0, 0.05, 24))
    draws = method(history, 6, 2000, rng)
    assert draws.shape == (2000, 6)
    assert np.median(draws, axis=0) == pytest.approx(1000.0, rel=0.15)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
def test_bands_cover_a_random_walk(method: totals.Forecast) -> None:
    rng = np.random.default_rng(3)
    covered = []
    for _ in range(60):
        path = 1000.0 * np.exp(np.cumsum(rng.normal(0.0, 0.08, 26)))
        covered.append(scores.coverage(method(path[:20], 6, 400, rng), path[20:]))
    assert (0.5 if method is totals.damped_trend else 0.7) < np.mean(covered) <= 1.0  # it trusts short series too much


def test_cohorts_that_grow_alike_are_continued() -> None:
    months, ahead = 14, 4
    growth = [10.0, 20.0, 25.0, 25.0, *[25.0] * 20]
    cohorts = np.array([[growth[m - k] if m >= k else 0.0 for m in range(months + ahead)] for k in range(months + ahead)])
    draws = totals.chain_ladder(cohorts[:months, :months], ahead, 50, np.random.default_rng(4))
    assert np.median(draws, axis=0) == pytest.approx(cohorts.sum(axis=0)[months:], rel=0.1)


def planted(count: int, months: int, seed: int) -> np.ndarray:
    """Partners who sell with a chance of their own until they are gone."""
    rng = np.random.default_rng(seed)
    p, leave = rng.beta(1.2, 0.8, count), rng.beta(0.7, 6.0, count)
    gone = rng.geometric(leave)
    sold = (rng.random((count, months)) < p[:, None]) & (np.arange(months)[None, :] <= gone[:, None])
    sold[:, 0] = True
    return sold * np.exp(rng.normal(4.0, 1.0, count)[:, None] + rng.normal(0.0, 0.4, (count, months)))


def test_planted_partners_are_found() -> None:
    fitted = partners.fit(partners.history_of(planted(3000, 18, 5)))
    assert fitted[0] / fitted[:2].sum() == pytest.approx(0.6, abs=0.05)
    assert fitted[2] / fitted[2:].sum() == pytest.approx(0.7 / 6.7, abs=0.04)


def test_the_likelihood_adds_up_over_all_histories() -> None:
    """Of three possible months there are eight histories; their probabilities sum to 1."""
    chance = 0.0
    for mask in range(8):
        sold = np.array([[True, *(bool(mask >> k & 1) for k in range(3))]])
        chance += float(
            np.exp(partners.log_likelihood(np.array([1.3, 0.6, 0.8, 3.0]), partners.history_of(sold.astype(float))))[0]
        )
    assert chance == pytest.approx(1.0)


def test_forecasts_of_partners_are_calibrated() -> None:
    whole = planted(400, 20, 6)
    draws = partners.bg_bb(whole[:, :14], 6, 300, np.random.default_rng(7))
    total, truth = draws.sum(axis=(1, 2)), whole[:, 14:].sum()
    assert np.quantile(total, 0.01) < truth < np.quantile(total, 0.99)
    chance = (draws > 0.0).any(axis=2).mean(axis=0)
    assert scores.auc(chance, (whole[:, 14:] > 0.0).any(axis=1)) > 0.85
    again = partners.last_three(whole[:, :14], 6)
    better = np.abs(np.median(draws, axis=0).sum(axis=1) - whole[:, 14:].sum(axis=1)).mean()
    assert better < 1.1 * np.abs(again.sum(axis=1) - whole[:, 14:].sum(axis=1)).mean()
