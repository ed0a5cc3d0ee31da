"""The sections on the frontier and on robustness say what was measured, and are drawn."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from partnerscape.show.analyses.frontier import section as report_frontier
from partnerscape.show.analyses.frontier.chart import draw_frontier, draw_trace, settled_in_words
from partnerscape.show.analyses.robustness import section as report_robustness
from partnerscape.show.analyses.robustness.chart import chosen_by, draw_robustness
from partnerscape.show.as_json import tame
from partnerscape.show.style.page import page
from partnerscape.show.style.palette import drawn
from partnerscape.study.analyses.frontier.frontier import find_frontier
from partnerscape.study.analyses.robustness.criteria import CRITERIA
from partnerscape.study.analyses.robustness.robustness import find_robust
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.budgets import SearchSize
from partnerscape.study.question.question import DesignSize, Question
from partnerscape.study.runs.player import Player


def plain_text(section: str) -> str:
    """What a reader sees, without figures."""
    text = re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", "", section)
    cells = re.sub(r"</t[dh]>", " ", text)
    return html.unescape(re.sub(r"<[^>]+>", "", cells)).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def robustness(findings):
    return find_robust(findings.results)


@pytest.fixture(scope="module")
def frontier(small, tmp_path_factory):
    question = Question(
        question="which?",
        scenario="marketplace",
        levers={"commission_rate": (0.15, 0.32), "support_agents": (1.0, 5.0)},
        choices={"package": {"as_today": {}, "many_offers": {"offers": 16}}},
        design=DesignSize(policies=8, futures=2),
    )
    size = SearchSize(population=8, generations=3, futures=2, fresh=4)
    return find_frontier(Player(question, small, Store(tmp_path_factory.mktemp("frontier"))), size)


@pytest.fixture(scope="module")
def with_spread(frontier):
    """Half of the policies judged anew are called win-win, so that a spread is chosen."""
    spread = frontier.front.assign(role="spread", win_win=0.9).head(3)
    nash = frontier.front.assign(role="nash", vendor_gain=5e4, partner_gain=900.0).head(1)
    chosen = pd.concat([nash, spread], ignore_index=True)
    return replace(frontier, chosen=chosen)


def test_the_frontiers_section_says_its_numbers(with_spread):
    said = plain_text(report_frontier.frontier_section(with_spread))
    assert report_frontier.nash_in_words(with_spread) in said
    assert "many offers" in said or "as today" in said
    assert f"{len(with_spread.tried)} policies" in said
    assert "+€50k" in said
    assert not re.search(r"\b(nan|inf)\b", said)
    for letter in "ABC":
        assert re.search(rf"\b{letter}\b", said)


def test_a_front_without_a_bargain_says_so(frontier):
    none = replace(frontier, chosen=frontier.chosen.iloc[:0])
    said = plain_text(report_frontier.frontier_section(none))
    assert "nothing to bargain over" in said
    assert "No policy found was win-win" in said
    assert len(drawn(draw_frontier(none), "png")) > 10_000


def test_figures_are_drawn(with_spread, robustness):
    for figure in (draw_frontier(with_spread), draw_trace(with_spread), draw_robustness(robustness)):
        assert len(drawn(figure, "png")) > 10_000
    assert drawn(draw_frontier(with_spread), "svg") == drawn(draw_frontier(with_spread), "svg")


@pytest.mark.parametrize(("last", "said"), [(1.005, "has converged"), (1.04, "has nearly converged"), (2.0, "has not converged")])
def test_a_search_that_still_grows_has_not_settled(frontier, last, said):
    trace = frontier.trace.assign(hypervolume=[0.9, 1.0, last])
    assert said in settled_in_words(replace(frontier, trace=trace))


def test_robustness_says_whether_the_criteria_agree(robustness):
    said = plain_text(report_robustness.robustness_section(robustness))
    assert report_robustness.both_in_words(robustness) in said
    assert ("The criteria disagree" in said) == robustness.disagree
    one = replace(robustness, tops=robustness.tops.assign(policy=int(robustness.tops["policy"].iloc[0])))
    assert "Every criterion chooses the same policy" in report_robustness.disagreement_in_words(one)
    assert sum(len(names) for names in chosen_by(robustness).values()) == len(CRITERIA)


def test_a_value_is_said_in_its_unit(robustness):
    row = robustness.across.iloc[0].copy()
    row["value"], row["low"], row["high"] = 0.25, -0.1, 0.5
    assert report_robustness.value_in_words("win.both", row) == "25 % (−10–50)"
    assert report_robustness.value_in_words("mean.vendor", row) == "+25 % (−10 to +50 %)"
    assert report_robustness.value_in_words("regret_largest.partners", row) == "25 points (−10 to 50)"


def test_the_page_needs_no_network_and_machines_get_plain_values(with_spread, robustness):
    whole = page("x", [report_frontier.frontier_section(with_spread), report_robustness.robustness_section(robustness)])
    assert "http" not in re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", "", whole)
    first = json.loads(json.dumps(tame(report_frontier.as_json(with_spread)), allow_nan=False))
    assert np.isclose(first["nash"]["vendor_gain"], 5e4)
    second = json.loads(json.dumps(tame(report_robustness.as_json(robustness)), allow_nan=False))
    assert [row["criterion"] for row in second["tops"]] == list(CRITERIA)
