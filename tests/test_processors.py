"""The same bits on every processor: compiler and NumPy are told another one, in a process of its own.

Rules use + - * / sqrt and integers only, and sums have one order, so that wider registers change
nothing; outside the rules nothing that ends in a number is left to what NumPy picks by the processor.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from llvmlite import binding

from partnerscape import engine
from partnerscape.engine.build import compiled_month
from partnerscape.scenario import load_scenario

PACKAGE = Path(__file__).parents[1] / "simulation"
PLAY = Path(__file__).parent / "test_same_numbers.py"
RECORD = Path(__file__).parent / "same_numbers.txt"
WIDEST = {"AVX2": "ymm", "generic": "xmm"}  # registers that its machine code may use
PROCESSORS = {  # what Numba is told
    "AVX2": {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx,+avx2,+fma,+sse4.2,+popcnt,+bmi,+bmi2"},
    "generic": {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""},
}
PLAIN_NUMPY = " ".join(np.show_config(mode="dicts")["SIMD Extensions"]["found"])  # what NumPy is told to do without


def bits(processor: str, cache: Path) -> tuple[str, str]:
    """Digest of what the runs leave, and the widest registers of the machine code."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_CPU")}
    environment |= PROCESSORS[processor] | {"NPY_DISABLE_CPU_FEATURES": PLAIN_NUMPY}
    environment |= {"PYTHONPATH": str(PACKAGE), "PARTNERSCAPE_CACHE": str(cache)}
    done = subprocess.run([sys.executable, str(PLAY), "--registers"], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    digest, width = done.stdout.split()
    return digest, width


@pytest.fixture(scope="module")
def shared_cache(tmp_path_factory):
    """One for all, with this processor's machine code: it must not be taken for another's."""
    engine.burn_in(load_scenario("marketplace").changed(time={"burn_in_months": 1, "initial_partners": 50}), 1)
    compiled = Path(compiled_month().__file__).parent
    cache = tmp_path_factory.mktemp("cache")
    shutil.copytree(compiled, cache / compiled.name)
    assert machine_codes(cache) > 0
    return cache


def machine_codes(cache: Path) -> int:
    return len(list(cache.glob("*/__pycache__/*.play-*.nbc")))


@pytest.mark.full  # each compiles the month; `make test-lowest` holds the plainest processor to the record too
@pytest.mark.skipif(not binding.get_host_cpu_features().get("avx2", False), reason="this processor has no AVX2")
@pytest.mark.parametrize("processor", PROCESSORS)
def test_another_processor_leaves_the_numbers_on_record(processor, shared_cache):
    """Those of this processor are held to the same record in ``test_same_numbers.py``."""
    before = machine_codes(shared_cache)
    digest, width = bits(processor, shared_cache)
    assert width == WIDEST[processor]
    assert digest == RECORD.read_text().strip()
    assert machine_codes(shared_cache) == before + 1  # compiled for itself
