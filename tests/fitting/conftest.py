"""A small programme that has a year and a half of sales, and one quick fit to them."""

from __future__ import annotations

import pytest

from partnerscape.own_data.fitting import Fit, fit_panel
from partnerscape.own_data.fitting.panel import Panel
from partnerscape.own_data.fitting.simulate import simulated
from partnerscape.scenario import Scenario, load_scenario

MONTHS = 18
TRUTH = {"own_order_sd": 0.5, "own_demand_sd": 0.4, "order_value": 300.0}


@pytest.fixture(scope="session")
def small() -> Scenario:
    time = {"burn_in_months": 30, "horizon_months": 6, "initial_partners": 200}
    return load_scenario("marketplace").changed(time=time, market={"potential": 1500}).assuming(arrivals=8.0)


@pytest.fixture(scope="session")
def sales(small: Scenario) -> Panel:
    return simulated(small.assuming(**TRUTH), 7, MONTHS)


@pytest.fixture(scope="session")
def found(small: Scenario, sales: Panel) -> Fit:
    return fit_panel(small, sales, runs=300)
