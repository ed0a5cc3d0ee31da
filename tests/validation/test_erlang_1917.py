"""Erlang C: the probability of waiting at a desk of c agents with offered load a."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from partnerscape.rules.queue_support import waiting_probability

SOURCE = "Erlang C (Erlang 1917)"


def erlang_c(agents: int, load: float) -> float:
    """The textbook sum."""
    full = load**agents / math.factorial(agents) * agents / (agents - load)
    return full / (sum(load**k / math.factorial(k) for k in range(agents)) + full)


@pytest.mark.parametrize(("agents", "waits"), [(10, 0.669), (11, 0.431), (12, 0.266), (14, 0.089)])
def test_probability_of_waiting_at_load_nine(agents: int, waits: float, record: Callable) -> None:
    record(f"load 9, {agents} agents: P(wait)", must=waits, gives=waiting_probability(agents, 9.0), within=0.0006)
    assert waiting_probability(agents, 9.0) == pytest.approx(erlang_c(agents, 9.0), rel=1e-12)


@pytest.mark.parametrize(("agents", "load"), [(1, 0.5), (2, 1.9), (40, 37.0), (5, 0.0)])
def test_probability_of_waiting_elsewhere(agents: int, load: float) -> None:
    assert waiting_probability(agents, load) == pytest.approx(erlang_c(agents, load), rel=1e-12)


def test_probability_of_waiting_at_drawn_desks(record: Callable, drawn: np.random.Generator) -> None:
    agents = int(drawn.integers(2, 80))
    load = float(drawn.uniform(0.5, 0.98) * agents)
    record(
        f"load {load:.2f}, {agents} agents: P(wait)",
        must=erlang_c(agents, load),
        gives=waiting_probability(agents, load),
        relative=1e-12,
    )
