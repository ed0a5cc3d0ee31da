"""What decides it: factors and runs of a question, and a small real analysis end to end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape.metrics import METRICS
from partnerscape.scenario import InputError
from partnerscape.study.analyses.sensitivity.factors import DUMMY, LUCK, SEEDS, Factors, design_of, run_points
from partnerscape.study.analyses.sensitivity.indices import INDICES
from partnerscape.study.analyses.sensitivity.saltelli import saltelli_points
from partnerscape.study.analyses.sensitivity.sensitivity import JUDGED, analyse_sensitivity, order_kept, screen
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.question import load_question
from partnerscape.study.runs.execute import BASELINE
from partnerscape.study.runs.player import Player


@pytest.fixture
def asked(question: Path) -> Factors:
    return Factors(*load_question(question))


def player(asked: Factors, folder: Path, **options: object) -> Player:
    return Player(asked.question, asked.scenario, Store(folder), workers=1, **options)


def test_values_fill_their_ranges_and_whole_numbers_have_equal_shares(asked: Factors) -> None:
    values = asked.values(saltelli_points(asked.names, 256, 0).xs("A", level="matrix"))
    assert set(values["offers"]) == set(range(3, 13))
    assert values["offers"].value_counts().max() <= 1.5 * 256 / 10
    assert 0.15 <= values["commission_rate"].min() < 0.16 and 0.29 < values["commission_rate"].max() <= 0.3
    assert values["seed"].nunique() > 200 and values["seed"].max() - values["seed"].min() < SEEDS


def test_points_share_futures_and_nothing_runs_twice(asked: Factors) -> None:
    """A point of 3 levers, 2 uncertainties and luck needs A, B and one run a factor and group, but one future a lever fewer."""
    unit = saltelli_points(asked.names, 64, 0, asked.groups)
    values = asked.values(unit)
    design, keys = design_of(values)
    assert design.listed is not None
    assert len(design.futures) == 64 * (1 + 1 + 2 + 1 + 1)  # A, B, each uncertainty, luck, all uncertainties
    assert design.runs == len(design.listed.drop_duplicates()) <= 64 * (2 + 6 + 2)
    assert (keys.xs("A", level="matrix") == keys.xs(f"AB {DUMMY}", level="matrix")).all(axis=None)
    played = pd.concat(
        [
            design.policies.iloc[keys["policy"]].reset_index(drop=True),
            design.futures.iloc[keys["future"]].reset_index(drop=True),
        ],
        axis=1,
    )
    np.testing.assert_array_equal(played.to_numpy(), values[list(played.columns)].to_numpy())


def test_a_pair_of_points_differs_in_one_factor_alone(asked: Factors) -> None:
    values = asked.values(saltelli_points(asked.names, 64, 0))
    first = values.xs("A", level="matrix")
    for name in asked.names:
        moved = (values.xs(f"AB {name}", level="matrix") != first).any()
        column = "seed" if name == LUCK else name
        assert set(moved.index[moved]) <= {column}
        assert moved.any() or name == DUMMY


@pytest.mark.slow
def test_a_small_analysis_end_to_end(asked: Factors, tmp_path: Path) -> None:
    """All that a reader gets; read again from the store; and asked again, nothing is played again."""
    answer = analyse_sensitivity(player(asked, tmp_path / "out"), most_points=128)
    assert list(answer.table.columns) == ["metric", "factor", "kind", *INDICES[2:]]
    assert set(answer.table["metric"]) <= {*JUDGED, "quality_gain", *METRICS} and {"vendor_gain", "npv"} <= set(
        answer.table["metric"]
    )
    assert set(answer.table["factor"]) == set(asked.names)
    assert np.isfinite(answer.table[INDICES[2:]].to_numpy()).all()
    dummy = answer.table[answer.table["factor"] == DUMMY]
    assert (dummy["total"] == 0.0).all() and (dummy["first"] == 0.0).all() and (dummy["total_high"] == dummy["floor"]).all()
    assert set(answer.groups["factor"]) == {"levers", "uncertainties", LUCK}
    assert answer.points == 128 and list(answer.steps["points"]) == [64, 128]
    assert answer.converged == bool(answer.steps["widest"].iloc[-1] < 0.05 and answer.steps["order_kept"].iloc[-1])
    gain = answer.table[answer.table["metric"] == "vendor_gain"].set_index("factor")["total"]
    assert gain.drop(DUMMY).max() > 0.2

    again = analyse_sensitivity(player(asked, tmp_path / "out", finished=True), most_points=128)
    pd.testing.assert_frame_equal(again.table, answer.table)
    pd.testing.assert_frame_equal(again.distances, answer.distances)

    told: list[tuple[int, int]] = []
    more = analyse_sensitivity(
        player(asked, tmp_path / "out", progress=lambda done, all_: told.append((done, all_))), most_points=128
    )
    assert told and all(done == all_ for done, all_ in told)
    assert more.runs == answer.runs


@pytest.mark.slow
def test_pairs_are_asked_about_on_request(asked: Factors, tmp_path: Path) -> None:
    answer = analyse_sensitivity(player(asked, tmp_path / "out"), most_points=64, second_order=True)
    assert answer.second is not None
    pairs = answer.second[answer.second["metric"] == "vendor_gain"]
    assert len(pairs) == 7 * 6 / 2
    with_dummy = pairs[(pairs["factor"] == DUMMY) | (pairs["other"] == DUMMY)]
    assert (with_dummy["second_low"] <= 0.0).all() and (with_dummy["second_high"] >= 0.0).all()


def test_runs_are_matched_to_points_by_key(asked: Factors, tmp_path: Path) -> None:
    """Every point's outputs are its own run's, whatever the order in which runs are kept."""
    unit = saltelli_points(asked.names, 64, 0).iloc[:45]
    play = player(asked, tmp_path / "a")
    outputs, _ = run_points(asked, unit, "one", play)
    some = unit.iloc[[5, 3, 40, 17]]
    alone, _ = run_points(asked, some, "two", play)
    pd.testing.assert_frame_equal(alone, outputs.loc[some.index])


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_one_run_that_failed_is_refused_and_told(
    asked: Factors, tmp_path: Path, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Callable = Player.table

    def broken(self: Player, part: str, design: object) -> pd.DataFrame:
        table = whole(self, part, design)
        row = table.index[table["policy"] != BASELINE][3]
        table.loc[row, "quality_gain"] = value
        return table

    monkeypatch.setattr(Player, "table", broken)
    with pytest.raises(InputError, match=r"where commission_rate = .*finite quality_gain.* in 1 of"):
        run_points(asked, saltelli_points(asked.names, 64, 0).iloc[:18], "one", player(asked, tmp_path / "out"))


@pytest.mark.parametrize("points", [32, 100, 0])
def test_points_are_a_power_of_two(asked: Factors, tmp_path: Path, points: int) -> None:
    with pytest.raises(InputError, match="power of 2"):
        analyse_sensitivity(player(asked, tmp_path), most_points=points)


def test_an_order_is_kept_unless_factors_told_apart_change_places() -> None:
    def table(a: float, b: float, half: float) -> pd.DataFrame:
        rows = {"output": "y", "factor": ["a", "b", "idle"], "total": [a, b, 0.0], "floor": 0.01}
        return pd.DataFrame(rows).assign(total_low=lambda t: t["total"] - half, total_high=lambda t: t["total"] + half)

    assert order_kept(table(0.5, 0.3, 0.02), table(0.52, 0.29, 0.02))
    assert not order_kept(table(0.3, 0.5, 0.02), table(0.5, 0.3, 0.02))
    assert order_kept(table(0.3, 0.31, 0.02), table(0.31, 0.3, 0.02))  # a tie may turn


def test_screening_ranks_with_few_runs(asked: Factors, tmp_path: Path) -> None:
    found = screen(player(asked, tmp_path / "out"), trajectories=6)
    assert found.runs <= 6 * len(asked.names) + 6
    dummy = found.table[found.table["factor"] == DUMMY]
    assert (dummy["mu_star"] == 0.0).all()
    gain = found.table[found.table["metric"] == "vendor_gain"].set_index("factor")
    assert (gain["mu_star"].drop(DUMMY) > 0.0).any()
    assert set(found.table["kind"]) == {"lever", "uncertainty", "luck", "dummy"}
