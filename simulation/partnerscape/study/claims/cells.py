"""The runs of a claim: its cells, with inputs that sweeps and regions set in them, under common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from partnerscape.engine import branch, burn_in, encode
from partnerscape.scenario import ASSUMPTIONS, LEVERS, InputError, Scenario, check_levers, declared, named, one_of
from partnerscape.scenario.declare import merged

from ..jobs.parallel import in_parallel
from ..question.question import typed_lever
from .file import Claim
from .notches import WATCHED, watched
from .readings import Reading, take

SPREAD = "spread"  # spread.skill: segments' distance from their mean, as a factor; 0: segments alike, 1: as they are
PLACES = ("segments", "events", "time", "market", SPREAD)  # tables of a scenario whose numbers an input may name
Inputs = tuple[tuple[str, float], ...]
Runs = dict[tuple[bytes, bool], tuple[np.ndarray, list["Point"]]]  # by policy and whether it is watched: who shares it


@dataclass(frozen=True)
class Point:
    """A cell, with inputs that a sweep or a region sets in it."""

    cell: str
    inputs: Inputs = ()


def _set_number(table: dict[str, Any], key: str, value: float, file: str) -> None:
    """Set ``segments.skill``, ``events.size`` … in every row of its table; ``spread.skill`` scales distances from the mean."""
    place, _, name = key.partition(".")
    holder = table["segments" if place == SPREAD else place]
    rows = holder if isinstance(holder, list | tuple) else [holder]
    for row in rows:
        if not isinstance(row.get(name), int | float):
            numbers = [k for k, v in row.items() if isinstance(v, int | float)]
            raise InputError(file, place, name, one_of(f"a number of {place}", numbers, name), name)
    middle = sum(row["share"] * row[name] for row in rows) if place == SPREAD else 0.0
    for row in rows:
        moved = row[name] + (value - 1.0) * (row[name] - middle) if place == SPREAD else value
        row[name] = round(moved) if isinstance(row[name], int) else moved


def place_of(key: str) -> str:
    """Whether an input is a ``lever``, an ``assumption`` or a number of the scenario's ``table``; empty if none."""
    if declared(key) is not None:
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
    table = merged(merged(scenario.model_dump(), claim.changes), cell.changes)
    if cell.events:
        table["events"] = [event.model_dump() for event in cell.events]
    for key, value in numbers.items():
        _set_number(table, key, value, file)
    where = f"cells.{point.cell}"
    try:
        changed = Scenario.model_validate(table).assuming(**{**cell.assumptions, **assumptions})
    except InputError as error:
        raise error.at(file, "cells", point.cell) from None
    if cell.policy is not None and cell.policy not in changed.policies:
        raise InputError(file, where, "policy", named(changed.policies, cell.policy), cell.policy)
    policy = changed.policies[cell.policy or changed.current]
    return changed, encode.encode_policy(check_levers(policy, {**cell.levers, **levers}, changed, f"{file}: {where}"), changed)


def read_off(
    claim: Claim,
    scenario: Scenario,
    wanted: Mapping[Point, set[Reading]],
    seeds: list[int],
    file: str,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[tuple[Point, Reading], np.ndarray]:
    """What is wanted of every point, in every future: values of shape (seeds,); the same bits for any number of workers."""
    futures: dict[str, tuple[Scenario, Runs]] = {}
    for point, readings in wanted.items():
        changed, rows = settled(claim, scenario, point, file)
        horizon = changed.time.horizon_months
        for reading in readings:
            if reading.months and reading.months[1] > horizon:
                raise InputError(file, "effects", "months", f"months within the horizon's {horizon}", list(reading.months))
        _, runs = futures.setdefault(changed.model_dump_json(), (changed, {}))
        look = any(reading.metric in WATCHED for reading in readings)
        runs.setdefault((rows.tobytes(), look), (rows, []))[1].append(point)

    def work(seed: int) -> dict[tuple[Point, Reading], float]:
        out = {}
        for changed, runs in futures.values():  # one burn-in for all that differ in levers alone, one run for all that do not
            eve = burn_in(changed, seed)
            for (_, look), (rows, points) in runs.items():
                run = (watched if look else branch)(eve, rows, changed)
                taken = {reading: take(run, reading) for reading in {r for point in points for r in wanted[point]}}
                out.update({(point, reading): taken[reading] for point in points for reading in wanted[point]})
        return out

    readings_by_cell = {}
    for seed, values in in_parallel(work, seeds, workers):
        readings_by_cell[seed] = values
        if progress:
            progress(len(readings_by_cell), len(seeds))
    keys = [(point, reading) for point, readings in wanted.items() for reading in readings]
    return {key: np.array([readings_by_cell[seed][key] for seed in seeds]) for key in keys}
