"""The rules vectorise, and an edited rule is never run from an old cache."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest
from llvmlite import binding

from partnerscape import rules
from partnerscape.engine import encode
from partnerscape.engine.month import MONTH

SCALAR = {"choose_offers"}  # its loops over the offers within a partner vectorise
EACH = [phase.rule for phase in MONTH if phase.who == "each"]
PACKAGE = Path(__file__).parents[1] / "simulation" / "partnerscape"
OPERATIONS = r"\bv(?:add|sub|mul|div|fn?m(?:add|sub)\d+){kind}\b[^\n]*{register}"


def machine_code(rule: str) -> str:
    """Assembly of the loop that engine/month.py writes around a rule."""
    function = getattr(rules, rule)
    names = {rule: function}
    text = f"""
def each(pool, world):
    for b in range(pool.size):
        block = pool[b : b + 1]
        for i in range(0, block[0].active):
            {rule}(block, i, world)
"""
    exec(text, names)
    loop = numba.njit(error_model="numpy", nogil=True)(names["each"])
    blocks, world = (numba.types.Array(numba.from_dtype(kind), 1, "C") for kind in (encode.pool_type(), encode.world_type()))
    loop.compile((blocks, world))
    return next(iter(loop.inspect_asm().values()))


@pytest.mark.skipif(not binding.get_host_cpu_features().get("avx2", False), reason="this processor has no AVX2")
@pytest.mark.parametrize("rule", [rule for rule in EACH if rule not in SCALAR])
def test_a_rule_s_loop_is_vector_code(rule: str) -> None:
    code = machine_code(rule)
    packed = len(re.findall(OPERATIONS.format(kind="pd", register="%[yz]mm"), code))
    single = len(re.findall(OPERATIONS.format(kind="sd", register="%xmm"), code))
    assert packed > 0, f"{rule}: no packed operation"
    # the single ones belong to the remainder, which is written out up to three times
    assert packed >= 0.3 * single, f"{rule}: {packed} packed and {single} single operations"


def test_the_exceptions_are_rules() -> None:
    assert set(EACH) >= SCALAR


LEARN_ONCE = """
from partnerscape.engine import encode
from partnerscape.engine.build import build_key, compiled_month
from partnerscape.scenario import load_scenario

scenario = load_scenario("marketplace")
pool, world = encode.new_pool(1), encode.new_world(scenario, scenario.current_policy, 1)
p = pool[0]
p["skill"][0], p["effort"][0], p["hours"][0] = 0.3, 10.0, 40.0
compiled_month().one_learn(pool, 0, world)
print(build_key(), repr(float(p["skill"][0])))
"""


def learnt(folder: Path) -> tuple[str, float]:
    """(key of the build, skill after a month) in a process of its own that uses the copy in ``folder``."""
    environment = os.environ | {"PYTHONPATH": str(folder / "simulation"), "PARTNERSCAPE_CACHE": str(folder / "cache")}
    done = subprocess.run([sys.executable, "-c", LEARN_ONCE], capture_output=True, text=True, env=environment, check=True)
    key, skill = done.stdout.split()
    return key, float(skill)


def test_an_edited_rule_has_another_key_and_takes_effect(tmp_path: Path) -> None:
    copy = tmp_path / "simulation" / "partnerscape"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parents[1] / "scenarios", tmp_path / "scenarios")
    before = learnt(tmp_path)
    assert learnt(tmp_path) == before  # from the cache
    rule = copy / "rules" / "work" / "learn.py"
    text = rule.read_text()
    assert text.count("8.0 * effort") == 1
    rule.write_text(text.replace("8.0 * effort", "16.0 * effort"))
    key, skill = learnt(tmp_path)
    assert key != before[0]
    assert skill > before[1] > 0.3


def test_an_edited_helper_takes_effect_too(tmp_path: Path) -> None:
    copy = tmp_path / "simulation" / "partnerscape"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parents[1] / "scenarios", tmp_path / "scenarios")
    before = learnt(tmp_path)
    maths = copy / "rules" / "shared" / "maths.py"
    text = maths.read_text()
    assert text.count("return exp(y * log(x))") == 1
    maths.write_text(text.replace("return exp(y * log(x))", "return exp(0.5 * y * log(x))"))
    key, skill = learnt(tmp_path)
    assert key != before[0]
    assert skill != before[1]
