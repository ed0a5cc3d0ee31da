"""A pay plan that differs from another one: component by component, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Misfit, Shown, named, refuse
from .component import HOWS

PLAN = ("pay", "levels", "payout", "up_or_out", "registration")
SHORT_FORM = (
    "commission_rate", "retainer", "tiers", "tier_months", "retroactive", "bonus", "target", "recurring_months",
    "referral_rates", "cap", "clawback_months", "quality_bonus",
)  # fmt: skip  # levers that are the short way to write the usual plan


def inherited_plan(parent: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A parent's table with what a policy states over it, as far as pay is concerned.

    A plan of components takes the place of a parent's short form. Components have their parent's keys
    where they state none of their own; one that is stated as ``{}`` is gone; another way to pay takes the place of the parent's.
    """
    table = dict(parent)
    if not isinstance(own.get("pay"), Mapping):
        return {**table, **own}
    if not table.get("pay"):
        table = {key: value for key, value in table.items() if key not in SHORT_FORM}
    merged = {**table, **own}
    merged["pay"] = _components(table.get("pay") or {}, own["pay"])
    for key in ("levels",):
        if isinstance(own.get(key), Mapping) and isinstance(table.get(key), Mapping):
            merged[key] = {**table[key], **own[key]}
    return merged


def _components(parent: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(parent)
    for name, stated in own.items():
        if stated is None or stated == {}:
            merged.pop(name, None)
        elif isinstance(stated, Mapping) and isinstance(parent.get(name), Mapping):
            before = dict(parent[name])
            if any(how in stated for how in HOWS):
                before = {key: value for key, value in before.items() if key not in HOWS}
            merged[name] = {**before, **stated}
        else:
            merged[name] = stated
    return merged


def with_value(table: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A policy's table with one number of its plan changed: ``pay.renewals.rate``, ``pay.split.brackets.1.start``.

    Raises
    ------
    InputError
        If the plan has nothing there.
    """
    return _changed(table, path.split("."), value, path)


def _changed(inner: Any, steps: list[str], value: Any, path: str) -> Any:
    step, *rest = steps
    if isinstance(inner, Mapping):
        if step == "from":
            step = "start"
        if not rest:
            return {**inner, step: _like(inner.get(step), value, path)}
        if step not in inner:
            _nothing(path, step, list(inner))
        return {**inner, step: _changed(inner[step], rest, value, path)}
    if isinstance(inner, list | tuple):
        if not step.isdigit() or int(step) >= len(inner):
            _nothing(path, step, [str(at) for at in range(len(inner))])
        at = int(step)
        changed = value if not rest else _changed(inner[at], rest, value, path)
        return [*inner[:at], changed, *inner[at + 1 :]]
    return _nothing(path, step, [])


def _like(before: Any, value: Any, path: str) -> Any:
    """A number in the place of a list of one is a list of one; of several, the path says which."""
    if not isinstance(before, list | tuple) or isinstance(value, list | tuple | dict):
        return value
    if len(before) > 1:
        _nothing(path, path, [f"{path}.{at}" for at in range(len(before))])
    return [value]


def _nothing(path: str, step: str, known: list[str]) -> Any:
    refuse([Misfit(path, named(known, step) if known else "a number of the pay plan", Shown(step))])
