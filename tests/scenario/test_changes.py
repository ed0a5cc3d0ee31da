"""A pay plan that differs from another one: what is stated over it, and one number of it changed."""

from __future__ import annotations

from typing import Any

import pytest

from partnerscape.scenario import InputError
from partnerscape.scenario.pay.changes import inherited_plan, with_value

SALES = {"on": "new revenue", "rate": 0.1, "cap_month": 900.0}
RENEWALS = {"on": "renewals", "rate": 0.05}
PARENT: dict[str, Any] = {"pay": {"sales": SALES, "renewals": RENEWALS}, "support_agents": 3.0}


def test_a_component_has_its_parents_keys_where_it_states_none() -> None:
    table = inherited_plan(PARENT, {"pay": {"sales": {"rate": 0.2}}})
    assert table == {"pay": {"sales": {**SALES, "rate": 0.2}, "renewals": RENEWALS}, "support_agents": 3.0}
    assert PARENT["pay"]["sales"]["rate"] == 0.1, "the parent is as it was"


@pytest.mark.parametrize("none", [{}, None])
def test_a_component_that_is_stated_as_nothing_is_gone(none: Any) -> None:
    assert inherited_plan(PARENT, {"pay": {"sales": none}})["pay"] == {"renewals": RENEWALS}
    assert inherited_plan(PARENT, {"pay": {"fees": none}})["pay"] == PARENT["pay"], "of what was never there nothing goes"


def test_what_limits_a_component_changes_and_how_it_pays_stays() -> None:
    assert inherited_plan(PARENT, {"pay": {"sales": {"cap_month": 500.0}}})["pay"]["sales"] == {**SALES, "cap_month": 500.0}


def test_a_new_component_stands_beside_the_others() -> None:
    fee = {"on": "orders", "amount": 5.0}
    assert inherited_plan(PARENT, {"pay": {"fees": fee}})["pay"] == {"sales": SALES, "renewals": RENEWALS, "fees": fee}


def test_another_way_to_pay_takes_the_place_of_the_parents() -> None:
    """Brackets instead of a rate; what limits the pay stays."""
    brackets = [[0, 0.1], [500, 0.2]]
    changed = inherited_plan(PARENT, {"pay": {"sales": {"brackets": brackets}}})["pay"]["sales"]
    assert changed == {"on": "new revenue", "cap_month": 900.0, "brackets": brackets}


def test_a_plan_takes_the_place_of_the_short_form_only() -> None:
    short = {"commission_rate": 0.2, "retainer": 50.0, "support_agents": 3.0}
    plan = {"sales": SALES}
    assert inherited_plan(short, {"pay": plan}) == {"support_agents": 3.0, "pay": plan}
    assert inherited_plan(short, {"pay": plan, "retainer": 20.0}) == {"support_agents": 3.0, "retainer": 20.0, "pay": plan}
    assert inherited_plan(short, {"retainer": 20.0}) == {**short, "retainer": 20.0}
    beside = {**PARENT, "retainer": 20.0}  # a parent with a plan may have short levers beside it
    assert inherited_plan(beside, {"pay": {"sales": {"rate": 0.2}}})["retainer"] == 20.0


def test_levels_have_their_parents_keys_too() -> None:
    levels = {"names": ["silver", "gold"], "down": "year"}
    parent = {**PARENT, "levels": levels}
    own = {"pay": {"sales": {"rate": 0.2}}}
    assert inherited_plan(parent, {**own, "levels": {"down": "month"}})["levels"] == {**levels, "down": "month"}
    assert inherited_plan(parent, own)["levels"] == levels
    assert inherited_plan(PARENT, {**own, "levels": levels})["levels"] == levels
    assert inherited_plan(parent, {**own, "levels": None})["levels"] is None


PLAN: dict[str, Any] = {
    "pay": {
        "split": {"on": "new revenue", "brackets": [{"start": 0.0, "rate": 0.1}, {"start": 500.0, "rate": 0.2}]},
        "recruits": {"on": "recruits revenue", "rate": (0.05, 0.01)},
        "renewals": {"on": "renewals", "rate": [0.05]},
    }
}


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("pay.split.brackets.1.rate", ("pay", "split", "brackets", 1, "rate")),
        ("pay.split.brackets.1.start", ("pay", "split", "brackets", 1, "start")),
        ("pay.split.brackets.1.from", ("pay", "split", "brackets", 1, "start")),
        ("pay.recruits.rate.0", ("pay", "recruits", "rate", 0)),
        ("pay.renewals.rate", ("pay", "renewals", "rate", 0)),  # a list of one
        ("pay.split.cap_month", ("pay", "split", "cap_month")),  # not stated before
    ],
)
def test_one_number_is_changed_and_nothing_else(path: str, where: tuple[Any, ...]) -> None:
    def at(table: Any) -> Any:
        for step in where:
            table = table[step]
        return table

    def numbers(table: Any, over: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], Any]:
        """Every number and word of a plan by where it stands."""
        if not isinstance(table, dict | list | tuple):
            return {over: table}
        steps = table.items() if isinstance(table, dict) else enumerate(table)
        return {k: v for step, inner in steps for k, v in numbers(inner, (*over, step)).items()}

    changed = with_value(PLAN, path, 0.33)
    assert at(changed) == 0.33
    assert numbers(changed) == {**numbers(PLAN), where: 0.33}
    assert 0.33 not in numbers(PLAN).values(), "the plan itself is as it was"


def test_a_list_takes_the_place_of_a_list() -> None:
    assert with_value(PLAN, "pay.recruits.rate", [0.1, 0.2])["pay"]["recruits"]["rate"] == [0.1, 0.2]
    assert with_value(PLAN, "pay.renewals.rate", (0.1,))["pay"]["renewals"]["rate"] == (0.1,)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("pay.splitt.brackets.1.rate", ("did you mean 'split'?", "found splitt")),
        ("pay.split.brackets.2.rate", ("'0', '1'", "found 2")),
        ("pay.split.brackets.-1.rate", ("'0', '1'", "found -1")),
        ("pay.split.brackets.1.rate.percent", ("expected a number of the pay plan, found percent",)),
        ("pay.recruits.rate", ("'pay.recruits.rate.0', 'pay.recruits.rate.1'", "found pay.recruits.rate")),
    ],
)
def test_a_path_to_nothing_is_refused_with_what_there_is(path: str, told: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as error:
        with_value(PLAN, path, 0.3)
    assert error.value.key == path
    for words in told:
        assert words in str(error.value)
