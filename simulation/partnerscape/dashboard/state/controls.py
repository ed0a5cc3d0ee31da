"""Controls of levers and of a pay plan's numbers, made from their declarations: unit, bounds, meaning, cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from partnerscape.scenario import LEVERS, Policy, Scenario, declared, value_of
from partnerscape.scenario.pay.changes import SHORT_FORM
from partnerscape.scenario.pay.numbers import TABLES, is_path, number_at
from partnerscape.scenario.units import Unit

STEPS = 100  # of a usual range, rounded to 1, 2 or 5
PAY, PARTNERS, PROGRAMME = "pay", "partners", "programme"  # groups
OPEN = 1e6  # bounds beyond this are none: a pay plan's number has a range about its value


@dataclass(frozen=True)
class Control:
    """One lever on the screen, in the numbers that people read: per cent for shares.

    Attributes
    ----------
    name : str
        The lever, ``segment__lever``, or the path of a pay plan's number.
    group : str
    unit : str
        As declared.
    low, high, step : float
        Of the slider: the usual range, widened to today's value and the candidate's.
    least, most : float
        What is accepted.
    value, today, start : float
        Of the candidate, of today's policy, of the policy that the candidate starts from.
    scale : float
        What a value is multiplied by to be shown: 100 for shares.
    """

    name: str
    group: str
    unit: str
    meaning: str
    cost: str
    low: float
    high: float
    step: float
    least: float
    most: float
    value: float
    today: float
    scale: float = 1.0
    yes_no: bool = False

    @property
    def changed(self) -> bool:
        """Whether the candidate differs from today."""
        return not math.isclose(self.value, self.today, rel_tol=1e-9, abs_tol=1e-12)

    def shown(self, value: float) -> float:
        """A value as people read it."""
        return float(f"{value * self.scale:.10g}")

    def stored(self, shown: float) -> float:
        """The reverse of :meth:`shown`, within what is accepted."""
        value = float(f"{shown / self.scale:.10g}")
        value = float(round(value)) if float(self.step / self.scale).is_integer() and self.yes_no else value
        return min(max(value, self.least), self.most)


def controls(scenario: Scenario, candidate: Policy, segment: str = "") -> list[Control]:
    """Every control of a candidate, those of one segment's partners where one is named."""
    names = [name for name, lever in LEVERS.items() if not (segment and lever.vendor_wide)]
    hidden = SHORT_FORM if candidate.pay else ()  # beside components the short form pays nothing
    keys = [f"{segment}__{name}" if segment else name for name in names if name not in hidden]
    if not segment:
        keys += plan_numbers(candidate)
    return [control(key, scenario, candidate) for key in keys]


def control(key: str, scenario: Scenario, candidate: Policy) -> Control:
    """The control of one lever, of a segment's, or of a number of the pay plan."""
    lever = declared(key)
    assert lever is not None, key
    value = value_of(candidate, key)
    today = _today(scenario.current_policy, key, value)
    least, most = lever.bounds
    low, high = (lever.low, lever.high) if not is_path(key) else _around(value, today, least, most)
    scale = 100.0 if Unit.read(lever.unit).is_share and lever.unit != "share of partners, 0-1" else 1.0
    step = 1.0 if lever.whole else _step(high - low)
    return Control(
        name=key,
        group=PAY if lever.pay else PROGRAMME if lever.vendor_wide else PARTNERS,
        unit=lever.unit,
        meaning=lever.meaning,
        cost=lever.cost,
        low=float(f"{min(low, value, today) * scale:.10g}"),
        high=float(f"{max(high, value, today) * scale:.10g}"),
        step=float(f"{step * scale:.10g}"),
        least=least,
        most=most,
        value=value,
        today=today,
        scale=scale,
        yes_no=lever.unit == "yes/no",
    )


def _today(policy: Policy, key: str, value: float) -> float:
    """Where today's policy stands; a pay plan of another form has no such number."""
    from partnerscape.scenario import InputError

    try:
        return value_of(policy, key)
    except InputError:
        return value


def _around(value: float, today: float, least: float, most: float) -> tuple[float, float]:
    """A usual range for a number of the pay plan, whose bounds say only what is possible."""
    high = max(abs(value), abs(today)) * 2.0 or 1.0
    return (least if least > -OPEN and least >= -1.0 else min(0.0, value, today)), min(most, high)


def _step(width: float) -> float:
    raw = max(width, 1e-9) / STEPS
    size = 10.0 ** math.floor(math.log10(raw))
    return float(f"{size * min((1.0, 2.0, 5.0, 10.0), key=lambda k: abs(k * size - raw)):.6g}")


def plan_numbers(policy: Policy) -> list[str]:
    """The paths of all numbers that a policy's pay plan states."""
    table = policy.model_dump(include=set(TABLES), exclude_defaults=True)
    return [path for path in _leaves(table, "") if is_path(path) and number_at(path) is not None]


def _leaves(table: Any, way: str) -> Iterator[str]:
    if isinstance(table, Mapping):
        for key, inner in table.items():
            yield from _leaves(inner, f"{way}.{'from' if key == 'start' else key}" if way else str(key))
    elif isinstance(table, list | tuple) and len(table) == 1 and isinstance(table[0], int | float):
        yield way  # a list of one number is that number
    elif isinstance(table, list | tuple):
        for at, inner in enumerate(table):
            yield from _leaves(inner, f"{way}.{at}")
    elif isinstance(table, int | float) and not isinstance(table, bool):
        yield way
