"""The dry run says what a study then takes: candidate runs of each analysis, files, disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnerscape.scenario import Scenario
from partnerscape.show.findings.report import study_report
from partnerscape.study.analyses.cost import cost_of, runs_of
from partnerscape.study.jobs.store import Store
from partnerscape.study.question.analysis import names
from partnerscape.study.question.question import Question, load_question
from partnerscape.study.runs import execute
from partnerscape.study.runs import monthly as watching
from partnerscape.study.study import study

FEW = """
[certificate]
policies = 8
futures = 8
looks = 2
[sensitivity]
most_points = 64
{more}
[frontier]
population = 8
generations = 2
futures = 2
fresh = 4
"""
EXACT = {"design", "how_far", "without", "robustness", "screening", "stress", "sensitivity"}
EACH = [
    *(([name], "") for name in names() if name not in ("advice", "stress")),
    (["sensitivity"], 'method = "screening"\ntrajectories = 4'),
    (["sensitivity"], "pairs = true"),
    (["stress"], ""),
    (["advice", "stress"], ""),
]


@pytest.fixture(name="played")
def _played(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Candidate runs by the analysis whose part they are played into."""
    played: dict[str, int] = {}
    part, task, month = Store.part, execute.run_task, watching._play
    at = {"name": "design"}

    def into(store: Store, name: str) -> Store:
        first = name.partition("/")[0]
        at["name"] = {"screening": "sensitivity", "undecided": "design"}.get(first, first)
        return part(store, name)

    def add(runs: int) -> None:
        played[at["name"]] = played.get(at["name"], 0) + runs

    def tasks(one, *rest):
        add(one.runs)
        return task(one, *rest)

    def months(scenario, future, number, rows, rules):
        add(len(rows))
        return month(scenario, future, number, rows, rules)

    monkeypatch.setattr(Store, "part", into)
    monkeypatch.setattr(execute, "run_task", tasks)
    monkeypatch.setattr(watching, "_play", months)
    return played


def ask(question: Path, analyses: list[str], more: str) -> tuple[Question, Scenario]:
    text = question.read_text().replace("[levers]", f"analyses = {analyses}\n[levers]") + FEW.format(more=more)
    question.write_text(text)
    small = question.parent / "small.toml"  # of 60 partners, 35 are as likely as 50: no seed shall search in vain
    small.write_text(small.read_text().replace("active_partners = {}", "active_partners = { tolerance = 30 }"))
    return load_question(question)


@pytest.mark.long
@pytest.mark.parametrize(
    ("analyses", "more"),
    [pytest.param(*each, marks=() if each[0] in (["how_far"], ["certificate"]) else pytest.mark.full) for each in EACH],
)
def test_the_dry_run_is_true_for_every_analysis(question, tmp_path, played, monkeypatch, analyses, more) -> None:
    asked = ask(question, analyses, more)
    cost = cost_of(*asked)
    played.clear()
    found = study(asked, tmp_path / "out")
    study_report(found, tmp_path / "out")
    for name, sure in cost.runs.items():
        assert sure <= played.get(name, 0) <= cost.most[name], (name, sure, played, cost.most)
    exact = EXACT - ({"stress"} if "advice" in analyses else set())
    assert all(cost.runs[name] == cost.most[name] for name in exact & set(cost.runs)), cost
    assert set(played) <= set(cost.runs)
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    assert len(files) <= cost.files <= 4 * len(files), (len(files), cost.files)
    assert size <= cost.bytes <= 6 * size, (size, cost.bytes)
    assert 0.0 < cost.models < cost.seconds


@pytest.mark.usefixtures("only_asked")
@pytest.mark.parametrize("kind", ["sobol", "latin", "grid", "adaptive"])
def test_the_dry_run_counts_the_policies_that_a_design_has(question, tmp_path, played, kind) -> None:
    question.write_text(question.read_text() + f'kind = "{kind}"\n')
    asked = load_question(question)
    counted = runs_of(*asked)["design"]
    study(asked, tmp_path / "out")
    assert counted.sure == counted.most == played["design"]
