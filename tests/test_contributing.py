"""What CONTRIBUTING promises to a newcomer, done in a copy of the package: a lever, a rule, a metric."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "simulation" / "partnerscape"


class Copy:
    """A copy of the package in which text is put before or after a place that occurs once."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "simulation"
        self.package = self.root / "partnerscape"
        shutil.copytree(PACKAGE, self.package, ignore=shutil.ignore_patterns("__pycache__"))
        for kind in ("scenarios", "experiments"):
            shutil.copytree(PACKAGE.parents[1] / kind, folder / kind)
        self.environment = os.environ | {"PYTHONPATH": str(self.root), "PARTNERSCAPE_CACHE": str(folder / "cache")}

    def after(self, file: str, place: str, text: str) -> None:
        path = self.package / file
        old = path.read_text()
        assert old.count(place) == 1, f"{file} holds {place!r} {old.count(place)} times"
        path.write_text(old.replace(place, place + text))

    def run(self, code: str) -> dict:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=self.environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def add_lever(copy: Copy) -> None:
    """One declaration, its use in one rule; its cost: a price, a line of the ledger, what the line holds."""
    copy.after(
        "scenario/levers.py",
        '"exchange among partners")] = 0.3\n',
        '    mentoring: Annotated[float, Lever("hours per partner-month", 0, 4, "an hour\'s price", "mentors")] = 0.0\n',
    )
    copy.after("rules/work/learn.py", "training, community = p.training[i]", " + 2.0 * p.mentoring[i]")
    copy.after(
        "scenario/assumptions.py",
        '"training a partner", by_hand=True)] = 12.0\n',
        '    mentoring_cost: Annotated[float, A("currency per hour", 10, 30, "an hour of a mentor", by_hand=True)] = 20.0\n',
    )
    copy.after("rules/shared/records.py", '"support_cost", "training_cost", ', '"mentoring_cost", ')
    copy.after(
        "rules/books/keep_journal.py",
        "w.today_training_cost[s] = w.training_cost * (w.today_training[s] + curriculum)\n",
        "        w.today_mentoring_cost[s] = w.mentoring_cost * w.mentoring[row] * active\n",
    )
    copy.after("metrics/ledger.py", '    "training_cost",\n', '    "mentoring_cost",\n')


def add_rule(copy: Copy) -> None:
    """One file, one line in month.py."""
    (copy.package / "rules" / "people" / "celebrate.py").write_text(
        "from __future__ import annotations\n\n"
        "from partnerscape.rules import rule\n\n\n"
        "@rule\n"
        "def celebrate(pool, i, world):\n"
        '    """A feast lifts everybody\'s satisfaction."""\n'
        "    p = pool[0]\n"
        "    p.satisfaction[i] = 0.5 + 0.5 * p.satisfaction[i]\n"
    )
    copy.after("engine/month.py", '    Phase("each", "feel"),\n', '    Phase("each", "celebrate"),\n')


def add_metric(copy: Copy) -> None:
    """One function."""
    copy.after(
        "metrics/vendor.py",
        '    return run.sum("wait") / run.months\n',
        '\n\n@metric("currency per month", -1)\n'
        "def mentoring(run: Ledger) -> float:\n"
        '    """Mean cost of mentors per month."""\n'
        '    return float(run.total("mentoring_cost").mean())\n',
    )


def add_analysis(copy: Copy) -> None:
    """A file with one value, a room that shows it, one line in the register."""
    (copy.package / "study" / "analyses" / "best_run.py").write_text(
        "from dataclasses import dataclass\n\n"
        "from ..question.analysis import Analysis\n\n\n"
        "@dataclass(frozen=True)\n"
        "class BestRun:\n"
        "    gain: float\n\n\n"
        "def best_run(findings, player):\n"
        '    return BestRun(float(findings.results.candidates["vendor_gain"].max()))\n\n\n'
        'ANALYSIS = Analysis("best_run", "What was the best run?", best_run)\n'
    )
    room = copy.package / "show" / "analyses" / "best_run"
    room.mkdir()
    (room / "__init__.py").write_text(
        "from partnerscape.study.question.analysis import Shown\n\n"
        'SHOWN = Shown(lambda a, _: f"<p>best: {a.gain}</p>", lambda a: {"gain": a.gain}, lambda a, _: ["the best run"])\n'
    )
    copy.after("study/question/analysis.py", '    "robustness": "robustness",\n', '    "best_run": "best_run",\n')


QUESTION = """
question = "What was the best run?"
scenario = "small.toml"
analyses = ["best_run"]
levers = { commission_rate = [0.15, 0.3] }
design = { policies = 12, futures = 2 }
"""

MEASURE = """
import json
from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics import measure
from partnerscape.scenario import load_scenario

scenario = load_scenario("marketplace").changed(time={"burn_in_months": 12, "horizon_months": 24, "initial_partners": 200})
eve = engine.burn_in(scenario, 1)
def result(**levers):
    policy = scenario.current_policy.changed(**levers)
    return measure(engine.branch(eve, encode.encode_policy(policy, scenario), scenario))
print(json.dumps(RESULT))
"""


@pytest.mark.slow
def test_a_newcomer_adds_a_lever_a_rule_a_metric_and_an_analysis(tmp_path):
    copy = Copy(tmp_path)
    add_lever(copy)
    add_rule(copy)
    add_metric(copy)
    add_analysis(copy)
    without, with_mentors = copy.run(MEASURE.replace("RESULT", "[result(), result(mentoring=2.0)]"))
    assert with_mentors["skill"] > without["skill"] + 0.02, "the lever acts"
    assert without["mentoring"] == 0.0
    assert with_mentors["mentoring"] == pytest.approx(20.0 * 2.0 * with_mentors["active_partners"]), "its cost is paid"
    assert with_mentors["programme_cost"] > without["programme_cost"] + 0.8 * with_mentors["mentoring"]
    assert without["satisfaction"] > 0.6, "the rule acts"

    pages = subprocess.run(
        [sys.executable, "-m", "partnerscape.show.reference.pages", str(tmp_path / "pages")], env=copy.environment, check=True
    )
    assert pages.returncode == 0
    assert "`mentoring`" in (tmp_path / "pages" / "levers.md").read_text()
    assert "`mentoring`" in (tmp_path / "pages" / "metrics.md").read_text()
    assert "`best_run`" in (tmp_path / "pages" / "analyses.md").read_text()

    text = (tmp_path / "scenarios" / "marketplace.toml").read_text()
    for long, short in (("burn_in_months = 60", "burn_in_months = 6"), ("horizon_months = 36", "horizon_months = 6")):
        text = text.replace(long, short)
    text = text.replace("initial_partners = 800", "initial_partners = 60")
    (tmp_path / "small.toml").write_text(text[: text.index("[today]")] + text[text.index("[uncertain]") :])
    (tmp_path / "question.toml").write_text(QUESTION)
    asked = [sys.executable, "-m", "partnerscape", "study", "question.toml", "--out", "out", "--json"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, env=copy.environment)
    assert done.returncode == 0, done.stderr
    gain = json.loads(done.stdout)["best_run"]["gain"]
    assert f"<p>best: {gain}</p>" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
