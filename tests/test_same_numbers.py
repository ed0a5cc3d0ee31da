"""The same numbers on every version of Python, NumPy, SciPy, Numba and Mesa, and on every processor: one digest, on record.

A change of the model that is meant changes it. Then write the new one down, and say so in the changelog:
``.venv/bin/python tests/test_same_numbers.py > tests/same_numbers.txt``
"""

from __future__ import annotations

import hashlib
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.engine.build import compiled_month
from partnerscape.metrics.gains import Measured, paired
from partnerscape.model import PartnerEcosystem
from partnerscape.scenario import Policy, Scenario, load_scenario

RECORD = Path(__file__).parent / "same_numbers.txt"
SEEDS = (1, 2)
EVERYTHING = {  # every optional mechanism
    "tiers": [{"threshold": 600, "rate": 0.23}, {"threshold": 4000, "rate": 0.25}],
    "tier_months": 3,
    "retroactive": True,
    "cap": 2500.0,
    "bonus": 60.0,
    "target": 900.0,
    "clawback_months": 3,
    "referral_rates": [0.02, 0.01],
    "quality_bonus": 0.01,
    "priority_share": 0.2,
    "status_share": 0.1,
    "survey_every": 4,
    "review_every": 6,
    "notice_months": 1,
    "grandfather_months": 2,
    "small__commission_rate": 0.22,
    "large__offers": 6,
}
EVENTS = (
    {"kind": "rival_raises_pay", "month": 3, "size": 0.1, "months": 6},
    {"kind": "demand_shock", "month": 5, "size": -0.3, "months": 4},
    {"kind": "best_leave", "month": 7, "size": 5},
    {"kind": "price_change", "month": 9, "size": 0.05},
    {"kind": "arrivals_shock", "month": 11, "size": 0.5, "months": 6},
)


def programme() -> Scenario:
    time = {"burn_in_months": 6, "horizon_months": 18, "initial_partners": 330}
    return load_scenario("marketplace").changed(time=time, events=EVENTS).assuming(outside_trend=0.001)


def by_engine(scenario: Scenario, policy: Policy, seed: int) -> engine.Run:
    return engine.branch(engine.burn_in(scenario, seed), encode.encode_policy(policy, scenario), scenario)


def by_mesa(scenario: Scenario, policy: Policy, seed: int) -> engine.Run:
    model = PartnerEcosystem(scenario, rng=seed, policy=policy)
    model.run_model()
    return model.outcome()


def digest(play: Callable[[Scenario, Policy, int], engine.Run]) -> str:
    """Of every bit of journals, accounts and metrics, and of who gains, under today's policy and under everything at once."""
    time = {"burn_in_months": 6, "horizon_months": 18, "initial_partners": 330}
    scenario = load_scenario("marketplace").changed(time=time, events=EVENTS).assuming(outside_trend=0.001)
    today = scenario.current_policy
    found = hashlib.sha256()
    for seed in SEEDS:
        baseline, candidate = (Measured.of(play(scenario, policy, seed)) for policy in (today, today.changed(**EVERYTHING)))
        for run in (baseline.run, candidate.run):
            found.update(run.journal.tobytes())
            for name in sorted(run.accounts):
                found.update(name.encode() + run.accounts[name].tobytes())
        for numbers in (baseline.metrics, candidate.metrics, paired(candidate, baseline)):
            for name, value in sorted(numbers.items()):
                found.update(name.encode() + struct.pack("<d", value))
    return found.hexdigest()


@pytest.mark.parametrize("play", [by_engine, by_mesa])
def test_the_numbers_are_those_on_record(play: Callable[[Scenario, Policy, int], engine.Run]) -> None:
    assert digest(play) == RECORD.read_text().strip()


def widest_registers() -> str:
    """Of the compiled month's machine code."""
    code = next(iter(compiled_month().play.inspect_asm().values()))
    return next(width for width in ("zmm", "ymm", "xmm") if "%" + width in code)


if __name__ == "__main__":
    print(digest(by_engine), *([widest_registers()] if "--registers" in sys.argv else []))
