"""A seed is a future, in whatever list it stands; months and names say the same thing in every table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import partnerscape as ps
from partnerscape.metrics import METRICS
from partnerscape.scenario import InputError, Scenario, load_scenario
from partnerscape.show.as_json import comparison_json
from partnerscape.study.question.seeds import LARGEST_SEED, whole_seeds

TIME = {"burn_in_months": 6, "horizon_months": 6, "initial_partners": 60}


def tiny(compared_with_today: bool) -> Scenario:
    """A small programme, compared with what it shows today, or with nothing."""
    scenario = load_scenario("marketplace").changed(time=TIME)
    return scenario if compared_with_today else scenario.changed(today={})


@pytest.mark.parametrize("compared_with_today", [True, False])
@pytest.mark.parametrize("as_stated", [True, False])
def test_eight_and_eight_seeds_are_sixteen(compared_with_today: bool, as_stated: bool) -> None:
    scenario = tiny(compared_with_today)

    def futures(seeds: Any) -> pd.DataFrame:
        return ps.compare(scenario, "pay_more", seeds, as_stated=as_stated, hangs_on=False).futures.set_index("seed")

    whole = futures(range(7, 13))
    for seeds in ([9], [12, 7], range(10, 13), np.arange(7, 10)):
        pd.testing.assert_frame_equal(futures(seeds), whole.loc[list(seeds)], check_exact=True)


def test_a_seed_is_the_same_run_in_every_list() -> None:
    scenario = tiny(False)
    whole = ps.run(scenario, seeds=range(4))
    for seeds in ([3], [2, 0], [1.0]):
        some = ps.run(scenario, seeds=seeds)
        for name in ("metrics", "months", "segments"):
            table = getattr(whole, name)
            wanted = pd.concat([table[table["seed"] == seed] for seed in seeds], ignore_index=True)
            pd.testing.assert_frame_equal(getattr(some, name), wanted, check_exact=True)


@pytest.mark.usefixtures("only_asked")
def test_a_seed_of_a_study_is_the_future_of_a_comparison(question: Path, tmp_path: Path) -> None:
    from partnerscape.study.question.question import load_question
    from partnerscape.study.study import study

    found, (asked, scenario) = study(question, tmp_path / "out").results, load_question(question)
    swept = scenario.changed(uncertain=dict.fromkeys(scenario.uncertain) | asked.ranges(scenario))
    seeds = [int(seed) for seed in found.design.futures["seed"]]
    levers = found.design.policies.iloc[5]
    policy = scenario.current_policy.changed(**{name: int(v) if name == "offers" else float(v) for name, v in levers.items()})
    compared = ps.compare(swept, policy, seeds[::-1], hangs_on=False).futures
    mine = found.candidates[found.candidates["policy"] == 5].sort_values("future", ascending=False)
    assert list(compared["vendor_gain"]) == list(mine["vendor_gain"])


@pytest.mark.parametrize("seeds", [[1], [1.0], [np.int64(1)], np.array([1]), (s for s in [1]), pd.Series([1]), range(1, 2)])
def test_whole_numbers_are_seeds(seeds: Any) -> None:
    assert whole_seeds(seeds) == [1]
    assert type(whole_seeds([np.int32(1)])[0]) is int


@pytest.mark.parametrize(
    "seeds",
    [["1"], "12", [True], [np.True_], [1.5], [-1], [1, 1.0], [], [None], [float("nan")], [LARGEST_SEED + 1], 5, [2, np.int64(2)]],
)
def test_what_is_no_seed_or_twice_one_is_refused(seeds: Any) -> None:
    for call in (ps.run, lambda scenario, seeds: ps.compare(scenario, "pay_more", seeds)):
        with pytest.raises(InputError, match="seed"):
            call("marketplace", seeds=seeds)


def test_months_are_numbered_from_1_in_every_table() -> None:
    scenario = tiny(False)
    result, answer = ps.run(scenario, seeds=[1, 2]), ps.compare(scenario, "pay_more", [1, 2], hangs_on=False)
    tables = {**result.tables(), **answer.tables()}
    with_months = {name: table["month"] for name, table in tables.items() if "month" in table}
    assert set(with_months) == {"months", "followed", "cash"}
    for name, months in with_months.items():
        assert sorted(set(months)) == [1, 2, 3, 4, 5, 6], name
    assert [row["month"] for row in comparison_json(answer)["cash"]] == [1, 2, 3, 4, 5, 6]
    model = ps.PartnerEcosystem(scenario, seed=1)
    model.step()
    assert model.month == 1


def test_the_months_of_an_advice_go_on_from_those_before_the_rollout(question: Path, tmp_path: Path) -> None:
    from partnerscape.study.analyses.advice.cash import cash_of
    from partnerscape.study.jobs.store import Store
    from partnerscape.study.question.design import make_design
    from partnerscape.study.question.question import load_question
    from partnerscape.study.runs.execute import BASELINE
    from partnerscape.study.runs.monthly import follow_paths
    from partnerscape.study.runs.player import Player

    asked, scenario = load_question(question)
    design = make_design(asked, scenario)
    design = type(design)(design.policies.iloc[:1], design.futures.iloc[:2])
    paths = follow_paths("paths", design, Player(asked, scenario, Store(tmp_path)))
    assert sorted(set(paths.months["month"])) == list(range(-11, 13))
    assert (paths.months.loc[paths.months["month"] <= 0, "policy"] == BASELINE).all()
    assert list(cash_of(paths.line(0, "profit"), paths.line(0, "profit"))["month"]) == list(range(1, 13))


def test_a_name_of_a_metric_is_that_metric_in_every_table() -> None:
    """Over one month a table by month holds the metrics themselves, and a table of incumbents their means."""
    scenario = load_scenario("marketplace").changed(time={**TIME, "horizon_months": 1}, today={})
    result = ps.run(scenario, seeds=[3, 4], partners=True)
    of = result.metrics.set_index("seed")
    months = result.months.set_index("seed")
    shared = sorted(set(METRICS) & set(months))
    assert {"trust", "income", "revenue", "customers", "quality", "complaints", "wait", "profit"} <= set(shared)
    for name in shared:
        np.testing.assert_allclose(months[name], of[name], rtol=1e-9, err_msg=name)
    partners = result.partners
    assert partners is not None
    for name in sorted(set(METRICS) & set(partners)):
        np.testing.assert_allclose(partners.groupby("seed")[name].mean(), of[name], rtol=1e-9, err_msg=name)
    whole = scenario.changed(
        segments=[{**scenario.segments[0].model_dump(), "share": 1.0}], policies={"good": {}}, current="good"
    )
    one = ps.run(whole, seeds=[3])
    mine = one.segments[one.segments["group"] == whole.segment_names[0]].iloc[0]
    for name in sorted(set(METRICS) & set(mine.index)):
        assert mine[name] == pytest.approx(one.metrics[name].iloc[0], rel=1e-9), name


def test_a_comparison_names_metrics_as_a_run_does() -> None:
    scenario = tiny(False)
    result = ps.run(scenario, seeds=[1, 2, 3])
    answer = ps.compare(scenario, "pay_more", [1, 2, 3], as_stated=True, hangs_on=False)
    rows, summary = answer.differences.set_index("metric"), result.summary.set_index("metric")
    assert list(rows["unit"]) == list(summary["unit"])
    np.testing.assert_allclose(rows["current"], summary["mean"], rtol=1e-9)
    by_month = result.months.groupby("month")["profit"].mean()
    np.testing.assert_allclose(answer.cash.set_index("month")["current"], by_month, rtol=1e-9)
