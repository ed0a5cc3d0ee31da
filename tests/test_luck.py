"""Common luck: who is there, where he is stored and what else happens change nobody's luck."""

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics import measure
from partnerscape.rules.shared import records
from partnerscape.scenario import Scenario

APART = {  # assumptions under which partners do not meet
    "word_of_mouth": 0.0,
    "brand_speed": 0.0,
    "arrivals": 0.0,
    "invite_rate": 0.0,
}


def apart(scenario: Scenario) -> Scenario:
    """A thousand partners, each with a market without end and a desk without a queue."""
    market = {**scenario.market.model_dump(), "potential": 1e30}
    time = {"burn_in_months": 0, "horizon_months": 12, "initial_partners": 1000}
    policy = scenario.current_policy.changed(support_agents=100.0)
    return scenario.changed(market=market, time=time, policies={"good": policy}).assuming(**APART)


def remove(state: engine.State, i: int) -> int:
    """Take a partner out of the first block; returns who it was."""
    block = state.pool[0]
    who, last = int(block["id"][i]), int(block["members"]) - 1
    block["slot_of_seat"][block["seat"][i] % records.CAPACITY] = -1
    block["columns"][:, i] = block["columns"][:, last]
    if i < last:
        block["slot_of_seat"][block["seat"][i] % records.CAPACITY] = i
    state.pool["active"][0] -= 1
    state.pool["members"][0] -= 1
    return who


@pytest.mark.parametrize("gone", [0, 417, 999])
def test_one_of_a_thousand_leaves_and_the_other_999_do_not_notice(marketplace: object, by_person: Callable, gone: int) -> None:
    scenario = apart(marketplace.scenario)
    with_all, without = engine.founded(scenario, 11), engine.founded(scenario, 11)
    who = remove(without, gone)
    stayed = 0
    for _ in range(12):
        with_all.play(1)
        without.play(1)
        everybody, others = by_person(with_all), by_person(without)
        everybody.pop(who, None)
        assert everybody.keys() == others.keys()
        assert all(np.array_equal(everybody[person], others[person]) for person in others)
        stayed = len(others)
    assert 200 < stayed < 999  # they lived: some left


def test_in_the_marketplace_partners_do_meet(marketplace: object, by_person: Callable) -> None:
    """The test above would pass too if nothing were compared."""
    scenario = marketplace.scenario.changed(time={"burn_in_months": 0, "horizon_months": 24, "initial_partners": 300})
    with_all, without = engine.founded(scenario, 11), engine.founded(scenario, 11)
    remove(without, 5)
    with_all.play(3)
    without.play(3)
    everybody, others = by_person(with_all), by_person(without)
    assert any(not np.array_equal(everybody[person], others[person]) for person in others if person in everybody)


@pytest.mark.parametrize(
    "levers", [{}, {"priority_share": 0.2, "referral_rates": (0.05, 0.02), "review_every": 6, "survey_every": 4}]
)
def test_the_order_of_storage_changes_no_result_beyond_rounding(marketplace: object, permuted: Callable, levers: dict) -> None:
    eve, scenario = marketplace.eve(4), marketplace.scenario
    rows = encode.encode_policy(marketplace.policy(**levers), scenario)
    one = measure(engine.branch(eve, rows, scenario))
    other_eve = permuted(eve, np.random.default_rng(5))
    assert not np.array_equal(other_eve.pool["id"], eve.pool["id"])
    other = measure(engine.branch(other_eve, rows, scenario))
    for name, value in one.items():
        assert other[name] == pytest.approx(value, rel=1e-9, abs=1e-12), name


def test_the_order_of_storage_changes_no_draw(marketplace: object, permuted: Callable, by_person: Callable) -> None:
    eve = marketplace.eve(4).copy()
    other = permuted(eve, np.random.default_rng(6))
    eve.play(1)
    other.play(1)
    one, two = by_person(eve), by_person(other)
    assert one.keys() == two.keys()
    kept = [name for name in records.COLUMN if name not in ("seat", "recruiter_seat", "incumbent")]  # as by_person has them
    at = [kept.index(name) for name in ("leads", "deals", "orders", "lost_deals", "contradicted", "leaving", "invited")]
    assert all(np.array_equal(one[who][at], two[who][at]) for who in one)


@pytest.mark.parametrize("levers", [{}, {"commission_rate": 0.25, "support_agents": 1.5, "survey_every": 6}])
def test_two_identical_policies_differ_by_exactly_nothing(marketplace: object, levers: dict) -> None:
    one, two = marketplace.run(8, **levers), marketplace.run(8, **levers)
    assert np.array_equal(one.journal, two.journal)
    assert all(np.array_equal(one.accounts[name], two.accounts[name]) for name in one.accounts)
    assert measure(one) == measure(two)


def test_doing_nothing_is_the_same_whether_or_not_it_is_rolled_out(marketplace: object) -> None:
    """A rollout of the current policy, with notice and old pay kept, differs by exactly nothing from the policy itself."""
    one = marketplace.run(8)
    two = marketplace.run(8, grandfather_months=9)
    assert np.array_equal(one.journal, two.journal)


CHANGES = {"commission_rate": (0.22, 10.0), "support_agents": (2.6, 3.0), "offers": (10, 20.0)}


def worth(marketplace: object, seeds: range, **levers: object) -> np.ndarray:
    """NPV without what the network is worth beyond the horizon: whom luck takes away by then stays away for ever."""
    return marketplace.metric("npv", seeds, **levers) - marketplace.metric("network", seeds, **levers)


def saved(marketplace: object, lever: str, value: float, seeds: range) -> float:
    """How often the variance of a difference on independent seeds holds that on common ones."""
    base, changed = worth(marketplace, seeds), worth(marketplace, seeds, **{lever: value})
    return float((base.var(ddof=1) + changed.var(ddof=1)) / (changed - base).var(ddof=1))


@pytest.mark.parametrize("lever", CHANGES)
def test_common_luck_divides_the_variance_of_a_difference(marketplace: object, lever: str) -> None:
    value, factor = CHANGES[lever]
    assert saved(marketplace, lever, value, range(72)) >= factor


@pytest.mark.slow
@pytest.mark.parametrize("lever", CHANGES)
def test_common_luck_measured_on_many_futures(marketplace: object, lever: str, record_property: Callable) -> None:
    value, factor = CHANGES[lever]
    measured = saved(marketplace, lever, value, range(1000, 1240))
    record_property("variance_divided_by", round(measured, 1))
    assert measured >= factor
