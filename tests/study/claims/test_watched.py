"""Runs watched partner by partner: the same run, every period once, heaps and holes where theory puts them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine.encode import encode_policy
from partnerscape.metrics.ledger import Ledger
from partnerscape.scenario import InputError, Scenario, check_levers, load_scenario
from partnerscape.study.claims.file import load_claim
from partnerscape.study.claims.notches import PLANNED, REALISED, WATCHED, watched

HORIZON, THRESHOLD = 12, 1000.0
FLAT: dict[str, Any] = {"commission_rate": 0.2, "tiers": [{"threshold": THRESHOLD, "rate": 0.2}]}
NOTCH: dict[str, Any] = {"commission_rate": 0.16, "tiers": [{"threshold": THRESHOLD, "rate": 0.22}], "retroactive": True}
ACCELERATOR: dict[str, Any] = {"commission_rate": 0.15, "tiers": [{"threshold": THRESHOLD, "rate": 0.3}]}


@pytest.fixture(scope="module")
def small() -> Scenario:
    """The marketplace, a year after two."""
    scenario = load_scenario("marketplace")
    time = {**scenario.time.model_dump(), "burn_in_months": 24, "horizon_months": HORIZON}
    return scenario.changed(time=time)


@pytest.fixture(scope="module")
def eve(small: Scenario) -> engine.State:
    """Its eve of the rollout."""
    return engine.burn_in(small, seed=5)


def look(small: Scenario, eve: engine.State, levers: dict[str, Any]) -> tuple[engine.Run, engine.Run]:
    """The run watched, and as the engine leaves it."""
    rows = encode_policy(check_levers(small.current_policy, levers, small, "test"), small)
    return watched(eve, rows, small), engine.branch(eve, rows, small)


@pytest.mark.parametrize("months", [1, 3])
def test_watching_changes_nothing_and_counts_every_period_once(small: Scenario, eve: engine.State, months: int) -> None:
    levers = {**NOTCH, "tiers": [{"threshold": months * THRESHOLD, "rate": 0.22}], "tier_months": months}
    seen, plain = look(small, eve, levers)
    assert np.array_equal(seen.journal, plain.journal)
    assert all(np.array_equal(seen.accounts[name], values) for name, values in plain.accounts.items())
    assert seen.accounts[PLANNED].size == seen.accounts[REALISED].size
    ledger = Ledger(plain)
    periods = (ledger.total("active") - ledger.total("left"))[months - 1 :: months].sum()
    assert seen.accounts[REALISED].size == periods  # those who stay at the end of a period
    sold, counted = ledger.sum("new_revenue"), seen.accounts[REALISED].sum() * months * THRESHOLD
    assert 0.8 * sold < counted < sold  # all but what leavers sold in the period of their exit


def test_plans_gather_at_a_notch_and_avoid_an_accelerator(small: Scenario, eve: engine.State) -> None:
    flat, notch, accelerator = (Ledger(look(small, eve, levers)[0]) for levers in (FLAT, NOTCH, ACCELERATOR))
    step, hole = WATCHED["planned_step"].compute, WATCHED["planned_hole"].compute
    others = [step(Ledger(look(small, engine.burn_in(small, seed), FLAT)[0])) for seed in range(6, 11)]
    assert abs(np.mean([step(flat), *others])) < 0.01 < 0.03 < step(notch)  # of one future's step luck is .009
    assert hole(accelerator) > hole(flat)
    at_notch = np.abs(notch.accounts[PLANNED] - 1.0) < 1e-6
    flagged = notch.sum("bunched")  # by the engine, leavers too
    assert flagged - notch.sum("left") <= at_notch.sum() <= flagged
    assert at_notch.sum() > 0.8 * flagged
    close = [(np.abs(ledger.accounts[PLANNED] - 1.0) < 0.02).mean() for ledger in (flat, accelerator)]
    assert close[0] > 0.002
    assert close[1] < 0.1 * close[0]  # a convex kink is nobody's best plan


def test_a_group_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "claim.toml"
    effect = 'name = "x"\nmetric = "planned_step.small"\nplus = ["a"]\nexpect = "positive"\n'
    file.write_text(f'number = 1\ntitle = "t"\nsource = "s"\n[cells.a]\n[[effects]]\n{effect}')
    with pytest.raises(InputError, match="planned_step of everybody"):
        load_claim(file)
