"""What was changed in a scenario since it was loaded, so that results can state it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..levers import Policy

FREE_NAMES = ("uncertain", "policies")  # tables whose keys are names that users give
NOT_STATED = {"name", "title", "illustrative", "by_hand", "today"}  # what does not move results, or follows from the rest
NO_LEVERS = {"based_on", "meaning", "segments"}  # fields of a policy that are no levers
MOST_LISTED = 8


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Changed keys with their new values: ``gamma``, ``time.horizon_months``, ``policies.good.offers``; None: removed."""
    changes = dict(_leaves(before, now, ()))
    widened = [key for key in changes if key.startswith("uncertain.") and key.removeprefix("uncertain.") in changes]
    return {key: value for key, value in changes.items() if key not in widened}  # a range widens with its stated value


def _leaves(before: Mapping[str, Any], now: Mapping[str, Any], way: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for key in dict.fromkeys((*now, *before)):
        old, new = before.get(key), now.get(key)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _leaves(old, new, (*way, key))
        elif old != new:
            yield (key if way[:1] == ("assumptions",) else ".".join((*way, key))), new


def changed_levers(policy: Policy, current: Policy) -> dict[str, Any]:
    """The levers in which a policy differs, with its values; a segment's as ``small__offers``."""
    then, now = (p.model_dump(exclude=NO_LEVERS) for p in (policy, current))
    levers = {name: value for name, value in then.items() if value != now[name]}
    for segment in dict.fromkeys((*policy.segments, *current.segments)):
        own, before = policy.segments.get(segment, {}), current.segments.get(segment, {})
        terms = policy.terms_of(segment).model_dump()
        moved = [lever for lever in dict.fromkeys((*own, *before)) if own.get(lever) != before.get(lever)]
        levers |= {f"{segment}__{lever}": terms[lever] for lever in moved}
    return levers


def in_words(changes: Mapping[str, Any]) -> str:
    """Changes in one line: small values as they are, tables and lists by name; empty if there are none."""
    parts = [f"{key} = {_short(value)}" if _short(value) else key for key, value in list(changes.items())[:MOST_LISTED]]
    more = len(changes) - MOST_LISTED
    return ", ".join([*parts, f"{more} more"] if more > 0 else parts)


def _short(value: Any) -> str:
    """A value in a few characters; empty if it takes more."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if isinstance(value, int | float | str) and len(text) <= 40 else ""
