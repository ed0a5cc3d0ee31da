"""The EMA workbench crosses scenarios with policies: levers, uncertainties and outcomes by their names."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
from clients.small import SMALL

import partnerscape as ps

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of every optional dependency
    ema = pytest.importorskip("ema_workbench", reason="ema_workbench is not installed: `make test-clients` has it")

LEVERS = ("commission_rate", "offers", "retroactive")
SEEDS = (1, 2)


def programme(gamma, **levers) -> dict[str, object]:
    result = ps.run(SMALL.assuming(gamma=gamma), levers, seeds=SEEDS, workers=1)
    return {"npv": result.metrics["npv"].mean(), "profit": result.months.groupby("month")["profit"].mean().to_numpy()}


def model():
    asked = ema.Model("programme", function=programme)
    asked.uncertainties = [ema.RealParameter("gamma", *SMALL.range_of("gamma"))]
    low, high = ps.LEVERS["offers"].low, SMALL.current_policy.offers
    asked.levers = [
        ema.RealParameter("commission_rate", 0.1, 0.4),
        ema.IntegerParameter("offers", int(low), high),
        ema.BooleanParameter("retroactive"),
    ]
    asked.outcomes = [ema.ScalarOutcome("npv"), ema.TimeSeriesOutcome("profit")]
    return asked


def experiments(evaluator):
    np.random.seed(1)  # noqa: NPY002 - what its samplers draw from
    with evaluator as run:
        return run.perform_experiments(scenarios=3, policies=2)


def test_every_row_is_the_run_that_it_names() -> None:
    rows, outcomes = experiments(ema.SequentialEvaluator(model()))
    assert outcomes["profit"].shape == (6, SMALL.time.horizon_months)
    for number, row in rows.iterrows():
        policy = SMALL.current_policy.changed(**row[list(LEVERS)])
        result = ps.run(SMALL.assuming(gamma=row["gamma"]), policy, seeds=SEEDS)
        assert result.metrics["npv"].mean() == outcomes["npv"][number]


def by_key(found) -> list[list[object]]:
    """Uncertainty, levers and NPV of every experiment, in order."""
    rows, outcomes = found
    return sorted(rows[["gamma", *LEVERS]].assign(npv=outcomes["npv"]).to_numpy().tolist())


def test_processes_find_the_same_bits() -> None:
    """In an interpreter of its own: its processes are forked, and this one has threads of other tests' tools."""
    code = "from clients.test_ema import *\nprint(by_key(experiments(ema.MultiprocessingEvaluator(model(), n_processes=2))))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    assert ast.literal_eval(done.stdout) == by_key(experiments(ema.SequentialEvaluator(model())))
