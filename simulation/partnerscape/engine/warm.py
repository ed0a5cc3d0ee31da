"""Compile the months before they are needed: by components; by levers, also rule by rule, as Mesa's driver walks it.

``python -m partnerscape.engine.warm`` does it in two processes: what a whole month and its single rules share compiles once.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from partnerscape.scenario import Policy, Scenario, load_scenario

from . import encode, runs
from .build import compiled_month
from .month import month_of
from .walk import perform

SHORTEST = {"burn_in_months": 1, "horizon_months": 1, "initial_partners": 50}
A_PLAN = Policy.model_validate({"pay": {"commission": {"on": "revenue", "rate": 0.1}}})  # left as it is: levers would say it too


def by_levers() -> None:
    """The usual month; then each rule as a loop of its own, whether it has something to do or not."""
    scenario = _small()
    runs.play_policy(scenario, encode.encode_policy(scenario.current_policy, scenario), 0)
    state = runs.founded(scenario, 0)
    for phase in month_of(state.rules):
        perform(phase, compiled_month(state.rules), state.pool, state.world)


def by_components() -> None:
    """The month of pay plans."""
    scenario = _small()
    runs.play_policy(scenario, encode.encode_policy(A_PLAN, scenario, in_components=True), 0)


def _small() -> Scenario:
    return load_scenario("marketplace").changed(time=SHORTEST)


if __name__ == "__main__":
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for task in [pool.submit(compiling) for compiling in (by_components, by_levers)]:
            task.result()
