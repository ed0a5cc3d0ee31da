"""Demand and arrivals that a scenario states month by month around the rollout."""

from __future__ import annotations

import numpy as np
import pytest

from partnerscape import engine
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import InputError, Scenario, load_scenario

MONTHS = {"burn_in_months": 10, "horizon_months": 8, "initial_partners": 300}


def with_paths(events: tuple = (), **paths: list[float]) -> Scenario:
    return load_scenario("marketplace").changed(time=MONTHS, events=events, **({"history": paths} if paths else {}))


def levels(scenario: Scenario) -> np.ndarray:
    """Demand and arrivals relative to what is assumed, month by month, shape (months, 2)."""
    state, seen = engine.founded(scenario, 1, blocks=2), []
    for _ in range(18):
        state.play(1)
        seen.append([state.world[0][name] for name in ("demand_level", "arrivals_now")])
    return np.array(seen)


def test_paths_hold_in_their_months_and_events_come_on_top() -> None:
    shock = {"kind": "demand_shock", "month": 1, "size": -0.5, "months": 2}
    found = levels(with_paths((shock,), demand=[0.5, 0.7, 0.9], arrivals=[2.0], demand_ahead=[1.1, 1.2], arrivals_ahead=[0.0]))
    demand, arrivals = np.ones(18), np.ones(18)
    demand[7:13] = 0.5, 0.7, 0.9, 1.1, 1.2 * 0.5, 0.5
    arrivals[9:11] = 2.0, 0.0
    assert np.array_equal(found, np.column_stack([demand, arrivals]))


def test_without_paths_nothing_changes_and_ones_change_nothing() -> None:
    ones = with_paths(demand=[1.0] * 10, arrivals=[1.0] * 10, demand_ahead=[1.0] * 8)
    one, other = (engine.founded(scenario, 1, blocks=2).play(18) for scenario in (with_paths(), ones))
    assert np.array_equal(one, other)


def test_more_demand_sells_more_and_more_arrivals_sign() -> None:
    plain, more = (
        engine.founded(scenario, 1, blocks=2).play(10).sum(axis=2)
        for scenario in (with_paths(), with_paths(demand=[1.5], arrivals=[3.0, 1.0]))
    )
    assert np.array_equal(plain[:8], more[:8])
    assert more[9, LINE["expected_leads"]] > 1.4 * plain[9, LINE["expected_leads"]]
    assert more[8, LINE["arrived"]] > 2.0 * plain[8, LINE["arrived"]]


@pytest.mark.parametrize(
    ("paths", "told"),
    [({"demand": [-0.1]}, "demand.*-0.1"), ({"arrivals": [1.0] * 241}, "arrivals"), ({"season": [1.0]}, "season")],
)
def test_paths_that_are_none_are_refused(paths: dict, told: str) -> None:
    with pytest.raises(InputError, match=told):
        with_paths(**paths)
