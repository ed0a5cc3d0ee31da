"""The section on unsourced assumptions: what overturns the answer is a sentence, the rest hardly matters."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from partnerscape.scenario import load_scenario
from partnerscape.show.analyses.assumptions.chart import draw_without, without_title
from partnerscape.show.analyses.assumptions.section import as_json, cost_in_words, without_in_words, without_section
from partnerscape.show.as_json import tame
from partnerscape.show.style.palette import drawn
from partnerscape.study.analyses.assumptions import Panel, Without, judged, tried_values

from .test_report import looks_drawn, said_of


def answer_of(breaking: str | None) -> Without:
    """Eight policies in six futures; under one assumption's 0 those inside fail, under another's the edge does."""
    scenario = load_scenario("marketplace")
    tried, inside = tried_values(scenario, dict(scenario.uncertain)), np.arange(8) < 4
    wins = np.ones((8, 1 + len(tried), 6))
    wins[4:, :, ::2] = 0.0
    for row in tried.itertuples():
        if row.end == "without" and row.assumption == breaking:
            wins[:, 1 + row.Index] = 0.0
        if row.end == "low" and row.assumption == "dilution":
            wins[4:, 1 + row.Index] = 0.0
    panel = Panel(pd.DataFrame({"offers": np.arange(8.0)}), inside)
    return Without(scenario, panel, list(range(6)), wins.size, *judged(wins, inside, tried, 0.8))


@pytest.fixture(scope="module")
def answer() -> Without:
    return answer_of("training_weight")


def test_what_overturns_the_answer_is_said_first_and_the_rest_counted(answer):
    said = without_in_words(answer)
    assert said.startswith(
        "The answer hangs on training weight (an hour's training against practice): without it, policies inside"
    )
    assert "win-win in 0 % of futures instead of 100 %" in said
    assert "Dilution moves the region by more than 5 points, but does not overturn the answer." in said
    assert f"The other {len(answer.by_assumption) - 2} hardly matter" in said


def test_nothing_overturns(answer):
    calm = answer_of(None)
    assert without_title(calm) == "No unsourced assumption overturns the answer alone"
    assert without_in_words(calm).startswith("Moved one at a time, no unsourced assumption overturns the answer.")


def test_the_section_holds_every_value_tried_and_marks_what_the_futures_sweep(answer):
    page = said_of(without_section(answer))
    assert page.count("<tr>") == 1 + len(answer.table)
    assert page.count("varies between futures") == int(answer.table["swept"].sum()) > 0
    assert looks_drawn(drawn(draw_without(answer, "source"), "png"))


def test_values_for_machines_and_the_cost_before(answer):
    told = json.loads(json.dumps(tame(as_json(answer))))
    assert told["overturning"] == ["training_weight"] and len(told["table"]) == len(answer.table)
    assert "15,360 candidate runs" in cost_in_words(15360)
