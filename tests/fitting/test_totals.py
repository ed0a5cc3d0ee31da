"""Totals alone: a scenario that agrees with them on fresh futures, or the reason why none does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import partnerscape as ps
from partnerscape.own_data.fitting import fit_totals
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.scenario.today import Today
from partnerscape.study.question.programme import shown

MANAGER = {
    "active_partners": 140,
    "revenue_per_year": 9_600_000,
    "exits_per_year": 22,
    "top_fifth_share": {"value": 0.61, "over": "year"},
    "headcount": 3,
}


def test_every_total_is_what_the_journal_and_the_partners_say(small: Scenario) -> None:
    asked = small.changed(
        today={
            **{n: {} for n in MANAGER},
            "top_fifth_share": {"over": "year"},
            "average_order": {},
            "partners": {"small": {}, "large": {}},
        }
    )
    seen, plain = shown(asked, 3), shown(small.changed(today={"active_partners": {}, "revenue": {}, "churn": {}}), 3)
    assert seen["active_partners"] == plain["active_partners"]
    assert seen["revenue_per_year"] == pytest.approx(12.0 * plain["revenue"])
    assert seen["exits_per_year"] == pytest.approx(12.0 * plain["churn"] * plain["active_partners"], rel=0.02)
    assert 0.0 < seen["top_fifth_share_of_year"] < 1.0 and 0.0 < seen["partners.large"] < seen["active_partners"]
    assert seen["average_order"] == pytest.approx(small.assumptions.demand.order_value, rel=0.1)


def test_a_few_totals_are_met_and_written(small: Scenario, tmp_path: Path) -> None:
    found = fit_totals(small, {"active_partners": 60, "revenue_per_year": 900_000})
    assert found.agrees, found.totals
    again = load_scenario(found.save(tmp_path / "mine.toml"))
    assert again.standing == "partly fitted" and again.today.active_partners.value == 60
    assert again.assumptions == found.scenario.assumptions


def test_what_cannot_be_is_said_with_the_assumption_that_ends(small: Scenario) -> None:
    found = ps.fit(small, totals={"active_partners": 60, "top_fifth_share": 0.21})
    assert not found.agrees
    (reason,) = [line for line in found.reasons if "top_fifth_share" in line]
    assert "0.21 stated" in reason and "reach_spread" in reason


@pytest.mark.slow
def test_the_managers_case() -> None:
    found = ps.fit("marketplace", totals=MANAGER)
    assert found.agrees and (found.totals["off"].abs() <= 0.05).all(), found.totals
    assert found.scenario.current_policy.support_agents == pytest.approx(100 * 3 / 140, rel=0.05)
    pay_more = found.scenario.policies["pay_more"]
    assert pay_more.support_agents == found.scenario.current_policy.support_agents


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ({"active_partner": 140}, ("active_partner", "did you mean")),
        ({"partners": {"gold": 20}}, ("gold", "'small', 'middle'")),
        ({"top_fifth_share": 61}, ("top_fifth_share",)),
        ({"top_fifth_share": {"value": 0.6, "over": "week"}}, ("over", "week")),
        ({}, ("today", "at least one total")),
    ],
)
def test_what_are_no_totals_is_one_clear_error(small: Scenario, totals: dict, said: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as error:
        fit_totals(small.changed(today={}), totals)
    assert all(word in str(error.value) for word in said), str(error.value)


def test_a_today_without_numbers_keeps_what_it_asks_for() -> None:
    today = Today.model_validate({"top_fifth_share": {"value": 0.6, "over": "year"}, "partners": {"small": 70}})
    assert list(today.targets) == ["top_fifth_share_of_year", "partners.small"]
    assert list(today.unstated().targets) == list(today.targets)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing-here"], ("nothing-here", "partnerscape import")),
        (["--out", "mine.parquet"], ("--out", "TOML")),
        (["--today", "totals.toml", "."], ("--today", "not both")),
    ],
)
def test_the_command_line_says_so_too(arguments: list[str], said: tuple[str, ...], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "partnerscape", "fit", "marketplace", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2 and all(word in done.stderr for word in said), done.stderr
    assert not list(tmp_path.iterdir())


def test_the_command_line_fits_totals(tmp_path: Path) -> None:
    (tmp_path / "totals.toml").write_text("[today]\nactive_partners = 120\n")
    command = [sys.executable, "-m", "partnerscape", "fit", "marketplace", "--today", "totals.toml", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["agrees"] and (tmp_path / "mine.toml").exists()
