"""The same bits on every processor: the compiler is told another one, in a process of its own with a cache of its own.

Rules use + - * / sqrt and integers only, and sums have one order, so that wider registers change nothing.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from llvmlite import binding

PACKAGE = Path(__file__).parents[1] / "simulation"
WIDEST = {"AVX2": "ymm", "generic": "xmm"}  # registers that its machine code may use
PROCESSORS = {  # what Numba is told; the host is told nothing
    "host": {},
    "AVX2": {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx,+avx2,+fma,+sse4.2,+popcnt,+bmi,+bmi2"},
    "generic": {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""},
}
PLAY = """
import hashlib
from partnerscape import encode, engine
from partnerscape.month import compiled_month
from partnerscape.scenario import load_scenario

scenario = load_scenario("marketplace").changed(time={"burn_in_months": 6, "horizon_months": 24, "initial_partners": 330})
tiers = [{"threshold": 600, "rate": 0.23}, {"threshold": 4000, "rate": 0.25}]
policies = [{}, {"tiers": tiers, "cap": 2500.0, "bonus": 60.0, "target": 900.0, "referral_rates": [0.02, 0.01], "review_every": 6,
                 "status_share": 0.1, "survey_every": 4, "clawback_months": 3, "quality_bonus": 0.01}]
digest = hashlib.sha256()
for seed in (1, 2):
    eve = engine.burn_in(scenario, seed)
    for levers in policies:
        rows = encode.encode_policy(scenario.current_policy.changed(**levers), scenario)
        run = engine.branch(eve, rows, scenario)
        digest.update(run.journal.tobytes())
        for name in sorted(run.accounts):
            digest.update(run.accounts[name].tobytes())
code = next(iter(compiled_month().play.inspect_asm().values()))
print(digest.hexdigest(), next(width for width in ("zmm", "ymm", "xmm") if "%" + width in code))
"""


def bits(processor: str, cache: Path) -> tuple[str, str]:
    """Hash of what the runs leave, and the widest registers of the machine code."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_CPU")}
    environment |= PROCESSORS[processor] | {"PYTHONPATH": str(PACKAGE), "PARTNERSCAPE_CACHE": str(cache)}
    done = subprocess.run([sys.executable, "-c", PLAY], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    digest, width = done.stdout.split()
    return digest, width


@pytest.fixture(scope="module")
def shared_cache(tmp_path_factory):
    """One for all: machine code of one processor must not be taken for another's."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def on_the_host(shared_cache):
    return bits("host", shared_cache)


def machine_codes(cache: Path) -> int:
    return len(list(cache.glob("*/__pycache__/*.play-*.nbc")))


@pytest.mark.slow
@pytest.mark.skipif(not binding.get_host_cpu_features().get("avx2", False), reason="this processor has no AVX2")
@pytest.mark.parametrize("processor", ["AVX2", "generic"])
def test_another_processor_leaves_the_same_bits(processor, on_the_host, shared_cache):
    before = machine_codes(shared_cache)
    digest, width = bits(processor, shared_cache)
    assert width == WIDEST[processor]
    assert digest == on_the_host[0]
    assert machine_codes(shared_cache) == before + 1  # compiled for itself
