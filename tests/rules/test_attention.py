"""Attention over the offers shown, in its limits (Matejka & McKay 2015) and between."""

import numpy as np
import pytest

from partnerscape.engine.build import compiled_month
from partnerscape.rules.shared.draws import FIT, normal
from partnerscape.scenario import load_policy


def looked(marketplace: object, offers: int = 8, curation: float = 0.5, **assumed: float) -> tuple[np.ndarray, np.ndarray]:
    """(focus, looking) of the partners after they chose among ``offers``."""
    return tuple(spread(marketplace, offers, curation, **assumed)[0][0][name] for name in ("focus", "looking"))


def spread(
    marketplace: object, offers: int, curation: float, income: float = 0.0, **assumed: float
) -> tuple[np.ndarray, np.ndarray, int]:
    state = marketplace.eve(2).copy()
    n = int(state.pool[0]["active"])
    for name, value in assumed.items():
        state.world[name] = value
    state.pool[0]["attention_skill"][:n] = -1.0
    state.pool[0]["offers"][:n] = offers
    state.pool[0]["insight"][:n] = curation
    state.pool[0]["expected_income"][:n] = income or state.pool[0]["expected_income"][:n]
    compiled_month().each_choose_offers(state.pool, state.world)
    return state.pool, state.world, n


def fits(pool: np.ndarray, world: np.ndarray, i: int, offers: int, curation: float) -> np.ndarray:
    own = np.array([normal(pool[0]["key"][i], 0, FIT + j) for j in range(offers)])
    return curation * world[0]["offer_rank"][:offers] + np.sqrt(1.0 - curation**2) * own


def test_free_attention_goes_to_the_best_offer(marketplace: object) -> None:
    offers, curation = 10, 0.5
    pool, world, n = spread(marketplace, offers, curation, attention_cost=1e-6, speciality_weight=0.0)
    for i in range(0, n, 10):
        best = int(np.argmax(fits(pool, world, i, offers, curation)))
        assert pool[0]["category_share"][int(world[0]["offer_category"][best]), i] == pytest.approx(1.0)


def test_priceless_attention_is_spread_equally(marketplace: object) -> None:
    pool, _, n = spread(marketplace, 10, 0.5, attention_cost=1e9, speciality_weight=0.0)
    assert np.allclose(pool[0]["category_share"][:5, :n], 0.2)


def test_shares_are_a_logit_in_the_fit(marketplace: object) -> None:
    offers, curation = 5, 0.4  # one offer a category
    pool, world, n = spread(marketplace, offers, curation, speciality_weight=0.0)
    for i in range(0, n, 20):
        weight = np.exp(fits(pool, world, i, offers, curation) / (1.3 - pool[0]["skill"][i]))
        assert np.allclose(pool[0]["category_share"][:5, i], weight / weight.sum())


def test_looking_costs_hours_in_proportion_less_when_curated(marketplace: object) -> None:
    assert np.allclose(looked(marketplace, 16, income=1e12)[1], 2.0 * looked(marketplace, 8, income=1e12)[1])
    curated, plain = (looked(marketplace, 8, curation=c, income=1e12)[1].sum() for c in (0.9, 0.3))
    assert curated < 0.5 * plain


def test_offers_are_studied_as_far_as_one_more_pays(marketplace: object) -> None:
    """What the next offer's coverage adds to income is worth the hours that it takes, at the last one studied."""
    pool, world, n = spread(marketplace, 30, 0.5)
    p, w = pool[0], world[0]
    lightness = (1.0 - w["curation_relief"] * p["insight"][:n]) * (1.3 - p["skill"][:n])
    studied = p["looking"][:n] / (w["looking_hours"] * lightness)
    income = np.maximum(p["expected_income"][:n], 0.0)
    load = np.maximum(p["effort"][:n] + p["burden"][:n], w["usual_effort"] * p["hours"][:n])
    price = w["looking_hours"] * lightness * w["effort_cost"] / p["hours"][:n] * load
    inside = (studied > 1.0 + 1e-9) & (studied < 30.0 - 1e-9)
    assert inside.mean() > 0.3
    cover = [np.mean(w["coverage_rate"] * np.exp(w["coverage_fit"] * fits(pool, world, i, 30, 0.5))) for i in range(n)]
    next_one = income * np.array(cover) / np.expm1(studied * np.array(cover))
    assert np.allclose(next_one[inside], price[inside], rtol=1e-6)
    assert np.all(next_one[studied >= 30.0 - 1e-9] >= price[studied >= 30.0 - 1e-9] * (1.0 - 1e-9))
    richer = looked(marketplace, 30, income=1e12)[0]
    assert np.all(richer[:n] >= p["focus"][:n])


def test_attention_is_kept_until_skill_or_programme_move(marketplace: object) -> None:
    pool, world, n = spread(marketplace, 8, 0.5)
    focus = pool[0]["focus"][:n].copy()
    pool[0]["offers"][:n] = 20
    pool[0]["skill"][:n] += 0.015
    compiled_month().each_choose_offers(pool, world)
    assert np.array_equal(pool[0]["focus"][:n], focus)
    pool[0]["skill"][:n] += 0.015
    compiled_month().each_choose_offers(pool, world)
    assert np.all(pool[0]["focus"][:n] != focus)


def test_more_offers_than_the_catalogue_holds_are_refused(marketplace: object) -> None:
    with pytest.raises(ValueError, match="offers"):
        load_policy(marketplace.policy(offers=31), marketplace.scenario)
