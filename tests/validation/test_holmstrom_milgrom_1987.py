"""Holmstrom & Milgrom 1987: the best linear share under constant absolute risk aversion, by a grid.

b = 1, c = 1.5, rho = 2, sigma^2 = .5: effort s b / c, best share 1 / (1 + rho c sigma^2 / b^2) = .40.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from partnerscape.scenario import Scenario
from partnerscape.study.analyses.frontier.search import search
from partnerscape.study.question.budgets import SearchSize
from partnerscape.study.question.design import sobol_policies

SOURCE = "Holmstrom & Milgrom 1987"
B, C, RHO, VARIANCE, OUTSIDE = 1.0, 1.5, 2.0, 0.5, 0.05


def settled_at(programme: Callable, scenario: Scenario, **levers: float) -> tuple[float, float, float, float]:
    """(effort, mean certainty equivalent, mean profit per partner-month, risk cost) once expectations have settled."""
    current = scenario.current_policy.changed(**levers)
    future = programme(scenario.changed(policies={"linear": current}))
    ledger = future.ledger(1)
    months = ledger.total("active").sum()
    block = future.eve(1).pool[0]
    effort, risk = (float(block[name][: int(block["active"])].mean()) for name in ("effort", "risk_cost"))
    return effort, float(ledger.total("certainty").sum() / months), float(ledger.profit.sum() / months), risk


def best_share(programme: Callable, scenario: Scenario, grid: np.ndarray) -> float:
    """The vendor's best share: at each the retainer that holds the partner at its outside option, then the highest profit."""
    profits = []
    for share in grid:
        _, certainty, _, _ = settled_at(programme, scenario, commission_rate=float(share))
        _, held, profit, _ = settled_at(programme, scenario, commission_rate=float(share), retainer=OUTSIDE - certainty)
        assert held == pytest.approx(OUTSIDE, abs=1e-6)
        profits.append(profit)
    return float(grid[int(np.argmax(profits))])


@pytest.mark.parametrize("share", [0.2, 0.4, 0.9])
def test_effort_is_s_b_over_c_and_risk_costs_half_rho_s2_sigma2(
    limit: Callable, programme: Callable, record: Callable, share: float
) -> None:
    effort, _, _, risk = settled_at(programme, limit("holmstrom_milgrom"), commission_rate=share)
    assert record(f"share {share:g}: effort s b / c", must=share * B / C, gives=effort, relative=1e-5)
    assert record(f"share {share:g}: cost of risk", must=0.5 * RHO * share**2 * VARIANCE, gives=risk, relative=1e-4)


def test_a_retainer_does_not_change_effort(limit: Callable, programme: Callable) -> None:
    effort, _, _, _ = settled_at(programme, limit("holmstrom_milgrom"), commission_rate=0.4, retainer=-0.1)
    assert effort == pytest.approx(0.4 * B / C, rel=1e-5)


def test_best_share_is_two_fifths(limit: Callable, programme: Callable, record: Callable) -> None:
    grid = np.round(np.arange(0.30, 0.5001, 0.01), 2)
    assert 1.0 / (1.0 + RHO * C * VARIANCE / B**2) == 0.40
    assert record("best share s*", must=0.40, gives=best_share(programme, limit("holmstrom_milgrom"), grid), within=1e-9)


def test_without_risk_aversion_the_partner_takes_it_all(limit: Callable, programme: Callable, record: Callable) -> None:
    grid = np.round(np.arange(0.80, 1.1001, 0.05), 2)
    found = best_share(programme, limit("holmstrom_milgrom").assuming(risk_aversion=0.0), grid)
    assert record("rho -> 0: best share s*", must=1.0, gives=found, within=1e-9)


@pytest.mark.parametrize("rho", [0.5, 1.0, 4.0])
def test_best_share_at_other_risk_aversions(limit: Callable, programme: Callable, record: Callable, rho: float) -> None:
    true = 1.0 / (1.0 + rho * C * VARIANCE)
    grid = true + np.arange(-0.06, 0.0601, 0.02)
    found = best_share(programme, limit("holmstrom_milgrom").assuming(risk_aversion=rho), grid)
    assert record(f"rho {rho:g}: best share s*", must=true, gives=found, within=1e-9)


def test_best_share_at_drawn_productivity_cost_risk_and_noise(
    limit: Callable, programme: Callable, record: Callable, drawn: np.random.Generator
) -> None:
    b, c, rho, variance = drawn.uniform(0.7, 1.5), drawn.uniform(0.8, 2.5), drawn.uniform(0.5, 4.0), drawn.uniform(0.2, 1.0)
    scenario = limit("holmstrom_milgrom")
    scenario = scenario.assuming(
        order_value=b * scenario.assumptions.demand.order_value,
        effort_cost=c * scenario.assumptions.person.hours_scale,
        risk_aversion=rho,
        additive_noise_sd=float(np.sqrt(variance)),
    )
    said = f"b {b:.2f}, c {c:.2f}, rho {rho:.2f}, variance {variance:.2f}"
    effort, _, _, _ = settled_at(programme, scenario, commission_rate=0.3)
    assert record(f"{said}: effort at .3", must=0.3 * b / c, gives=effort, relative=1e-5)
    true, step = 1.0 / (1.0 + rho * c * variance / b**2), 0.01
    grid = np.arange(0.03, 1.001, step)  # the same wherever the truth lies
    assert record(f"{said}: best share s*", must=true, gives=best_share(programme, scenario, grid), within=0.5 * step + 5e-4)


@pytest.mark.slow
def test_the_search_finds_the_best_share(limit: Callable, programme: Callable, record: Callable) -> None:
    """Share and retainer at once, the most profit that leaves the partner its outside option; no grid, no algebra."""
    scenario = limit("holmstrom_milgrom")
    scenario = scenario.changed(time={**scenario.time.model_dump(), "initial_partners": 300})
    ranges = {"commission_rate": (0.0, 1.0), "retainer": (-0.3, 0.3)}

    def profit(policies: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        settled = [settled_at(programme, scenario, **levers) for levers in policies.to_dict("records")]
        return np.array([[found[2]] for found in settled]), np.array([OUTSIDE - found[1] for found in settled])

    size = SearchSize(objectives=("profit",), population=40, generations=50)
    tried = search(ranges, profit, sobol_policies(ranges, size.population, size.seed), size)
    best = tried.front()[0]
    assert tried.allowed[best]
    _, held, _, _ = settled_at(programme, scenario, **tried.policies.iloc[best].to_dict())
    assert record("searched: the partner keeps its outside option", must=OUTSIDE, gives=held, within=5e-4)
    assert record("searched: best share s*", must=0.40, gives=float(tried.policies["commission_rate"][best]), within=0.015)
