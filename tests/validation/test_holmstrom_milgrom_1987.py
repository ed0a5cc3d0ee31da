"""Holmstrom & Milgrom 1987: the best linear share under constant absolute risk aversion, by a grid.

b = 1, c = 1.5, rho = 2, sigma^2 = .5: effort s b / c, best share 1 / (1 + rho c sigma^2 / b^2) = .40.
"""

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape.scenario import Scenario

B, C, RHO, VARIANCE, OUTSIDE = 1.0, 1.5, 2.0, 0.5, 0.05


def settled_at(programme: Callable, scenario: Scenario, **levers: float) -> tuple[float, float, float, float]:
    """(effort, mean certainty equivalent, mean profit a partner-month, risk cost) once expectations have settled."""
    current = scenario.current_policy.changed(**levers)
    future = programme(scenario.changed(policies={"linear": current}))
    ledger = future.ledger(1)
    months = ledger.total("active").sum()
    block = future.eve(1).pool[0]
    effort, risk = (float(block[name][: int(block["active"])].mean()) for name in ("effort", "risk_cost"))
    return effort, float(ledger.total("certainty").sum() / months), float(ledger.profit().sum() / months), risk


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
def test_effort_is_s_b_over_c_and_risk_costs_half_rho_s2_sigma2(limit: Callable, programme: Callable, share: float) -> None:
    effort, _, _, risk = settled_at(programme, limit("holmstrom_milgrom"), commission_rate=share)
    assert effort == pytest.approx(share * B / C, rel=1e-5)
    assert risk == pytest.approx(0.5 * RHO * share**2 * VARIANCE, rel=1e-4)


def test_a_retainer_does_not_change_effort(limit: Callable, programme: Callable) -> None:
    effort, _, _, _ = settled_at(programme, limit("holmstrom_milgrom"), commission_rate=0.4, retainer=-0.1)
    assert effort == pytest.approx(0.4 * B / C, rel=1e-5)


def test_best_share_is_two_fifths(limit: Callable, programme: Callable) -> None:
    grid = np.round(np.arange(0.30, 0.5001, 0.01), 2)
    assert best_share(programme, limit("holmstrom_milgrom"), grid) == 1.0 / (1.0 + RHO * C * VARIANCE / B**2) == 0.40


def test_without_risk_aversion_the_partner_takes_it_all(limit: Callable, programme: Callable) -> None:
    grid = np.round(np.arange(0.80, 1.1001, 0.05), 2)
    assert best_share(programme, limit("holmstrom_milgrom").assuming(risk_aversion=0.0), grid) == 1.0


@pytest.mark.parametrize("rho", [0.5, 1.0, 4.0])
def test_best_share_at_other_risk_aversions(limit: Callable, programme: Callable, rho: float) -> None:
    true = 1.0 / (1.0 + rho * C * VARIANCE)
    grid = true + np.arange(-0.06, 0.0601, 0.02)
    assert best_share(programme, limit("holmstrom_milgrom").assuming(risk_aversion=rho), grid) == pytest.approx(true)
