"""A study that moves numbers of a pay plan and chooses among plans, simulated: what it finds follows what it pays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pay.published import HERE

import partnerscape as ps

PLAN = {
    "renewals": {"on": "renewals", "rate": 0.05},
    "split": {"on": "new revenue", "brackets": [[0, 0.1], [3000, 0.2]]},
}
LEVERS = {"pay.renewals.rate": [0.02, 0.4], "pay.split.brackets.1.from": [500, 8000]}
CHOICES = {
    "plan": {"as_today": {}, "no_renewals": {"pay": {"renewals": {}}}, "flat": {"pay": {"split": {"brackets": [[0, 0.05]]}}}}
}


def programme() -> ps.Scenario:
    scenario = ps.load_scenario(HERE / "programme.toml")
    short = scenario.changed(time={"burn_in_months": 12, "horizon_months": 12, "initial_partners": 60})
    plan = {"based_on": "today", "commission_rate": 0, "recurring_months": 0, "pay": PLAN}
    return short.changed(policies={**short.policies, "plan": plan}, current="plan")


def studied(folder: Path, **more: object) -> pd.DataFrame:
    """The study's candidate runs."""
    table = {
        "question": "?",
        "scenario": programme(),
        "uncertainties": ["gamma"],
        "design": {"policies": 16, "futures": 4},
        **more,
    }
    ps.study(table, folder)
    return pd.read_parquet(folder / "table.parquet").query("policy >= 0")


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studied") / "out"


@pytest.fixture(autouse=True, scope="module")
def _map_alone() -> Iterator[None]:
    """Without the analyses that every study adds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("partnerscape.study.question.analysis.ALWAYS", ())
        yield


@pytest.fixture(name="runs", scope="module")
def _runs(folder: Path) -> pd.DataFrame:
    return studied(folder, levers=LEVERS)


def test_dearer_renewals_and_a_nearer_threshold_are_paid_for(runs: pd.DataFrame) -> None:
    for _, future in runs.groupby("future"):
        levers = future[["pay_renewals_rate", "pay_split_brackets_1_from"]]
        scaled = (levers - levers.mean()) / levers.std()
        rate, threshold = np.linalg.lstsq(
            scaled.to_numpy(), (future["payout_ratio"] - future["payout_ratio"].mean()), rcond=None
        )[0]
        assert rate > 0 > threshold


def test_a_run_is_the_run_of_the_plan_with_these_numbers(runs: pd.DataFrame, folder: Path) -> None:
    replayed = ps.replay(folder, policy=3, future=1)
    row = runs.query("policy == 3 and future == 1").iloc[0]
    assert np.float64(replayed.metrics.iloc[0]["npv"]).tobytes() == np.float64(row["npv"]).tobytes()
    stated = replayed.policy.pay
    assert stated["renewals"].rate == (row["pay_renewals_rate"],)
    assert stated["split"].brackets[1].start == row["pay_split_brackets_1_from"]


def test_a_plan_is_chosen_among_plans(tmp_path: Path) -> None:
    runs = studied(tmp_path / "out", choices=CHOICES)
    assert set(runs["plan_"]) == {0.0, 1.0, 2.0}
    assert (runs["option_plan"] == [list(CHOICES["plan"])[int(option)] for option in runs["plan_"]]).all()
    paid = runs.groupby(["future", "option_plan"])["payout_ratio"].mean().unstack()
    assert (paid["as_today"] > paid["no_renewals"]).all()
    assert (paid["as_today"] > paid["flat"]).all()
