"""Studies move numbers inside a pay plan and choose among whole plans: declared, drawn, said and refused as levers are.

A study of such numbers that is simulated: ``tests/pay/test_studied.py``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import partnerscape as ps
from partnerscape.scenario import InputError, Scenario, declared
from partnerscape.scenario.reading.changes import changed_levers
from partnerscape.show.style.lever_words import input_condition, lever_limits, lever_unit, levers_in_words
from partnerscape.study.question.constraints import levers_in
from partnerscape.study.question.design import policies_of
from partnerscape.study.question.question import Question, checked, is_categorical, is_whole, levers_at, standing
from partnerscape.study.request import ComparisonRequest, levers_request, toml_value
from partnerscape.study.runs.columns import described

PAY = {
    "renewals": {"on": "renewals", "rate": 0.05, "delay_months": 1},
    "split": {"on": "revenue", "brackets": [[0, 0.01], [30000, 0.02]], "per": "quarter"},
    "by_level": {"on": "orders", "amount": [0.1, 0.2], "levels": "partner"},
}
LEVELS = {"partner": {"needs": [{"measure": "customers", "at_least": [0, 10]}]}}
RANGES = {
    "pay.renewals.rate": [0.02, 0.12],
    "pay.split.brackets.1.from": [10000, 50000],
    "levels.partner.needs.0.at_least.1": [5, 20],
    "payout.minimum": [0, 100],
    "pay.renewals.delay_months": [0, 6],
    "offers": [2, 9],
}


@pytest.fixture(name="scenario", scope="module")
def _scenario() -> Scenario:
    return ps.load_scenario("marketplace").changed(policies={"good": {"pay": PAY, "levels": LEVELS}})


def asked(scenario: Scenario, levers: dict[str, list[float]] = RANGES, **more: object) -> tuple[Question, Scenario]:
    table = {"question": "?", "scenario": scenario, "levers": levers, "uncertainties": ["gamma"], **more}
    return checked(table, Path("mine.toml"))


def test_a_design_moves_numbers_of_the_plan_within_their_ranges(scenario: Scenario) -> None:
    question, _ = asked(scenario)
    policies = policies_of(question, scenario, 16, 0)
    for name, (low, high) in RANGES.items():
        assert policies[name].between(low, high).all()
        assert policies[name].nunique() > 4
    assert (policies["pay.renewals.delay_months"] % 1 == 0).all()
    for _, row in policies.iterrows():
        policy = scenario.current_policy.changed(**levers_at(question, row.to_dict()))
        assert policy.pay["renewals"].rates == (row["pay.renewals.rate"],)
        assert policy.pay["split"].brackets[1].start == row["pay.split.brackets.1.from"]
        assert policy.levels["partner"].needs[0].at_least == (0.0, row["levels.partner.needs.0.at_least.1"])
        assert policy.payout.minimum == row["payout.minimum"]
        assert policy.pay["split"].brackets[0] == scenario.current_policy.pay["split"].brackets[0]


def test_where_the_current_policy_stands_is_read_off_its_plan(scenario: Scenario) -> None:
    at = [standing(name, scenario) for name in RANGES]
    assert at == [0.05, 30000.0, 10.0, 0.0, 1.0, 8.0]


def test_a_number_is_declared_by_its_key() -> None:
    rate = declared("pay.any_name.rate")
    assert rate is not None and (rate.unit, rate.bounds, rate.whole, rate.pay) == ("share", (-1.0, 3.0), False, True)
    months = declared("pay.any_name.delay_months")
    assert months is not None and (months.bounds, months.whole) == ((0.0, 24.0), True)
    assert declared("pay.any_name.rate.fashion") is not None
    assert not is_categorical("pay.any_name.rate") and is_whole("pay.any_name.delay_months")


@pytest.mark.parametrize(
    "path", ["pay.x", "pay.x.on", "pay.x.brackets", "pay.x.registered", "payout", "levels.p.names.0", "pay", "pay.x.colour"]
)
def test_what_is_no_number_is_not_declared(path: str) -> None:
    assert declared(path) is None


def test_constraints_name_numbers_of_the_plan(scenario: Scenario) -> None:
    text = "pay.split.brackets.1.from >= 100000 * pay.renewals.rate"
    assert levers_in(text) == ["pay.split.brackets.1.from", "pay.renewals.rate"]
    levers = {name: RANGES[name] for name in ("pay.split.brackets.1.from", "offers")}
    question, _ = asked(scenario, levers, constraints=["pay.split.brackets.1.from >= 500000 * pay.renewals.rate"])
    assert (policies_of(question, scenario, 8, 0)["pay.split.brackets.1.from"] >= 25_000.0).all()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("pay.renewal.rate", "'renewals', 'split', 'by_level'"),
        ("pay.renewals.rat", "did you mean 'rate'"),
        ("pay.split.brackets.7.from", "'0', '1'"),
        ("pay.split.brackets.1.fro", "did you mean 'from'"),
        ("pay.by_level.amount", "'pay.by_level.amount.0', 'pay.by_level.amount.1'"),
        ("payout.minimun", "did you mean 'minimum'"),
        ("levels.gold.needs.0.at_least.1", "'partner'"),
    ],
)
def test_a_wrong_path_is_one_clear_error(scenario: Scenario, path: str, told: str) -> None:
    with pytest.raises(InputError, match=r"mine\.toml") as error:
        asked(scenario, {path: [0.02, 0.12]})
    (line,) = error.value.lines
    assert told in line


def test_a_wrong_path_in_a_constraint_is_an_error_too(scenario: Scenario) -> None:
    with pytest.raises(InputError, match="'renewals', 'split', 'by_level'"):
        asked(scenario, {"offers": [2, 9]}, constraints=["pay.renewal.rate <= offers"])


@pytest.mark.parametrize(("path", "ends"), [("pay.renewals.rate", [0.1, 3.5]), ("pay.renewals.delay_months", [0, 30])])
def test_a_range_beyond_what_the_key_accepts_is_refused(scenario: Scenario, path: str, ends: list[float]) -> None:
    with pytest.raises(InputError, match="an increasing range within"):
        asked(scenario, {path: ends})


def test_a_choice_is_among_whole_plans(scenario: Scenario) -> None:
    flat = {"pay": {"split": {}, "renewals": {"rate": 0.03}}}
    question, _ = asked(scenario, {}, choices={"plan": {"as_today": {}, "flat": flat}})
    policy = scenario.current_policy.changed(**levers_at(question, {"plan": 1.0}))
    assert list(policy.pay) == ["renewals", "by_level"]
    assert policy.pay["renewals"].rates == (0.03,)
    assert standing("plan", scenario, question) == 0.0


def test_an_option_that_states_one_key_of_a_component_keeps_the_others(scenario: Scenario) -> None:
    question, _ = asked(scenario, {}, choices={"plan": {"as_today": {}, "less": {"pay": {"renewals": {"rate": 0.03}}}}})
    policy = scenario.current_policy.changed(**levers_at(question, {"plan": 1.0}))
    assert policy == scenario.current_policy.changed(**{"pay.renewals.rate": 0.03})


def test_a_number_must_be_in_every_plan_of_a_choice(scenario: Scenario) -> None:
    choices = {"plan": {"as_today": {}, "flat": {"pay": {"split": {}}}}}
    with pytest.raises(InputError, match="'renewals', 'by_level'"):
        asked(scenario, {"pay.split.brackets.1.from": [10000, 50000]}, choices=choices)
    question, _ = asked(scenario, {"pay.renewals.rate": [0.02, 0.12]}, choices=choices)
    policy = scenario.current_policy.changed(**levers_at(question, {"plan": 1.0, "pay.renewals.rate": 0.1}))
    assert policy.pay["renewals"].rates == (0.1,)


def test_numbers_are_said_in_plain_words() -> None:
    assert lever_limits("pay.renewals.rate", (0.02, 0.08), (0.0, 0.12)) == "renewals: rate 2–8 %"
    assert (
        lever_limits("pay.split.brackets.1.from", (20_000.0, 50_000.0), (10_000.0, 50_000.0))
        == "split: start (bracket 2) at least 20,000"
    )
    assert (
        levers_in_words({"payout.minimum": 50.0, "pay.renewals.delay_months": 2})
        == "payout: minimum €50, renewals: delay 2 months"
    )
    assert levers_in_words({"levels.partner.needs.0.at_least.1": 12.0}) == "partner, level 2: threshold (condition 1) 12"
    assert lever_unit("pay.renewals.rate") == "%"
    assert input_condition("pay.renewals.rate", True, 0.05) == "renewals: rate is above 5 %"


def test_tables_of_a_study_have_columns_that_sql_takes(scenario: Scenario) -> None:
    question, _ = asked(scenario)
    columns = described(["lever.pay.renewals.rate", "pay.split.brackets.1.from"], question, scenario)
    assert [column.name for column in columns] == ["lever_pay_renewals_rate", "pay_split_brackets_1_from"]
    assert [column.unit for column in columns] == ["share", "as measured"]
    assert "renewals: rate" in columns[0].meaning


def test_a_changed_plan_is_said_by_its_numbers(scenario: Scenario) -> None:
    levers = {"pay.renewals.rate": 0.07, "pay.split.brackets.1.from": 40_000.0, "levels.partner.needs.0.at_least.1": 12.0}
    policy = scenario.current_policy.changed(**levers)
    assert changed_levers(policy, scenario.current_policy) == levers


def test_a_plan_of_another_form_is_said_in_a_way_that_makes_it_again(scenario: Scenario) -> None:
    policy = scenario.current_policy.changed(pay={"split": {}, "bonus": {"on": "revenue", "lump": 50, "target": 900}})
    levers = changed_levers(policy, scenario.current_policy)
    assert set(levers["pay"]) == {"split", "bonus"}
    assert scenario.current_policy.changed(**levers) == policy


def test_a_command_says_a_number_by_its_path(scenario: Scenario) -> None:
    request = ComparisonRequest("marketplace", None, (("pay.re__new.rate", 0.05), ("small__offers", 3)), None, (0, 1))
    assert "--set pay.re__new.rate=0.05 --set small.offers=3" in (request.command() or "")
    question, _ = asked(scenario, {"pay.renewals.rate": [0.02, 0.12]})
    assert "--lever pay.renewals.rate=0.02:0.12" in (levers_request(question).command(Path("out")) or "")
    assert toml_value({"on": "revenue", "rate": [0.2]}) == '{on = "revenue", rate = [0.2]}'


@pytest.mark.long
def test_numbers_of_the_plan_are_typed_at_the_command_line(tmp_path: Path) -> None:
    source = (Path(__file__).parents[2] / "scenarios" / "marketplace.toml").read_text()
    source = re.sub(r"^\[today\].*?(?=^\[)", "", source, flags=re.MULTILINE | re.DOTALL)  # of a programme that pays otherwise
    source = source.replace("burn_in_months = 60", "burn_in_months = 6").replace("horizon_months = 36", "horizon_months = 6")
    plan = '\n[policies.plan]\nbased_on = "good"\n[policies.plan.pay.renewals]\non = "renewals"\nrate = "5 %"\n'
    (tmp_path / "mine.toml").write_text(source.replace('current = "good"', 'current = "plan"') + plan)

    def typed(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "partnerscape", *words], cwd=tmp_path, capture_output=True, text=True)

    study = ["study", "--scenario", "mine.toml", "--dry-run", "--policies", "16", "--futures", "2"]
    done = typed(*study, "--lever", "pay.renewals.rate=0.02:0.12")
    assert done.returncode == 0, done.stderr
    wrong = typed(*study, "--lever", "pay.renewal.rate=0.02:0.12")
    assert (wrong.returncode, wrong.stderr.count("error:")) == (2, 1)
    assert "'renewals'" in wrong.stderr
    run = typed("run", "mine.toml", "--set", "pay.renewals.rate=0.07", "--seeds", "1", "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["policy_name"] == "plan with pay.renewals.rate=0.07"
