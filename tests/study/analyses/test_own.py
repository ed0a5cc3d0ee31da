"""An analysis of one's own: registered from outside, asked by its name, in every place where a built-in one is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from partnerscape.scenario import InputError
from partnerscape.show.as_json import findings_json
from partnerscape.show.findings.report import study_report
from partnerscape.study.analyses.cost import runs_of
from partnerscape.study.question import analysis
from partnerscape.study.question.analysis import Analysis, Runs, in_order, names, register_analysis
from partnerscape.study.question.design import Design
from partnerscape.study.question.question import Question, load_question
from partnerscape.study.study import study


@pytest.fixture
def mine() -> Iterator[Analysis]:
    """How far today's policy wins against itself in four fresh futures: never."""

    def run(findings, player):
        today = findings.results.current_levers()
        policies = findings.results.design.policies.iloc[:1].assign(**today)
        played = player.results("against_itself", Design(policies, player.futures(4, 99)))
        return {"gain": float(played.grid("vendor_gain").max()), "read": "robustness" in findings.answers}

    own = Analysis("against_itself", "Does today gain over today?", run, lambda q, s: Runs(4, 4, 1, 1), after=("robustness",))
    yield register_analysis(own)
    analysis._registered.pop(own.name)


@pytest.mark.long
def test_it_is_asked_played_shown_and_counted(mine: Analysis, question: Path, tmp_path: Path) -> None:
    question.write_text(question.read_text().replace("[levers]", 'analyses = ["against_itself", "robustness"]\n[levers]', 1))
    asked = load_question(question)
    assert mine.name in Question.model_json_schema()["properties"]["analyses"]["items"]["enum"]
    assert runs_of(*asked)[mine.name].sure == 4
    findings = study(question, tmp_path / "out")
    assert list(findings.answers)[-2:] == ["robustness", mine.name]
    assert findings.answers[mine.name] == {"gain": 0.0, "read": True}
    assert (tmp_path / "out" / "against_itself" / "table.parquet").exists()
    assert findings_json(findings)[mine.name] == findings.answers[mine.name]
    assert mine.asks in study_report(findings, tmp_path / "out").read_text(encoding="utf-8")


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(InputError, match="a name of your own"):
        register_analysis(Analysis("advice", "?", lambda findings, player: None))
    assert "my analysis" not in names()
    with pytest.raises(InputError, match="a name of your own"):
        register_analysis(Analysis("my analysis", "?", lambda findings, player: None))


def test_an_analysis_comes_after_those_whose_answers_it_reads() -> None:
    order = [each.name for each in in_order(["stress", "robustness", "advice"])]
    assert sorted(order) == sorted([*analysis.ALWAYS, "robustness", "advice", "stress"])
    assert order.index("advice") < min(order.index("stress"), order.index("watch"))
    assert [each.name for each in in_order(["stress"])] == [*analysis.ALWAYS, "stress"]
