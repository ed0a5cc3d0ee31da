"""The numbers of a pay plan by their path, ``pay.renewals.rate`` …, with unit and bounds as their key declares them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from ..declare import Lever
from ..errors import Misfit, Shown, named, refuse
from .component import Component
from .levels import Levels
from .plan import PayOut, UpOrOut
from .registration import Registration

SHARE, MONEY, MONTHS, MEASURED = "share", "currency", "months", "as measured"
UNITS = {  # by key, wherever it stands; "as measured": what a component is paid on or a condition measures
    "rate": SHARE, "amount": "currency per unit", "start": MEASURED, "lump": "currency per period",
    "target": MEASURED, "guarantee": "currency per month", "pool": "currency per period", "prizes": MONEY,
    "customer_months": MONTHS, "tenure_months": MONTHS, "order_numbers": "orders", "minimum_order": MONEY, "maximum_order": MONEY,
    "unlocked": "recruits", "cap_month": "currency per month", "cap_year": "currency per year",
    "cap_per_unit": "currency per order", "vendor_cap_year": "currency per period",
    "most_of_vendor_share": SHARE, "delay_months": MONTHS, "instalments": "payments",
    "hold_back": SHARE, "hold_months": MONTHS, "minimum_payout": MONEY, "until": MONTHS, "share": SHARE, "at_least": MEASURED,
    "below": MEASURED, "grace_months": MONTHS, "minimum": MONEY, "from_month": MONTHS,
    "use_months": MONTHS, "proven_use": SHARE, "protection_months": MONTHS, "split": SHARE,
}  # fmt: skip
ENDS = {"customer_months", "tenure_months", "order_numbers"}  # [from, until]
NUMBERED = {"brackets": "bracket", "needs": "condition", "clawback": "clawback step", "prizes": "prize"}
SAID = {"at_least": "threshold", "below": "threshold", "until": "end"}  # in words
WRITTEN = {"start": "from"}  # as files write it
TABLES: dict[str, type[BaseModel]] = {
    "pay": Component, "levels": Levels, "payout": PayOut, "up_or_out": UpOrOut, "registration": Registration,
}  # fmt: skip
TIMES = frozenset({key for key, unit in UNITS.items() if unit == MONTHS} | {"clawback", "over", "per", "down"})
NAMED = ("pay", "levels")  # tables of tables with free names
COST = "pay to partners"


def is_path(key: str) -> bool:
    """Whether a lever's name is the path of a number of the pay plan."""
    return "." in key and key.partition(".")[0] in TABLES


@cache
def number_at(path: str) -> Lever | None:
    """The declaration of a plan's number; None where no plan has a number.

    Examples
    --------
    >>> number_at("pay.renewals.rate").bounds
    (-1.0, 3.0)
    >>> number_at("pay.split.brackets.1.from").unit
    'as measured'
    >>> number_at("pay.renewals.colour") is None
    True
    """
    steps = _steps(path)
    schema = _at(path)
    if schema is None:
        return None
    least, most = float(schema.get("minimum", -1e9)), float(schema.get("maximum", 1e9))
    whole = schema["type"] == "integer"
    return Lever(UNITS[_key(steps)], least, most, COST, label_of(path), whole=whole, pay=True)


def known_at(path: str) -> list[str]:
    """What a plan's path may go on with where it leaves what is declared."""
    table, *steps = _steps(path)
    if table in NAMED and len(steps) < 2:
        return [f"{table}.NAME.{key}" for key in TABLES[table].model_fields if key in UNITS]
    schema = _schema(TABLES[table])
    forms, known = [schema], _keys(schema)
    for step in steps[1:] if table in NAMED else steps:
        forms = [one for each in forms for inner in _down(each, step) for one in _forms(inner, schema)]
        known = next((keys for one in forms if (keys := _keys(one))), known)
    return known


def _keys(schema: dict[str, Any]) -> list[str]:
    return [WRITTEN.get(key, key) for key in schema.get("properties", {}) if key in UNITS or key in NUMBERED]


def label_of(path: str) -> str:
    """A plan's number in words.

    Examples
    --------
    >>> label_of("pay.renewals.rate"), label_of("pay.split.brackets.1.from")
    ('renewals: rate', 'split: start (bracket 2)')
    >>> label_of("levels.partner.needs.0.at_least.1")
    'partner, level 2: threshold (condition 1)'
    """
    table, *steps = _steps(path)
    whose = steps.pop(0) if table in NAMED and steps else table
    if table == "levels" and steps[-1:] and steps[-1].isdigit():
        whose += f", level {int(steps.pop()) + 1}"
    return f"{whose.replace('_', ' ')}: {_said(steps)}"


def _said(steps: list[str]) -> str:
    """A key and where it stands: ``rate``, ``rate (bracket 2)``, ``end of customer months``; a number follows it."""
    if not steps:
        return ""
    first, *rest = steps
    if first in NUMBERED and rest:
        inner = f"{NUMBERED[first]} {int(rest[0]) + 1}"
        return f"{_said(rest[1:])} ({inner})" if rest[1:] else f"{first} (no. {int(rest[0]) + 1})"
    if first in ENDS and rest:
        return f"{('start', 'end')[min(int(rest[0]), 1)]} of {first.replace('_', ' ')}"
    key = SAID.get(first, first.removesuffix("_months" if first not in ENDS else "")).replace("_", " ")
    if not rest:
        return key
    return f"{key} (no. {int(rest[0]) + 1})" if rest[0].isdigit() else f"{key} for {rest[0].replace('_', ' ')}"


def value_at(table: Mapping[str, Any], path: str) -> float:
    """The number that a policy's table has at ``path``; a list of one number is that number.

    Raises
    ------
    InputError
        If there is none; it names what there is.
    """
    inner: Any = table
    for step in _steps(path):
        known = _within(inner)
        if step not in known:
            refuse([Misfit(path, named(known, step) if known else "a number of the pay plan", Shown(step))])
        inner = inner[step] if isinstance(inner, Mapping) else inner[int(step)]
    if isinstance(inner, list | tuple) and len(inner) == 1 and not isinstance(inner[0], Mapping):
        inner = inner[0]
    if not isinstance(inner, int | float) or isinstance(inner, bool):
        expected = "a number of the pay plan" if not (known := _within(inner)) else named(known, "", "more of the path: one of")
        refuse([Misfit(path, expected, inner if inner is None else Shown(f"{type(inner).__name__} there"))])
    return float(inner)


def _within(inner: Any) -> list[str]:
    """What is one step further down."""
    if isinstance(inner, Mapping):
        return [str(key) for key in inner]
    return [str(at) for at in range(len(inner))] if isinstance(inner, list | tuple) else []


def _steps(path: str) -> list[str]:
    return ["start" if step == "from" else step for step in path.split(".")]


def _key(steps: list[str]) -> str:
    """The last step that names a key with a unit."""
    return next((step for step in reversed(steps) if step in UNITS), "")


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _at(path: str) -> dict[str, Any] | None:
    """The schema of the number at a path."""
    table, *steps = _steps(path)
    if table not in TABLES or (table in NAMED and len(steps) < 2):
        return None
    schema = _schema(TABLES[table])
    forms = [schema]
    for step in steps[1:] if table in NAMED else steps:
        forms = [inner for each in forms for one in _forms(each, schema) for inner in _down(one, step)]
    forms = [one for each in forms for one in _forms(each, schema)]
    listed = [inner for one in forms if one.get("type") == "array" for inner in _forms(one.get("items", {}), schema)]
    return next((one for one in (*forms, *listed) if one.get("type") in ("number", "integer")), None)


def _forms(schema: dict[str, Any], whole: dict[str, Any]) -> list[dict[str, Any]]:
    """What a value may be: alternatives, references followed."""
    if "$ref" in schema:
        return _forms(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    return [form for each in schema["anyOf"] for form in _forms(each, whole)] if "anyOf" in schema else [schema]


def _down(schema: dict[str, Any], step: str) -> list[dict[str, Any]]:
    """The schema one step further down."""
    if step.isdigit() and schema.get("type") == "array":
        fixed = schema.get("prefixItems", [])
        inner = fixed[int(step)] if int(step) < len(fixed) else schema.get("items")
        return [inner] if isinstance(inner, dict) else []
    inner = schema.get("properties", {}).get(step, schema.get("additionalProperties"))
    return [inner] if isinstance(inner, dict) else []
