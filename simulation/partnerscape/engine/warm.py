"""Compile both months before they are needed: that of the usual levers and that of plans of components.

``python -m partnerscape.engine.warm`` does it side by side, in two processes.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from partnerscape.scenario import load_scenario

from . import encode, runs

SHORTEST = {"burn_in_months": 1, "horizon_months": 1, "initial_partners": 50}


def compile_month(in_components: bool) -> None:
    """Play two months of a small programme, its pay as levers or as components."""
    scenario = load_scenario("marketplace").changed(time=SHORTEST)
    runs.play_policy(scenario, encode.encode_policy(scenario.current_policy, scenario, in_components=in_components), 0)


if __name__ == "__main__":
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(compile_month, (True, False)))
