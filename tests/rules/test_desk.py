"""The support desk: whole agents are queues, in between the lever is smooth, the best are served first."""

import numpy as np
import pytest

from partnerscape.engine.build import compiled_month
from partnerscape.rules.shared.desk import desk


def served(state: object, agents: float, priority: float = 0.0) -> tuple[float, float, float]:
    """(quality of the first, of the second, wait) with so many agents a hundred partners."""
    for block in state.pool:
        if (n := int(block["active"])) == 0:
            continue
        block["support_agents"][:n] = agents
        block["priority"][:n] = block["trailing_revenue"][:n] >= np.quantile(block["trailing_revenue"][:n], 1.0 - priority)
        if priority == 0.0:
            block["priority"][:n] = 0.0
    compiled_month().vendor_queue_support(state.pool, state.world)
    w = state.world[0]
    return float(w["support_first"]), float(w["support_second"]), float(w["wait_hours"])


def test_quality_rises_smoothly_and_wait_falls_with_agents(marketplace: object) -> None:
    state = marketplace.eve(1).copy()
    grid = np.arange(0.2, 5.0, 0.02)
    quality = np.array([served(state, a)[1] for a in grid])
    assert np.all(np.diff(quality) >= 0.0)
    whole = np.array([served(state, 100.0 * a / state.pool[0]["active"])[1] for a in range(3, 12)])
    assert np.max(np.diff(quality)) < 0.2 * np.max(np.diff(whole))  # no jump at a whole agent
    waits = np.array([served(state, a)[2] for a in np.arange(2.6, 5.0, 0.02)])
    assert np.all(np.diff(waits) <= 0.0)


def test_no_agents_no_help(marketplace: object) -> None:
    assert served(marketplace.eve(1).copy(), 0.0)[1] == 0.0


def test_priority_at_a_tight_desk_helps_the_first_at_the_second_s_expense(marketplace: object) -> None:
    state = marketplace.eve(1).copy()
    _, everybody, _ = served(state, 1.6)
    first, second, _ = served(state, 1.6, priority=0.2)
    assert first > everybody + 0.05
    assert second < everybody - 0.05


def test_at_most_97_percent_are_admitted_first_class_first() -> None:
    rate, patience = 200.0, 1.0
    first, second, _ = desk(10, 1500.0, 3000.0, rate, patience)
    calm, _, _ = desk(10, 1500.0, 440.0, rate, patience)
    assert first == pytest.approx(calm)  # the second class cannot push the first out
    assert second < (0.97 * 2000.0 - 1500.0) / 3000.0 + 1e-12
