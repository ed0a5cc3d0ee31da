"""No free lunches: every lever without a reason to the contrary has its best value inside its usual range."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.engine import encode
from partnerscape.metrics.gains import Measured
from partnerscape.scenario import LEVERS, Scenario, load_scenario
from partnerscape.scenario.declare import Lever

SOURCE = "levers bend"
INNER, INNER_FULL = 5, 9
SEEDS = {"marketplace": 6, "saas_resellers": 6, "affiliate_network": 3, "integrators": 6}
CLEAR = 2.0  # paired t
NEVER_AT_0 = ("survey_every", "review_every")  # 0 is never: most often, every month, is an end too
pytestmark = pytest.mark.slow


def values_of(name: str, lever: Lever, today: float, inner: int) -> tuple[list[float], list[float]]:
    """The ends of a lever's usual range, which goes to twice today's value where that lies beyond it, and values inside it."""
    high = min(2.0 * today, lever.bounds[1]) if today > lever.high else lever.high
    ends = [lever.low, *([1.0] if name in NEVER_AT_0 else []), high]
    inside = [*np.linspace(lever.low, high, inner + 2)[1:-1], today, 0.5 * today, 1.5 * today]
    inside = [float(round(v)) for v in inside] if lever.whole else inside
    return ends, sorted({round(v, 10) for v in inside if lever.low < v < high and v not in ends})


def npv(scenario: Scenario, eves: list[engine.State], name: str, value: float) -> np.ndarray:
    """NPV by seed under today's policy with the lever at a value; minus infinity where there are not so many offers."""
    most = len(scenario.catalogue)
    if name == "offers" and value > most:
        return np.full(len(eves), -np.inf)
    rows = encode.encode_policy(scenario.current_policy.changed(**{name: int(value) if LEVERS[name].whole else value}), scenario)
    return np.array([Measured.of(engine.branch(eve, rows, scenario)).metrics["npv"] for eve in eves])


@pytest.mark.parametrize("name", SEEDS)
def test_no_lever_is_best_at_an_end(name: str, record: Callable, full: bool) -> None:
    scenario = load_scenario(name)
    eves = [engine.burn_in(scenario, seed) for seed in range(SEEDS[name] * (3 if full else 1))]
    today = np.abs(
        [
            Measured.of(engine.branch(eve, encode.encode_policy(scenario.current_policy, scenario), scenario)).metrics["npv"]
            for eve in eves
        ]
    )
    found = {}
    for lever_name, lever in LEVERS.items():
        if lever.at_end:
            continue
        ends, inside = values_of(
            lever_name, lever, float(getattr(scenario.current_policy, lever_name)), INNER_FULL if full else INNER
        )
        outer = {value: npv(scenario, eves, lever_name, value) for value in ends}
        inner = {value: npv(scenario, eves, lever_name, value) for value in inside}
        best_end, best = max(outer, key=lambda v: outer[v].mean()), max(inner, key=lambda v: inner[v].mean())
        ahead = (outer[best_end] - inner[best]) / today
        t = float(ahead.mean() / max(ahead.std(ddof=1) / len(ahead) ** 0.5, 1e-12)) if np.all(np.isfinite(ahead)) else -np.inf
        found[lever_name] = (t, best_end, best, float(ahead.mean()))
    clear = {lever: told for lever, told in found.items() if told[0] > CLEAR}
    near = [lever for lever, told in found.items() if 0.0 < told[0] <= CLEAR]
    said = "; ".join(
        f"{lever} {end:g} over {best:g} by {ahead:+.2%}, t {min(t, 99.0):.1f}" for lever, (t, end, best, ahead) in clear.items()
    )
    told = f"{len(found)} levers; at an end: {said or 'none'}; not clearly: {', '.join(near) or 'none'}"
    assert record(f"{name}: best NPV over each lever's usual range", must="inside", gives=told, holds=not clear)
