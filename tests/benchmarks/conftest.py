"""Shared by the benchmarks: the programme at hand, the machine, and the tables that are printed when all are done."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from partnerscape import engine
from partnerscape.scenario import load_scenario

SEED = 1


def pytest_addoption(parser):
    parser.addoption("--readings", help="file for what test_speed.py measures, as JSON; see .ci/bench.py")


def module(name):
    """A file of this folder, which is no package."""
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"bench_{name}", path)
    found = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


for name in ("hardware", "floor", "plain", "programme", "on_mesa"):
    module(name)
if importlib.util.find_spec("agentpy"):
    module("on_agentpy")


@pytest.fixture(scope="session")
def eve():
    """The marketplace on the eve of the rollout."""
    return engine.burn_in(load_scenario("marketplace"), SEED)


@pytest.fixture(scope="session")
def month_in_c(tmp_path_factory):
    """The compiled program of ``month.c``."""
    floor = sys.modules["bench_floor"]
    if floor.compiler() is None:
        pytest.skip("no gcc (or CC) to compile the month in C with")
    return floor.build(tmp_path_factory.mktemp("month"))


@pytest.fixture(scope="session")
def once(request):
    """Whether only what the benchmarks compute is checked."""
    return request.config.getoption("benchmark_disable")


@pytest.fixture(scope="session")
def printed(request):
    """Tables to print when all benchmarks are done: functions that return text."""
    tables = []
    yield tables
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        for text in filter(None, (table() for table in tables)):
            print("\n\n" + text)


@pytest.fixture(scope="module")
def readings(printed, request):
    """What a file's benchmarks measure; printed by its ``table`` if there is anything."""
    found = {}
    printed.append(lambda: request.module.table(found) if found else "")
    yield found
    path, hardware = request.config.getoption("readings"), sys.modules["bench_hardware"]
    if path and found and request.module.__name__.endswith("test_speed"):
        held = {"processor": hardware.processor(), "vectors": hardware.vectors(), "readings": found}
        Path(path).write_text(json.dumps(held, indent=1), encoding="utf-8")
