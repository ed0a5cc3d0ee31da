"""Gains as money per year: the formula, the best single lever, what a comparison and a study say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape.metrics.network import LEAST_RATE
from partnerscape.scenario import Policy, Scenario, load_scenario
from partnerscape.show.analyses.money.section import money_in_words, money_table, sources_in_words
from partnerscape.show.as_json import comparison_json
from partnerscape.study.analyses.money import (
    PARTNERS,
    PROFIT,
    SINGLE,
    SOURCES,
    TODAY,
    VENDOR,
    SingleLever,
    best_of,
    changed_levers,
    money_of,
    per_year,
    per_year_of_account,
    single_levers,
    sources_of,
)
from partnerscape.study.compare import compare
from partnerscape.study.comparison.comparison import Comparison
from partnerscape.study.question.question import load_question
from partnerscape.study.study import reopen, study


@pytest.fixture(scope="module")
def small() -> Scenario:
    return load_scenario("marketplace").changed(time={"burn_in_months": 12, "horizon_months": 12, "initial_partners": 60})


@pytest.fixture(scope="module")
def answer(small: Scenario) -> Comparison:
    return compare(small, small.current_policy.changed(curation=0.8, support_agents=3.0), seeds=range(4), hangs_on=False)


@pytest.mark.parametrize(("months", "rate"), [(12, 0.0), (36, 0.01), (120, 0.004)])
def test_a_constant_monthly_amount_is_twelve_times_itself_per_year(months: int, rate: float) -> None:
    scenario = load_scenario("marketplace").changed(time={"horizon_months": months}).assuming(discount_monthly=rate)
    account = sum(100.0 / (1.0 + rate) ** t for t in range(months))
    assert per_year_of_account(account, scenario) == pytest.approx(1200.0)
    least = max(rate, LEAST_RATE)
    npv = sum(100.0 / (1.0 + least) ** t for t in range(40_000))
    assert per_year(npv, scenario) == pytest.approx(1200.0)


def runs(vendor: list[float], partner: list[float]) -> pd.DataFrame:
    gains = {"vendor_gain": vendor, "partner_gain": partner, "partner_gain.small": partner}
    return pd.DataFrame({**gains, "incumbents": 50.0, "win_win": True})


def test_gains_are_told_against_today_and_against_the_best_single_lever() -> None:
    scenario = load_scenario("marketplace")
    factor, of_account = per_year(1.0, scenario), per_year_of_account(1.0, scenario)
    single = SingleLever("curation", 0.7, (1.0, 0.5, 1.0), 3)
    found = money_of(scenario, "the candidate", runs([3.0, 5.0], [1.0, 1.0]), runs([1.0, 2.0], [2.0, 2.0]), single)
    assert found.rows(TODAY).loc[VENDOR, "value"] == pytest.approx(4.0 * factor)
    assert found.rows(TODAY).loc[PARTNERS, "value"] == pytest.approx(50.0 * of_account)
    assert found.rows(TODAY).loc["small", "value"] == pytest.approx(of_account)
    assert found.rows(SINGLE).loc[VENDOR, "value"] == pytest.approx(2.5 * factor)
    assert found.rows(SINGLE).loc["small", "value"] == pytest.approx(-of_account)
    said = money_in_words(found)
    assert "Per year, against today: vendor +€" in said
    assert "Against the best single lever (curation 0.7, alone win-win in 100 % of futures): vendor +€" in said
    assert "against one lever alone: curation 0.7" in money_table(found)


def test_the_best_is_often_win_win_first_and_then_brings_most() -> None:
    assert best_of(np.array([0.9, 0.85, 0.2]), np.array([1.0, 2.0, 9.0]), 0.8) == 1
    assert best_of(np.array([0.1, 0.3, 0.2]), np.array([1.0, 2.0, 9.0]), 0.8) == 1


def test_changed_levers_are_those_that_differ() -> None:
    current = Policy(segments={"small": {"offers": 4}, "large": {"curation": 0.9}})
    policy = Policy(support_agents=3.0, segments={"small": {"offers": 6}})
    assert changed_levers(policy, current) == {"support_agents": 3.0, "small__offers": 6, "large__curation": 0.5}
    assert changed_levers(current, current) == {}
    tiers = Policy(tiers=({"threshold": 500.0, "rate": 0.25},))
    assert changed_levers(tiers, Policy()) == {"tiers": ({"threshold": 500.0, "rate": 0.25},)}
    assert Policy().changed(**changed_levers(tiers, Policy())) == tiers


def test_a_comparison_tells_the_best_of_its_levers_alone(answer: Comparison, small: Scenario) -> None:
    single = answer.money.single
    assert single is not None and single.tried == 2
    assert single.value == {"curation": 0.8, "support_agents": 3.0}[single.lever]
    alone = compare(small, small.current_policy.changed(**{single.lever: single.value}), seeds=range(4), hangs_on=False)
    assert alone.money.single is None, "it changes one lever only"
    expected = per_year(answer.futures["vendor_gain"].mean() - alone.futures["vendor_gain"].mean(), small)
    assert answer.money.rows(SINGLE).loc[VENDOR, "value"] == pytest.approx(expected)
    assert single.p_win_win[0] == alone.p_win_win[0]
    plain = comparison_json(answer)["money"]
    assert plain["words"] == money_in_words(answer.money) and plain["single"]["lever"] == single.lever


def test_single_levers_leave_the_others_as_they_are_today(question: Path) -> None:
    asked, scenario = load_question(question)
    table = single_levers(asked, scenario)
    today = {"commission_rate": 0.2, "support_agents": 2.2, "offers": 8.0}
    moved = table != pd.Series(today)
    assert (moved.sum(axis=1) == 1).all()
    assert [str(row.idxmax()) for _, row in moved.iterrows()] == list(table.index)


def test_a_question_with_constraints_tries_what_keeps_them(question: Path) -> None:
    question.write_text(question.read_text().replace("[levers]", 'constraints = ["offers <= 8"]\n[levers]'))
    assert single_levers(*load_question(question))["offers"].max() <= 8.0


@pytest.mark.long
def test_a_study_tells_money_and_tells_it_again(question: Path, tmp_path: Path) -> None:
    found = study(question, tmp_path / "out")
    money = found.answers["money"]
    assert set(money.table["party"]) == {VENDOR, PARTNERS, "small", "middle", "large"}
    assert (money.table["low"] <= money.table["value"]).all() and (money.table["value"] <= money.table["high"]).all()
    again = reopen(tmp_path / "out").answers["money"]
    pd.testing.assert_frame_equal(again.table, money.table)
    assert again.single == money.single
    assert money.sources is not None
    pd.testing.assert_frame_equal(again.sources, money.sources)
    parts = money.sources["value"]
    assert parts[list(SOURCES)].sum() == pytest.approx(parts[PROFIT]) and parts.abs().min() > 0.0
    assert money_table(money).count("Where it comes from") == 1


def test_a_change_of_profit_is_told_by_its_sources() -> None:
    """Today: 1,000 of revenue, margin 500, pay 200, other costs 100. Then: 1,400, 700, 350, 60; the second future is the same."""
    today = pd.DataFrame({"revenue": 1_000.0, "profit": 200.0, "channel_cost_ratio": 0.3, "programme_cost": 100.0}, index=[7, 3])
    then = pd.DataFrame(
        {"revenue": 1_400.0, "profit": 290.0, "channel_cost_ratio": 410 / 1_400, "programme_cost": 60.0}, index=[0, 1]
    )
    found = sources_of(then, today)
    assert found["value"].to_dict() == pytest.approx({"margin": 2_400.0, "pay": -1_800.0, "costs": 480.0, "profit": 1_080.0})
    money = replace(money_of(load_scenario("marketplace"), "it", runs([1.0, 2.0], [1.0, 1.0])), sources=found)
    said = sources_in_words(money)
    assert "changes by +€1,080 per year: +€2,400 from margin on sales, −€1,800 from pay to partners, +€480 from support" in said
    assert sources_in_words(replace(money, sources=None)) == ""


def test_tiers_alone_are_told_without_a_number(small: Scenario) -> None:
    tiers = [{"threshold": 500.0, "rate": 0.3}]
    answer = compare(small, small.current_policy.changed(tiers=tiers, offers=8, curation=0.5001), seeds=range(2), hangs_on=False)
    assert answer.money.single is not None
    assert json.dumps(comparison_json(answer)["money"], allow_nan=False)
    assert "tiers as in the programme" in money_in_words(
        replace(answer.money, single=replace(answer.money.single, lever="tiers"))
    )


def test_labels_name_the_option_of_a_choice() -> None:
    single = SingleLever("pay", 1, (1.0, 0.5, 1.0), 2)
    found = money_of(load_scenario("marketplace"), "it", runs([1.0, 2.0], [1.0, 1.0]), runs([1.0, 2.0], [1.0, 1.0]), single)
    assert "(pay with tiers, alone win-win" in money_in_words(replace(found, labels={"pay": ["as_today", "with_tiers"]}))
