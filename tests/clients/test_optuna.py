"""Optuna looks for levers: fixed seeds make a study of its that repeats to the bit, also from several threads."""

from __future__ import annotations

import json

import pytest
from clients.small import SMALL

import partnerscape as ps

optuna = pytest.importorskip("optuna", reason="optuna is not installed: `make test-clients` has it")


def gain(trial) -> float:
    levers = {
        "commission_rate": trial.suggest_float("commission_rate", 0.1, 0.4),
        "offers": trial.suggest_int("offers", 2, 10),
        "retroactive": trial.suggest_categorical("retroactive", [True, False]),
        "small__training_hours": trial.suggest_float("small__training_hours", 0.0, 4.0),
    }
    answer = ps.compare(SMALL, levers, seeds=range(3), workers=1, hangs_on=False)
    trial.set_user_attr("p_win_win", answer.p_win_win)
    trial.set_user_attr("verdict", answer.verdict)
    return answer.differences.set_index("metric").loc["npv", "difference"]


def searched(seed: int, jobs: int = 1, trials: int = 6):
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed), direction="maximize")
    study.optimize(gain, n_trials=trials, n_jobs=jobs)
    return study


def test_a_search_repeats_to_the_bit() -> None:
    first, again, other = searched(1), searched(1), searched(2)
    assert [trial.value for trial in first.trials] == [trial.value for trial in again.trials]
    assert first.best_params == again.best_params
    assert first.best_value != other.best_value


def test_what_it_found_is_a_policy_whose_comparison_is_its_value() -> None:
    study = searched(1)
    answer = ps.compare(SMALL, study.best_params, seeds=range(3), hangs_on=False)
    assert answer.differences.set_index("metric").loc["npv", "difference"] == study.best_value
    assert answer.policy == SMALL.current_policy.changed(**study.best_params)
    assert json.loads(json.dumps(study.best_trial.user_attrs))["verdict"] == answer.verdict


def test_threads_that_search_at_once_do_not_disturb_each_other() -> None:
    for trial in searched(3, jobs=2).trials:
        assert trial.state == optuna.trial.TrialState.COMPLETE
        assert gain(optuna.trial.FixedTrial(trial.params)) == trial.value
