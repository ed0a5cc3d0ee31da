"""The test of a claim: effects with intervals, curves, the regions where the claim holds.

An effect's interval is of paired values. The verdict follows from the effects' intervals alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from partnerscape.engine.month import AS_SHIPPED
from partnerscape.scenario import InputError, Scenario

from ..question.counts import check_options, whole_number
from ..question.seeds import MOST_SEEDS
from ..runs.stamp import stamp
from ..statistics.intervals import mean_interval, possible
from .cells import Point, read_off
from .file import Claim, Effect, Grid, Seeds, Sweep, load_claim
from .readings import OF_CURVES, TOP, Reading, unit_of
from .search import Chosen, choose, set_by

SUPPORTED, IN_PART, NOT_SUPPORTED = "supported", "supported in part", "not supported"
BUILT_IN = "built in by assumption"


@dataclass(frozen=True)
class Found:
    """The result for an effect: mean and 95 % interval, also as shares where it has a reference."""

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
    """The test of a claim: its effects, curves by cell (mean, low, high; shape (3, values)), effects by value of every region.

    ``chosen``: the levers that its search found.
    """

    claim: Claim
    scenario: Scenario
    effects: list[Found]
    curves: list[dict[str, np.ndarray]]
    regions: list[list[list[Found]]]
    chosen: Chosen

    @property
    def verdict(self) -> str:
        """Supported: the interval of every expected effect that is a result says so. In part: some do, or all do elsewhere.

        An assumed effect supports nothing: a claim whose effects are all assumed is built in by assumption.
        """
        if self.claim.all_assumed:
            return BUILT_IN
        judged = [e.holds for e in self.effects if e.holds is not None and not e.effect.assumed]
        if all(judged):
            return SUPPORTED
        elsewhere = any(all_hold(e for e in at if not e.effect.assumed) for region in self.regions for at in region)
        return IN_PART if any(judged) or elsewhere else NOT_SUPPORTED

    @property
    def stamp(self) -> str:
        """Scenario, version and seeds."""
        return stamp(self.scenario, seeds_of(self.claim))


def all_hold(effects: Iterable[Found]) -> bool:
    """Whether every expected effect is confirmed."""
    return all(e.holds is not False for e in effects)


def seeds_of(claim: Claim) -> list[int]:
    """The claim's futures."""
    return claim.seeds.numbers


Values = Callable[[Point, Reading], np.ndarray]


def try_claim(
    file: str | Path | Mapping[str, Any],
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    seeds: int | None = None,
) -> Answer:
    """Test the claim in ``file`` on all its seeds, or on the first ``seeds``; the same bits for any number of workers.

    Raises
    ------
    InputError
        For a file that cannot be used.
    """
    workers = check_options(workers, AS_SHIPPED)
    claim, scenario = load_claim(file)
    if seeds is not None:
        count = whole_number(seeds)
        if count is None or not 2 <= count <= MOST_SEEDS:
            raise InputError("", (), "seeds", f"a whole number from 2 to {MOST_SEEDS:,}", seeds)
        claim = claim.model_copy(update={"seeds": Seeds(first=claim.seeds.first, count=count)})
    where = "claim" if isinstance(file, Mapping) else str(file)
    chosen = choose(claim, scenario, where, workers, progress)
    wanted: dict[Point, set[Reading]] = {}

    def note(point: Point, reading: Reading) -> np.ndarray:
        wanted.setdefault(point, set()).add(reading)
        return np.ones(2)

    _answer(claim, scenario, chosen, note)  # a rehearsal: which runs are needed, and what is read off them
    readings = read_off(claim, scenario, wanted, seeds_of(claim), where, workers, progress)
    return _answer(claim, scenario, chosen, lambda point, reading: readings[point, reading])


def _answer(claim: Claim, scenario: Scenario, chosen: Chosen, values: Values) -> Answer:
    """Effects, curves and regions out of the values of points, shape (seeds,)."""
    effects = [_found(claim, effect, chosen, values) for effect in claim.effects]
    curves = [{cell: _curve(sweep, cell, chosen, values) for cell in sweep.cells} for sweep in claim.sweeps]
    regions = [
        [[_found(claim, effect, chosen, values, region, value) for effect in claim.effects] for value in region.values]
        for region in claim.regions
    ]
    return Answer(claim, scenario, effects, curves, regions, chosen)


def _found(claim: Claim, effect: Effect, chosen: Chosen, values: Values, region: Grid | None = None, at: float = 0.0) -> Found:
    swept = next((claim.sweep_of(cell) for cell in effect.cells if claim.is_swept(cell)), None)
    metric = swept.metric if swept and effect.metric == TOP else effect.metric

    def of(cell: str) -> np.ndarray:
        inputs = set_by(region, cell, at)
        if effect.metric not in OF_CURVES or not claim.is_swept(cell):
            return values(chosen.point(cell, inputs), Reading(metric, effect.months))
        sweep = claim.sweep_of(cell)
        points = [chosen.point(cell, inputs, ((sweep.input, v),)) for v in sweep.values]
        curve = np.array([values(point, Reading(sweep.metric)) for point in points])
        if effect.metric == TOP:  # at one value for all futures: a vendor does not know which one is to come
            return curve[np.argmax(curve.mean(axis=1))]
        return np.array(sweep.values)[np.argmax(curve, axis=0)]

    def total(cells: Iterable[str]) -> np.ndarray | float:
        return sum((of(cell) for cell in cells), start=0.0)

    unit = unit_of(metric, swept.input if swept else "")
    reference = float(np.mean(of(effect.relative_to))) if effect.relative_to else None
    sides = (len(effect.plus), len(effect.minus))
    ends = possible(unit, difference=sides == (1, 1)) if sides in ((1, 0), (1, 1)) else (-np.inf, np.inf)
    return Found(effect, unit, *mean_interval(np.asarray(total(effect.plus) - total(effect.minus)), ends), reference)


def _curve(sweep: Sweep, cell: str, chosen: Chosen, values: Values) -> np.ndarray:
    """Mean, low and high over the grid, shape (3, values)."""
    reading = Reading(sweep.metric)
    table = [values(chosen.point(cell, swept=((sweep.input, v),)), reading) for v in sweep.values]
    if sweep.less:
        base = table[0] if sweep.less == "first" else values(chosen.point(sweep.less), reading)
        table = [row - base for row in table]
    ends = possible(unit_of(sweep.metric, sweep.input), difference=bool(sweep.less))
    return np.array([mean_interval(row, ends) for row in table]).T
