"""Months before the rollout under the policies that a scenario's history names, one after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from partnerscape.rules.shared import records
from partnerscape.scenario import Policy, Scenario

from . import encode
from .state import State

Part = TypeVar("Part")


def in_force(scenario: Scenario, before: int) -> Policy:
    """The policy of the month that lies so many months before the rollout; 1: the last one."""
    for earlier in scenario.history.policies if scenario.history else ():
        if before > earlier.until:
            return scenario.policies[earlier.policy]
    return scenario.current_policy


def in_turn(state: State, scenario: Scenario, months: int, play: Callable[[int], Part]) -> list[Part]:
    """What ``play`` returns of each stretch of months with one policy, which it lets pass in ``state``."""
    if not months:
        return [play(0)]
    parts, left = [], int(state.world[0]["rollout_month"]) - int(state.world[0]["month"])
    changes = [earlier.until for earlier in scenario.history.policies] if scenario.history else []
    while months > 0:
        if left in changes:
            _take_effect(state, scenario, in_force(scenario, left))
        length = min(months, left - max([until for until in changes if until < left], default=left - months))
        parts.append(play(length))
        months, left = months - length, left - length
    return parts


def _take_effect(state: State, scenario: Scenario, policy: Policy) -> None:
    """Everybody's terms from the next month on: a change whose announcement nobody remembers."""
    rows = encode.encode_policy(policy, scenario, policy)
    for first in (0, records.SEGMENTS):
        encode.write_policy(state.world, rows, first)
