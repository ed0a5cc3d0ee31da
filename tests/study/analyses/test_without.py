"""Unsourced assumptions, moved one at a time: what is tried, what it costs, what overturns an answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from planted_studies import planted

from partnerscape.scenario import ASSUMPTIONS, load_scenario, shipped
from partnerscape.study.analyses.assumptions import (
    HIGH,
    LOW,
    NOT_STRENGTHS,
    ZERO,
    choose_panel,
    cost,
    hand_ranges,
    judged,
    tried_values,
    without,
)
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.design import Design
from partnerscape.study.question.question import load_question
from partnerscape.study.question.streams import Stream
from partnerscape.study.runs.player import Player
from partnerscape.study.study import study
from partnerscape.study.surrogate.margins import fit_margins


def test_what_is_no_strength_is_set_by_hand_and_every_assumption_by_hand_is_tried() -> None:
    scenario = load_scenario("marketplace")
    everywhere = [load_scenario(name).by_hand for name in shipped("scenarios")]
    assert {name for names in everywhere for name in names} >= NOT_STRENGTHS
    tried = tried_values(scenario, {})
    assert set(tried["assumption"]) == set(scenario.by_hand)
    for row in tried.itertuples():
        least, most = ASSUMPTIONS[row.assumption].bounds
        assert least <= row.value <= most and row.value != row.stated
        assert row.end != ZERO or (row.value == 0.0 and row.assumption not in NOT_STRENGTHS)
    ends = tried.set_index(["assumption", "end"])["value"]
    assert ends["curation_relief", LOW] == 0.67 and ends["curation_relief", HIGH] == 1.0 and ends["curation_relief", ZERO] == 0.0
    assert ("product_ceiling", ZERO) not in ends.index, "its bounds leave 0 out"


def test_where_a_scenarios_value_lies_outside_the_declared_range_the_range_goes_with_it() -> None:
    scenario = load_scenario("saas_resellers")
    ends = tried_values(scenario, {}).set_index(["assumption", "end"])["value"]
    stated = scenario.assumptions.costs.training_cost
    low, high = stated * 9 / 12, stated * 15 / 12
    assert ends["training_cost", LOW] == pytest.approx(low) and ends["training_cost", HIGH] == pytest.approx(high)
    assert hand_ranges(scenario, {})["training_cost"] == (0.0, pytest.approx(high))


def test_a_swept_assumption_is_marked_and_moved_to_the_ends_of_its_sweep() -> None:
    tried = tried_values(load_scenario("marketplace"), {"dilution": (0.5, 0.7)}).set_index(["assumption", "end"])
    assert tried.loc[("dilution", LOW), "value"] == 0.5 and tried.loc[("dilution", LOW), "swept"]
    assert not tried.loc[("opacity", LOW), "swept"]


def test_what_overturns_is_told_from_what_only_moves() -> None:
    """Four policies, two inside; the first assumption does nothing, the second breaks the edge, the third the inside."""
    tried = pd.DataFrame({"assumption": ["still", "edge", "core"], "end": [LOW] * 3, "value": 0.0, "stated": 1.0, "swept": False})
    wins = np.ones((4, 4, 6))
    wins[2:, 0, :3] = 0.0
    wins[:, 1] = wins[:, 0]
    wins[:, 2] = wins[:, 0]
    wins[2:, 2] = 0.0
    wins[:, 3] = wins[:, 0]
    wins[:2, 3, :4] = 0.0
    base, inside, table = judged(wins, np.array([True, True, False, False]), tried, 0.8)
    assert base == pytest.approx(0.75) and inside == 1.0
    assert table["assumption"].tolist() == ["core", "edge", "still"]
    assert table["overturns"].tolist() == [True, False, False]
    assert table["change"].tolist() == pytest.approx([-1 / 3, -0.25, 0.0])
    assert table["flipped"].tolist() == pytest.approx([1 / 3, 0.25, 0.0])
    assert table.loc[0, "inside"] == pytest.approx(1 / 3)


def test_the_panel_holds_the_recommended_the_inside_and_the_edge() -> None:
    results = planted()
    model = fit_margins(results)
    recommended = {"commission_rate": 0.24, "support_agents": 4.0, "curation": 0.5}
    panel = choose_panel(results, model, None, recommended, 9)
    assert panel.policies.iloc[0].to_dict() == recommended
    assert panel.inside.tolist() == [True] * 5 + [False] * 4
    chance = model.probability(panel.policies.to_numpy())
    assert (chance[panel.inside] > 0.95).all()
    assert (np.abs(chance[~panel.inside] - 0.8) < 0.15).all()


@pytest.mark.long
def test_a_small_study_without_each_assumption(question: Path, tmp_path: Path) -> None:
    findings = study(question, tmp_path / "out", workers=1)
    asked, scenario = load_question(question)
    panel = choose_panel(findings.results, findings.model, findings.box, findings.recommended, 3)
    told: list[tuple[int, int]] = []
    store = Store(tmp_path / "out")
    answer = without(panel, Player(asked, scenario, store, 1, progress=lambda done, total: told.append((done, total))), 2)
    assert told[0] == (0, cost(asked, scenario, 3, 2)) and answer.runs == cost(asked, scenario, 3, 2)
    assert set(answer.by_assumption["assumption"]) == set(scenario.by_hand)
    reach = answer.by_assumption["change"].abs().to_numpy()
    assert (np.diff(reach) <= 0.0).all()
    base = Player(asked, scenario, store, finished=True).futures(2, Stream.ASSUMPTIONS)
    design = Design(panel.policies, base)
    assert Player(asked, scenario, store, 1).results("plain", design).wins.mean() == answer.base, "as assumed is the plain design"
