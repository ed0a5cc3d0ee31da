"""The frontier of a tiny scenario: resumed to the same bits, nothing run twice, what is told was not chosen on."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from partnerscape.scenario import InputError, Scenario
from partnerscape.study.analyses.frontier import search as search_file
from partnerscape.study.analyses.frontier.farthest import farthest, scaled_levers
from partnerscape.study.analyses.frontier.frontier import JUDGED, SEARCHED, TOLD, Frontier, find_frontier
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.budgets import SearchSize
from partnerscape.study.question.design import seeds_of
from partnerscape.study.question.question import Question, load_question
from partnerscape.study.runs.execute import execute
from partnerscape.study.runs.player import Player

SIZE = SearchSize(population=8, generations=4, futures=2, fresh=4)


@pytest.fixture
def asked(question: Path) -> tuple[Question, Scenario]:
    return load_question(question)


def find(asked: tuple[Question, Scenario], folder: Path, size: SearchSize = SIZE, **options: Any) -> Frontier:
    return find_frontier(Player(*asked, Store(folder), **options), size)


def kept_runs(folder: Path) -> list[str]:
    """The keys of all runs in the folder; a run that was played twice is there twice."""
    return sorted(key for path in (folder / "runs").glob("*.parquet") for key in pd.read_parquet(path)["run"])


def same(one: Frontier, other: Frontier) -> None:
    for name in ("tried", "front", "chosen", "trace"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


class EnoughError(Exception):
    """An interrupt in the midst of a search."""


def test_an_interrupted_search_goes_on_to_the_same_bits(asked, tmp_path: Path) -> None:
    undisturbed = find(asked, tmp_path / "undisturbed", workers=1)
    whole = kept_runs(tmp_path / "undisturbed")
    for number, until in enumerate((20, 45, 60)):
        folder = tmp_path / f"interrupted{number}"

        def stop(done: int, total: int, until: int = until) -> None:
            if done >= until:
                raise EnoughError

        with pytest.raises(EnoughError):
            find(asked, folder, progress=stop)
        kept = kept_runs(folder)
        assert 0 < len(kept) < len(whole)
        same(undisturbed, find(asked, folder, workers=2))
        assert kept_runs(folder) == whole


def test_a_finished_search_runs_nothing_again(asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = find(asked, tmp_path)
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "runs").glob("*")}

    def refuse(*_: object) -> None:
        raise AssertionError("a run that the store holds")

    monkeypatch.setattr("partnerscape.study.runs.execute.run_task", refuse)
    same(first, find(asked, tmp_path))
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps


def test_no_policy_is_run_twice_in_the_same_futures(asked, tmp_path: Path) -> None:
    found = find(asked, tmp_path)
    assert not found.tried[["commission_rate", "support_agents", "offers"]].duplicated().any()
    spread = int((found.chosen["role"] == "spread").sum())
    searched = len(found.tried) * SIZE.futures
    assert found.runs >= searched + (len(found.front) + spread) * SIZE.fresh
    assert (found.tried["offers"] % 1.0 == 0.0).all()
    assert list(found.trace["policies"])[-1] == len(found.tried)


def test_the_three_sets_of_futures_have_no_future_in_common(asked) -> None:
    seeds = [set(seeds_of(asked[0], 100, stream)) for stream in (SEARCHED, JUDGED, TOLD)]
    assert len(set.union(*seeds)) == 300


def test_what_is_told_is_the_mean_over_its_futures(asked, tmp_path: Path) -> None:
    from partnerscape.study.compare import compare

    found = find(asked, tmp_path)
    row, (question, scenario) = found.front.iloc[0], asked
    futures = Player(question, scenario, Store(tmp_path), finished=True).futures(SIZE.fresh, JUDGED)
    gains = []
    for _, future in futures.iterrows():
        assumed = scenario.assuming(**{k: float(v) for k, v in future.items() if k != "seed"})
        policy = scenario.current_policy.changed(
            commission_rate=row["commission_rate"], support_agents=row["support_agents"], offers=int(row["offers"])
        )
        gains.append(compare(assumed, policy, seeds=[int(future["seed"])], as_stated=True).futures["vendor_gain"].iloc[0])
    assert row["vendor_gain"] == pytest.approx(np.mean(gains), rel=1e-12)


def test_the_volume_never_shrinks_and_the_front_is_not_beaten(asked, tmp_path: Path) -> None:
    found = find(asked, tmp_path)
    assert (np.diff(found.trace["hypervolume"]) >= -1e-12).all()
    gains = found.tried[list(SIZE.objectives)].to_numpy()
    for own in gains[found.tried["front"].to_numpy()]:
        assert not ((gains >= own).all(axis=1) & (gains > own).any(axis=1)).any()


def test_a_constraint_between_levers_is_kept_and_what_breaks_it_never_run(asked, tmp_path: Path) -> None:
    question = asked[0].model_copy(update={"constraints": ("offers <= 3 * support_agents",)})
    found = find((question, asked[1]), tmp_path)
    assert (found.front["offers"] <= 3.0 * found.front["support_agents"]).all()
    broken = found.tried["offers"] > 3.0 * found.tried["support_agents"]
    assert broken.any() and found.tried.loc[broken, "vendor_gain"].isna().all()
    assert found.tried.loc[~broken, "vendor_gain"].notna().all()
    assert not found.tried.loc[broken, "front"].any()


def test_nsga3_searches_the_same_question(asked, tmp_path: Path) -> None:
    found = find(asked, tmp_path, SIZE.model_copy(update={"algorithm": "nsga3", "population": 12}))
    assert len(found.front) > 1


def test_another_seed_is_another_search(asked, tmp_path: Path) -> None:
    one, other = find(asked, tmp_path), find(asked, tmp_path, SIZE.model_copy(update={"seed": 2}))
    assert not one.tried.equals(other.tried)
    assert [f.name for f in fields(one)] == [f.name for f in fields(other)]


def test_without_pymoo_one_message_says_what_to_install(asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymoo", None)
    with pytest.raises(InputError, match=r"partnerscape\[search\]"):
        find(asked, tmp_path)
    with pytest.raises(InputError):
        search_file.library()


def test_an_objective_that_is_not_finite_is_refused(asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: Any, **options: Any) -> pd.DataFrame:
        return execute(*arguments, **options).assign(vendor_gain=np.nan)

    monkeypatch.setattr("partnerscape.study.runs.player.execute", broken)
    with pytest.raises(InputError, match="NaN or infinity"):
        find(asked, tmp_path)


def test_farthest_points_are_spread_and_never_the_same_twice() -> None:
    points = np.array([[0.0], [0.1], [1.0], [0.5], [1.0]])
    assert farthest(points, 3).tolist() == [0, 2, 3]
    assert farthest(points, 9).tolist() == [0, 2, 3, 1]
    assert farthest(points, 2, first=3).tolist() == [3, 0]
    assert farthest(points[:0], 3).tolist() == []


def test_options_of_a_choice_are_equally_far_apart() -> None:
    table = pd.DataFrame({"tiers": [0.0, 1.0, 2.0], "offers": [3.0, 3.0, 3.0]})
    points = scaled_levers(table, {"tiers": (0.0, 2.0), "offers": (3.0, 12.0)})
    distances = [np.linalg.norm(points[a] - points[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert distances == pytest.approx([1.0, 1.0, 1.0])
