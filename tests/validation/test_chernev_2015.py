"""Chernev, Boeckenholt & Goodman 2015: choice overload. The inverted U in offers emerges, and only from its causes.

At an ample desk, so that congestion plays no part; at a tight one it moves the peak further left.
"""

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape.scenario import Scenario

SOURCE = "Chernev, Boeckenholt & Goodman 2015"
SEEDS = range(8)
OFFERS = (1, 2, 4, 6, 8, 10, 13, 16, 20, 25, 30)
AMPLE = {"support_agents": 6.0}


def curve(programme: Callable, scenario: Scenario, metric: str, **levers: float) -> np.ndarray:
    """Mean of a metric over the futures for every number of offers."""
    future = programme(scenario)
    return np.array([future.metric(metric, SEEDS, offers=n, **AMPLE, **levers).mean() for n in OFFERS])


def peak(values: np.ndarray) -> float:
    """Where the curve is highest: the vertex of a parabola through the three highest neighbours, in offers."""
    top = int(np.clip(np.argmax(values), 1, len(values) - 2))
    a, b, _ = np.polyfit(OFFERS[top - 1 : top + 2], values[top - 1 : top + 2], 2)
    return float(-b / (2.0 * a)) if a < 0.0 else float(OFFERS[int(np.argmax(values))])


@pytest.mark.parametrize("metric", ["leads", "revenue", "npv"])
def test_an_inverted_u_in_offers(marketplace: object, programme: Callable, record: Callable, metric: str) -> None:
    values = curve(programme, marketplace.scenario, metric)
    top = int(np.argmax(values))
    rises, falls = bool(np.all(np.diff(values[: top + 1]) > 0.0)), bool(values[-1] < 0.98 * values[top])
    inside = 0 < top < len(OFFERS) - 1 and bool(values[0] < 0.6 * values[top])
    said = (
        f"peak at {peak(values):.0f} offers; at 1 and 30, {values[0] / values[top]:.2f} and {values[-1] / values[top]:.2f} of it"
    )
    assert record(f"{metric} over offers", must="inverted U", gives=said, holds=inside and rises and falls)


@pytest.mark.parametrize("metric", ["leads", "revenue"])
def test_it_vanishes_without_looking_cost_and_dilution(
    marketplace: object, programme: Callable, record: Callable, metric: str
) -> None:
    values = curve(programme, marketplace.scenario.assuming(dilution=0.0, looking_hours=0.0), metric)
    rises = bool(np.all(np.diff(values) > 0.0))
    said = "rises" if rises else f"peak at {peak(values):.0f}"
    assert record(f"{metric} without dilution and looking", must="rises to the end", gives=said, holds=rises)


def test_its_peak_lies_further_right_with_curation_and_with_skill(
    marketplace: object, programme: Callable, record: Callable
) -> None:
    scenario = marketplace.scenario
    little, much = (peak(curve(programme, scenario, "leads", curation=c)) for c in (0.2, 0.7))
    said = f"{little:.0f} at .2, {much:.0f} at .7"
    assert record("peak of leads with curation", must="further right, by 2 offers", gives=said, holds=little + 2.0 < much)
    segments = [s.model_dump() for s in scenario.segments]
    fixed = scenario.assuming(learning_rate=0.0, forgetting=0.0)
    novices, masters = (
        peak(curve(programme, fixed.changed(segments=[{**s, "skill": skill} for s in segments]), "leads")) for skill in (0.2, 0.6)
    )
    said = f"{novices:.0f} at .2, {masters:.0f} at .6"
    assert record("peak of leads with skill", must="further right, by 2 offers", gives=said, holds=novices + 2.0 < masters)


def test_congestion_at_a_tight_desk_moves_it_left(marketplace: object, programme: Callable, record: Callable) -> None:
    ample = peak(curve(programme, marketplace.scenario, "npv"))
    tight = [marketplace.metric("npv", SEEDS, offers=n, support_agents=1.8).mean() for n in OFFERS]
    crowded = peak(np.array(tight))
    said = f"{ample:.0f} ample, {crowded:.0f} tight"
    assert record("peak of NPV at a tight desk", must="further left, by 1 offer", gives=said, holds=crowded < ample - 1.0)
