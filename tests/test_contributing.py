"""What CONTRIBUTING promises to a newcomer, done in a copy of the package: a lever, a rule, a metric, a pay component, an analysis.

Rules run without the compiler here, which leaves the same bits in a small programme; `make test-full` compiles them.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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
        self.folder = folder
        self.environment = os.environ | {"PYTHONPATH": str(self.root)}

    def after(self, file: str, place: str, text: str) -> None:
        path = self.package / file
        old = path.read_text()
        assert old.count(place) == 1, f"{file} holds {place!r} {old.count(place)} times"
        path.write_text(old.replace(place, place + text))

    def run(self, code: str, **environment: str) -> Any:
        own = self.environment | environment
        done = subprocess.run([sys.executable, "-c", code], cwd=self.folder, capture_output=True, text=True, env=own)
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
    copy.after("metrics/ledger.py", '    "training_cost": "training_hours",\n', '    "mentoring_cost": "mentoring",\n')


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


def add_pay_component(copy: Copy) -> None:
    """A key with its unit, a number of the plan, its line where components earn, its words."""
    copy.after(
        "scenario/pay/component.py",
        'cap_month: Positive = Field(default=0.0, description="most per month; 0: none")\n',
        '    least_month: Positive = Field(default=0.0, description="least in a month in which it pays; 0: none")\n',
    )
    copy.after("scenario/pay/numbers.py", '"cap_month": "currency per month", ', '"least_month": "currency per month", ')
    copy.after("rules/paying/table.py", "pay_scale pay_target pay_sum cap_month", " least_month")
    copy.after(
        "engine/plans/components.py",
        '    put("cap_month", k, in_cents(c.cap_month))\n',
        '    put("least_month", k, in_cents(c.least_month))\n',
    )
    copy.after(
        "rules/paying/earn.py",
        '    """Within a component\'s limits per month and per year."""\n',
        "    if pay > 0.0:\n        pay = max(pay, w.least_month[o, k])\n",
    )
    copy.after(
        "show/check/terms.py",
        '    """The least and the most that it pays."""\n',
        '    if c.least_month:\n        yield f"at least {sum_of(c.least_month, currency)} in a month in which it pays"\n',
    )


QUESTION = """
question = "What was the best run?"
scenario = "small.toml"
analyses = ["best_run"]
uncertainties = []
levers = { commission_rate = [0.15, 0.3] }
design = { policies = 8, futures = 2 }
"""

UNCOMPILED = """
import json, warnings
import numpy as np
from partnerscape.engine import encode

def readable(make):
    return lambda *arguments: make(*arguments).view(np.recarray)

encode._aligned, encode.new_world = readable(encode._aligned), readable(encode.new_world)
warnings.simplefilter("ignore")
"""

MONTHS = (
    UNCOMPILED
    + """
from partnerscape.model import PartnerEcosystem
from partnerscape.scenario import load_scenario

scenario = load_scenario("marketplace").changed(time={"horizon_months": 8, "initial_partners": 20})
def result(**levers):
    model = PartnerEcosystem(scenario, rng=1, burn_in_months=0, **levers)
    for _ in range(8):
        model.step()
    return model.metrics()
print(json.dumps([result(), result(mentoring=2.0)]))
"""
)

PAID = (
    UNCOMPILED
    + """
import pandas as pd
from partnerscape.scenario import Policy
from partnerscape.statement import pay_statement, payer

record = payer._record_type
payer._record_type = lambda: np.dtype((np.record, record()))
policy = Policy(pay={"commission": {"on": "revenue", "rate": 0.1, "least_month": 25.0}})
sales = pd.DataFrame({"partner": ["a", "a", "b"], "month": ["2026-03", "2026-04", "2026-03"], "revenue": [100.0, 0.0, 900.0]})
paid = pay_statement(policy.plan, sales)
print(json.dumps(paid[paid["component"] == "commission"][["partner", "month", "earned"]].values.tolist()))
"""
)

COMPILED = """
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
print(json.dumps([result(), result(mentoring=2.0)]))
"""


def check_lever_rule_and_metric(without: dict[str, float], with_mentors: dict[str, float]) -> None:
    assert with_mentors["skill"] > without["skill"] + 0.02, "the lever acts"
    assert without["mentoring"] == 0.0
    assert with_mentors["mentoring"] == pytest.approx(20.0 * 2.0 * with_mentors["active_partners"]), "its cost is paid"
    assert with_mentors["programme_cost"] > without["programme_cost"] + 0.8 * with_mentors["mentoring"]
    assert without["satisfaction"] > 0.6, "the rule acts"


@pytest.mark.long
def test_a_newcomer_adds_a_lever_a_rule_a_metric_and_a_pay_component(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    for add in (add_lever, add_rule, add_metric, add_pay_component):
        add(copy)
    check_lever_rule_and_metric(*copy.run(MONTHS, NUMBA_DISABLE_JIT="1"))
    assert copy.run(PAID, NUMBA_DISABLE_JIT="1") == [
        ["a", "2026-03", 25.0],
        ["a", "2026-04", 0.0],
        ["b", "2026-03", 90.0],
        ["b", "2026-04", 0.0],
    ]

    (tmp_path / "mine.toml").write_text('[pay.commission]\non = "revenue"\nrate = "10 %"\nleast_month = 25\n', encoding="utf-8")
    read_back = [sys.executable, "-m", "partnerscape", "check", "mine.toml", "--scenario", "marketplace", "--no-costs"]
    said = subprocess.run(read_back, cwd=tmp_path, capture_output=True, text=True, env=copy.environment, check=True).stdout
    assert "25 in a month in which it pays" in " ".join(said.split())

    pages = [sys.executable, "-m", "partnerscape.show.reference.pages", str(tmp_path / "pages")]
    subprocess.run(pages, env=copy.environment, check=True)
    for page, name in (("levers", "mentoring"), ("metrics", "mentoring"), ("pay", "least_month")):
        assert f"`{name}`" in (tmp_path / "pages" / f"{page}.md").read_text(encoding="utf-8")


@pytest.mark.long
def test_a_newcomer_adds_an_analysis(tmp_path: Path) -> None:
    """It decides no bits, so that the month that is compiled already plays the study."""
    copy = Copy(tmp_path)
    add_analysis(copy)
    text = (tmp_path / "scenarios" / "marketplace.toml").read_text(encoding="utf-8")
    for long, short in (("burn_in_months = 60", "burn_in_months = 6"), ("horizon_months = 36", "horizon_months = 6")):
        text = text.replace(long, short)
    text = text.replace("initial_partners = 800", "initial_partners = 60")
    (tmp_path / "small.toml").write_text(text[: text.index("[today]")] + text[text.index("[uncertain]") :], encoding="utf-8")
    (tmp_path / "question.toml").write_text(QUESTION, encoding="utf-8")
    asked = [sys.executable, "-m", "partnerscape", "study", "question.toml", "--out", "out", "--json"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, env=copy.environment)
    assert done.returncode == 0, done.stderr
    gain = json.loads(done.stdout)["best_run"]["gain"]
    assert f"<p>best: {gain}</p>" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "What was the best run?" in copy.run(
        "from partnerscape.study.question.analysis import analysis_of as a; import json; print(json.dumps(a('best_run').asks))"
    )


@pytest.mark.full
def test_the_engine_compiles_what_a_newcomer_adds(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    for add in (add_lever, add_rule, add_metric, add_pay_component):
        add(copy)
    check_lever_rule_and_metric(*copy.run(COMPILED, PARTNERSCAPE_CACHE=str(tmp_path / "cache")))
