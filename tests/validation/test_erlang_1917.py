"""Erlang C: the probability of waiting at a desk of c agents with offered load a."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from partnerscape.rules.shared.desk import waiting_probability
from partnerscape.scenario import Scenario

SOURCE = "Erlang C (Erlang 1917)"


def erlang_c(agents: int, load: float) -> float:
    """The textbook sum."""
    full = load**agents / math.factorial(agents) * agents / (agents - load)
    return full / (sum(load**k / math.factorial(k) for k in range(agents)) + full)


@pytest.mark.parametrize(("agents", "waits"), [(10, 0.669), (11, 0.431), (12, 0.266), (14, 0.089)])
def test_probability_of_waiting_at_load_nine(agents: int, waits: float, record: Callable) -> None:
    assert record(f"load 9, {agents} agents: P(wait)", must=waits, gives=waiting_probability(agents, 9.0), within=0.0006)
    assert waiting_probability(agents, 9.0) == pytest.approx(erlang_c(agents, 9.0), rel=1e-12)


@pytest.mark.parametrize(("agents", "load"), [(1, 0.5), (2, 1.9), (40, 37.0), (5, 0.0)])
def test_probability_of_waiting_elsewhere(agents: int, load: float) -> None:
    assert waiting_probability(agents, load) == pytest.approx(erlang_c(agents, load), rel=1e-12)


def test_probability_of_waiting_at_drawn_desks(record: Callable, drawn: np.random.Generator) -> None:
    agents = int(drawn.integers(2, 80))
    load = float(drawn.uniform(0.5, 0.98) * agents)
    assert record(
        f"load {load:.2f}, {agents} agents: P(wait)",
        must=erlang_c(agents, load),
        gives=waiting_probability(agents, load),
        relative=1e-12,
    )


def with_desk(scenario: Scenario, programme: Callable, agents: int, load: float) -> Scenario:
    """The limit with so many agents, and with as many tickets per lead as offer them this load."""
    partners = scenario.time.initial_partners
    policy = scenario.current_policy.changed(support_agents=100.0 * agents / partners)
    scenario = scenario.changed(policies={"linear": policy}).assuming(tickets_per_customer=0.0)
    leads = programme(scenario).ledger(1).total("leads")[-1]
    desk, skill = scenario.assumptions.desk, scenario.segments[0].skill
    tickets = load * desk.agent_hours / desk.ticket_hours
    return scenario.assuming(tickets_per_lead=tickets / (leads * (1.5 - skill)))


def check(scenario: Scenario, programme: Callable, agents: int, load: float, waits: float, record: Callable) -> None:
    """P(wait) from the journal: mean wait = P(wait) / (agents x rate - tickets)."""
    desk = scenario.assumptions.desk
    ledger = programme(with_desk(scenario, programme, agents, load)).ledger(1)
    assert record(
        f"a month with load {load:.2f}, {agents} agents: load",
        must=load,
        gives=float(agents * ledger.total("utilisation")[-1]),
        relative=1e-3,
    )
    free = (agents - load) * desk.agent_hours / desk.ticket_hours
    found = float(ledger.total("wait")[-1] / desk.agent_hours * free)
    assert record(f"a month with load {load:.2f}, {agents} agents: P(wait)", must=waits, gives=found, relative=0.005)


@pytest.mark.parametrize(("agents", "waits"), [(10, 0.669), (12, 0.266)])
def test_a_months_wait_at_load_nine(limit: Callable, programme: Callable, record: Callable, agents: int, waits: float) -> None:
    check(limit("commission_only"), programme, agents, 9.0, waits, record)


def test_a_months_wait_at_drawn_desks(limit: Callable, programme: Callable, record: Callable, drawn: np.random.Generator) -> None:
    agents, hours = int(drawn.integers(3, 40)), float(drawn.uniform(0.4, 2.0))
    load = float(drawn.uniform(0.6, 0.93) * agents)
    check(limit("commission_only").assuming(ticket_hours=hours), programme, agents, load, erlang_c(agents, load), record)
