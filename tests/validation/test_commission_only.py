"""The best commission without other pay: sales rise as s^eta, eta = gamma / (2 - gamma), the vendor keeps m - s of each."""

from collections.abc import Callable

import numpy as np
import pytest

SOURCE = "commission-only optimum"
MARGIN = 0.6


def outcomes(future: object, grid: np.ndarray) -> np.ndarray:
    """(effort, revenue, vendor's profit, partner's certainty equivalent) a partner and month at each commission, settled."""
    rows = []
    for share in grid:
        ledger = future.ledger(1, commission_rate=float(share))
        n = ledger.total("active")[-1]
        rows.append([ledger.total(line)[-1] / n for line in ("effort", "revenue")])
        rows[-1] += [ledger.profit[-1] / n, ledger.total("certainty")[-1] / n]
    return np.array(rows)


def test_sales_rise_as_a_power_of_the_commission(limit: Callable, programme: Callable, record: Callable) -> None:
    grid = np.array([0.05, 0.1, 0.2, 0.4])
    found = outcomes(programme(limit("commission_only")), grid)
    slope = float(np.polyfit(np.log(grid), np.log(found[:, 1]), 1)[0])
    assert record("gamma .34: eta, elasticity of sales to the share", must=0.34 / (2.0 - 0.34), gives=slope, within=0.002)
    assert np.polyfit(np.log(grid), np.log(found[:, 0]), 1)[0] == pytest.approx(1.0 / (2.0 - 0.34), abs=0.002)


def test_best_commission_is_17_percent_of_the_margin(limit: Callable, programme: Callable, record: Callable) -> None:
    grid = np.round(MARGIN * np.arange(0.10, 0.2501, 0.005), 6)
    best = grid[int(np.argmax(outcomes(programme(limit("commission_only")), grid)[:, 2]))]
    assert record("gamma .34: best share s*/m", must=0.170, gives=float(best / MARGIN), within=0.0026)


def test_at_eta_one_half_the_margin_and_three_quarters_of_what_one_owner_would_earn(
    limit: Callable, programme: Callable, record: Callable
) -> None:
    grid = np.round(np.arange(0.05, 0.6001, 0.01), 3)
    found = outcomes(programme(limit("commission_only").assuming(gamma=1.0)), grid)
    together = found[:, 2] + found[:, 3]
    best = int(np.argmax(found[:, 2]))
    assert record("eta 1: best share s*/m", must=0.5, gives=float(grid[best] / MARGIN), within=0.0084)
    assert grid[int(np.argmax(together))] == pytest.approx(MARGIN, abs=0.011)  # one owner would pass on the whole margin
    assert record("eta 1: channel efficiency", must=0.75, gives=float(together[best] / together.max()), within=0.005)


def test_best_commission_at_drawn_margins_and_elasticities(
    limit: Callable, programme: Callable, record: Callable, drawn: np.random.Generator
) -> None:
    gamma, margin = drawn.uniform(0.2, 0.9), drawn.uniform(0.3, 0.8)
    true, step = gamma / 2.0, 0.005
    grid = margin * np.arange(0.05, 0.5, step)
    found = outcomes(programme(limit("commission_only").assuming(gamma=gamma, margin=margin)), grid)
    best = grid[int(np.argmax(found[:, 2]))] / margin
    said = f"gamma {gamma:.3f}, m {margin:.2f}"
    assert record(f"{said}: best share s*/m", must=true, gives=float(best), within=0.5 * step + 1e-4)
    slope = float(np.polyfit(np.log(grid), np.log(found[:, 1]), 1)[0])
    assert record(f"{said}: eta", must=gamma / (2.0 - gamma), gives=slope, within=0.002)
