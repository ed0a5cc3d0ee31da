"""A researcher's own rule in the compiled engine, as CONTRIBUTING tells him to write it; Mesa's methods are in test_model."""

import importlib
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

import partnerscape as ps
from partnerscape.engine.loops import month_source
from partnerscape.engine.month import AS_SHIPPED, MONTH
from partnerscape.rules import file_of
from partnerscape.study.question.question import load_question
from partnerscape.study.runs.keys import study_key

RULES = Path(ps.__file__).parent / "rules"
MOODY = """
from partnerscape.rules.shared.compile import rule
from partnerscape.rules.work.decide_effort import decide_effort as usual

STEP = 0.5


@rule
def decide_effort(pool, i, world):
    \"\"\"Contented partners work more the longer they are contented.\"\"\"
    usual(pool, i, world)
    p = pool[0]
    p.mood[i] += STEP * (p.satisfaction[i] - p.mood[i])
    p.effort[i] *= 1.0 + 0.2 * p.mood[i]
"""


def own_copy() -> str:
    """decide_effort as it ships, in a researcher's file: plain Python, compiled by the month."""
    text = (RULES / "work" / "decide_effort.py").read_text()
    return text.replace("from ..", "from partnerscape.rules.").replace("@rule\n", "")


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Writes a module and imports it by its name."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # two texts of one length within a second look the same to a .pyc

    def write(text, name="my_rules"):
        (tmp_path / f"{name}.py").write_text(text)
        importlib.invalidate_caches()
        sys.modules.pop(name, None)
        return importlib.import_module(name)

    yield write
    sys.modules.pop("my_rules", None)


# ---- what is refused


def nested():
    def decide_effort(pool, i, world):
        pass

    return decide_effort


REFUSED = {
    "unknown rule": (lambda m: ("decide_efort", m.decide_effort), "did you mean 'decide_effort'"),
    "lambda": (lambda m: ("decide_effort", lambda pool, i, world: None), "module that can be imported"),
    "closure": (lambda m: ("decide_effort", nested()), "module that can be imported"),
    "vendor's rule": (lambda m: ("queue_support", m.decide_effort), "(pool, world)"),
    "no function": (lambda m: ("decide_effort", 3), "a function"),
    "a name that is taken": (lambda m: ("decide_effort", m.decide_effort, ("trust",)), "'trust'"),
    "a name that is none": (lambda m: ("decide_effort", m.decide_effort, ("my mood",)), "'my mood'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_stand_in_for_a_rule_is_one_clear_error(module, case):
    arguments, told = REFUSED[case]
    with pytest.raises(ps.InputError) as error:
        ps.replace_rule(*arguments(module(MOODY)))
    assert told in str(error.value)


def test_a_function_without_a_file_is_refused():
    made = {}
    exec("def decide_effort(pool, i, world): pass", made)
    with pytest.raises(ps.InputError, match="module that can be imported"):
        ps.replace_rule("decide_effort", made["decide_effort"])


def test_a_file_edited_since_its_import_is_refused(module, tmp_path):
    """Its machine code would be that of the old text, and be kept under the new one's name."""
    mine = module(MOODY)
    (tmp_path / "my_rules.py").write_text(MOODY.replace("0.2", "0.4"))
    with pytest.raises(ps.InputError, match="reload"):
        ps.replace_rule("decide_effort", mine.decide_effort)
    ps.replace_rule("decide_effort", importlib.reload(mine).decide_effort)


# ---- what identifies a replacement


def rulebook(module, text, **others):
    for name, helper in others.items():
        module(helper, name)
    return ps.replace_rule("decide_effort", module(text).decide_effort, fields=("mood",))


def test_a_rulebook_is_known_by_all_that_decides_what_it_does(module):
    text = "from helpers import lift\n" + MOODY.replace("1.0 + 0.2 * p.mood[i]", "lift(p.mood[i])")
    helper = "from partnerscape.rules.shared.compile import rule\n@rule\ndef lift(x):\n    return 1.0 + {} * x\n"
    one = rulebook(module, text, helpers=helper.format(0.2))
    assert one == rulebook(module, text, helpers=helper.format(0.2))
    assert one != rulebook(module, text, helpers=helper.format(0.3))
    assert one != rulebook(module, text.replace("0.5", "0.6"), helpers=helper.format(0.2))


def test_a_study_with_another_rule_is_another_study(module):
    question, scenario = load_question("win_win_map")
    one, two = (rulebook(module, text) for text in (MOODY, MOODY.replace("0.2", "0.3")))
    keys = {study_key(question, scenario, rules) for rules in (AS_SHIPPED, one, two)}
    assert len(keys) == 3
    assert study_key(question, scenario, rulebook(module, MOODY)) in keys


def test_rulebooks_add_up(module):
    mine = module(MOODY + "\n\ndef queue_support(pool, world):\n    world[0].support_first = 0.9\n")
    both = ps.replace_rule("decide_effort", mine.decide_effort, ("mood",)) | ps.replace_rule("queue_support", mine.queue_support)
    assert str(both) == "decide_effort, queue_support"
    assert both.fields == ("mood",)
    text = month_source(both)
    assert "from my_rules import queue_support as queue_support\n" in text
    shipped = [phase.rule for phase in MONTH if f"from {file_of(phase.rule)} import" in text]
    assert len(shipped) == len(MONTH) - 2


# ---- what it does


PLAY = """
import hashlib, json, time
start = time.perf_counter()
import my_rules
import partnerscape as ps
from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.engine.build import compiled_month

rules = ps.replace_rule("decide_effort", my_rules.decide_effort, fields=("mood",))
scenario = ps.load_scenario("marketplace").changed(time={"burn_in_months": 3, "horizon_months": 6, "initial_partners": 50})
run = engine.play_policy(scenario, encode.encode_policy(scenario.current_policy, scenario), 1, rules)
asked = ps.run(scenario, seeds=[1], rules=rules)
out = {
    "bits": hashlib.sha256(run.journal.tobytes()).hexdigest(),
    "effort": asked.metrics["effort"][0],
    "stamp": asked.stamp,
    "hits": sum(compiled_month(rules).play.stats.cache_hits.values()),
    "seconds": time.perf_counter() - start,
}
EXTRA
print(json.dumps(out))
"""
EVERYWHERE = """
answer = ps.compare(scenario, "pay_more", seeds=[1, 2], as_stated=True, rules=rules)
out["compared"] = float(answer.differences.set_index("metric").loc["effort", "current"])
model = ps.PartnerEcosystem(scenario, rng=1, rules=rules)
model.run_model()
out["mesa"] = model.metrics()["effort"]
partner = max(model.partners(), key=lambda partner: partner.tenure)
out["mood"], out["satisfaction"] = partner.mood, partner.satisfaction
partner.mood = 0.25
out["written"] = float(model.pool[0]["mood"][partner.slot])
"""
REPLAYED = """
import pandas as pd
import sys
import partnerscape.study.question.analysis as registered
registered.ALWAYS = ()
ps.study("question.toml", "out", rules=rules)
sys.modules.pop("my_rules")
try:
    ps.replay("out", policy=0, future=0)
except ps.InputError as error:
    out["refused"] = str(error)
again = ps.replay("out", policy=0, future=0, rules=rules)
rows = pd.read_parquet("out/table.parquet").set_index(["policy", "future"])
out["replayed"], out["stored"] = again.row["npv"], rows.loc[(0, 0), "npv"]
"""


def play(folder, text, extra=""):
    """What a run leaves, in a process of its own."""
    (folder / "my_rules.py").write_text(text)
    paths = os.pathsep.join([str(folder), str(RULES.parents[1])])
    environment = os.environ | {"PYTHONPATH": paths, "PARTNERSCAPE_CACHE": str(folder / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PLAY.replace("EXTRA", extra)], capture_output=True, text=True, env=environment, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def write_question(folder):
    """Eight policies in two futures."""
    text = (RULES.parents[2] / "scenarios" / "marketplace.toml").read_text()
    for long, short in (("burn_in_months = 60", "burn_in_months = 6"), ("horizon_months = 36", "horizon_months = 6")):
        text = text.replace(long, short)
    text = text.replace("initial_partners = 800", "initial_partners = 60")
    (folder / "small.toml").write_text(text[: text.index("[today]")] + text[text.index("[uncertain]") :])
    (folder / "question.toml").write_text(
        'question = "What pays?"\nscenario = "small.toml"\nlevers = { commission_rate = [0.15, 0.3] }\n'
        "design = { policies = 8, futures = 2 }\n"
    )


@pytest.mark.long  # compiles the month twice
def test_an_edited_rule_takes_effect_everywhere_and_another_process_starts_warm(tmp_path):
    small = ps.load_scenario("marketplace").changed(time={"burn_in_months": 3, "horizon_months": 6, "initial_partners": 50})
    as_shipped = ps.run(small, seeds=[1]).metrics["effort"][0]
    compared = ps.compare(small, "pay_more", seeds=[1, 2], as_stated=True).differences.set_index("metric")
    write_question(tmp_path)
    first = play(tmp_path, MOODY, EVERYWHERE + REPLAYED)
    assert "own rule decide_effort" in first["stamp"]
    assert first["hits"] == 0
    assert first["effort"] > 1.05 * as_shipped
    assert first["mesa"] == first["effort"]  # the same bits from both drivers
    assert first["compared"] > 1.05 * compared.loc["effort", "current"]
    assert 0.0 < first["mood"] < 1.0
    assert math.isclose(first["mood"], first["satisfaction"], abs_tol=0.3)
    assert first["written"] == 0.25
    assert "rules" in first["refused"]
    assert first["replayed"] == first["stored"]

    again = play(tmp_path, MOODY)
    assert again["hits"] == 1
    assert again["bits"] == first["bits"]
    assert again["seconds"] < first["seconds"] / 3


@pytest.mark.full  # compiles another month; `test_failed_runs` holds a rule that calls the usual one to its bits
def test_an_identical_rule_leaves_identical_bits(tmp_path):
    """It has a column of its own, which it leaves alone, and is plain Python."""
    small = ps.load_scenario("marketplace").changed(time={"burn_in_months": 3, "horizon_months": 6, "initial_partners": 50})
    assert play(tmp_path, own_copy())["effort"] == ps.run(small, seeds=[1]).metrics["effort"][0]
