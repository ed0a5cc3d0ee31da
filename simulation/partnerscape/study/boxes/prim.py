"""Patient rule induction: peel a box thin slice by thin slice, then paste back (PRIM, Friedman & Fisher 1999).

Each step takes the slice whose loss raises the mean inside most for each point lost (the lenient objective of Bryant
& Lempert 2010, the standard of the EMA workbench, whose trajectories these are on real levers). A whole-number lever
loses its least or largest value, an unordered one any of its choices.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from .limits import Interval, Limit, Limits, OneOf, allows, inside

ALPHA = 0.05  # share of the box's points in a slice
LEAST_MASS = 0.05  # a box holds at least this share of all points


def slice_edge(values: np.ndarray, alpha: float, upper: bool) -> float:
    """Where a slice of ``alpha`` of the values begins: midway between two values that differ, if any do."""
    ordered = np.sort(values)
    where = (len(ordered) - 1) * (1.0 - alpha if upper else alpha)
    low, high = int(np.floor(where)), int(np.ceil(where))
    while ordered[low] == ordered[high] and (low > 0 if upper else high < len(ordered) - 1):
        low, high = (low - 1, high) if upper else (low, high + 1)
    return float((ordered[low] + ordered[high]) / 2.0)


def thinner(values: np.ndarray, limit: Limit, whole: bool, alpha: float = ALPHA) -> list[Limit]:
    """The limit without one thin slice, from above and from below; ``values`` are those of the points in the box."""
    if isinstance(limit, OneOf):
        return [OneOf(tuple(v for v in limit.values if v != out)) for out in limit.values] if len(limit.values) > 1 else []
    if whole:
        return [(limit[0], limit[1] - 1.0), (limit[0] + 1.0, limit[1])] if limit[1] - limit[0] >= 1.0 else []
    return [(limit[0], slice_edge(values, alpha, upper=True)), (slice_edge(values, alpha, upper=False), limit[1])]


def _thicker(values: np.ndarray, limit: Limit, full: Limit, whole: bool, count: int) -> list[Limit]:
    """The limit with one thin slice more; ``values`` are those of the points that keep all other limits."""
    if isinstance(limit, OneOf):
        missing = [v for v in full.values if v not in limit.values] if isinstance(full, OneOf) else []
        return [OneOf(tuple(sorted((*limit.values, v)))) for v in missing]
    least, most = full if not isinstance(full, OneOf) else limit
    if whole:
        sides: list[Interval] = [(limit[0], min(limit[1] + 1.0, most)), (max(limit[0] - 1.0, least), limit[1])]
    else:
        above, below = np.sort(values[values > limit[1]]), np.sort(values[values < limit[0]])
        sides = [
            (limit[0], float(above[count - 1]) if len(above) >= count else most),
            (float(below[-count]) if len(below) >= count else least, limit[1]),
        ]
    return [side for side in sides if side != limit]


def peel(
    points: pd.DataFrame,
    chance: np.ndarray,
    full: Limits,
    whole: Collection[str] = (),
    alpha: float = ALPHA,
    least_mass: float = LEAST_MASS,
    only_gains: bool = True,
) -> Iterator[tuple[dict[str, Limit], np.ndarray]]:
    """The peeling trajectory: ever smaller boxes and which points each holds, the whole first.

    Parameters
    ----------
    points : DataFrame
        One column per lever.
    chance : ndarray, shape (points,)
        What is to be high inside: labels or probabilities.
    full : mapping of str to Limit
        Where the peeling begins.
    whole : collection of str
        Levers of whole numbers.
    alpha, least_mass : float
        Share of the box's points in a slice; share of all points that a box holds at least.
    only_gains : bool
        Stop where no slice raises the mean, as the workbench does. Friedman & Fisher peel on: where two regions lie in
        opposite corners, every first slice lowers it.
    """
    columns = {name: points[name].to_numpy(dtype=float) for name in full}
    limits, keep = dict(full), inside(full, points)
    least = max(1.0, least_mass * len(points))
    yield dict(limits), keep
    while True:
        mean, inside_now = chance[keep].mean(), int(keep.sum())
        best: tuple[tuple[float, int], str, Limit, np.ndarray] | None = None
        for name, values in columns.items():
            for limit in thinner(values[keep], limits[name], name in whole, alpha):
                rest = keep & allows(limit, values)
                remaining = int(rest.sum())
                if not least <= remaining < inside_now:
                    continue
                free = sum(v == full[k] for k, v in limits.items() if k != name)
                score = float((chance[rest].mean() - mean) / (inside_now - remaining)), free
                if (score[0] > 0.0 or not only_gains) and (best is None or score > best[0]):
                    best = score, name, limit, rest
        if best is None:
            return
        limits[best[1]], keep = best[2], best[3]
        yield dict(limits), keep


def paste(
    points: pd.DataFrame, chance: np.ndarray, limits: Limits, full: Limits, whole: Collection[str], wanted: float
) -> dict[str, Limit]:
    """Put slices back while the mean inside stays as wanted, each time the one with the highest mean after it."""
    box = dict(limits)
    columns = {name: points[name].to_numpy(dtype=float) for name in box}
    while True:
        keep = inside(box, points)
        count = max(1, int(np.ceil(ALPHA * keep.sum())))
        best: tuple[float, str, Limit] | None = None
        for name, values in columns.items():
            if box[name] == full[name]:
                continue
            others = inside({k: v for k, v in box.items() if k != name}, points)
            for limit in _thicker(values[others], box[name], full[name], name in whole, count):
                more = others & allows(limit, values)
                mean = float(chance[more].mean())
                if more.sum() > keep.sum() and mean >= wanted and (best is None or mean > best[0]):
                    best = mean, name, limit
        if best is None:
            return box
        box[best[1]] = best[2]


def drop(
    points: pd.DataFrame, chance: np.ndarray, limits: Limits, full: Limits, stays: Callable[[int, float, float], bool]
) -> dict[str, Limit]:
    """Drop limits, the one that matters least first, until ``stays(limits, density, density without)`` says that it must stay."""
    box = {k: v for k, v in limits.items() if v != full[k]}
    while box:
        density = float(chance[inside(box, points)].mean())
        without: Mapping[str, float] = {
            k: float(chance[inside({n: v for n, v in box.items() if n != k}, points)].mean()) for k in box
        }
        name = max(without, key=lambda k: without[k])
        if stays(len(box), density, without[name]):
            return box
        del box[name]
    return box
