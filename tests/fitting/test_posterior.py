"""Regression-adjusted ABC where the truth is known, without a simulation: shifted and scaled noise about the assumptions."""

from __future__ import annotations

import numpy as np
import pytest

from partnerscape.own_data.fitting.inference.pool import Pool
from partnerscape.own_data.fitting.inference.posterior import posterior
from partnerscape.own_data.fitting.inference.prior import MOST_APART, Prior, prior_of
from partnerscape.own_data.fitting.inference.regression import guess
from partnerscape.scenario import load_scenario

NAMES = ("gamma", "margin", "arrivals", "rivals")
PRIOR = Prior(NAMES, np.array([0.25, 0.5, 18.0, 0.0]), np.array([0.45, 0.7, 30.0, 2.0]))
NOISE = np.array([0.1, 0.4])  # of the share of the range; nothing is shown of margin and rivals


def shown(points: np.ndarray, seed: int) -> np.ndarray:
    """Two informative statistics, one of both, one of nothing."""
    share = (points - PRIOR.low) / (PRIOR.high - PRIOR.low)
    noise = np.random.default_rng(seed).normal(size=(len(points), 4))
    told = share[:, [0, 2]] + NOISE * noise[:, :2]
    return np.column_stack([told, told.sum(axis=1) + 0.3 * noise[:, 2], noise[:, 3]])


@pytest.fixture(scope="module")
def pool() -> Pool:
    points = PRIOR.draw(2500, 1)
    return Pool(PRIOR, points, ("a", "b", "c", "d"), shown(points, 2))


def test_intervals_cover_as_often_as_they_say_and_what_is_not_told_stays_at_its_prior(pool: Pool) -> None:
    guesses, truths = guess(pool), PRIOR.draw(150, 3)
    seen, hits80, hits95, off = shown(truths, 4), [], [], []
    for number, truth in enumerate(truths):
        found = posterior(pool, guesses, seen[number], number)
        for hits, share in ((hits80, 0.8), (hits95, 0.95)):
            low, high = found.interval(share)
            hits.append((low <= truth) & (truth <= high))
        off.append((found.median - truth) / PRIOR.sd)
        assert PRIOR.holds(found.draws).all()
    learnt = [0, 2]
    assert list(np.flatnonzero(found.learnt)) == learnt
    assert 0.72 <= np.array(hits80)[:, learnt].mean() <= 0.88 and 0.90 <= np.array(hits95)[:, learnt].mean() <= 0.99
    spread = np.sqrt((np.array(off)[:, 0] ** 2).mean())
    assert spread == pytest.approx(np.sqrt(12.0) * NOISE[0], rel=0.25)  # the noise itself: nothing more can be known
    assert set(np.unique(found.draws[:, 3])) == {0.0, 1.0, 2.0}


def test_the_same_seed_is_the_same_posterior(pool: Pool) -> None:
    seen = shown(PRIOR.draw(1, 9), 10)[0]
    one, other = (posterior(pool, guess(pool, 5), seen, 5).draws for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_a_wider_wave_joins_a_narrower_one_where_both_are_even(pool: Pool) -> None:
    narrow = PRIOR.cut(np.array([0.3, 0.0, 20.0, 1.0]), np.array([0.4, 1.0, 25.0, 1.0]))
    assert narrow.low[3] == 0.0 and narrow.low[1] == 0.5  # whole numbers keep their range, and none widens
    points = narrow.draw(50, 1)
    joined = pool.joined(Pool(narrow, points, pool.names, shown(points, 5)))
    assert narrow.holds(joined.points).all() and len(joined.points) == 50 + narrow.holds(pool.points).sum()


def test_what_no_panel_tells_is_as_stated_or_in_proportion_to_the_company() -> None:
    """A fit that took either for certain would be sure of verdicts that hang on it."""
    stated = load_scenario("marketplace")
    smaller = stated.assuming(outside_scale=79.5, tickets_per_lead=0.0093).changed(market={"potential": 4000.0})
    prior = prior_of(stated, smaller)
    low, high = (dict(zip(prior.names, limits, strict=True)) for limits in (prior.low, prior.high))
    assert (low["market_size"], high["market_size"]) == pytest.approx((1.0, 1.5))
    assert (low["outside_scale"], high["outside_scale"]) == pytest.approx((53.0, 79.5))
    assert (low["tickets_per_lead"], high["tickets_per_lead"]) == pytest.approx((0.0093, 0.0093 * MOST_APART))
    assert not {"market_size", "outside_scale", "tickets_per_lead"} & set(prior_of(stated, stated).names)
    known = prior_of(stated.changed(uncertain={**stated.uncertain, "market_size": (0.9, 1.2)}), smaller)
    assert known.low[known.names.index("market_size")] == pytest.approx(1.35), "a market that is stated stays as large"
