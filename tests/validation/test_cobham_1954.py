"""Cobham 1954: two non-preemptive classes; priority moves waiting between them and creates none."""

import numpy as np
import pytest

from partnerscape.rules.queue_support import desk, waiting_probability

RATE = 200.0  # tickets an agent and month


@pytest.mark.parametrize("share_first", [0.0, 0.2, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("agents", [3, 10, 12])
def test_the_arrival_weighted_wait_is_that_of_a_single_class(agents: int, share_first: float) -> None:
    tickets = 0.9 * agents * RATE
    first, second = share_first * tickets, (1.0 - share_first) * tickets
    patience = 1.0
    quality_first, quality_second, mean_wait = desk(agents, first, second, RATE, patience)
    single = waiting_probability(agents, tickets / RATE) / (agents * RATE - tickets)
    assert mean_wait == pytest.approx(single, rel=1e-12)
    if 0.0 < share_first < 1.0:
        waits = -np.log([quality_first, quality_second]) * patience  # below the admission limit quality is e^(-wait)
        assert (first * waits[0] + second * waits[1]) / tickets == pytest.approx(single, rel=1e-10)
        assert waits[0] < single < waits[1]
        assert waits[0] == pytest.approx(single * (1.0 - 0.9) / (1.0 - 0.9 * share_first), rel=1e-10)
