"""What levels of partners may ask for."""

from __future__ import annotations

import pytest

from partnerscape.scenario import InputError
from partnerscape.scenario.pay.levels import Requirement


@pytest.mark.parametrize(("measure", "at_least"), [("revenue", [0, 5, 5]), ("revenue", [0, 2]), ("skill", [0, 1.0])])
def test_thresholds_may_stay_from_level_to_level_and_shares_reach_one(measure: str, at_least: list[float]) -> None:
    assert list(Requirement(measure=measure, at_least=at_least).at_least) == at_least


@pytest.mark.parametrize(
    ("measure", "at_least", "told"), [("revenue", [5, 1], "do not fall"), ("skill", [0, 1.1], "shares from 0 to 1 for skill")]
)
def test_thresholds_that_fall_and_shares_beyond_one_are_refused(measure: str, at_least: list[float], told: str) -> None:
    with pytest.raises(InputError, match=told):
        Requirement(measure=measure, at_least=at_least)
