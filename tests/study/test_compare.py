"""Comparisons are paired: same people, same luck."""

from __future__ import annotations

import numpy as np
import pytest

import partnerscape as ps
from partnerscape.metrics.gains import is_win_win
from partnerscape.scenario import InputError, Policy, Scenario, load_scenario
from partnerscape.study.compare import compare
from partnerscape.study.comparison.comparison import Comparison
from partnerscape.study.statistics.intervals import mean_interval, share_interval, verdict


@pytest.fixture(scope="module")
def small() -> Scenario:
    return load_scenario("marketplace").changed(time={"burn_in_months": 24, "horizon_months": 18, "initial_partners": 200})


@pytest.fixture(scope="module")
def better(small: Scenario) -> Comparison:
    return compare(small, "clear_and_curated", seeds=range(6))


def test_identical_policies_differ_by_exactly_nothing(small: Scenario) -> None:
    answer = compare(small, "good", seeds=range(3))
    assert (answer.differences["difference"] == 0.0).all()
    assert (answer.groups["gain"] == 0.0).all()
    assert (answer.cash["difference"] == 0.0).all()
    assert not answer.futures["win_win"].any(), "doing nothing gains nobody anything"


def test_the_scores_are_ten_five_a_side(better: Comparison) -> None:
    assert better.scores.groupby("side").size().to_dict() == {"vendor": 5, "partners": 5}


def test_cash_adds_up_to_the_difference_of_profit(better: Comparison) -> None:
    profit = better.differences.set_index("metric").loc["profit", "difference"]
    assert better.cash["difference"].mean() == pytest.approx(profit)


def test_a_verdict_is_the_share_of_futures_in_which_every_margin_holds(better: Comparison) -> None:
    hits = [is_win_win(row._asdict() if hasattr(row, "_asdict") else dict(row)) for _, row in better.futures.iterrows()]
    assert better.futures["win_win"].tolist() == hits
    assert better.p_win_win[0] == pytest.approx(np.mean(hits))


def test_one_partner_of_each_segment_is_followed(better: Comparison, small: Scenario) -> None:
    assert set(better.followed["segment"]) == set(small.segment_names)
    months = better.followed.groupby(["name", "policy"]).size()
    assert (months == 18).all() and len(months) == 2 * len(small.segments)


def test_workers_change_nothing(small: Scenario, better: Comparison) -> None:
    again = compare(small, "clear_and_curated", seeds=range(6), workers=1)
    np.testing.assert_array_equal(again.futures.to_numpy(dtype=float), better.futures.to_numpy(dtype=float))


def test_common_luck_saves_runs(better: Comparison) -> None:
    assert better.luck_saved["npv"] > 3.0


def test_worse_pay_is_rejected_and_partners_lose(small: Scenario) -> None:
    answer = compare(small, Policy.model_validate({**small.current_policy.model_dump(), "commission_rate": 0.08}), seeds=range(6))
    assert answer.p_win_win[0] == 0.0
    assert (answer.groups["gain"] < 0).all()


def test_an_unknown_candidate_is_one_clear_error(small: Scenario) -> None:
    with pytest.raises(InputError, match="did you mean 'pay_more'"):
        compare(small, "pay_mor", seeds=range(2))


def test_run_leaves_tidy_tables(small: Scenario) -> None:
    result = ps.run(small, seeds=range(3), partners=True)
    assert len(result.metrics) == 3
    assert set(result.months["month"]) == set(range(1, 19))
    assert result.partners is not None and set(result.partners["segment"]) <= set(small.segment_names)
    assert (result.summary["low"] <= result.summary["mean"]).all() and (result.summary["mean"] <= result.summary["high"]).all()
    assert "illustrative" in result.stamp and "seeds 0 to 2" in result.stamp


def test_intervals_are_the_textbooks() -> None:
    mean, low, high = mean_interval(np.array([1.0, 2.0, 3.0, 4.0]))
    assert (mean, round(low, 4), round(high, 4)) == (2.5, 0.4457, 4.5543)
    share, low, high = share_interval(18, 20)
    assert (share, round(low, 4), round(high, 4)) == (0.9, 0.683, 0.9877)
    assert verdict(32, 32, 0.8) == "certified"
    assert verdict(10, 32, 0.8) == "rejected"
    assert verdict(26, 32, 0.8) == "undecided"
