"""What a candidate changes, one lever at a time, to compare it with the best of them alone."""

from __future__ import annotations

from typing import Any

from partnerscape.scenario import LEVERS, InputError, Policy
from partnerscape.scenario.pay.changes import PLAN
from partnerscape.scenario.pay.numbers import is_path
from partnerscape.scenario.reading.changes import changed_levers


def single_changes(policy: Policy, current: Policy) -> dict[str, dict[str, Any]]:
    """The levers in which a policy differs, one by one, as far as each can change alone.

    A pay plan of another form is one change, together with the pay levers that it takes the place of.
    """
    levers = changed_levers(policy, current)
    of_pay = [key for key in levers if is_pay(key)] if any(key in PLAN for key in levers) else []
    steps = {"pay": {key: levers[key] for key in of_pay}} if of_pay else {}
    steps |= {key: {key: value} for key, value in levers.items() if key not in of_pay}
    return {name: step for name, step in steps.items() if _stands(current, step)}


def is_pay(key: str) -> bool:
    """Whether a lever is part of what partners are paid."""
    lever = LEVERS.get(key.rpartition("__")[2])
    return key in PLAN or is_path(key) or key in ("tiers", "referral_rates") or (lever is not None and lever.pay)


def _stands(current: Policy, step: dict[str, Any]) -> bool:
    try:
        current.changed(**step)
    except InputError:
        return False
    return True
