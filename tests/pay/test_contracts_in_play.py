"""The ten published contracts played: each against today's commission, in the tiny programme of this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from pay.published import HERE, policy

import partnerscape as ps
from partnerscape.metrics.ledger import PAY
from partnerscape.show.comparison.report import comparison_report

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
    for table in (answer.differences, answer.groups, answer.cash):
        assert np.isfinite(table.select_dtypes("number").drop(columns=["low", "high"], errors="ignore")).all(axis=None)
    assert set(answer.followed["policy"]) == {"current", "candidate"}


def test_the_report_says_what_the_candidate_pays(tmp_path: Path) -> None:
    said = comparison_report(compared("e_after"), tmp_path).read_text()
    assert "What the candidate pays" in said
    assert "Fees: Of revenue" in said and "nothing in other categories" in said


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_the_vendor_pays_is_the_sum_of_its_lines(name: str) -> None:
    result = played(name, AGAINST.get(name, ""))
    months, metrics = result.months, result.metrics
    assert np.isfinite(metrics.select_dtypes("number")).all(axis=None)
    np.testing.assert_allclose(months[list(PAY)].sum(axis=1) - months["clawback"], months["pay"], rtol=1e-9, atol=1e-6)
    profit = months.groupby("seed")["profit"].mean()
    np.testing.assert_allclose(metrics.set_index("seed")["profit"], profit, rtol=1e-9, atol=1e-6)


def change(name: str, metric: str) -> float:
    return float(compared(name).differences.set_index("metric").loc[metric, "difference"])


def test_a_cut_of_all_fees_leaves_partners_worse_off() -> None:
    """(e): 8 to 4.5 % become 3 to 1 % on everything."""
    assert change("e_after", "certainty_equivalent") < 0.0
    assert change("e_after", "payout_ratio") < 0.0


def test_a_shorter_term_that_spares_old_customers_costs_more_than_one_that_does_not() -> None:
    """(c): who was won under 36 months keeps them."""
    scenario = programme("c_before")
    spares, spares_not = (policy("c_after").changed(notice_months=0, old_customers_keep=keep) for keep in (True, False))
    pay = [ps.run(scenario, each, seeds=SEEDS).months["pay"].sum() for each in (spares, spares_not)]
    assert pay[0] > pay[1]


def test_most_of_the_first_premium_pays_partners_more_than_a_fifth() -> None:
    """(b) against today's 20 %."""
    assert change("b", "payout_ratio") > 0.0
    assert change("b", "certainty_equivalent") > 0.0
