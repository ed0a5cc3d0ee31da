"""What was changed in a scenario since it was loaded, so that results can state it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..pay.changes import PLAN

if TYPE_CHECKING:
    from ..levers import Policy

FREE_NAMES = ("uncertain", "policies")  # tables whose keys are names that users give
NOT_STATED = {
    "name",
    "title",
    "illustrative",
    "by_hand",
    "today",
    "fitted",
}  # what does not move results, or follows from the rest
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
    """The levers in which a policy differs, with its values; a segment's as ``small__offers``, a plan's number by its path."""
    then, now = (p.model_dump(exclude=NO_LEVERS) for p in (policy, current))
    levers: dict[str, Any] = {}
    for name, value in then.items():
        if value != now[name]:
            levers |= _in_plan(name, now[name], value) if name in PLAN else {name: value}
    for segment in dict.fromkeys((*policy.segments, *current.segments)):
        own, before = policy.segments.get(segment, {}), current.segments.get(segment, {})
        terms = policy.terms_of(segment).model_dump()
        moved = [lever for lever in dict.fromkeys((*own, *before)) if own.get(lever) != before.get(lever)]
        levers |= {f"{segment}__{lever}": terms[lever] for lever in moved}
    return levers


def _in_plan(name: str, before: Any, now: Any) -> dict[str, Any]:
    """The numbers of a pay plan that changed, by their paths; where its form did, the tables, ``{}`` for one that is gone."""
    numbers = _numbers(name, before, now)
    if numbers is not None:
        return numbers
    if not isinstance(before, Mapping) or not isinstance(now, Mapping):
        return {name: now}
    gone: dict[str, Any] = {key: {} for key in before if key not in now} if name == "pay" else {}
    return {name: {**gone, **{key: value for key, value in now.items() if value != before.get(key)}}}


def _numbers(path: str, before: Any, now: Any) -> dict[str, Any] | None:
    """Changed numbers of tables that have the same form; None if they have not."""
    if before == now:
        return {}
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        pairs = [(key, before[key], now[key]) for key in now if key in before]
        same = before.keys() == now.keys()
    elif _is_number_alone(before) and _is_number_alone(now):
        return {path: now[0]}
    elif isinstance(before, list | tuple) and isinstance(now, list | tuple):
        pairs = [(str(at), old, new) for at, (old, new) in enumerate(zip(before, now, strict=False))]
        same = len(before) == len(now)
    else:
        is_number = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (before, now))
        return {path: now} if is_number else None
    parts = [_numbers(f"{path}.{'from' if key == 'start' else key}", old, new) for key, old, new in pairs]
    if not same or any(part is None for part in parts):
        return None
    return {key: value for part in parts if part is not None for key, value in part.items()}


def _is_number_alone(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 1 and isinstance(value[0], int | float)


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
