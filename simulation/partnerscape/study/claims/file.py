"""A claim as a TOML file: cells to compare, the effects expected of them, sweeps to draw, regions to try them in.

A cell is a policy under assumptions and events. An effect is the mean over seeds of sums and differences of a
metric over cells, so that differences of differences can be said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from partnerscape.scenario import InputError, Misfit, Scenario, load_scenario, named, one_of, refuse
from partnerscape.scenario.declare import Frozen
from partnerscape.scenario.errors import NOTHING, Shown
from partnerscape.scenario.parts import Event
from partnerscape.scenario.reading.files import FILES, read_toml
from partnerscape.scenario.reading.kinds import wrong_kind
from partnerscape.system.output import as_text

from .readings import OF_CURVES, PEAK, TOP, Reading, checked

MOST_COMBINATIONS = 1000


class Seeds(Frozen):
    """Which futures: none that the model was calibrated on."""

    first: int = Field(default=5000, ge=0, le=2**31 - 1)
    count: int = Field(default=48, ge=2, le=100_000)

    @property
    def numbers(self) -> list[int]:
        """Every seed."""
        return list(range(self.first, self.first + self.count))


class Cell(Frozen):
    """A policy under assumptions and events; everything else is as in the scenario today."""

    label: str = ""
    policy: str | None = Field(default=None, description="a policy of the scenario; none: the current one")
    levers: dict[str, Any] = Field(default_factory=dict, description="lever = value, or segment__lever = value")
    assumptions: dict[str, float] = Field(default_factory=dict)
    events: tuple[Event, ...] = ()
    changes: dict[str, Any] = Field(default_factory=dict, description="other tables of the scenario, merged into it")
    choose: dict[str, tuple[float, ...]] = Field(
        default_factory=dict, description="lever = values to try; of all combinations the search takes the best"
    )
    chosen_as_in: tuple[str, ...] = Field(default=(), description="cells whose chosen levers it takes over")

    @model_validator(mode="after")
    def _check(self) -> Cell:
        if self.combinations > MOST_COMBINATIONS:
            refuse([Misfit("choose", f"at most {MOST_COMBINATIONS} combinations", self.combinations)])
        return self

    @property
    def combinations(self) -> int:
        """The number of combinations that a search tries."""
        return math.prod(len(values) for values in self.choose.values())


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
        wrong = []
        if (self.expect == "none") != (self.negligible > 0.0):
            wrong.append(Misfit("negligible", "a number above 0 with expect = 'none', and only there", self.negligible))
        if self.months and not 0 <= self.months[0] < self.months[1]:
            wrong.append(Misfit("months", "two increasing months", list(self.months)))
        refuse(wrong)
        return self

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell that it needs."""
        return (*self.plus, *self.minus, *((self.relative_to,) if self.relative_to else ()))


class Grid(Frozen):
    """A lever, an assumption or a number of a scenario's table (``events.size``) over increasing values."""

    input: str
    values: tuple[float, ...] = Field(min_length=2, max_length=40)
    cells: tuple[str, ...] = Field(default=(), description="the cells in which it is set; none: all")

    @model_validator(mode="after")
    def _check(self) -> Grid:
        if list(self.values) != sorted(set(self.values)):
            refuse([Misfit("values", "increasing values", list(self.values))])
        return self


class Sweep(Grid):
    """Curves of the figure: a metric over the grid, a line per cell; ``less``: what is subtracted, future by future."""

    metric: str
    title: str = ""
    cells: tuple[str, ...] = Field(min_length=1, max_length=6)
    less: str = Field(default="", description="a cell; 'first': each line's own first value; empty: nothing")


class Search(Frozen):
    """On which futures the levers of ``choose`` are chosen, and by the mean of what: never on those they are judged on."""

    seeds: Seeds
    metric: str = "npv"


class Claim(Frozen):
    """What is claimed, how it is tested, and how much of it the model assumes."""

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
    search: Search | None = Field(
        default=None, description="how cells with choose find their levers, anew at every value of a region"
    )
    built_in: str = Field(default="", description="the assumption that builds the effect in, if one does")
    meaning: str = Field(default="", description="why it comes about: holds whatever the numbers are")

    @model_validator(mode="after")
    def _check(self) -> Claim:
        refuse([*self._unknown_cells(), *self._wrong_effects(), *self._wrong_search()])
        return self

    def _unknown_cells(self) -> Iterator[Misfit]:
        parts: dict[str, tuple[Effect | Grid, ...]] = {"effects": self.effects, "sweeps": self.sweeps, "regions": self.regions}
        for label, rows in parts.items():
            for number, row in enumerate(rows):
                extra = (row.less,) if isinstance(row, Sweep) and row.less not in ("", "first") else ()
                for cell in (*row.cells, *extra):
                    if cell not in self.cells:
                        yield Misfit(str(number), named(self.cells, cell, "cells of"), cell, (label,))

    def _wrong_effects(self) -> Iterator[Misfit]:
        for number, effect in enumerate(self.effects):
            place = ("effects", str(number))
            for cell in effect.cells:
                if effect.metric == PEAK and not self.is_swept(cell):
                    yield Misfit("metric", f"a sweep that has the cell {cell}", PEAK, place)
            if effect.metric == TOP and not any(self.is_swept(cell) for cell in effect.cells):
                yield Misfit("metric", "a sweep that has one of its cells", TOP, place)
            if effect.assumed and not self.built_in:
                yield Misfit("assumed", "a built_in that names the assumption", NOTHING, place)
        if not any(effect.expect for effect in self.effects):
            yield Misfit("effects", "at least one with an expectation", Shown("none"))

    def _wrong_search(self) -> Iterator[Misfit]:
        searched = [name for name, cell in self.cells.items() if cell.choose]
        if (self.search is None) != (not searched):
            yield Misfit(
                "search", "a search with cells that choose, or neither", NOTHING if searched else Shown("a search alone")
            )
        for name, cell in self.cells.items():
            for other in cell.chosen_as_in:
                if other not in searched:
                    yield Misfit("chosen_as_in", one_of("cells that choose", searched, other), other, ("cells", name))
        if self.search and (last := self.search.seeds.first + self.search.seeds.count) > self.seeds.first:
            expected = f"seeds below {self.seeds.first}, the first that it is judged on"
            yield Misfit("seeds", expected, last - 1, ("search",))

    @property
    def all_assumed(self) -> bool:
        """Whether ``built_in`` builds in every effect that is judged; with none marked as assumed, all of them are."""
        marks = [effect.assumed for effect in self.effects if effect.expect]
        return bool(self.built_in) and (all(marks) or not any(marks))

    def is_swept(self, cell: str) -> bool:
        """Whether a sweep draws the cell's curve."""
        return any(cell in s.cells for s in self.sweeps)

    def sweep_of(self, cell: str) -> Sweep:
        """The first sweep that draws the cell's curve."""
        return next(s for s in self.sweeps if cell in s.cells)

    def label(self, cell: str) -> str:
        """What figures call a cell."""
        return self.cells[cell].label or cell.replace("_", " ")


def load_claim(file: str | Path | Mapping[str, Any]) -> tuple[Claim, Scenario]:
    """A claim's file, or its tables, and its scenario: a shipped name, or a path from the file's folder. Raises InputError."""
    if not isinstance(file, str | Path | Mapping):
        raise InputError("", "", "claim", "a TOML file or a table", file)
    path = Path("claim" if isinstance(file, Mapping) else file)
    table = dict(file) if isinstance(file, Mapping) else read_toml(path)
    refuse(filter(None, [wrong_kind(table, "a claim")]), path)
    table.setdefault("name", as_text(path.stem))
    try:
        claim = Claim.model_validate(table)
    except InputError as error:
        raise error.at(path) from None
    beside = path.parent / claim.scenario
    scenario = load_scenario(beside if beside.suffix.lower() in FILES else claim.scenario)
    refuse(
        (Misfit(key, *wrong, place) for place, key, reading in _readings(claim) if (wrong := checked(reading, scenario))), path
    )
    return claim, scenario


def _readings(claim: Claim) -> Iterator[tuple[tuple[str, ...], str, Reading]]:
    """Everything that is read off runs, with its place in the file."""
    for number, effect in enumerate(claim.effects):
        if effect.metric not in OF_CURVES:
            yield ("effects", str(number)), "metric", Reading(effect.metric, effect.months)
    for number, sweep in enumerate(claim.sweeps):
        yield ("sweeps", str(number)), "metric", Reading(sweep.metric)
    if claim.search:
        yield ("search",), "metric", Reading(claim.search.metric)
