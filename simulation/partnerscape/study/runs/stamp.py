"""What every output states of itself: scenario, policy, version, seeds."""

from __future__ import annotations

from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.scenario import Policy, Scenario
from partnerscape.scenario.reading.changes import changed_levers, in_words
from partnerscape.version import __version__

from .drivers import driver_of


def policy_in_words(name: str, policy: Policy, scenario: Scenario) -> str:
    """A policy by its name, and by what it changes of the current one, unless the scenario has it."""
    changes = {} if scenario.policies.get(name) == policy else changed_levers(policy, scenario.current_policy)
    return f"{name} ({in_words(changes)})" if changes else name


def stamp(scenario: Scenario, seeds: list[int], rules: Rulebook = AS_SHIPPED, policy: str = "", own: str = "") -> str:
    """Scenario with what was changed in it, policy, version, seeds, and the user's own rules and classes in one line.

    "Illustrative" until the scenario is fitted to data, "partly fitted" until a backtest has passed.
    """
    kind = f"{scenario.standing}, " if scenario.standing else ""
    numbers = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]} to {seeds[-1]} ({len(seeds)})"
    own = own or driver_of(rules).own
    changed = f" with {in_words(changes)}" if (changes := scenario.changes) else ""
    policy_part = f", policy {policy}" if policy else ""
    line = f"{kind}scenario {scenario.name}{changed}{policy_part}, partnerscape {__version__}, {numbers}"
    return line + (f", {own}" if own else "")
