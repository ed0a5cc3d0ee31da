"""Erlang C: the probability of waiting at a desk of c agents with offered load a."""

import math

import pytest

from partnerscape.rules.queue_support import waiting_probability


def erlang_c(agents: int, load: float) -> float:
    """The textbook sum."""
    full = load**agents / math.factorial(agents) * agents / (agents - load)
    return full / (sum(load**k / math.factorial(k) for k in range(agents)) + full)


@pytest.mark.parametrize(("agents", "waits"), [(10, 0.669), (11, 0.431), (12, 0.266), (14, 0.089)])
def test_probability_of_waiting_at_load_nine(agents: int, waits: float) -> None:
    assert waiting_probability(agents, 9.0) == pytest.approx(waits, abs=0.0006)
    assert waiting_probability(agents, 9.0) == pytest.approx(erlang_c(agents, 9.0), rel=1e-12)


@pytest.mark.parametrize(("agents", "load"), [(1, 0.5), (2, 1.9), (40, 37.0), (5, 0.0)])
def test_probability_of_waiting_elsewhere(agents: int, load: float) -> None:
    assert waiting_probability(agents, load) == pytest.approx(erlang_c(agents, load), rel=1e-12)
