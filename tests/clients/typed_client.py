"""A client that checks its types: what the public names take and hand out, as a type checker sees them."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import numpy as np

import partnerscape as ps
from partnerscape.engine.month import Rulebook
from partnerscape.scenario import Scenario
from partnerscape.study.compare import Comparison
from partnerscape.study.run import RunResult
from partnerscape.study.win_win.findings import Findings


def play() -> float:
    """A run, by name and by value."""
    scenario = ps.load_scenario("marketplace")
    assert_type(scenario, Scenario)
    policy = scenario.current_policy.changed(commission_rate=0.25)
    assert_type(policy, ps.Policy)
    result = ps.run(scenario, policy, seeds=range(2), workers=1, progress=told, name="mine")
    assert_type(result, RunResult)
    assert_type(result.policy, ps.Policy)
    return len(result.metrics) * result.scenario.goals.required_probability


def told(done: int, total: int) -> None:
    """Receives the number of finished runs and the total."""
    print(done, total)


def weigh(rules: Rulebook) -> tuple[float, float, float]:
    """A comparison."""
    answer = ps.compare("marketplace", Path("mine.toml"), [1, 2], rules=rules, hangs_on=False)
    assert_type(answer, Comparison)
    assert_type(answer.verdict, str)
    return answer.p_win_win


def ask(out: Path) -> Findings:
    """A study."""
    findings = ps.study("win_win_map", out, workers=2, chunk=128, progress=told)
    assert_type(findings, Findings)
    return findings


def walk() -> int:
    """Mesa's agents."""
    model = ps.PartnerEcosystem("marketplace", rng=1)
    model.step()
    vendor: ps.Vendor = model.vendor
    assert vendor is not None
    return len(list(model.agents))


def mistakes() -> None:
    """What a checker has to refuse; each comment is an error if the line is none."""
    ps.run(3)  # type: ignore[arg-type]
    ps.study("win_win_map")  # type: ignore[call-arg]
    ps.study("win_win_map", "out", worker=2)  # type: ignore[call-arg]
    ps.compare("marketplace", "pay_more", as_stated="yes")  # type: ignore[arg-type]
    ps.nonsense  # type: ignore[attr-defined]  # noqa: B018


def main() -> None:
    """All of it but the study."""
    try:
        print(play(), np.mean(weigh(Rulebook())), walk())
    except ps.InputError as error:
        print(error)
