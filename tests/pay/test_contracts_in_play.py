"""The ten published contracts played: each against today's commission, in the tiny programme of this folder."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from pay.published import HERE, policy

import partnerscape as ps

CONTRACTS = sorted(path.stem for path in (HERE / "contracts").glob("*.toml"))
AGAINST = {"c_after": "c_before", "e_after": "e_before", "h_after": "h_before"}  # what a contract takes the place of
SEEDS = range(2)


@cache
def programme(current: str = "") -> ps.Scenario:
    scenario = ps.load_scenario(HERE / "programme.toml")
    short = scenario.changed(time={"burn_in_months": 12, "horizon_months": 12, "initial_partners": 60})
    return short if not current else short.changed(policies={**short.policies, current: policy(current)}, current=current)


@cache
def compared(name: str) -> ps.Comparison:
    return ps.compare(programme(AGAINST.get(name, "")), policy(name), seeds=SEEDS, hangs_on=False)


@cache
def played(name: str, current: str = "") -> ps.RunResult:
    return ps.run(programme(current), policy(name), seeds=SEEDS)


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_is_compared_with_what_it_takes_the_place_of(name: str) -> None:
    answer = compared(name)
    assert len(answer.gains) > 0
    assert np.isfinite(answer.gains.select_dtypes("number")).all(axis=None)
    assert set(answer.followed["policy"]) >= {"current"}
    print(name, answer.gains.to_string())


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_the_vendor_pays_is_what_partners_receive(name: str) -> None:
    result = played(name, AGAINST.get(name, ""))
    print(name, result.metrics.T.to_string(), list(result.months.columns), result.segments.head(3).to_string())
    assert np.isfinite(result.metrics.select_dtypes("number")).all(axis=None)
