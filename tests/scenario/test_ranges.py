"""A range of an uncertainty always holds the stated value, whoever states either; what has no source is the scenario's to say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerscape.scenario import ASSUMPTIONS, InputError, Scenario, load_scenario, shipped
from partnerscape.scenario.assumptions import BY_HAND
from partnerscape.scenario.declare import Assumption
from partnerscape.study.question.question import load_question

MARKETPLACE = load_scenario("marketplace")
STATED = MARKETPLACE.assumptions.values()


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, float, tuple[float, float]]:
    """An assumption, a value for it, and a range that need not hold the value."""
    name = draw(st.sampled_from(sorted(ASSUMPTIONS)))
    least, most = ASSUMPTIONS[name].bounds
    ends = (max(least, -100.0), min(most, 100.0))
    numbers = st.integers(*map(int, ends)).map(float) if ASSUMPTIONS[name].whole else st.floats(*ends)
    low, high = sorted(draw(st.tuples(numbers, numbers).filter(lambda ends: ends[0] != ends[1])))
    return name, draw(numbers), (low, high)


@given(cases())
def test_a_range_that_leaves_the_stated_value_out_is_refused_and_no_other(case: tuple[str, float, tuple[float, float]]) -> None:
    name, value, limits = case
    assumed = MARKETPLACE.assumptions.changed(**{name: value}).model_dump()
    if limits[0] <= value <= limits[1]:
        assert MARKETPLACE.changed(uncertain={}).changed(assumptions=assumed, uncertain={name: limits}).uncertain == {
            name: limits
        }
    else:
        with pytest.raises(ValueError, match="a range that holds the stated value"):
            MARKETPLACE.changed(assumptions=assumed, uncertain={name: limits})


@given(cases())
def test_an_assumed_value_never_leaves_its_range(case: tuple[str, float, tuple[float, float]]) -> None:
    name, value, (low, high) = case
    stated = STATED[name]
    scenario = MARKETPLACE.changed(uncertain={name: (min(low, stated), max(high, stated))}).assuming(**{name: value})
    assert scenario.uncertain[name] == (min(low, stated, value), max(high, stated, value))
    least, most = scenario.changed(uncertain={}).range_of(name)
    assert least <= value <= most


@pytest.mark.parametrize("text", ["uncertainties = { margin = [0.62, 0.8] }", "[uncertainties]\nmargin = [0.62, 0.8]"])
def test_a_question_whose_range_leaves_the_stated_value_out_is_one_clear_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "asked.toml"
    path.write_text(f'question = "?"\nscenario = "marketplace"\nlevers = {{ offers = [2, 9] }}\n{text}\n')
    with pytest.raises(
        InputError, match=r"asked.toml: \[uncertainties\] margin: expected a range that holds the stated value 0.6"
    ):
        load_question(path)


def test_what_a_question_names_without_a_range_lies_around_the_scenarios_value() -> None:
    saas = load_scenario("saas_resellers")
    stated = saas.assumptions.costs.training_cost
    low, high = saas.range_of("training_cost")
    assert (low, high) == (pytest.approx(stated * 9 / 12), pytest.approx(stated * 15 / 12))


def test_whole_numbers_have_equal_parts_of_the_way() -> None:
    stance = Assumption("stance", 0, 2, "what rivals do", whole=True)
    assert [stance.at(u, (0.0, 2.0)) for u in (0.0, 0.33, 0.34, 0.66, 0.67, 1.0)] == [0, 0, 1, 1, 2, 2]
    assert "whole numbers" in stance.misfit(0.0, 1.5)


@pytest.mark.parametrize("name", shipped("scenarios"))
def test_what_is_listed_as_set_by_hand_is_what_the_comments_say(name: str) -> None:
    stated = shipped("scenarios")[name].read_text().split("[assumptions.person]")[1].split("[uncertain]")[0]
    commented = re.findall(r"^(\w+) = [^#\n]*#[^\n]* - by hand\b", stated, re.MULTILINE)
    assert list(load_scenario(name).by_hand) == commented


def test_what_a_scenario_leaves_at_its_default_is_set_by_hand_if_it_is_declared_so() -> None:
    tables = MARKETPLACE.model_dump() | {"by_hand": ["margin"], "assumptions": {"demand": {"margin": 0.6, "cofunding": 0.25}}}
    found = Scenario.model_validate(tables).by_hand
    assert "margin" in found and "cofunding" not in found and set(BY_HAND) - set(found) == {"cofunding"}


def test_without_a_list_of_its_own_a_scenario_has_the_declared_one() -> None:
    tables = MARKETPLACE.model_dump()
    del tables["by_hand"]
    assert Scenario.model_validate(tables).by_hand == BY_HAND
