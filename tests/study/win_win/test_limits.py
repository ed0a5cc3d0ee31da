"""Limits on levers: what keeps them, at their ends too."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from partnerscape.study.boxes.boxes import _sides
from partnerscape.study.boxes.limits import EDGE, OneOf, allows, ends, inside, middle, plain

CHOICES = OneOf((1.0, 3.0))


def test_the_ends_of_an_interval_keep_it_and_nothing_beyond() -> None:
    values = np.array([0.1, 0.1 - EDGE / 2, 0.1 - 1e-9, 0.2, 0.3, 0.3 + EDGE / 2, 0.3 + 1e-9])
    assert allows((0.1, 0.3), values).tolist() == [True, True, False, True, True, True, False]


def test_choices_are_whole_numbers_whatever_a_design_makes_of_them() -> None:
    assert allows(CHOICES, np.array([0.6, 1.0, 2.0, 3.4, 4.0])).tolist() == [True, True, False, True, False]


def test_a_policy_is_inside_if_it_keeps_all_limits() -> None:
    policies = pd.DataFrame({"a": [0.0, 1.0, 1.0, 2.0], "b": [3.0, 3.0, 2.0, 1.0], "c": [9.0] * 4})
    assert inside({}, policies).tolist() == [True] * 4
    assert inside({"a": (1.0, 2.0), "b": CHOICES}, policies).tolist() == [False, True, False, True]


@pytest.mark.parametrize(("limit", "otherwise", "expected"), [((1.0, 4.0), 9.0, 2.5), (CHOICES, 3.0, 3.0), (CHOICES, 2.0, 1.0)])
def test_a_value_well_within(limit: object, otherwise: float, expected: float) -> None:
    assert middle(limit, otherwise) == expected


def test_ends_and_plain_values() -> None:
    assert (ends(CHOICES), ends((1.0, 4.0))) == ((1.0, 3.0), (1.0, 4.0))
    assert (plain(CHOICES), plain((1, 4))) == ({"one_of": [1.0, 3.0]}, [1.0, 4.0])


def test_the_sides_from_which_levers_are_limited() -> None:
    """What resampling counts: an interval may be limited below, above, on both sides or on neither."""
    full = {"a": (0.0, 1.0), "b": (0.0, 1.0), "c": (0.0, 1.0), "d": (0.0, 1.0), "e": OneOf((0.0, 1.0, 2.0))}
    limits = {"a": (0.2, 1.0), "b": (0.0, 0.8), "c": (0.2, 0.8), "d": (0.0, 1.0), "e": CHOICES}
    assert _sides(limits, full) == {("a", 0), ("b", 1), ("c", 0), ("c", 1), ("e", 2)}
