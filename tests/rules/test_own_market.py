"""What is a partner's own in its market: orders of its own value, and a demand that drifts; each none at 0."""

from __future__ import annotations

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.engine.build import compiled_month
from partnerscape.scenario import Scenario, load_scenario

MANY = 20_000
SEGMENTS = (
    {"name": "small", "share": 0.7, "ln_reach": -0.5, "ln_reach_sd": 0.9, "skill": 0.3},
    {"name": "large", "share": 0.3, "ln_reach": 1.0, "ln_reach_sd": 0.5, "skill": 0.3, "ln_order": 1.2},
)


def many(segments: tuple = (), initial_partners: int = MANY, **assumed: float) -> Scenario:
    """The marketplace at its launch, with this many partners and room for them all."""
    scenario = load_scenario("marketplace")
    market = {**scenario.market.model_dump(), "potential": scenario.market.potential * initial_partners / 300.0}
    time = {"burn_in_months": 0, "horizon_months": 12, "initial_partners": initial_partners}
    changes = {"market": market, "time": time, **({"segments": segments} if segments else {})}
    return scenario.changed(**changes).assuming(**assumed)


def column(state: engine.State, name: str) -> np.ndarray:
    """A column of all members."""
    return np.concatenate([block[name][: int(block["members"])] for block in state.pool])


def test_at_zero_nobody_has_anything_of_its_own(marketplace: object) -> None:
    eve = marketplace.eve(1)
    assert np.all(column(eve, "own_order") == 1.0)
    assert np.all(column(eve, "own_demand") == 1.0)


@pytest.mark.parametrize("segments", [(), SEGMENTS], ids=["as shipped", "segments with orders of their own"])
def test_own_orders_are_lognormal_and_leave_the_mean_order(segments: tuple) -> None:
    sd, by_reach = 0.7, -0.1
    state = engine.founded(many(segments, own_order_sd=sd, own_order_by_reach=by_reach), 3)
    ln_own, ln_reach = np.log(column(state, "own_order")), np.log(column(state, "reach"))
    large = column(state, "segment") == 1
    given = np.column_stack([np.ones_like(ln_own), ln_reach, large if segments else np.zeros_like(ln_own)])
    found, *_ = np.linalg.lstsq(given, ln_own, rcond=None)
    rest = ln_own - given @ found
    assert rest.std() == pytest.approx(sd, rel=0.02)
    assert found[1] == pytest.approx(by_reach, abs=0.02)
    assert found[2] == pytest.approx(1.2 if segments else 0.0, abs=0.04)
    weight = column(state, "reach")
    mean = np.average(np.exp(ln_own), weights=weight)
    error = np.sqrt((weight**2 * (np.exp(ln_own) - 1.0) ** 2).sum()) / weight.sum()
    assert mean == pytest.approx(1.0, abs=3.0 * error)
    assert error < 0.05


def test_own_demand_is_a_stationary_ar_1_with_mean_1() -> None:
    sd, memory, months = 0.5, 0.8, 12
    state = engine.founded(many(own_demand_sd=sd, own_demand_memory=memory), 5)
    path = [np.log(column(state, "own_demand"))]
    for _ in range(months):
        compiled_month().vendor_drift_demand(state.pool, state.world)
        state.world["month"] += 1
        path.append(np.log(column(state, "own_demand")))
    for x in path:
        assert x.mean() == pytest.approx(-0.5 * sd**2, abs=4.0 * sd / np.sqrt(MANY))
        assert x.std() == pytest.approx(sd, rel=0.02)
        assert np.exp(x).mean() == pytest.approx(1.0, abs=4.0 * np.sqrt((np.exp(sd**2) - 1.0) / MANY))
    for lag in (1, 3, 12):
        assert np.corrcoef(path[0], path[lag])[0, 1] == pytest.approx(memory**lag, abs=0.03)
    steps = path[2] - memory * path[1], path[1] - memory * path[0]
    assert abs(np.corrcoef(*steps)[0, 1]) < 0.03


@pytest.mark.parametrize("own", ["own_order", "own_demand"])
def test_what_is_expected_of_every_third_is_what_comes(own: str) -> None:
    state = engine.founded(many(own_order_sd=0.7, own_order_by_reach=-0.1, own_demand_sd=0.6), 7)
    months = []
    state.play(2)
    for _ in range(6):
        state.play(1)
        active = np.concatenate([np.arange(block["members"]) < block["active"] for block in state.pool])
        months.append([column(state, n)[active] for n in (own, "expected_revenue", "revenue", "receipts", "income")])
    its_own, expected, came, ahead, income = np.concatenate(months, axis=1)
    third = np.searchsorted(np.quantile(its_own, (1 / 3, 2 / 3)), its_own)
    for before, after in ((expected, came), (ahead, income)):
        for k in range(3):
            missed = (after - before)[third == k]
            error = missed.std() * np.sqrt(missed.size)
            assert abs(missed.sum()) < 4.0 * error
            assert error < 0.02 * before[third == k].sum()
    assert came[third == 2].mean() > 1.5 * came[third == 0].mean()  # larger orders, or more demand, matter


def test_newcomers_expect_what_their_orders_are_worth() -> None:
    state = engine.founded(many(own_order_sd=0.7), 9)
    income, reach, order = (column(state, name) for name in ("expected_income", "reach", "own_order"))
    per_reach = income / reach
    assert np.corrcoef(per_reach, order)[0, 1] > 0.999
    assert income.sum() == pytest.approx(float(state.world[0]["income_per_reach"]) * reach.sum(), rel=0.1)


def test_own_demand_is_the_same_luck_under_every_policy() -> None:
    scenario = many(initial_partners=300, own_demand_sd=0.5)
    seen = []
    for levers in ({}, {"onboarding_hours": 20.0, "commission_rate": 0.3}):
        policy = scenario.current_policy.changed(**levers)
        state = engine.founded(scenario, 2, policy)
        state.play(10)
        seen.append(dict(zip(column(state, "id").tolist(), column(state, "own_demand").tolist(), strict=True)))
    both = seen[0].keys() & seen[1].keys()
    assert len(both) > 100
    assert all(seen[0][who] == seen[1][who] for who in both)
    assert seen[0].keys() != seen[1].keys()


def test_who_thinks_what_of_offers_hangs_on_taste_and_not_on_luck(marketplace: object) -> None:
    eve = marketplace.eve(1)
    n = int(eve.pool[0]["active"])
    found = {}
    for name in ("none", "key", "taste"):
        state = eve.copy()
        state.pool[0]["attention_skill"][:n] = -1.0
        if name != "none":
            state.pool[0][name][:n] += np.uint64(1)
        compiled_month().each_choose_offers(state.pool, state.world)
        found[name] = state.pool[0]["focus"][:n].copy()
    assert np.array_equal(found["none"], found["key"])
    assert not np.array_equal(found["none"], found["taste"])


def test_runs_with_own_markets_are_compared_like_any_other() -> None:
    scenario = load_scenario("marketplace").assuming(own_order_sd=0.7, own_order_by_reach=-0.1, own_demand_sd=0.5)
    eve = engine.burn_in(scenario, 1)
    today, more = (
        engine.branch(eve, encode.encode_policy(policy, scenario), scenario)
        for policy in (scenario.current_policy, scenario.current_policy.changed(commission_rate=0.25))
    )
    assert np.array_equal(today.ids, more.ids)
    assert np.isfinite(more.journal).all()
    assert (more.accounts["certainty"] - today.accounts["certainty"]).mean() > 0.0
