"""A fit from the user's side: what is written, what futures draw of it, what every output says of it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from partnerscape.own_data.fitting import Fit, fit_panel
from partnerscape.own_data.fitting.panel import Panel
from partnerscape.own_data.fitting.provenance import hash_of, passed
from partnerscape.own_data.fitting.simulate import simulated
from partnerscape.own_data.fitting.size import YOUNG
from partnerscape.own_data.fitting.statistics import statistics_of
from partnerscape.scenario import InputError, Scenario, load_scenario, shipped
from partnerscape.show.own_data.fitting.page import fit_json, fit_page
from partnerscape.study.compare import compare
from partnerscape.study.question.agreement import joint_of, point

MONTHS = 18
TOLD_OF = ("order_value", "arrivals", "own_order_sd")


@pytest.fixture(scope="module")
def mine(found: Fit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found.save(tmp_path_factory.mktemp("fit") / "mine.toml")


def test_direct_estimates_and_simulation_find_what_the_sales_are_made_with(found: Fit) -> None:
    rows = found.assumptions.set_index("assumption")
    low, high = rows.loc["order_value", ["prior_low", "prior_high"]]
    drawn = found.draws.table["order_value"]  # how often an interval holds the truth is for tests/validation
    assert low < 300.0 < high and abs(drawn.mean() - 300.0) < 3.0 * drawn.std() < 0.5 * 300.0
    assert (rows.loc[["order_value", "own_order_sd"], "removed"] > 0.1).all() and rows.loc[list(TOLD_OF), "learnt"].all()
    assert not rows.loc["margin", "learnt"] and rows.loc["margin", "removed"] == 0.0
    assert "mean_order" in rows.loc["order_value", "pinned_by"]
    assert found.agreement["z"].abs().median() < 1.5


def test_what_is_written_is_the_scenario_and_its_draws(found: Fit, mine: Path) -> None:
    again = load_scenario(mine)
    assert (
        again.name == "mine"
        and again.current_policy == found.scenario.current_policy
        and again.segments == found.scenario.segments
    )
    assert again.assumptions == found.scenario.assumptions and again.uncertain == found.scenario.uncertain
    assert again.standing == "partly fitted" and again.fitted.missing == ("no backtest has passed",)
    pd.testing.assert_frame_equal(again.fitted.table().table, found.draws.table)
    assert mine.with_suffix(".posterior.parquet").exists()


def test_futures_draw_what_belongs_together_and_an_edited_range_by_itself(mine: Path) -> None:
    scenario = load_scenario(mine)
    joint = joint_of(scenario)
    ranges = dict(scenario.uncertain)
    drawn = pd.DataFrame([point(ranges, seed, 0, joint) for seed in range(300)])
    rows = joint.table[list(ranges)].apply(tuple, axis=1)
    assert set(drawn[list(ranges)].apply(tuple, axis=1)) <= set(rows)
    own = {**ranges, "margin": (0.55, 0.56)}
    edited = pd.DataFrame([point(own, seed, 0, joint) for seed in range(50)])
    assert edited["margin"].between(0.55, 0.56).all()
    pd.testing.assert_frame_equal(edited.drop(columns="margin"), drawn.head(50).drop(columns="margin"))


def test_a_comparison_on_a_fitted_scenario_says_so_and_finds_futures_of_its_level(mine: Path) -> None:
    answer = compare(mine, {"commission_rate": 0.22}, range(6), hangs_on=False)
    assert answer.stamp.startswith("partly fitted, scenario mine")
    assert answer.agreement.ruled_out < 0.9
    drawn = joint_of(load_scenario(mine)).table["order_value"].to_numpy()
    assert np.isin(answer.futures["order_value"], drawn).all()


def test_other_draws_than_the_scenario_names_are_refused(mine: Path, tmp_path: Path) -> None:
    copy = tmp_path / "mine.toml"
    copy.write_bytes(mine.read_bytes())
    with pytest.raises(InputError, match="draws"):
        load_scenario(copy)
    (tmp_path / "mine.posterior.parquet").write_bytes(b"something else")
    with pytest.raises(InputError, match="draws_sha256"):
        load_scenario(copy)


def test_another_programme_is_no_longer_the_fitted_one(mine: Path) -> None:
    scenario = load_scenario(mine)
    assert scenario.changed(time={"horizon_months": 12}).fitted is not None
    assert scenario.changed(time={"initial_partners": 900}).fitted is None
    assert scenario.model_copy(update={"fitted": passed(scenario.fitted)}).standing == "fitted to your data"


def test_of_a_file_comments_and_policies_stay(found: Fit, small: Scenario, sales: Panel, tmp_path: Path) -> None:
    source = tmp_path / "own.toml"
    text = shipped("scenarios")["marketplace"].read_text(encoding="utf-8").replace("burn_in_months = 60", "burn_in_months = 30")
    source.write_text(text, encoding="utf-8")
    written = fit_panel(source, sales, runs=200).save(tmp_path / "mine.toml")
    kept, before = written.read_text(encoding="utf-8"), tomllib.loads(text)
    assert kept.startswith("# Written by a fit") and kept.count("# Written by a fit") == 1
    assert '# "do nothing" is this policy, continued' in kept
    assert tomllib.loads(kept)["policies"] == before["policies"] and tomllib.loads(kept)["by_hand"] == before["by_hand"]


def test_the_page_names_what_stays_as_assumed_and_where_the_fit_comes_from(found: Fit) -> None:
    page, plain = fit_page(found, Path("mine.toml")), fit_json(found)
    assert "stay as assumed" in page and "literature" in page and "partly fitted" in page
    assert found.scenario.fitted.data[:12] in page
    for name in found.misfits["meaning"]:
        assert name in page
    assert plain["standing"] == "partly fitted" and {row["assumption"] for row in plain["assumptions"]} >= set(TOLD_OF)


def test_the_hash_is_the_datas_whatever_the_order_of_partners(sales: Panel) -> None:
    mixed = sales.of(np.random.default_rng(1).permutation(len(sales.revenue)))
    assert hash_of(mixed) == hash_of(sales) != hash_of(sales.only(("orders",)))


def test_any_number_of_threads_finds_the_same(found: Fit, small: Scenario, sales: Panel) -> None:
    again = fit_panel(small, sales, runs=300, workers=1)
    pd.testing.assert_frame_equal(again.draws.table, found.draws.table, check_exact=True)
    assert again.scenario == found.scenario


def test_a_programme_that_grows_is_simulated_from_shortly_before_its_panel(small: Scenario) -> None:
    time = {"burn_in_months": MONTHS + 3, "initial_partners": 40}
    growing = simulated(small.changed(time=time).assuming(arrivals=16.0), 11, MONTHS)
    assert statistics_of(growing)["active_growth"] > 0.5
    mine = fit_panel(small, growing, runs=200)
    assert mine.scenario.time.burn_in_months == MONTHS + YOUNG and mine.scenario.time.initial_partners < 150
    assert mine.agreement.set_index("statistic").loc["active_growth", "z"] < 3.0
    assert mine.scenario.today.active_partners.value > growing.active
