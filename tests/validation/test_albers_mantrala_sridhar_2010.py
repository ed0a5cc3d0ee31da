"""Albers, Mantrala & Sridhar 2010: sales respond to selling effort with an elasticity of .34, measured as they did."""

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.scenario import Scenario

SOURCE = "Albers, Mantrala & Sridhar 2010"
GAMMA = 0.34


def measured(scenario: Scenario, members: Callable, seed: int) -> float:
    """Slope of ln sales on ln effort over all partner-months after the burn-in."""
    state = engine.burn_in(scenario, seed)
    ln_effort, ln_sales = [], []
    for _ in range(scenario.time.horizon_months):
        state.play(1)
        ln_effort.append(np.log(members(state, "effort")))
        ln_sales.append(np.log(members(state, "revenue")))
    assert np.std(ln_effort) > 0.3  # a slope needs spread
    return float(np.polyfit(np.concatenate(ln_effort), np.concatenate(ln_sales), 1)[0])


def test_slope_of_ln_sales_on_ln_effort(limit: Callable, members: Callable, record: Callable) -> None:
    assert record(
        "slope of ln sales on ln effort", must=GAMMA, gives=measured(limit("albers_mantrala_sridhar"), members, 1), within=0.01
    )


def test_slope_at_drawn_elasticities(limit: Callable, members: Callable, record: Callable, drawn: np.random.Generator) -> None:
    gamma, kappa, shock = drawn.uniform(0.25, 0.45), 1500.0 * drawn.uniform(0.7, 1.4), drawn.uniform(0.1, 0.5)
    scenario = limit("albers_mantrala_sridhar").assuming(gamma=gamma, gamma_stated=gamma, effort_cost=kappa, shock_sd=shock)
    assert record(f"slope at gamma {gamma:.3f}, shock {shock:.2f}", must=gamma, gives=measured(scenario, members, 2), within=0.01)


@pytest.mark.parametrize("low", [0.03, 0.1])
def test_effort_itself_answers_to_pay_with_one_over_two_less_gamma(
    limit: Callable, members: Callable, record: Callable, low: float
) -> None:
    scenario = limit("albers_mantrala_sridhar")
    means = []
    for rate in (low, 2.0 * low):
        policy = scenario.current_policy.changed(commission_rate=rate)
        means.append(np.log(members(engine.burn_in(scenario.changed(policies={"linear": policy}), 1), "effort")).mean())
    slope = float(np.diff(means)[0] / np.log(2.0))
    assert record(f"elasticity of effort to pay, from {low:g}", must=1.0 / (2.0 - GAMMA), gives=slope, within=0.002)
