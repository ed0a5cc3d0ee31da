"""Three programmes: each chosen right on numbers made by hand, and a whole small advice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from planted_studies import planted

from partnerscape.engine import branch, burn_in, encode
from partnerscape.metrics.gains import Measured, paired
from partnerscape.metrics.ledger import Ledger
from partnerscape.scenario import InputError, load_scenario
from partnerscape.study.analyses.advice.advice import Size, advise, cost, wider_futures
from partnerscape.study.analyses.advice.candidates import candidates, distance, sayable, shortlist, steps_towards
from partnerscape.study.analyses.advice.cash import cash_of, pays_back
from partnerscape.study.analyses.advice.indicators import early_numbers
from partnerscape.study.analyses.advice.selection import FAIREST, SAFEST, SMALLEST, choose
from partnerscape.study.analyses.advice.transition import choose as choose_way
from partnerscape.study.analyses.advice.transition import choose_transitions, introduced, introductions
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.design import Design
from partnerscape.study.question.question import Question, load_question
from partnerscape.study.runs.execute import in_future
from partnerscape.study.runs.monthly import BEFORE, follow_paths
from partnerscape.study.runs.player import Player
from partnerscape.study.study import study
from partnerscape.study.surrogate.margins import fit_margins


def wins_of(*hits: int, futures: int = 40) -> np.ndarray:
    return np.array([np.arange(futures) < h for h in hits], dtype=float)


def test_each_kind_is_chosen_by_its_own_measure() -> None:
    wins = wins_of(40, 40, 39, 34, 10)
    gains = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 1.0], [5.0, 4.0], [90.0, 90.0]])
    cushion, far = np.array([0.5, 0.2, 9.0, 9.0, 9.0]), np.array([0.6, 0.5, 0.3, 0.05, 0.01])
    found = choose(wins, gains, cushion, far, 0.8)
    assert found[SAFEST] == 0, "of the two with all futures, the one further from loss"
    assert found[FAIREST] == 3, "34 of 40 are enough to bargain over; the largest product is not often win-win"
    assert found[SMALLEST] == 2, "the nearest whose lower bound reaches .8: of 34 in 40 it does not"


def test_without_a_sure_policy_there_is_no_smallest_change_and_without_a_gain_no_fairest() -> None:
    found = choose(wins_of(30, 12), np.array([[1.0, -1.0], [-2.0, 3.0]]), np.zeros(2), np.array([0.1, 0.2]), 0.8)
    assert found == {SAFEST: 0}


def test_distance_is_in_shares_of_the_range() -> None:
    question = Question(
        question="?",
        scenario="marketplace",
        levers={"commission_rate": (0.1, 0.3), "offers": (2, 12)},
        choices={"plan": {"as it is": {}, "status": {"status_share": 0.1}}},
    )
    policies = pd.DataFrame({"commission_rate": [0.2, 0.3], "offers": [8.0, 3.0], "plan": [0.0, 1.0]})
    today = {"commission_rate": 0.2, "offers": 8.0, "plan": 0.0}
    assert distance(policies, today, question).tolist() == pytest.approx([0.0, (0.5 + 0.5 + 1.0) / 3])


def test_smaller_steps_lie_between_today_and_the_policy_and_can_be_said() -> None:
    results = planted(64, 4)
    question, today = results.question, {"commission_rate": 0.2, "support_agents": 2.2, "curation": 0.5}
    policies = results.design.policies
    steps = steps_towards(policies, today, question, 1)
    for name, start in today.items():
        low, high = np.minimum(policies[name], start), np.maximum(policies[name], start)
        assert ((steps[name] >= low - 1e-12) & (steps[name] <= high + 1e-12)).all()
        assert 0.2 < (steps[name] == start).mean() < 0.8
    said = sayable(steps, today, question)
    assert np.allclose(said["commission_rate"] / 0.005, np.round(said["commission_rate"] / 0.005))
    assert np.allclose(said["support_agents"] / 0.1, np.round(said["support_agents"] / 0.1))


def test_the_shortlist_reaches_from_the_safest_to_the_nearest_that_is_safe_enough() -> None:
    results = planted()
    gain = results.table["margin.not_worse.small"]
    results = replace(results, table=results.table.assign(**{"margin.partners": gain}))
    model = fit_margins(results)
    table = candidates(results, model, 512)
    short = table.iloc[shortlist(table, 0.8)]
    assert table["chance"].max() in short["chance"].to_numpy()
    enough = table[table["chance"] >= 0.8]
    assert enough["distance"].min() in short["distance"].to_numpy()
    assert len(short) <= 48 and not short[results.levers].duplicated().any()


def test_a_transition_is_chosen_by_futures_then_by_gain_then_the_quickest() -> None:
    assert choose_way(wins_of(5, 7, 7), np.array([9.0, 1.0, 2.0])) == 2
    assert choose_way(wins_of(7, 7, 7), np.array([2.0, 2.0, 1.0])) == 0


def test_introductions_leave_half_the_horizon_to_the_new_terms_and_what_a_question_moves_to_it(question: Path) -> None:
    asked, scenario = load_question(question)
    assert introductions(asked, load_scenario("marketplace")).shape == (12, 2)
    short = introductions(asked, scenario)
    assert (short.sum(axis=1) <= 6).all() and short.iloc[0].tolist() == [0, 0]
    moved = asked.model_copy(update={"levers": {**asked.levers, "notice_months": (0, 3)}})
    assert introductions(moved, scenario)["grandfather_months"].tolist() == [0, 6]
    both = introduced(pd.DataFrame({"offers": [3.0, 4.0]}), short)
    assert both["offers"].tolist() == [3.0] * len(short) + [4.0] * len(short)


def test_where_pay_does_not_change_the_old_pay_is_not_kept(question: Path, tmp_path: Path) -> None:
    asked, scenario = load_question(question)
    policies = pd.DataFrame({"commission_rate": [0.2], "support_agents": [3.5], "offers": [8.0]})
    (way,) = choose_transitions(policies, [False], Player(asked, scenario, Store(tmp_path), 1), 2)
    assert way.grandfather_months == 0
    gains = way.table.groupby("notice_months")["vendor_gain"].agg(["min", "max"])
    assert (gains["min"] == gains["max"]).all()


def test_cash_sums_and_pays_back() -> None:
    assert pays_back(np.array([-3.0, 1.0, 1.0, 1.0, 1.0])) == 3
    assert pays_back(np.array([1.0, -2.0, 0.5])) is None
    assert pays_back(np.array([1.0, 1.0])) == 0
    before, after = np.zeros((3, 2)), np.array([[1.0, 2.0], [2.0, 2.0], [3.0, 2.0]])
    table = cash_of(before, after)
    assert table["difference"].tolist() == [2.0, 2.0]
    assert table.loc[0, "low"] == pytest.approx(2.0 - 4.302653 / 3**0.5) and table.loc[1, "low"] == 2.0


def test_paths_are_the_engines_and_come_from_the_store_the_second_time(question: Path, tmp_path: Path) -> None:
    asked, scenario = load_question(question)
    store = Store(tmp_path)
    futures = Player(asked, scenario, store, 1).futures(2, 99)
    design = Design(pd.DataFrame({"support_agents": [3.5], "notice_months": [1.0]}), futures)
    paths = follow_paths("paths", design, Player(asked, scenario, store, 1))
    assumed, seed = in_future(scenario, design.futures.iloc[1])
    eve = burn_in(assumed, seed)
    today = branch(eve, encode.encode_policy(assumed.current_policy, assumed), assumed)
    then = branch(
        eve, encode.encode_policy(assumed.current_policy.changed(support_agents=3.5, notice_months=1), assumed), assumed
    )
    np.testing.assert_array_equal(paths.line(0, "profit")[1], Ledger(then).profit)
    np.testing.assert_array_equal(paths.line(-1, "left")[1], Ledger(today).total("left"))
    assert paths.outcome(0, "vendor_gain")[1] == paired(Measured.of(then), Measured.of(today))["vendor_gain"]
    assert paths.before("active").shape == (2, BEFORE)
    told: list[int] = []
    again = follow_paths("paths", design, Player(asked, scenario, store, 1, progress=lambda done, _: told.append(done)))
    assert told == [], "nothing is played again"
    pd.testing.assert_frame_equal(
        follow_paths("paths", design, Player(asked, scenario, store, finished=True)).months, paths.months
    )
    other = replace(design, futures=design.futures.iloc[:1])
    with pytest.raises(InputError, match="run it again"):
        follow_paths("paths", other, Player(asked, scenario, store, finished=True))
    assert len(follow_paths("paths", other, Player(asked, scenario, store, 1)).outcome(0, "win_win")) == 1
    pd.testing.assert_frame_equal(again.months, paths.months)
    pd.testing.assert_frame_equal(again.outcomes, paths.outcomes)


def test_early_numbers_are_levels_and_changes_against_the_own_past(question: Path, tmp_path: Path) -> None:
    asked, scenario = load_question(question)
    play = Player(asked, scenario, Store(tmp_path), 1)
    paths = follow_paths("paths", Design(pd.DataFrame({"support_agents": [3.5]}), play.futures(2, 98)), play)
    numbers = early_numbers(paths, 0, 2)
    left, active = paths.line(0, "left"), paths.line(0, "active")
    churn = left[:, 2:5].sum(axis=1) / active[:, 2:5].sum(axis=1)
    before = paths.before("left").sum(axis=1) / paths.before("active").sum(axis=1)
    np.testing.assert_allclose(numbers["churn.level@3"], churn)
    np.testing.assert_allclose(numbers["churn.change@3"], churn - before)
    leads = paths.line(0, "leads")[:, 2:8].mean(axis=1) / paths.before("leads").mean(axis=1) - 1.0
    np.testing.assert_allclose(numbers["leads.change@6"], leads)
    none = early_numbers(replace(paths, months=paths.months[paths.months["month"] >= 1]), 0, 0)
    assert all(".level@" in name for name in none.columns)


def test_wider_futures_draw_what_was_set_by_hand_from_nothing_on(question: Path) -> None:
    asked, scenario = load_question(question)
    futures = wider_futures(Player(asked, scenario, Store(question.parent)), 32)
    assert set(scenario.by_hand) <= set(futures.columns) and {"margin", "gamma"} <= set(futures.columns)
    assert futures["curation_relief"].min() < 0.1 and futures["curation_relief"].max() > 0.9
    in_future(scenario, futures.iloc[0])  # within the bounds


@pytest.mark.long
def test_a_small_advice_is_whole_and_the_same_again(question: Path, tmp_path: Path) -> None:
    findings = study(question, tmp_path / "out", workers=1)
    size, store = Size(4, 2, 4, 4), Store(tmp_path / "out")
    asked, scenario = findings.results.question, findings.results.scenario
    advice = advise(findings.results, findings.model, Player(asked, scenario, store, 1), size)
    assert advice.runs <= cost(asked, scenario, size)
    assert SAFEST in advice.programmes and SMALLEST not in advice.programmes, "4 of 4 futures are not surely 80 %"
    for programme in advice.programmes.values():
        assert set(programme.levers) == set(findings.results.levers)
        assert len(programme.cash) == 12 and not programme.watch.enough
        assert programme.p_win_win[1] <= programme.p_win_win[0] <= programme.p_win_win[2]
    again = advise(findings.results, findings.model, Player(asked, scenario, store, finished=True), size)
    for kind, programme in advice.programmes.items():
        pd.testing.assert_frame_equal(again.programmes[kind].cash, programme.cash)
        assert again.programmes[kind].levers == programme.levers
