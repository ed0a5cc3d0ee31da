"""How the processor's time grows with partners, months, runs and cores.

The goal is that an active partner-month costs the same at any size: within 15 % while the state fits
the cache, 30 % beyond. Nothing here asserts time; the table says what was measured, and what the
month in C, which does the same work on the same layout, needs for the same partners.
"""

import time

import bench_floor as floor
import numpy as np
import pytest
from bench_hardware import machine

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import load_scenario
from partnerscape.study.jobs.parallel import default_workers, in_parallel

SEED = 1
SMOKE = 1_000  # partners, months or runs beyond which only `make bench` goes

pytestmark = pytest.mark.benchmark(timer=time.process_time)


def table(found):
    """Of nanoseconds by (what grows, size): of the engine, of C or None, of the clock or None."""
    lines = [
        f"growth: ns of the processor an active partner-month, {machine()}",
        f"{'':12s}{'':>10s}{'engine':>10s}{'to first':>10s}{'C':>10s}{'to first':>10s}{'clock':>10s}",
    ]
    for (what, size), (best, in_c, clock) in found.items():
        first, first_in_c, _ = next(row for (other, _), row in found.items() if other == what)
        numbers = [f"{best:,.0f}", f"{best / first - 1.0:+.0%}"]
        numbers += [f"{in_c:,.0f}", f"{in_c / first_in_c - 1.0:+.0%}"] if in_c and first_in_c else ["", ""]
        numbers.append(f"{clock:,.0f}" if clock else "")
        lines.append(f"{what:12s}{size:10,d}" + "".join(f"{number:>10s}" for number in numbers))
    return "\n".join(
        [*lines, "goals: within 15 % in the cache, 30 % beyond; two cores 1.8 x one; clock: elapsed, with all cores in use", ""]
    )


def best(benchmark, partner_months):
    """Nanoseconds an active partner-month of the best round, or None where nothing is measured."""
    benchmark.extra_info["partner_months"] = partner_months
    return 1e9 * benchmark.stats.stats.min / partner_months if benchmark.stats else None


def times(size):
    """The marketplace with ``size`` times its partners, arrivals and customers to be had."""
    scenario = load_scenario("marketplace")
    time = {**scenario.time.model_dump(), "initial_partners": size * scenario.time.initial_partners}
    market = {**scenario.market.model_dump(), "potential": size * scenario.market.potential}
    return scenario.changed(time=time, market=market).assuming(arrivals=size * scenario.assumptions.values()["arrivals"])


@pytest.mark.parametrize("size", [1, 10, 100, 1000])
def test_partners(benchmark, readings, once, request, size):
    if once and 360 * size > SMOKE:
        pytest.skip("large: only where it is measured, in `make bench`")
    months = 12
    eve = engine.burn_in(times(size), SEED)
    eve = eve.copy(eve.pool.size + 1 + eve.pool.size // 8)
    rounds = max(3, 60 // size)
    journal = benchmark.pedantic(lambda state: state.play(months), setup=lambda: ((eve.copy(),), {}), rounds=rounds)
    partner_months = journal[:, LINE["active"]].sum()
    assert partner_months / months == pytest.approx(360 * size, rel=0.15)
    ours, in_c = best(benchmark, partner_months), None
    if floor.compiler():
        left = floor.play(request.getfixturevalue("month_in_c"), eve, months, 1 if once else rounds)
        assert np.array_equal(left.journal, journal)
        in_c = left.nanoseconds.min() / partner_months
    if ours:
        readings["partners", round(partner_months / months)] = (ours, in_c, None)


@pytest.mark.parametrize("months", [12, 36, 108, 324])
def test_months(benchmark, readings, eve, months):
    journal = benchmark.pedantic(
        lambda state: state.play(months), setup=lambda: ((eve.copy(4),), {}), rounds=max(10, 720 // months), warmup_rounds=1
    )
    assert np.array_equal(journal[:12], eve.copy().play(12))
    if ours := best(benchmark, journal[:, LINE["active"]].sum()):
        readings["months", months] = (ours, None, None)


@pytest.fixture(scope="module")
def played(eve):
    """Journals of so many runs of the current policy from one eve, by so many workers."""
    scenario = load_scenario("marketplace")
    rows = encode.encode_policy(scenario.current_policy, scenario)

    def play(runs, workers):
        return [run.journal for _, run in in_parallel(lambda _: engine.branch(eve, rows, scenario), range(runs), workers)]

    return play


@pytest.mark.parametrize("runs", [1, 10, 100, 1000])
def test_runs(benchmark, readings, played, once, runs):
    if once and runs >= SMOKE:
        pytest.skip("large: only where it is measured, in `make bench`")
    journals = benchmark.pedantic(lambda: played(runs, 1), rounds=max(3, 60 // runs), warmup_rounds=1)
    assert all(np.array_equal(journal, journals[0]) for journal in journals)
    if ours := best(benchmark, runs * journals[0][:, LINE["active"]].sum()):
        readings["runs", runs] = (ours, None, None)


@pytest.mark.parametrize("cores", [n for n in (1, 2, 4, 8, 16, 32) if n <= default_workers()])
def test_cores(benchmark, readings, played, cores):
    clock = []

    def play():
        begun = time.perf_counter_ns()
        journals = played(64, cores)
        clock.append(time.perf_counter_ns() - begun)
        return journals

    journals = benchmark.pedantic(play, rounds=8, warmup_rounds=1)
    assert all(np.array_equal(journal, journals[0]) for journal in journals)
    partner_months = 64 * journals[0][:, LINE["active"]].sum()
    if ours := best(benchmark, partner_months):
        readings["cores", cores] = (ours, None, min(clock) / partner_months)
