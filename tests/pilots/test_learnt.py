"""What a trial teaches goes into the next study: by Bayes' rule where the answer is known, and from the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from typer.testing import CliRunner

import partnerscape as ps
from partnerscape.cli import app
from partnerscape.own_data.pilots import PilotResult, Trial
from partnerscape.own_data.pilots.learnt import after_trial, save_after_trial
from partnerscape.own_data.pilots.result import _weights
from partnerscape.scenario import InputError, load_scenario
from partnerscape.study.question.agreement import agree

DRAWS, NOISE, SHOWN = 20_000, 0.05, 0.62


def result_of(scenario: ps.Scenario, draws: pd.DataFrame) -> PilotResult:
    numbers = dict.fromkeys(("effect", "low", "high", "p_value", "gain", "gain_before", "p_win_win", "p_before"), 0.0)
    return PilotResult(Trial(None, 20, 3), statistics={}, roll_out=False, unlike=False, draws=draws, **numbers)


@pytest.fixture(name="scenario", scope="module")
def _scenario() -> ps.Scenario:
    shipped = load_scenario("marketplace")
    only = {**dict.fromkeys(shipped.uncertain), "margin": [0.25, 0.75], "gamma": [0.2, 0.5]}
    return shipped.changed(uncertain=only, today=dict.fromkeys(shipped.today.targets))


@pytest.fixture(name="result", scope="module")
def _result(scenario: ps.Scenario) -> PilotResult:
    """A trial that shows the margin with a normal error, and nothing of gamma."""
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"margin": rng.uniform(0.25, 0.75, DRAWS), "gamma": rng.uniform(0.2, 0.5, DRAWS)})
    outcomes = np.column_stack([table["margin"] + NOISE * rng.normal(size=DRAWS), np.zeros(DRAWS), np.zeros(DRAWS)])
    weights, _ = _weights(outcomes, np.array([SHOWN, 0.0, 0.0]))
    return result_of(scenario, table.assign(weight=weights))


def test_draws_are_those_of_bayes_rule(scenario: ps.Scenario, result: PilotResult) -> None:
    """A uniform prior and a normal error: a normal cut at the ends of the range."""
    _, draws = after_trial(result, scenario)
    grid = np.linspace(0.25, 0.75, 2001)
    exact = norm.pdf(grid, SHOWN, NOISE)
    mean = (grid * exact).sum() / exact.sum()
    sd = np.sqrt(((grid - mean) ** 2 * exact).sum() / exact.sum())
    assert draws.table["margin"].mean() == pytest.approx(mean, abs=0.1 * sd)
    assert draws.table["margin"].std() == pytest.approx(sd, rel=0.15)
    assert draws.table["gamma"].mean() == pytest.approx(0.35, abs=0.01)  # the trial says nothing of it
    assert draws.table["gamma"].std() == pytest.approx(0.3 / np.sqrt(12.0), rel=0.1)


def test_the_next_study_draws_from_them(result: PilotResult, scenario: ps.Scenario, tmp_path: Path) -> None:
    from partnerscape.own_data.fitting.write import write_scenario

    mine = write_scenario(scenario, None, tmp_path / "mine.toml", None)
    after = load_scenario(save_after_trial(result, mine, tmp_path / "after.toml"))
    assert after.uncertain == scenario.uncertain and after.standing == "partly fitted"
    futures = agree(after, dict(after.uncertain), range(200), None).futures
    assert futures["margin"].mean() == pytest.approx(SHOWN, abs=0.015) and futures["margin"].std() < 0.08


def test_another_scenario_is_refused(result: PilotResult) -> None:
    with pytest.raises(InputError, match="pilot was planned for"):
        after_trial(replace(result, draws=result.draws.drop(columns="gamma")), "marketplace")


def test_the_command_line_takes_both_or_none(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["pilot-result", str(tmp_path), "trial.csv", "--out", str(tmp_path / "after.toml")])
    assert isinstance(answer.exception, InputError) and "--scenario" in str(answer.exception)
