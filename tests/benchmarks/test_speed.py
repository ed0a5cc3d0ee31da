"""Nanoseconds of the processor an active partner-month on one core: the engine, the Mesa driver, and their peers.

``pytest tests/benchmarks`` prints the table; with ``--benchmark-disable`` each is played once and
only what it computes is checked. Time is the processor's, not the clock's: machines are shared.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import bench_floor as floor
import bench_on_mesa
import numpy as np
import pytest
from bench_hardware import machine, processor, vectors

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.model import Partner, PartnerEcosystem
from partnerscape.rules.shared import records
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import load_scenario

SEED = 1
C, ENGINE, MESA, OVERRIDDEN = "the month in C", "engine", "Mesa driver", "Mesa driver, one rule overridden"
PLAIN, AGENTPY, UNCOMPILED = "plain Python on Mesa", "plain Python on AgentPy", "Mesa driver without the compiler"
LUCKY = ("active", "effort", "leads", "deals", "orders", "customers", "revenue", "income", "certainty", "complaints")

try:
    import bench_on_agentpy
except ImportError:
    bench_on_agentpy = None

pytestmark = pytest.mark.benchmark(timer=time.process_time)


def table(found):
    """Of (best, median) nanoseconds by driver."""
    lines = [
        f"ns of the processor an active partner-month, {machine()}",
        f"{'':36s}{'best':>12s}{'median':>12s}{'x C':>10s}{'x plain':>10s}",
    ]
    for name, (best, median) in found.items():
        to_c = f"{best / found[C][0]:,.2f}" if C in found else ""
        to_plain = f"{found[PLAIN][0] / best:,.3g}" if PLAIN in found else ""
        lines.append(f"{name:36s}{best:12,.0f}{median:12,.0f}{to_c:>10s}{to_plain:>10s}")
    return "\n".join([*lines, "goals: engine 250 ns, 1.5 x C and 700 x plain; Mesa driver 40 x plain", ""])


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


def assert_same_bits(left, state, journal):
    assert np.array_equal(left.journal, journal)
    for ours, theirs in ((left.state.pool, state.pool), (left.state.world, state.world)):
        for name in floor.held(ours.dtype):
            assert np.array_equal(ours[name], theirs[name]), name


def test_the_month_in_c(readings, eve, once, month_in_c):
    left = floor.play(month_in_c, eve, 36, 1 if once else 40)
    state = eve.copy()
    journal = state.play(36)
    assert_same_bits(left, state, journal)
    if not once:
        each = left.nanoseconds / journal[:, LINE["active"]].sum()
        readings[C] = [each.min(), np.median(each)]


def test_the_month_in_c_leaves_the_engines_bits_under_every_policy(month_in_c, eve):
    scenario = load_scenario("marketplace")
    slowly = scenario.current_policy.changed(commission_rate=0.25, offers=5, notice_months=3, grandfather_months=6)
    desks = [{"target_wait": 2.0}, {"target_occupancy": 0.7}, {"frozen_desk": 1.0}]
    rest = {
        "communication": 6,
        "training_hours": 5,
        "curation": 0.8,
        "deal_protection": 0.9,
        "clawback_months": 3,
        "retainer": 50,
    }
    for policy in (slowly, *(scenario.current_policy.changed(**desk, **rest) for desk in desks), *scenario.policies.values()):
        state = eve.copy(eve.pool.size + 1)
        encode.write_policy(state.world, encode.encode_policy(policy, scenario), records.SEGMENTS)
        left = floor.play(month_in_c, state, 36, 1)
        assert_same_bits(left, state, state.play(36))
    for assumed in ({}, {"own_order_sd": 0.7, "own_order_by_reach": -0.1, "own_demand_sd": 0.5}):
        state = engine.founded(scenario.assuming(**assumed), SEED, blocks=2)
        left = floor.play(month_in_c, state, 60, 1)
        assert_same_bits(left, state, state.play(60))


def test_the_month_in_c_refuses_what_it_does_not_play(month_in_c):
    network = load_scenario("affiliate_network")
    with pytest.raises(RuntimeError, match="referral overrides"):
        floor.play(month_in_c, engine.founded(network, SEED), 1, 1)


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


installed = pytest.mark.skipif(bench_on_agentpy is None, reason="AgentPy is not installed: pip install agentpy")


@pytest.mark.parametrize(("name", "peer"), [(PLAIN, bench_on_mesa), pytest.param(AGENTPY, bench_on_agentpy, marks=installed)])
def test_plain_python(benchmark, readings, eve, name, peer):
    months = 3
    sold = []

    def play(model):
        for _ in range(months):
            model.step()
            sold.append([sum(page) for page in model.world[0].today])

    benchmark.pedantic(play, setup=lambda: ((peer.PlainEcosystem(eve, len(sold)),), {}), rounds=7, warmup_rounds=1)
    ours, theirs = np.mean(sold, axis=0), eve.copy().play(months).sum(axis=2).mean(axis=0)
    for line in LUCKY:
        assert ours[LINE[line]] == pytest.approx(theirs[LINE[line]], rel=0.15), line  # the same work, other luck
    record(benchmark, readings, name, ours[LINE["active"]] * months)


def test_the_packages_rules_without_the_compiler(readings, once, tmp_path):
    partners, months, left = (40, 2, tmp_path / "journal.npy") if once else (330, 4, tmp_path / "journal.npy")
    script = Path(__file__).with_name("uncompiled.py")
    printed = subprocess.run(
        [sys.executable, str(script), str(partners), str(months), str(left)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    scenario = load_scenario("marketplace")
    small = scenario.changed(time={**scenario.time.model_dump(), "initial_partners": partners})
    model = played(PartnerEcosystem(small, rng=SEED, burn_in_months=0), months)
    assert np.array_equal(model.journal, np.load(left))
    if not once:
        nanoseconds, partner_months = map(float, printed.split())
        readings[UNCOMPILED] = [nanoseconds / partner_months] * 2
