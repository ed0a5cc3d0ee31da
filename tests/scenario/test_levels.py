"""What levels of partners may ask for."""

from __future__ import annotations

import pytest

from partnerscape.scenario import InputError
from partnerscape.scenario.pay.levels import Levels, Requirement


@pytest.mark.parametrize(("measure", "at_least"), [("revenue", [0, 5, 5]), ("revenue", [0, 2]), ("skill", [0, 1.0])])
def test_thresholds_may_stay_from_level_to_level_and_shares_reach_one(measure: str, at_least: list[float]) -> None:
    assert list(Requirement(measure=measure, at_least=at_least).at_least) == at_least


@pytest.mark.parametrize(
    ("measure", "at_least", "told"), [("revenue", [5, 1], "do not fall"), ("skill", [0, 1.1], "shares from 0 to 1 for skill")]
)
def test_thresholds_that_fall_and_shares_beyond_one_are_refused(measure: str, at_least: list[float], told: str) -> None:
    with pytest.raises(InputError, match=told):
        Requirement(measure=measure, at_least=at_least)


TWO = {"measure": "revenue", "at_least": [0, 5]}


def test_levels_have_their_names_or_their_numbers() -> None:
    named = Levels(names=["silver", "gold"], needs=[TWO])
    assert (named.number, named.name_of(0), named.name_of(1)) == (2, "silver", "gold")
    assert Levels(needs=[TWO]).name_of(1) == "level 1"


@pytest.mark.parametrize("down", ["month", "two months", "quarter", "half-year", "year"])
def test_levels_are_reviewed_by_the_calendar(down: str) -> None:
    levels = Levels(needs=[TWO, {"measure": "customers", "at_least": [0, 3]}], down=down, grace_months="1 quarter")
    assert (levels.down, levels.grace_months) == (down, 3)


def test_everything_that_does_not_fit_together_is_named_at_once() -> None:
    three = {"measure": "customers", "at_least": [0, 3, 4]}
    with pytest.raises(InputError) as error:
        Levels(names=["silver"], needs=[TWO, three], down="two years")
    wrong = {(*misfit.table, misfit.key): (misfit.expected, str(misfit.found)) for misfit in error.value.misfits}
    assert wrong == {
        ("needs", "1", "at_least"): ("2 thresholds, as for revenue", "3"),
        ("names",): ("2 names, one per level", "['silver']"),
        ("down",): ("one of ['month', 'two months', 'quarter', 'half-year', 'year']", "'two years'"),
    }
