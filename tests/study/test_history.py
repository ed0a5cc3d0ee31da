"""Futures agree with today: what is drawn, what is compared, what is ruled out, what is said of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from partnerscape.scenario import InputError, Scenario, load_scenario, shipped
from partnerscape.scenario.today import TARGETS, Target
from partnerscape.show.findings.future_words import agreement_in_words
from partnerscape.show.reference.today import write_today
from partnerscape.study.compare import compare
from partnerscape.study.question import agreement as history
from partnerscape.study.question.agreement import Agreement, agree, point, shown, targets_of, uniform
from partnerscape.study.study import reopen, study

RANGES = {"gamma": (0.25, 0.45), "margin": (0.5, 0.7), "word_of_mouth": (0.0, 0.06)}


@pytest.fixture(scope="module")
def small() -> Scenario:
    time = {"burn_in_months": 18, "horizon_months": 6, "initial_partners": 150}
    return load_scenario("marketplace").changed(time=time)


def test_draws_are_uniform_and_a_coordinate_depends_on_its_own_name_alone() -> None:
    drawn = [uniform(seed, attempt, name) for seed in range(50) for attempt in range(8) for name in ("gamma", "margin")]
    assert stats.kstest(drawn, "uniform").pvalue > 0.01 and len(set(drawn)) == len(drawn)
    alone, together = point({"margin": (0.5, 0.7)}, 3, 1), point(RANGES, 3, 1)
    assert alone["margin"] == together["margin"] != point(RANGES, 3, 2)["margin"]


def test_a_seed_is_the_same_future_in_every_list_and_with_any_workers(small: Scenario) -> None:
    whole = agree(small, RANGES, list(range(6)), 2).futures
    parts = [agree(small, RANGES, seeds, 1).futures for seeds in ([0, 1, 2], [3, 4, 5])]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole, check_exact=True)
    shuffled = agree(small, RANGES, [4, 0, 2], 2).futures
    pd.testing.assert_frame_equal(shuffled, whole.iloc[[4, 0, 2]].reset_index(drop=True), check_exact=True)


def test_eight_and_eight_futures_are_sixteen(small: Scenario) -> None:
    whole = compare(small, "pay_more", range(4)).futures
    halves = [compare(small, "pay_more", seeds).futures for seeds in (range(2), range(2, 4))]
    pd.testing.assert_frame_equal(pd.concat(halves, ignore_index=True), whole, check_exact=True)


def test_every_future_shows_what_is_seen_today_and_a_try_is_ruled_out_by_what_it_shows(small: Scenario) -> None:
    targets = targets_of(small)
    found = agree(small, RANGES, list(range(100, 106)))
    assert len(found.futures) == 6 and 0.0 <= found.ruled_out < 1.0
    for row, agrees in zip(found.tried.to_dict("records"), found.agrees, strict=True):
        seen = shown(small.assuming(**{name: row[name] for name in RANGES}), int(row["seed"]))
        off = [abs(seen[name] - target.value) / target.tolerance for name, target in targets.items()]
        assert (max(off) <= 1.0) == agrees


def test_what_nothing_agrees_with_is_one_clear_error_that_names_it(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "TRIES", 3)
    odd = small.changed(today={"active_partners": {}, "revenue": {"value": 5e6, "tolerance": 1e5}, "occupancy": 0.7})
    with pytest.raises(
        InputError, match=r"marketplace: \[today\] revenue: expected what the assumed futures show, .* in 3 tries"
    ):
        agree(odd, RANGES, [1, 2])


def test_luck_alone_and_a_launch_are_compared_with_nothing(small: Scenario) -> None:
    assert agree(small, {}, [1, 2]).futures.to_dict("list") == {"seed": [1, 2]}
    launch = small.changed(time={"burn_in_months": 0, "horizon_months": 6, "initial_partners": 150})
    assert targets_of(launch) == {} and agree(launch, RANGES, [1, 2]).ruled_out == 0.0
    silent = small.changed(today={})
    assert targets_of(silent) == {} and len(agree(silent, RANGES, [1, 2]).futures) == 2
    assert compare(small, "pay_more", [1, 2], as_stated=True).agreement.targets == {}


def test_a_plain_number_has_the_tolerance_that_luck_gives_it_and_what_is_left_out_follows_from_the_stated_assumptions(
    small: Scenario,
) -> None:
    found = targets_of(small.changed(today={}).changed(today={"revenue": 70_000.0, "occupancy": {}}))
    seen = pd.DataFrame([shown(small, seed) for seed in history.OWN_SEEDS])
    assert list(found) == ["revenue", "occupancy"] and found["revenue"].value == 70_000.0
    assert found["revenue"].tolerance == pytest.approx(max(3 * seen["revenue"].std(), 7_000.0))
    assert found["occupancy"].value == pytest.approx(seen["occupancy"].mean())


def test_another_current_policy_has_another_programme_today() -> None:
    stated = load_scenario("marketplace")
    other = stated.model_copy(update={"current": "mediocre"})
    assert targets_of(stated)["active_partners"] == stated.today.active_partners
    assert targets_of(other)["active_partners"].value < 0.9 * targets_of(stated)["active_partners"].value
    said = other.changed(today={"policy": "mediocre", "active_partners": {"value": 250, "tolerance": 30}})
    assert targets_of(said) == {"active_partners": Target(value=250, tolerance=30)}
    others = dict.fromkeys(stated.policies)  # None: taken out
    alone = stated.changed(policies={**others, "mine": stated.policies["mediocre"].model_dump()}, current="mine")
    assert alone.today.policy == "mine" and alone.today.revenue == Target()
    mild = stated.changed(policies={"good": stated.policies["good"].changed(support_agents=3.0).model_dump()})
    assert mild.today.revenue == Target() and stated.changed(goals={"loss_limit": 0.1}).today == stated.today


def test_points_that_are_likely_to_agree_are_those_of_a_planted_programme() -> None:
    """Sales are 2 gamma less margin, coded to -1..1, and luck; they agree where that lies within a half."""
    rng = np.random.default_rng(0)

    def planted(count: int) -> pd.DataFrame:
        table = pd.DataFrame({"gamma": rng.uniform(0.25, 0.45, count), "margin": rng.uniform(0.5, 0.7, count)})
        sales = 20.0 * (table["gamma"] - 0.35) - 10.0 * (table["margin"] - 0.6) + 0.3 * rng.standard_normal(count)
        return table.assign(seed=np.arange(count), **{"try": 0, "miss.revenue": sales / 0.5})

    tries, truth = Agreement(planted(90), {"revenue": Target()}), planted(20_000)
    points = truth[["gamma", "margin"]]
    likely = tries.likely(points, 1)
    agreeing = points[truth["miss.revenue"].abs() <= 1.0]
    assert len(likely) / len(points) == pytest.approx(len(agreeing) / len(points), abs=0.05)
    assert np.corrcoef(likely.T)[0, 1] == pytest.approx(np.corrcoef(agreeing.T)[0, 1], abs=0.08)
    assert Agreement(tries.tried, {}).likely(points, 1) is points


@pytest.mark.usefixtures("only_asked")
def test_a_study_keeps_how_its_futures_were_found(question: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    findings = study(question, tmp_path / "out", 1)
    found = findings.results.design.agreement
    assert found is not None and found.targets.keys() == set(TARGETS)
    said = json.loads((tmp_path / "out" / "history" / "0-4.json").read_text())
    assert said["accepted"] == 4 and said["tried"] == len(found.tried) and said["ruled_out"] == found.ruled_out
    monkeypatch.setattr(history, "shown", lambda *_: pytest.fail("a finished study burns nothing in"))
    again = reopen(tmp_path / "out")
    assert again.digest == findings.digest and again.results.design.agreement is not None
    pd.testing.assert_frame_equal(again.results.design.agreement.tried, found.tried, check_exact=True)
    shutil.rmtree(tmp_path / "out" / "history")
    with pytest.raises(InputError, match="the futures of a finished study"):
        reopen(tmp_path / "out")


def test_what_is_ruled_out_is_said_in_a_sentence() -> None:
    tried = pd.DataFrame({"seed": [1, 1, 2, 2], "try": [0, 1, 0, 1], "gamma": 0.3, "miss.revenue": [3.0, 0.2, -1.5, 0.9]})
    told = agreement_in_words(Agreement(tried, {"revenue": Target(value=500_000, tolerance=70_000)}), "€")
    assert told == (
        "Futures agree with today as stated: revenue of €500,000 ± 70,000 per month. "
        "50 % of the assumed combinations were ruled out (2 of 4 agree)."
    )
    nothing = Agreement(tried[["seed", "try", "gamma"]], {})
    assert "no future was ruled out" in agreement_in_words(nothing, "€")
    assert agreement_in_words(Agreement(tried[["seed", "try"]], {}), "€") == ""


@pytest.mark.parametrize("name", shipped("scenarios"))
def test_what_a_shipped_scenario_states_of_today_is_its_own_programme(name: str, tmp_path: Path) -> None:
    """After a change that moves results: ``make today``."""
    path = tmp_path / f"{name}.toml"
    shutil.copy(shipped("scenarios")[name], path)
    write_today(path)
    assert path.read_text() == shipped("scenarios")[name].read_text()
