"""What the answer hangs on: a planted assumption is found for few runs, and said beside the headline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape.scenario import load_scenario
from partnerscape.show.analyses.hangs_on.section import hangs_on_in_words, hangs_on_section
from partnerscape.study.analyses.assumptions import HIGH, ZERO
from partnerscape.study.analyses.cost import cost_of
from partnerscape.study.analyses.hangs_on import HangsOn, Size, find_hangs_on, moves, typical
from partnerscape.study.compare import compare
from partnerscape.study.question.question import load_question
from partnerscape.study.study import reopen, study

SCENARIO = load_scenario("marketplace")
STATED = SCENARIO.assumptions.values()
FUTURES = pd.DataFrame({"seed": np.arange(32)})


class Planted:
    """Margins that hang on ``curation_relief`` and a little on ``opacity``; every run has luck of its own, by its seed."""

    def __init__(self, weight: float = 3.0) -> None:
        self.weight, self.runs = weight, 0

    def __call__(self, part: str, futures: pd.DataFrame) -> pd.DataFrame:
        self.runs += len(futures)
        luck = np.array([np.random.default_rng(int(seed)).standard_normal() for seed in futures["seed"]])

        def off(name: str) -> np.ndarray:
            return futures[name].to_numpy() - STATED[name] if name in futures else np.zeros(len(futures))

        vendor = 1.5 + 0.5 * luck + self.weight * off("curation_relief") - 0.05 * off("opacity")
        table = pd.DataFrame({"margin.vendor": vendor, "margin.quality": 1.0 + 0.1 * luck})
        return table.assign(win_win=(table > 0.0).all(axis=1).astype(float))


def found_by(play: Planted, size: Size | None = None) -> HangsOn:
    return find_hangs_on(play, FUTURES, SCENARIO, {}, size or Size(), "the recommended policy")


def test_a_planted_assumption_is_found_for_few_runs() -> None:
    play = Planted()
    found = found_by(play)
    assert found.most is not None
    assert found.most["assumption"] == "curation_relief" and found.most["end"] == ZERO
    alone = play("", FUTURES.assign(curation_relief=0.0))["win_win"].mean()
    assert found.most["p"] == alone
    assert found.most["change"] == pytest.approx(alone - found.base[0])
    assert found.most["change_low"] <= found.most["change"] <= found.most["change_high"] < 0.0
    assert (
        play.runs - len(FUTURES)
        == found.runs
        <= Size().futures * (1 + 2 * Size().confirmed) + len(moves(SCENARIO, {})) * Size().screening
    )


def test_the_sentence_says_assumption_move_and_both_shares() -> None:
    found = found_by(Planted())
    said = hangs_on_in_words(found)
    assert said.startswith(
        "The answer depends most on curation relief (how far curation lowers looking and dilution), an assumption without a source"
    )
    assert "without it the recommended policy is win-win in" in said
    assert f"instead of {round(100 * found.base[0])} %." in said
    assert "Combinations of two were not tried" in hangs_on_section(found)


def test_an_end_of_the_range_is_named() -> None:
    found = found_by(Planted(weight=-100.0))
    assert found.most is not None and found.most["end"] == HIGH
    assert "at 100 %, the high end of its range, the recommended policy is win-win in" in hangs_on_in_words(found)


def test_where_nothing_moves_it_that_is_said() -> None:
    found = found_by(Planted(weight=0.0))
    assert found.most is None
    assert f"none of the {found.screened} unsourced assumptions changes" in hangs_on_in_words(found)


def test_every_assumption_by_hand_is_tried_at_its_upper_end_and_at_zero_or_its_lower_one() -> None:
    tried = moves(SCENARIO, {})
    assert (tried.groupby("assumption").size() <= 2).all()
    assert set(tried.loc[tried["assumption"] == "curation_relief", "end"]) == {HIGH, ZERO}


def test_the_futures_that_screen_are_spread_from_the_nearest_to_failing_to_the_farthest() -> None:
    base = pd.DataFrame({"margin.vendor": [5.0, 1.0, 3.0, 4.0, 2.0, 0.5], "margin.quality": 9.0})
    assert typical(base, 3).tolist() == [0, 2, 1] or sorted(typical(base, 3).tolist()) == [0, 1, 2]
    assert typical(base, 10).tolist() == list(range(6))


def test_a_run_without_newcomers_lacks_nothing() -> None:
    play = Planted()

    def without_newcomers(part: str, futures: pd.DataFrame) -> pd.DataFrame:
        runs = play(part, futures)
        return runs.assign(**{"margin.newcomers": np.where(futures["seed"] % 2, 1.0, np.nan)})

    found = find_hangs_on(without_newcomers, FUTURES, SCENARIO, {}, Size(), "it")
    assert found.most is not None and found.most["assumption"] == "curation_relief"


@pytest.mark.long
def test_a_study_finds_it_and_reopening_runs_nothing(question: Path, tmp_path: Path) -> None:
    found = study(question, tmp_path / "out").answers["hangs_on"]
    assert found.futures == Size().futures and found.table["assumption"].nunique() <= Size().confirmed
    files = sorted((tmp_path / "out" / "hangs_on").rglob("*.parquet"))
    again = reopen(tmp_path / "out").answers["hangs_on"]
    pd.testing.assert_frame_equal(again.table, found.table)
    assert sorted((tmp_path / "out" / "hangs_on").rglob("*.parquet")) == files
    asked = load_question(question)
    assert found.runs <= cost_of(*asked).most["hangs_on"]
    seeds = pd.read_parquet(tmp_path / "out" / "hangs_on" / "base" / "futures.parquet")["seed"]
    assert len(seeds) == found.futures


def test_a_comparison_finds_it_unless_asked_not_to() -> None:
    small = SCENARIO.changed(time={"burn_in_months": 12, "horizon_months": 12, "initial_partners": 60})
    answer = compare(small, "clear_and_curated", seeds=range(6))
    assert answer.hangs_on is not None
    assert answer.hangs_on.base[0] == answer.p_win_win[0], "in its own futures"
    again = compare(small, "clear_and_curated", seeds=range(6), workers=1)
    assert again.hangs_on is not None
    pd.testing.assert_frame_equal(again.hangs_on.table, answer.hangs_on.table)
    assert compare(small, "clear_and_curated", seeds=range(6), hangs_on=False).hangs_on is None
