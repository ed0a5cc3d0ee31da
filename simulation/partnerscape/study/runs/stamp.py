"""What every output states of itself: scenario, policy, version, seeds."""

from __future__ import annotations

from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.language import phrase, term
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
    changes = scenario.changes
    programme = (
        phrase("scenario {name} with {changes}", name=scenario.name, changes=in_words(changes))
        if changes
        else phrase("scenario {name}", name=scenario.name)
    )
    first, last, number = seeds[0], seeds[-1], len(seeds)
    numbers = (
        phrase("seed {seed}", seed=first)
        if number == 1
        else phrase("seeds {first} to {last} ({number})", first=first, last=last, number=number)
    )
    policy_part = phrase("policy {policy}", policy=policy) if policy else ""
    own = own or driver_of(rules).own
    parts = (term(scenario.standing), programme, policy_part, f"partnerscape {__version__}", numbers, own)
    return ", ".join(filter(None, parts))
