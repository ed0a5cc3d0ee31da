"""A study, a comparison and a run so small that every page and figure is drawn from them."""

from __future__ import annotations

import textwrap

import pytest

from partnerscape.scenario import load_scenario
from partnerscape.study.compare import compare
from partnerscape.study.run import run
from partnerscape.study.study import study

ASKED = "Which <script>alert(1)</script> programmes are win-win?"


@pytest.fixture(scope="session")
def small():
    scenario = load_scenario("marketplace")
    return scenario.changed(time={"burn_in_months": 12, "horizon_months": 12, "initial_partners": 60})


@pytest.fixture(scope="session")
def findings(tmp_path_factory, small):
    folder = tmp_path_factory.mktemp("study")
    question = folder / "small.toml"
    question.write_text(
        textwrap.dedent(f"""
        question = "{ASKED}"
        scenario = "marketplace"
        [levers]
        commission_rate = [0.15, 0.32]
        support_agents = [1.0, 5.0]
        offers = [2, 20]
        small__training_hours = [0.0, 3.0]
        [design]
        policies = 16
        futures = 4
        seed = 3
        """)
    )
    return study(question, folder / "out")


@pytest.fixture(scope="session")
def comparison(small):
    return compare(small, "clear_and_curated", seeds=range(4))


@pytest.fixture(scope="session")
def result(small):
    return run(small, seeds=range(3))
