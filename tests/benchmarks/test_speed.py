"""Nanoseconds an active partner-month on one core: engine, Mesa driver, and the same rules in plain Python on Mesa.

``pytest tests/benchmarks`` prints the table; with ``--benchmark-disable`` each is played once and
only what it computes is checked.
"""

import importlib.util
import platform
import sys
from pathlib import Path

import llvmlite.binding
import numpy as np
import pytest

from partnerscape import engine
from partnerscape.model import Partner, PartnerEcosystem
from partnerscape.rules.records import LINE
from partnerscape.scenario import load_scenario

SEED = 1
ENGINE, MESA, OVERRIDDEN, PLAIN = "engine", "Mesa driver", "Mesa driver, one rule overridden", "plain Python on Mesa"


def plain_module():
    path = Path(__file__).with_name("plain.py")
    spec = importlib.util.spec_from_file_location("plain_peer", path)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


plain = plain_module()


def processor() -> str:
    described = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in described.read_text().splitlines() if line.startswith("model name")]
        if described.exists()
        else []
    )
    return names[0] if names else platform.processor() or platform.machine()


def vectors() -> str:
    has = llvmlite.binding.get_host_cpu_features()
    return next((label for key, label in (("avx512f", "AVX-512"), ("avx2", "AVX2"), ("neon", "NEON")) if has.get(key)), "SSE2")


@pytest.fixture(scope="module")
def eve():
    """The marketplace on the eve of the rollout."""
    return engine.burn_in(load_scenario("marketplace"), SEED)


@pytest.fixture(scope="module")
def readings(request):
    """(best, median) nanoseconds by driver; the table is printed when all are done."""
    found = {}
    yield found
    if found:
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print("\n\n" + table(found))


def table(found):
    lines = [
        f"ns an active partner-month, one core of {processor()}, {vectors()}",
        f"{'':36s}{'best':>10s}{'median':>10s}{'x plain':>10s}",
    ]
    for name, (best, median) in found.items():
        ratio = f"{found[PLAIN][0] / best:10,.0f}" if PLAIN in found else ""
        lines.append(f"{name:36s}{best:10,.0f}{median:10,.0f}{ratio}")
    return "\n".join([*lines, "goals: engine 400 (AVX-512) or 550 (AVX2) and 400 x plain; Mesa driver 20 x plain", ""])


def record(benchmark, readings, name, partner_months):
    benchmark.extra_info.update(processor=processor(), vectors=vectors(), partner_months=partner_months)
    if benchmark.stats:
        stats = benchmark.stats.stats
        readings[name] = [1e9 * seconds / partner_months for seconds in (stats.min, stats.median)]
        benchmark.extra_info["ns_per_partner_month"], benchmark.extra_info["ns_median"] = readings[name]


def played(model, months):
    for _ in range(months):
        model.step()
    return model


def test_engine(benchmark, readings, eve):
    journal = benchmark.pedantic(lambda state: state.play(36), setup=lambda: ((eve.copy(),), {}), rounds=40, warmup_rounds=2)
    record(benchmark, readings, ENGINE, journal[:, LINE["active"]].sum())


class Passing(Partner):
    def decide_effort(self):
        super().decide_effort()


@pytest.mark.parametrize(("name", "agent"), [(MESA, Partner), (OVERRIDDEN, Passing)])
def test_mesa_driver(benchmark, readings, eve, name, agent):
    months = 12
    model = benchmark.pedantic(
        lambda model: played(model, months),
        setup=lambda: ((PartnerEcosystem("marketplace", rng=SEED, partner_class=agent),), {}),
        rounds=10,
        warmup_rounds=1,
    )
    assert np.array_equal(model.journal, eve.copy().play(months))
    record(benchmark, readings, name, model.journal[:, LINE["active"]].sum())


def test_plain_python_on_mesa(benchmark, readings, eve):
    months = 3
    sold = []

    def play(model):
        for _ in range(months):
            model.step()
            sold.append([sum(page) for page in model.world[0].today])

    benchmark.pedantic(play, setup=lambda: ((plain.PlainEcosystem(eve, seed=len(sold)),), {}), rounds=7, warmup_rounds=1)
    ours, theirs = np.mean(sold, axis=0), eve.copy().play(months).sum(axis=2).mean(axis=0)
    for line in ("active", "effort", "leads", "deals", "orders", "customers", "revenue", "income", "certainty", "complaints"):
        assert ours[LINE[line]] == pytest.approx(theirs[LINE[line]], rel=0.15), line  # the same work, other luck
    record(benchmark, readings, PLAIN, ours[LINE["active"]] * months)
