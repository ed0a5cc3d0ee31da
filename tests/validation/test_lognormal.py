"""Lognormal revenue: the share of the best fifth is Phi(sd - z_.8), the Gini coefficient 2 Phi(sd / root 2) - 1."""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr, ndtri

from partnerscape.metrics import measure
from partnerscape.scenario import Scenario

SOURCE = "lognormal (Aitchison & Brown 1957)"
SEEDS = range(6)


def gini(values: np.ndarray) -> float:
    ranks = np.arange(1, values.size + 1)
    return float(2.0 * (ranks @ np.sort(values)) / (values.size * values.sum()) - (values.size + 1) / values.size)


def check(future: object, ln_sd: float, top: float, gini_there: float, record: Callable) -> None:
    runs = [future.run(seed) for seed in SEEDS]
    said = f"ln-sd {ln_sd:.3g}"
    found = np.mean([np.log(run.accounts["revenue"]).std() for run in runs])
    assert record(f"{said}: of revenue", must=ln_sd, gives=float(found), within=0.01)
    assert record(
        f"{said}: top-20 % share", must=top, gives=float(np.mean([measure(run)["top_fifth_share"] for run in runs])), within=0.004
    )
    assert record(
        f"{said}: Gini", must=gini_there, gives=float(np.mean([gini(run.accounts["revenue"]) for run in runs])), within=0.004
    )


def with_spread(scenario: Scenario, ln_reach_sd: float) -> Scenario:
    return scenario.changed(segments=[{**scenario.segments[0].model_dump(), "ln_reach_sd": ln_reach_sd}])


def test_shares_at_the_spread_of_a_marketplace(limit: Callable, programme: Callable, record: Callable) -> None:
    check(programme(limit("lognormal")), 1.39, 0.708, 0.674, record)


def test_shares_at_drawn_spreads(limit: Callable, programme: Callable, record: Callable, drawn: np.random.Generator) -> None:
    gamma, ln_sd = drawn.uniform(0.25, 0.45), drawn.uniform(0.8, 1.5)
    scenario = with_spread(limit("lognormal").assuming(gamma=gamma), ln_sd * (2.0 - gamma) / 2.0)
    check(programme(scenario), ln_sd, float(ndtr(ln_sd - ndtri(0.8))), float(2.0 * ndtr(ln_sd / np.sqrt(2.0)) - 1.0), record)
