"""Compile the months before they are needed: by levers, by components, and rule by rule, as Mesa's driver walks it.

``python -m partnerscape.engine.warm`` does it in processes side by side, as many as there are cores.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from partnerscape.rules.shared import records
from partnerscape.scenario import Policy, Scenario, load_scenario

from . import encode, runs
from .build import compiled_month
from .month import month_of
from .state import State
from .walk import perform

SHORTEST = {"burn_in_months": 1, "horizon_months": 1, "initial_partners": 50}
A_PLAN = Policy.model_validate({"pay": {"commission": {"on": "revenue", "rate": 0.1}}})  # left as it is: levers would say it too


def by_levers() -> None:
    """The usual month."""
    scenario = _small()
    runs.play_policy(scenario, encode.encode_policy(scenario.current_policy, scenario), 0)


def by_components() -> None:
    """The month of pay plans."""
    runs.play_policy(_small(), _planned(), 0)


def rule_by_rule() -> None:
    """Each rule as a loop of its own, whether it has something to do or not."""
    _walk(runs.founded(_small(), 0))


def components_rule_by_rule() -> None:
    """The same under a plan, as whoever follows a partner walks it."""
    rows = _planned()
    state = runs.founded(_small(), 0).planning(encode.plan_size_of(rows))
    encode.write_policy(state.world, rows, records.SEGMENTS)
    _walk(state)


def _walk(state: State) -> None:
    for phase in month_of(state.rules):
        perform(phase, compiled_month(state.rules), state.pool, state.world)


def _small() -> Scenario:
    return load_scenario("marketplace").changed(time=SHORTEST)


def _planned() -> np.ndarray:
    return encode.encode_policy(A_PLAN, _small(), in_components=True)


LONGEST_FIRST: tuple[Callable[[], None], ...] = (by_components, components_rule_by_rule, by_levers, rule_by_rule)

if __name__ == "__main__":
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for task in [pool.submit(compiling) for compiling in LONGEST_FIRST]:
            task.result()
