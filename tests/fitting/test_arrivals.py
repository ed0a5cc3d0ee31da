"""Arrivals that a panel shows: their path in the fitted scenario, and partners with a contract and no sale yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.own_data.fitting import fit_panel
from partnerscape.own_data.fitting.arrivals import with_arrivals
from partnerscape.own_data.fitting.panel import Panel
from partnerscape.own_data.fitting.simulate import simulated
from partnerscape.own_data.fitting.size import SEEDS
from partnerscape.own_data.fitting.start import rebuilt
from partnerscape.scenario import Scenario, load_scenario

MONTHS = 24
AT = np.arange(-36, 0)
GROWTH = 0.04


@pytest.fixture(scope="module")
def base() -> Scenario:
    time = {"burn_in_months": 36, "horizon_months": 12, "initial_partners": 200}
    return load_scenario("marketplace").changed(time=time, market={"potential": 1500}).assuming(arrivals=12.0)


@pytest.fixture(scope="module")
def plain(base: Scenario) -> list[Panel]:
    return [simulated(base, seed, MONTHS) for seed in SEEDS]


def growing(base: Scenario, growth: float) -> Scenario:
    path = np.exp(growth * (np.maximum(AT, -MONTHS) + 1))
    return base.changed(history={"arrivals": path.tolist()})


@pytest.mark.parametrize("growth", [GROWTH, -GROWTH], ids=["growing", "shrinking"])
def test_a_trend_is_found_and_ends_ahead(base: Scenario, plain: list[Panel], growth: float) -> None:
    found = [with_arrivals(base, simulated(growing(base, growth), seed, MONTHS), plain).history for seed in range(5)]
    shown = [history for history in found if history is not None]
    steps = [np.log(history.arrivals[-1] / history.arrivals[-MONTHS]) / (MONTHS - 1) for history in shown]
    assert len(shown) >= 4 and np.mean(steps) == pytest.approx(growth, abs=0.015)
    ahead = np.log(shown[0].arrivals_ahead)
    assert abs(ahead[-1] - ahead[-6]) < 0.1 * abs(ahead[5])  # growth does not go on for ever


def test_a_season_is_found_from_contracts(base: Scenario, plain: list[Panel]) -> None:
    wave = 0.6 * np.sin(2.0 * np.pi * AT / 12.0)
    found = with_arrivals(base, simulated(base.changed(history={"arrivals": np.exp(wave).tolist()}), 3, MONTHS), plain)
    assert np.corrcoef(np.log(found.history.arrivals[-12:]), wave[-12:])[0, 1] > 0.8
    assert np.corrcoef(np.log(found.history.arrivals_ahead[:12]), wave[-12:])[0, 1] > 0.8


def test_luck_alone_is_no_path(base: Scenario, plain: list[Panel]) -> None:
    steady = [with_arrivals(base, simulated(base, 60 + seed, MONTHS), plain).history is None for seed in range(8)]
    assert sum(steady) >= 6  # a test at 95 % for each of trend and season


def test_the_path_is_written_and_played(base: Scenario, tmp_path: object) -> None:
    found = fit_panel(base, simulated(growing(base, GROWTH), 1, MONTHS), runs=200, with_start=False)
    again = load_scenario(found.save(tmp_path / "mine.toml"))
    assert again.history == found.scenario.history and again.history.arrivals_ahead[0] > 1.0


def test_contracts_without_a_sale_become_members(base: Scenario) -> None:
    """Twice as many who wait are about twice as many members of whom no sale is known."""
    panel = simulated(base, 5, MONTHS)
    waiting = ~(panel.revenue > 0.0).any(axis=1)
    rows = np.concatenate([np.arange(len(panel.revenue)), *[np.flatnonzero(waiting)] * 3])
    assert waiting.sum() > 10
    past = engine.history_of(base, 5, MONTHS)[1]
    unsold = np.isnan(past.left) & (past.joined >= 0) & ~(past.revenue > 0.0).any(axis=1)
    few, many = (_unsold(rebuilt(base, p, 9).members, p) for p in (panel, panel.of(rows)))
    assert few == pytest.approx(int(unsold.sum()), rel=0.5)
    assert many == pytest.approx(4 * few, rel=0.3)
    nobody = replace(panel.of(~waiting))
    assert _unsold(rebuilt(base, nobody, 9).members, nobody) > 0  # not in these data: as many as simulated


def _unsold(members: dict[str, np.ndarray], panel: Panel) -> int:
    sold = np.flatnonzero((panel.revenue > 0.0).any(axis=1)).astype(np.uint64) + (np.uint64(5) << np.uint64(32))
    return int((~np.isin(members["id"], sold)).sum())
