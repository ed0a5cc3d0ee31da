"""How far a lever may move alone: crossings by hand, a small study end to end, and what it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from partnerscape.show.analyses.how_far.section import how_far_in_words, how_far_section
from partnerscape.study.analyses.how_far import _crossing, _last_held, values_from
from partnerscape.study.question.question import load_question
from partnerscape.study.study import reopen, study


def test_a_crossing_lies_between_the_values_on_its_two_sides() -> None:
    share, values = np.array([1.0, 0.9, 0.5, 0.9]), np.array([2.0, 1.5, 1.0, 0.5])
    assert _crossing(share, values, 2.2, 0.8) == pytest.approx(1.5 - 0.5 * 0.1 / 0.4)
    assert _crossing(share[:2], values[:2], 2.2, 0.95) == pytest.approx(2.0 - 0.5 * 0.05 / 0.1)
    assert _crossing(np.array([0.0]), np.array([2.0]), 2.2, 0.8) == pytest.approx(2.2 - 0.2 * 0.2)
    assert np.isnan(_crossing(share, values, 2.2, 0.4))


def test_whole_numbers_are_allowed_up_to_the_last_that_holds() -> None:
    share, values = np.array([1.0, 0.9, 0.5]), np.array([9.0, 10.0, 12.0])
    assert _last_held(share, values, 8.0, 0.8) == 10.0
    assert _last_held(np.array([0.1]), values[:1], 8.0, 0.8) == 8.0
    assert np.isnan(_last_held(share, values, 8.0, 0.4))


def test_values_are_densest_near_today_and_reach_both_ends(question: Path) -> None:
    asked, _ = load_question(question)
    values = values_from(asked, "commission_rate", 0.2)
    assert values[0] == 0.15 and values[-1] == pytest.approx(0.3) and 0.2 in values
    above = values[values >= 0.2]
    assert (np.diff(np.diff(above)) > -1e-12).all()
    assert set(values_from(asked, "offers", 8.0)) <= set(range(3, 13))
    outside = values_from(asked, "commission_rate", 0.1)
    assert outside.min() == 0.15, "today lies outside of what was asked: nothing beyond the range is tried"


@pytest.mark.long
def test_a_study_says_how_far_support_may_be_cut(question: Path, tmp_path: Path) -> None:
    text = question.read_text().replace("commission_rate = [0.15, 0.3]\n", "").replace("offers = [3, 12]\n", "")
    question.write_text(text.replace("[levers]", 'analyses = ["how_far"]\n[levers]').replace("policies = 24", "policies = 8"))
    found = study(question, tmp_path / "out", workers=2)
    answer = found.answers["how_far"]
    assert {limit.lever for limit in answer.limits} == {"support_agents"}
    assert {(limit.party, limit.end) for limit in answer.limits} == {
        (party, end) for party in ("vendor", "partners", "newcomers", "customers") for end in (1.0, 5.0)
    }
    for limit in answer.limits:
        if limit.value is not None:
            assert min(limit.today, limit.end) <= limit.value <= max(limit.today, limit.end)
            assert limit.low <= limit.value + 1e-9 and limit.value - 1e-9 <= limit.high
    today = answer.curves[answer.curves["value"] == 2.2]
    assert len(today) == 4 and (today["share"] == 1.0).all(), "to stand as today is not to lose"
    cut = next(limit for limit in answer.limits if limit.party == "partners" and limit.end == 1.0)
    assert cut.value is not None, "without support partners lose"
    said = how_far_in_words(answer, found)
    assert any("lowered from 2.2" in line and "before partners lose" in line for line in said)
    assert "How far each lever may move alone" in how_far_section(answer, found)
    assert reopen(tmp_path / "out").answers["how_far"].limits == answer.limits
