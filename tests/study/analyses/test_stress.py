"""Shocks: both policies meet the same one, and changes are against no shock in the same futures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from partnerscape.scenario import InputError
from partnerscape.scenario.parts import Event
from partnerscape.study.analyses.stress import NO_SHOCK, TODAY, cost, stress
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.question import load_question
from partnerscape.study.runs.player import Player
from partnerscape.study.statistics.intervals import paired_share_interval

POLICIES = {"more support": {"support_agents": 4.0}, "pay and terms": {"commission_rate": 0.22, "notice_months": 2}}


@pytest.fixture
def answer(question: Path, tmp_path: Path):
    return stress(POLICIES, Player(*load_question(question), Store(tmp_path / "out"), 1), futures=3)


def test_every_policy_meets_every_shock_and_none(answer) -> None:
    found = answer.table.groupby(["shock", "policy"])["metric"].apply(list)
    assert set(found.index) == {(s, p) for s in (NO_SHOCK, *answer.shocks) for p in (*POLICIES, TODAY)}
    assert found[("demand_falls", "more support")] == ["win_win", *answer.gains]
    assert len(answer.seeds) == 3
    assert cost(2, futures=3) == 24


def test_no_shock_changes_nothing_and_a_lost_third_of_demand_costs(answer) -> None:
    calm = answer.table[answer.table["shock"] == NO_SHOCK]
    assert (calm.loc[calm["metric"] != "win_win", "change"] == 0.0).all()
    fall = answer.cell("demand_falls", TODAY, "npv")
    assert fall["change_high"] < 0.0
    assert fall["value"] == pytest.approx(answer.cell(NO_SHOCK, TODAY, "npv")["value"] + fall["change"])


def test_a_lever_that_only_another_policy_states_is_as_today(answer) -> None:
    assert answer.policies.loc["more support", "commission_rate"] == 0.2
    assert answer.policies.loc["pay and terms", "support_agents"] == 2.2
    assert answer.policies.loc["more support", "notice_months"] == 0.0


def test_an_event_of_the_scenario_stays_and_what_is_played_is_kept(question: Path, tmp_path: Path) -> None:
    asked, scenario = load_question(question)
    own = scenario.changed(events=[Event(kind="price_change", month=2, size=-0.2).model_dump()])
    store, told = Store(tmp_path / "out"), []
    once = stress(POLICIES, Player(asked, own, store, 1), futures=2, shocks={})
    again = stress(POLICIES, Player(asked, own, store, 1, progress=lambda done, total: told.append((done, total))), 2, {})
    assert told == [(4, 4)]
    np.testing.assert_array_equal(once.table["value"], again.table["value"])
    read = stress(POLICIES, Player(asked, own, store, finished=True), 2, {})
    np.testing.assert_array_equal(once.table["value"], read.table["value"])
    plain = stress(POLICIES, Player(asked, scenario, store, 1), 2, {})
    assert once.cell(NO_SHOCK, TODAY, "npv")["value"] < plain.cell(NO_SHOCK, TODAY, "npv")["value"]


def test_an_unknown_lever_is_one_clear_error(question: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no_such"):
        stress({"x": {"no_such": 1.0}}, Player(*load_question(question), Store(tmp_path / "out")), futures=2)


def test_the_interval_of_a_paired_difference_of_shares() -> None:
    """Against the formula worked by hand; no change seen still has an interval; it covers."""
    before = np.array([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], dtype=bool)
    after = np.array([1, 1, 0, 1, 1, 1, 0, 0, 0, 0], dtype=bool)
    change, low, high = paired_share_interval(before, after)
    middle, spread = 2 / 12, 5 / 12 - (2 / 12) ** 2
    assert change == pytest.approx(0.2)
    assert (low, high) == pytest.approx((middle - 1.959964 * (spread / 12) ** 0.5, middle + 1.959964 * (spread / 12) ** 0.5))
    assert paired_share_interval(before, before)[1] < 0.0 < paired_share_interval(before, before)[2]
    rng, covered = np.random.default_rng(1), 0
    for _ in range(400):
        u = rng.random((2, 32))
        _, low, high = paired_share_interval(u[0] < 0.7, np.where(u[1] < 0.8, u[0] < 0.7, u[0] < 0.5))
        covered += low <= -0.04 <= high
    assert covered >= 0.93 * 400
