"""The levers that a claim leaves to a search: of all combinations tried, the best on futures that it is not judged on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from partnerscape.scenario import Scenario

from .cells import Inputs, Point, read_off
from .file import Claim, Grid
from .readings import Reading


@dataclass(frozen=True)
class Chosen:
    """Levers by cell and by what a region sets in it; empty where nothing was searched."""

    levers: Mapping[tuple[str, Inputs], Inputs]

    def point(self, cell: str, inputs: Inputs = (), swept: Inputs = ()) -> Point:
        """The cell with a region's inputs, the levers that were chosen under them, and a sweep's; the last one wins."""
        return Point(cell, (*self.levers.get((cell, inputs), ()), *inputs, *swept))


def set_by(region: Grid | None, cell: str, value: float) -> Inputs:
    """What a region sets in a cell."""
    return ((region.input, value),) if region and (not region.cells or cell in region.cells) else ()


def choose(
    claim: Claim,
    scenario: Scenario,
    file: str,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Chosen:
    """The combination with the largest mean over the search's seeds, the first of equals, at every value of every region."""
    if claim.search is None:
        return Chosen({})
    reading = Reading(claim.search.metric)
    tried = {
        (name, inputs): [Point(name, (*levers, *inputs)) for levers in _combinations(cell.choose)]
        for name, cell in claim.cells.items()
        if cell.choose
        for inputs in _occasions(claim, name)
    }
    wanted = {point: {reading} for points in tried.values() for point in points}
    readings = read_off(claim, scenario, wanted, claim.search.seeds.numbers, file, workers, progress)
    best: dict[tuple[str, Inputs], Inputs] = {}
    for (name, inputs), points in tried.items():
        at = int(np.argmax([readings[point, reading].mean() for point in points]))
        best[name, inputs] = points[at].inputs[: len(claim.cells[name].choose)]
    for name, cell in claim.cells.items():
        if cell.chosen_as_in:
            for inputs in _occasions(claim, name):
                taken = [best[other, inputs if (other, inputs) in best else ()] for other in cell.chosen_as_in]
                best[name, inputs] = (*best.get((name, inputs), ()), *(lever for levers in taken for lever in levers))
    return Chosen(best)


def _combinations(grid: Mapping[str, tuple[float, ...]]) -> Iterator[Inputs]:
    for values in product(*grid.values()):
        yield tuple(zip(grid, values, strict=True))


def _occasions(claim: Claim, cell: str) -> list[Inputs]:
    """What is set in a cell: nothing, then every value of every region."""
    set_in = (set_by(region, cell, value) for region in claim.regions for value in region.values)
    return list(dict.fromkeys([(), *set_in]))
