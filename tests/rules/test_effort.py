"""Hours chosen are the best ones: against a root finder, and against a fine grid under thresholds."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import brentq

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.engine.build import compiled_month
from partnerscape.rules.shared import best_hours as shared
from partnerscape.scenario import Tier

PLANNING = ("weigh_rates", "aim_at_thresholds", "aim_at_cap")


@pytest.mark.parametrize("gamma", [0.25, 0.34, 0.45])
def test_best_hours_meets_the_first_order_condition(gamma: float) -> None:
    kappa, hours = 29.0, 40.0
    w = SimpleNamespace(gamma=gamma, effort_cost=kappa)
    for earning in (5.0, 60.0, 400.0):
        for burden in (0.0, 0.3, 5.0, 25.0):

            def slope(e: float, earning: float = earning, burden: float = burden) -> float:
                return 0.2 * earning * gamma * e ** (gamma - 1.0) - kappa / hours * (e + burden)

            true = brentq(slope, 1e-12, 1e3, xtol=1e-14)
            found = shared.best_hours.py_func(w, 0.2, earning, burden, hours)
            assert found == pytest.approx(true, rel=2e-4)


def test_best_hours_at_gamma_one_is_linear_and_never_negative() -> None:
    w = SimpleNamespace(gamma=1.0, effort_cost=60.0)
    assert shared.best_hours.py_func(w, 0.4, 100.0, 3.0, 40.0) == pytest.approx(0.4 * 100.0 * 40.0 / 60.0 - 3.0)
    assert shared.best_hours.py_func(w, 0.4, 1.0, 30.0, 40.0) == 0.0


def settled(marketplace: object, **levers: object) -> engine.State:
    """A state in mid-month, some months into a policy."""
    state = marketplace.eve(3).copy()
    encode.write_policy(state.world, encode.encode_policy(marketplace.policy(**levers), marketplace.scenario), 6)
    state.play(7)
    return state


SCHEMES = {
    "cap": {"cap": 300.0},
    "bonus": {"bonus": 120.0, "target": 900.0},
    "marginal": {"tiers": (Tier(threshold=500, rate=0.25), Tier(threshold=2000, rate=0.3))},
    "retroactive": {"tiers": (Tier(threshold=500, rate=0.25), Tier(threshold=2000, rate=0.3)), "retroactive": True},
    "falling": {"tiers": (Tier(threshold=800, rate=0.1),)},
    "all": {"tiers": (Tier(threshold=700, rate=0.28),), "retroactive": True, "cap": 500.0, "bonus": 60.0, "target": 1500.0},
    "from nothing": {"commission_rate": 0.0, "tiers": (Tier(threshold=300, rate=0.3),)},
}


def promised(levers: dict, revenue: np.ndarray) -> np.ndarray:
    """A month's commission and bonus as a contract would state it."""
    base = levers.get("commission_rate", 0.2)
    tiers = levers.get("tiers", ())
    if levers.get("retroactive"):
        rate = np.full_like(revenue, base)
        for tier in tiers:
            rate[revenue >= tier.threshold] = tier.rate
        pay = rate * revenue
    else:
        edges, rates = [0.0, *(t.threshold for t in tiers), np.inf], [base, *(t.rate for t in tiers)]
        pay = sum(r * np.clip(revenue - low, 0.0, high - low) for r, low, high in zip(rates, edges[:-1], edges[1:], strict=True))
    return np.minimum(pay, levers.get("cap", np.inf))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_hours_on_a_fine_grid_beat_those_aimed_at_a_threshold(marketplace: object, scheme: str) -> None:
    levers = SCHEMES[scheme]
    state = settled(marketplace, **levers)
    w, p = state.world[0], state.pool[0]
    compiled = compiled_month()
    compiled.each_decide_effort(state.pool, state.world)
    linear = p["effort"].copy()
    for rule in PLANNING:
        getattr(compiled, f"each_{rule}")(state.pool, state.world)
    moved = 0
    for i in range(int(p["active"])):
        hours, burden, earning = p["hours"][i], p["burden"][i], p["yield_per_effort"][i]
        perceived = p["perceived_rate"][i]
        worth_of_rate = p["felt_rate"][i] / perceived if perceived > 1e-9 else p["recurring_worth"][i]
        belief = worth_of_rate * (perceived + 0.01) / (p["average_rate"][i] + 0.01)

        def worth(e: np.ndarray, earning=earning, belief=belief, hours=hours, burden=burden) -> np.ndarray:
            revenue = earning * e ** w["gamma"]
            bonus = np.where(revenue >= levers.get("target", np.inf), levers.get("bonus", 0.0), 0.0)
            return promised(levers, revenue) * belief + bonus - 0.5 * w["effort_cost"] / hours * (e + burden) ** 2

        most = max(0.0, w["longest_day"] * hours - burden)
        grid = np.linspace(1e-9, max(most, 1e-9), 3000)
        chosen = worth(np.array([max(p["effort"][i], 1e-12)]))[0]
        best = worth(grid).max()
        assert chosen >= best - 1e-4 * max(1.0, abs(best))
        assert 0.0 <= p["effort"][i] <= most + 1e-9
        moved += abs(p["effort"][i] - linear[i]) > 1e-3
    assert moved > 5


def test_flat_pay_is_the_same_with_and_without_the_rule_for_thresholds(marketplace: object) -> None:
    state = marketplace.eve(3).copy()
    state.play(1)
    compiled = compiled_month()
    compiled.each_decide_effort(state.pool, state.world)
    linear = state.pool[0]["effort"].copy()
    for rule in PLANNING:
        getattr(compiled, f"each_{rule}")(state.pool, state.world)
    n = int(state.pool[0]["active"])
    assert np.allclose(state.pool[0]["effort"][:n], linear[:n], rtol=1e-3)


def test_lost_hours_are_felt_and_the_day_has_an_end(marketplace: object) -> None:
    state = settled(marketplace)
    p, w = state.pool[0], state.world[0]
    n = int(p["active"])
    compiled_month().each_decide_effort(state.pool, state.world)
    before = p["effort"][:n].copy()
    p["looking"][:n] += 5.0
    compiled_month().each_decide_effort(state.pool, state.world)
    assert np.all(p["effort"][:n] <= before)
    assert p["effort"][:n].mean() < 0.9 * before.mean()
    p["reach"][:n] *= 1e6
    compiled_month().each_decide_effort(state.pool, state.world)
    sells = p["focus"][:n] > 0.0  # who starts next month has not looked at the offers yet
    assert np.allclose((p["effort"] + p["burden"])[:n][sells], w["longest_day"] * p["hours"][:n][sells])
    assert np.allclose(p["overload"][:n][sells], w["longest_day"] - 1.0)


def test_risk_and_unclear_pay_cost_certainty(marketplace: object) -> None:
    state = settled(marketplace)
    p = state.pool[0]
    n = int(p["active"])
    compiled_month().each_decide_effort(state.pool, state.world)
    effort, cost = p["effort"][:n].copy(), p["risk_cost"][:n].copy()
    p["risk"][:n] *= 2.0
    compiled_month().each_decide_effort(state.pool, state.world)
    assert np.all(p["effort"][:n] <= effort)
    assert p["risk_cost"][:n].mean() > 1.5 * cost.mean()
    p["clarity"][:n] = 1.0
    compiled_month().each_decide_effort(state.pool, state.world)
    assert p["risk_cost"][:n].mean() < 2.0 * cost.mean()
