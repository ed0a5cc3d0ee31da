"""What pay by components adds to an active partner-month, in nanoseconds of the processor on one core, and which rule takes it.

Nothing here asserts time; ``pytest tests/benchmarks/test_plans.py`` prints the table.
"""

import time

import numpy as np
import pytest
from bench_hardware import machine

from partnerscape.engine import encode
from partnerscape.engine.build import compiled_month
from partnerscape.engine.month import OF_PLANS
from partnerscape.engine.walk import perform, phases_due
from partnerscape.rules.shared import records
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import Policy, load_scenario

MONTHS = 24
LEVELS = {"partner": {"down": "quarter", "grace_months": 1, "needs": [
    {"measure": "revenue", "over": "12 months", "at_least": [0, 8_000, 30_000]},
    {"measure": "certified", "at_least": [0, 1, 3]},
]}}  # fmt: skip
FOUR = {"on": "new revenue", "per": "quarter", "brackets": [[0, "18 %"], [1_500, "20 %"], [6_000, "22 %"], [15_000, "25 %"]]}
PLANS = {
    "flat pay": {"commission_rate": 0.2, "recurring_months": 0},
    "flat, as a component": {"pay": {"commission": {"on": "new revenue", "rate": "20 %"}}},
    "four brackets per quarter": {"pay": {"tiers": FOUR}},
    "flat, not as levers": {"pay": {"commission": {"on": "new revenue", "rate": "20 %", "delay_months": 1}}},
    "four brackets, not as levers": {"pay": {"tiers": {**FOUR, "delay_months": 1}}},
    "six components": {"levels": LEVELS, "pay": {
        "commission": {"on": "new revenue", "rate": ["10 %", "12 %", "14 %"], "levels": "partner"},
        "renewals": {"on": "renewals", "rate": ["2 %", "3 %", "5 %"], "levels": "partner", "customer_months": [1, 24]},
        "tiers": {"on": "revenue", "per": "quarter", "brackets": [[0, 0.0], [2_000, "2 %"], [6_000, "4 %"], [15_000, "6 %"]]},
        "volume": {"on": "orders", "per": "year", "brackets": [[0, 0.0], [60, 1.0], [150, 2.0], [400, 3.0]], "delay_months": 2},
        "margin": {"on": "margin", "per": "month", "counted": "retroactive",
            "brackets": [[0, 0.0], [400, "1 %"], [1_500, "2 %"], [4_000, "3 %"]], "hold_back": 0.2, "hold_months": 3},
        "certified": {"on": "new customers", "amount": 5, "needs": [{"measure": "skill", "at_least": 0.5}], "clawback": [[6, 1.0]]},
    }},
}  # fmt: skip
IN_THE_SHORT_FORM = ("flat pay", "flat, as a component", "four brackets per quarter")
pytestmark = pytest.mark.benchmark(timer=time.process_time)


def under(eve, name):
    """The marketplace's eve, to which a plan has been sent."""
    rows = encode.encode_policy(Policy.model_validate(PLANS[name]), load_scenario("marketplace"))
    state = eve.copy(eve.pool.size + 1).planning(encode.plan_size_of(rows))
    encode.write_policy(state.world, rows, records.SEGMENTS)
    return state


def by_rule(state, months):
    """Nanoseconds of the processor per active partner-month, of each rule."""
    compiled, spent, partners = compiled_month(state.rules), {}, 0
    for _ in range(months):
        partners += int(state.pool["active"].sum())
        for phase in phases_due(lambda name: state.world[0][name], state.rules):
            start = time.process_time_ns()
            perform(phase, compiled, state.pool, state.world)
            spent[phase.rule] = spent.get(phase.rule, 0) + time.process_time_ns() - start
        state.world["month"] += 1
    return {rule: nanoseconds / partners for rule, nanoseconds in spent.items()}


def table(found):
    """Of (ns per active partner-month, ns by rule of plans) by plan."""
    rules = [phase.rule for phases in OF_PLANS.values() for phase in phases]
    lines = [f"plans: ns of the processor per active partner-month, {machine()}",
             f"{'':28s}{'month':>8s}{'more':>8s}" + "".join(f"{rule:>14s}" for rule in rules)]  # fmt: skip
    first = next(iter(found.values()))[0]
    for name, (whole, spent) in found.items():
        numbers = "".join(f"{spent[rule]:14,.0f}" if rule in spent else f"{'':14s}" for rule in rules)
        lines.append(f"{name:28s}{whole:8,.0f}{whole - first:+8,.0f}{numbers}")
    return "\n".join([*lines, "goals: four brackets at most 260 ns more than flat pay; six components 1,500 ns in all", ""])


@pytest.mark.parametrize("name", PLANS)
def test_a_plan(benchmark, readings, once, eve, name):
    start = under(eve, name)
    journal = benchmark.pedantic(
        lambda state: state.play(MONTHS), setup=lambda: ((start.copy(),), {}), rounds=1 if once else 25, warmup_rounds=1
    )
    pay = journal[:, [LINE[line] for line in ("commission", "recurring_pay")]].sum()
    assert np.isfinite(journal).all()
    assert pay > 0.0
    assert (start.rules.plan_size > 0) == (name not in IN_THE_SHORT_FORM)
    if benchmark.stats:
        whole = 1e9 * benchmark.stats.stats.min / journal[:, LINE["active"]].sum()
        by_rule(start.copy(), 1)  # what is not compiled yet is now
        readings[name] = (whole, by_rule(start.copy(), MONTHS))
