"""Cobham 1954: two non-preemptive classes; priority moves waiting between them and creates none."""

from collections.abc import Callable

import numpy as np
import pytest

from partnerscape.rules.shared.desk import desk, waiting_probability

SOURCE = "Cobham 1954"
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


def check(agents: int, first: float, second: float, record: Callable) -> None:
    quality_first, quality_second, _ = desk(agents, first, second, RATE, 1.0)
    tickets = first + second
    single = waiting_probability(agents, tickets / RATE) / (agents * RATE - tickets)
    weighted = -(first * np.log(quality_first) + second * np.log(quality_second)) / tickets
    said = f"{agents} agents, {tickets / agents / RATE:.2f} busy, {first / tickets:.0%} first"
    assert record(f"{said}: mean wait over single-class wait", must=1.0, gives=float(weighted / single), within=1e-9)


def test_priority_creates_no_waiting(record: Callable) -> None:
    check(10, 0.2 * 0.9 * 10 * RATE, 0.8 * 0.9 * 10 * RATE, record)


def test_priority_creates_no_waiting_at_drawn_desks(record: Callable, drawn: np.random.Generator) -> None:
    agents = int(drawn.integers(1, 60))
    tickets, share = float(drawn.uniform(0.5, 0.965)) * agents * RATE, float(drawn.uniform(0.05, 0.95))
    check(agents, share * tickets, (1.0 - share) * tickets, record)


def test_a_months_mean_wait_is_that_without_priority(limit: Callable, programme: Callable, record: Callable) -> None:
    scenario = limit("commission_only").assuming(tickets_per_customer=0.0, priority_cost=0.0)
    leads = programme(scenario).ledger(1).total("leads")[-1]
    tickets = 9.0 * scenario.assumptions.desk.agent_hours
    future = programme(scenario.assuming(tickets_per_lead=tickets / leads))
    alone = future.ledger(1, support_agents=5.0)  # ten agents
    assert 0.7 < alone.total("utilisation")[-1] < 0.97
    for share in (0.2, 0.5):
        served = future.ledger(1, support_agents=5.0, priority_share=share)
        ratio = float(served.total("wait")[-1] / alone.total("wait")[-1])
        assert record(f"a month with the best {share:.0%} first: mean wait over that without", must=1.0, gives=ratio, within=1e-9)
        assert served.total("support")[-1] != alone.total("support")[-1]  # but who waits did change
