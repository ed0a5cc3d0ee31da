"""A claim in TOML: cells that are compared on the same people and luck, the effects expected, where they hold.

A cell is a policy under assumptions and events. An effect is the mean over seeds of sums and differences of a
metric over cells, so that differences of differences can be said; its interval is of paired values. The verdict
follows from the effects' intervals alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field, ValidationError, model_validator

from .. import encode
from ..engine import branch, burn_in
from ..scenario import ASSUMPTIONS, LEVERS, Assumptions, InputError, Scenario, check_levers, load_scenario, one_of
from ..scenario.declare import Frozen
from ..scenario.load import explain, read_toml
from ..scenario.scenario import Event
from .intervals import mean_interval
from .parallel import in_parallel
from .question import typed_lever
from .readings import OF_CURVES, PEAK, TOP, Reading, checked, take, unit_of
from .run import stamp
from .watched import WATCHED, watched

SUPPORTED, IN_PART, NOT_SUPPORTED = "supported", "supported in part", "not supported"
SPREAD = "spread"  # spread.skill: segments' distance from their mean, as a factor; 0: segments alike, 1: as they are
PLACES = ("segments", "events", "time", "market", SPREAD)  # tables of a scenario whose numbers an input may name
Inputs = tuple[tuple[str, float], ...]


class Seeds(Frozen):
    """Which futures: none that the model was calibrated on."""

    first: int = Field(default=5000, ge=0, le=2**31 - 1)
    count: int = Field(default=48, ge=2, le=100_000)


class Cell(Frozen):
    """A policy under assumptions and events; what is not said is as in the scenario today."""

    label: str = ""
    policy: str | None = Field(default=None, description="a policy of the scenario; none: the current one")
    levers: dict[str, Any] = Field(default_factory=dict, description="lever = value, or segment__lever = value")
    assumptions: dict[str, float] = Field(default_factory=dict)
    events: tuple[Event, ...] = ()
    changes: dict[str, Any] = Field(default_factory=dict, description="other tables of the scenario, merged into it")


class Effect(Frozen):
    """A metric summed over the cells of ``plus`` less those of ``minus``, as a mean over seeds."""

    name: str
    metric: str = Field(
        description="a metric or statistic, also of a segment (churn.small); peak, top: a sweep's best value and what it gives"
    )
    plus: tuple[str, ...] = Field(min_length=1)
    minus: tuple[str, ...] = ()
    expect: Literal["positive", "negative", "none"] | None = Field(default=None, description="none given: told, not judged")
    negligible: float = Field(default=0.0, ge=0, description="an effect this small counts as none")
    assumed: bool = Field(default=False, description="it follows from what built_in names; none marked: all of them do")
    relative_to: str | None = Field(default=None, description="a cell whose mean the effect is also a share of")
    months: tuple[int, int] | None = Field(default=None, description="from the first month up to before the last")

    @model_validator(mode="after")
    def _check(self) -> Effect:
        if (self.expect == "none") != (self.negligible > 0.0):
            raise ValueError(f"negligible|a number above 0 with expect = 'none', and only there|{self.negligible:g}")
        if self.months and not 0 <= self.months[0] < self.months[1]:
            raise ValueError(f"months|two months that rise|{list(self.months)}")
        return self

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell that it needs."""
        return (*self.plus, *self.minus, *((self.relative_to,) if self.relative_to else ()))


class Grid(Frozen):
    """A lever, an assumption or a number of a scenario's table (``events.size``) over values that rise."""

    input: str
    values: tuple[float, ...] = Field(min_length=2, max_length=40)
    cells: tuple[str, ...] = Field(default=(), description="the cells in which it is set; none: all")

    @model_validator(mode="after")
    def _check(self) -> Grid:
        if list(self.values) != sorted(set(self.values)):
            raise ValueError(f"values|values that rise|{list(self.values)}")
        return self


class Sweep(Grid):
    """Curves of the figure: a metric over the grid, a line a cell; ``less``: what is subtracted, future by future."""

    metric: str
    title: str = ""
    cells: tuple[str, ...] = Field(min_length=1, max_length=6)
    less: str = Field(default="", description="a cell; 'first': each line's own first value; empty: nothing")


class Claim(Frozen):
    """What is said, how it is tried, and what of it the model was told beforehand."""

    name: str = ""
    number: int = Field(ge=1)
    title: str
    source: str
    scenario: str = "marketplace"
    seeds: Seeds = Seeds()
    changes: dict[str, Any] = Field(default_factory=dict, description="tables of the scenario, merged into it in every cell")
    cells: dict[str, Cell] = Field(min_length=1)
    effects: tuple[Effect, ...] = Field(min_length=1)
    sweeps: tuple[Sweep, ...] = ()
    regions: tuple[Grid, ...] = ()
    built_in: str = Field(default="", description="the assumption that builds the effect in, if one does")
    meaning: str = Field(default="", description="why it comes about: holds whatever the numbers are")

    @model_validator(mode="after")
    def _check(self) -> Claim:
        named: dict[str, tuple[Effect | Grid, ...]] = {"effects": self.effects, "sweeps": self.sweeps, "regions": self.regions}
        for label, parts in named.items():
            for number, part in enumerate(parts):
                extra = (part.less,) if isinstance(part, Sweep) and part.less not in ("", "first") else ()
                for cell in (*part.cells, *extra):
                    if cell not in self.cells:
                        raise ValueError(f"{label}.{number}|{one_of(f'cells of {sorted(self.cells)}', self.cells, cell)}|{cell}")
        for number, effect in enumerate(self.effects):
            for cell in effect.cells:
                if effect.metric == PEAK and not self.is_swept(cell):
                    raise ValueError(f"effects.{number}.metric|a sweep that has the cell {cell}|{PEAK}")
            if effect.metric == TOP and not any(self.is_swept(cell) for cell in effect.cells):
                raise ValueError(f"effects.{number}.metric|a sweep that has one of its cells|{TOP}")
            if effect.assumed and not self.built_in:
                raise ValueError(f"effects.{number}.assumed|a built_in that names the assumption|nothing")
        if not any(effect.expect for effect in self.effects):
            raise ValueError("effects|at least one with an expectation|none")
        return self

    def is_swept(self, cell: str) -> bool:
        """Whether a sweep draws the cell's curve."""
        return any(cell in s.cells for s in self.sweeps)

    def sweep_of(self, cell: str) -> Sweep:
        """The first sweep that draws the cell's curve."""
        return next(s for s in self.sweeps if cell in s.cells)

    def label(self, cell: str) -> str:
        """What figures call a cell."""
        return self.cells[cell].label or cell.replace("_", " ")


@dataclass(frozen=True)
class Point:
    """A cell, with inputs that a sweep or a region sets in it."""

    cell: str
    inputs: Inputs = ()


@dataclass(frozen=True)
class Found:
    """An effect as it came out: mean and 95 % interval, also as shares where it has a reference."""

    effect: Effect
    unit: str
    mean: float
    low: float
    high: float
    reference: float | None

    @property
    def holds(self) -> bool | None:
        """Whether the interval says what was expected; None where nothing was."""
        if self.effect.expect is None:
            return None
        if self.effect.expect == "none":
            return self.low >= -self.effect.negligible and self.high <= self.effect.negligible
        return self.low > 0.0 if self.effect.expect == "positive" else self.high < 0.0

    @property
    def shares(self) -> tuple[float, float, float] | None:
        """Mean, low and high relative to the reference."""
        return (self.mean / self.reference, self.low / self.reference, self.high / self.reference) if self.reference else None


@dataclass(frozen=True)
class Answer:
    """A claim tried: its effects, curves by cell (mean, low, high; shape (3, values)), effects by value of every region."""

    claim: Claim
    scenario: Scenario
    effects: list[Found]
    curves: list[dict[str, np.ndarray]]
    regions: list[list[list[Found]]]

    @property
    def verdict(self) -> str:
        """Supported: every expected effect's interval says so. In part: some do, or all do elsewhere in a region."""
        judged = [e.holds for e in self.effects if e.holds is not None]
        if all(judged):
            return SUPPORTED
        return IN_PART if any(judged) or any(all_hold(at) for region in self.regions for at in region) else NOT_SUPPORTED

    @property
    def stamp(self) -> str:
        """Scenario, version and seeds."""
        return stamp(self.scenario, seeds_of(self.claim))


def all_hold(effects: list[Found]) -> bool:
    """Whether every expected effect came out as expected."""
    return all(e.holds is not False for e in effects)


def seeds_of(claim: Claim) -> list[int]:
    """The claim's futures."""
    return list(range(claim.seeds.first, claim.seeds.first + claim.seeds.count))


def load_claim(file: str | Path) -> tuple[Claim, Scenario]:
    """A claim's file and its scenario: a shipped name, or a path from the file's folder. Raises InputError."""
    path = Path(file)
    table = read_toml(path)
    table.setdefault("name", path.stem)
    try:
        claim = Claim.model_validate(table)
    except ValidationError as error:
        raise explain(error, path, Claim) from None
    beside = path.parent / claim.scenario
    scenario = load_scenario(beside if beside.suffix == ".toml" else claim.scenario)
    for place, key, reading in _readings(claim):
        if wrong := checked(reading, scenario):
            raise InputError(path, place, key, *wrong)
    return claim, scenario


def _readings(claim: Claim) -> Iterator[tuple[str, str, Reading]]:
    """Everything that is read off runs, with its place in the file."""
    for number, effect in enumerate(claim.effects):
        if effect.metric not in OF_CURVES:
            yield f"effects.{number}", "metric", Reading(effect.metric, effect.months)
    for number, sweep in enumerate(claim.sweeps):
        yield f"sweeps.{number}", "metric", Reading(sweep.metric)


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in changes.items():
        out[key] = _merged(out[key], value) if isinstance(value, Mapping) and isinstance(out.get(key), Mapping) else value
    return out


def _set_number(table: dict[str, Any], key: str, value: float, file: str) -> None:
    """Set ``segments.skill``, ``events.size`` … in every row of its table; ``spread.skill`` scales distances from the mean."""
    place, _, name = key.partition(".")
    held = table["segments" if place == SPREAD else place]
    rows = held if isinstance(held, list | tuple) else [held]
    for row in rows:
        if not isinstance(row.get(name), int | float):
            numbers = [k for k, v in row.items() if isinstance(v, int | float)]
            raise InputError(file, place, name, one_of(f"a number of {place}", numbers, name), name)
    middle = sum(row["share"] * row[name] for row in rows) if place == SPREAD else 0.0
    for row in rows:
        moved = middle + value * (row[name] - middle) if place == SPREAD else value
        row[name] = round(moved) if isinstance(row[name], int) else moved


def place_of(key: str) -> str:
    """Whether an input is a ``lever``, an ``assumption`` or a number of the scenario's ``table``; empty if none."""
    if key.rpartition("__")[2] in LEVERS:
        return "lever"
    return "assumption" if key in ASSUMPTIONS else "table" if key.partition(".")[0] in PLACES and "." in key else ""


def settled(claim: Claim, scenario: Scenario, point: Point, file: str) -> tuple[Scenario, np.ndarray]:
    """The scenario and the encoded policy at a point; whatever does not fit is an InputError."""
    cell = claim.cells[point.cell]
    levers: dict[str, float] = {}
    assumptions: dict[str, float] = {}
    numbers: dict[str, float] = {}
    for key, value in point.inputs:
        place = place_of(key)
        if not place:
            expected = one_of("a lever, an assumption or table.key", [*LEVERS, *ASSUMPTIONS], key)
            raise InputError(file, "", "input", expected, key)
        if place == "lever":
            levers[key] = typed_lever(key, value)
        else:
            (assumptions if place == "assumption" else numbers)[key] = value
    table = _merged(_merged(scenario.model_dump(), claim.changes), cell.changes)
    if cell.events:
        table["events"] = [event.model_dump() for event in cell.events]
    for key, value in numbers.items():
        _set_number(table, key, value, file)
    where = f"cells.{point.cell}"
    for key in cell.assumptions:
        if key not in ASSUMPTIONS:
            raise InputError(file, f"{where}.assumptions", key, one_of("the name of an assumption", ASSUMPTIONS, key), key)
    try:
        changed = Scenario.model_validate(table)
    except ValidationError as error:
        raise explain(error, file, Scenario, where) from None
    try:
        changed = changed.assuming(**{**cell.assumptions, **assumptions})
    except ValidationError as error:
        raise explain(error, file, Assumptions, f"{where}.assumptions") from None
    if cell.policy is not None and cell.policy not in changed.policies:
        raise InputError(file, where, "policy", f"one of {sorted(changed.policies)}", cell.policy)
    policy = changed.policies[cell.policy or changed.current]
    return changed, encode.encode_policy(check_levers(policy, {**cell.levers, **levers}, changed, f"{file}: {where}"), changed)


Values = Callable[[Point, Reading], np.ndarray]


def try_claim(
    file: str | Path, workers: int | None = None, progress: Callable[[int, int], None] | None = None, seeds: int | None = None
) -> Answer:
    """Try the claim in ``file`` on all its seeds, or on the first ``seeds``; the same bits for any number of workers.

    Raises
    ------
    InputError
        For a file that cannot be used.
    """
    claim, scenario = load_claim(file)
    if seeds is not None:
        claim = claim.model_copy(update={"seeds": Seeds(first=claim.seeds.first, count=seeds)})
    wanted: dict[Point, set[Reading]] = {}

    def note(point: Point, reading: Reading) -> np.ndarray:
        wanted.setdefault(point, set()).add(reading)
        return np.ones(2)

    _answer(claim, scenario, note)  # a rehearsal: which runs are needed, and what is read off them
    plan = {point: settled(claim, scenario, point, str(file)) for point in wanted}
    by_future: dict[str, list[Point]] = {}
    for point, (changed, _) in plan.items():
        horizon = changed.time.horizon_months
        for reading in wanted[point]:
            if reading.months and reading.months[1] > horizon:
                raise InputError(file, "effects", "months", f"months within the horizon's {horizon}", list(reading.months))
        by_future.setdefault(changed.model_dump_json(), []).append(point)

    def work(seed: int) -> dict[tuple[Point, Reading], float]:
        out = {}
        for points in by_future.values():  # one burn-in for all that differ in levers alone
            eve = burn_in(plan[points[0]][0], seed)
            for point in points:
                changed, rows = plan[point]
                look = watched if any(reading.metric in WATCHED for reading in wanted[point]) else branch
                run = look(eve, rows, changed)
                out.update({(point, reading): take(run, reading) for reading in wanted[point]})
        return out

    numbers, found = seeds_of(claim), {}
    for seed, values in in_parallel(work, numbers, workers):
        found[seed] = values
        if progress:
            progress(len(found), len(numbers))
    return _answer(claim, scenario, lambda point, reading: np.array([found[s][point, reading] for s in numbers]))


def _answer(claim: Claim, scenario: Scenario, values: Values) -> Answer:
    """Effects, curves and regions out of the values of points, shape (seeds,)."""
    effects = [_found(claim, effect, values) for effect in claim.effects]
    curves = [{cell: _curve(sweep, cell, values) for cell in sweep.cells} for sweep in claim.sweeps]
    regions = [
        [[_found(claim, effect, values, region, value) for effect in claim.effects] for value in region.values]
        for region in claim.regions
    ]
    return Answer(claim, scenario, effects, curves, regions)


def _found(claim: Claim, effect: Effect, values: Values, region: Grid | None = None, at: float = 0.0) -> Found:
    swept = next((claim.sweep_of(cell) for cell in effect.cells if claim.is_swept(cell)), None)
    metric = swept.metric if swept and effect.metric == TOP else effect.metric

    def of(cell: str) -> np.ndarray:
        inputs: Inputs = ((region.input, at),) if region and (not region.cells or cell in region.cells) else ()
        if effect.metric not in OF_CURVES or not claim.is_swept(cell):
            return values(Point(cell, inputs), Reading(metric, effect.months))
        sweep = claim.sweep_of(cell)
        curve = np.array([values(Point(cell, (*inputs, (sweep.input, v))), Reading(sweep.metric)) for v in sweep.values])
        if effect.metric == TOP:  # at one value for all futures: a vendor does not know which one is to come
            return curve[np.argmax(curve.mean(axis=1))]
        return np.array(sweep.values)[np.argmax(curve, axis=0)]

    def total(cells: Iterable[str]) -> np.ndarray | float:
        return sum((of(cell) for cell in cells), start=0.0)

    unit = unit_of(metric, swept.input if swept else "")
    reference = float(np.mean(of(effect.relative_to))) if effect.relative_to else None
    return Found(effect, unit, *mean_interval(np.asarray(total(effect.plus) - total(effect.minus))), reference)


def _curve(sweep: Sweep, cell: str, values: Values) -> np.ndarray:
    """Mean, low and high over the grid, shape (3, values)."""
    reading = Reading(sweep.metric)
    table = [values(Point(cell, ((sweep.input, v),)), reading) for v in sweep.values]
    if sweep.less:
        base = table[0] if sweep.less == "first" else values(Point(sweep.less), reading)
        table = [row - base for row in table]
    return np.array([mean_interval(row) for row in table]).T
