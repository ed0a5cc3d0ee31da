"""The rule: boxes of levers in which policies are win-win.

A box is found by peeling and pasting (:mod:`.prim`) on the modelled probability over many policies, so that it does
not depend on chance, and judged (:mod:`.held_out`) on held-out policies that neither model nor box has seen. Where a second box
away from the first holds much more of what is win-win, the rule is several boxes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from ..jobs.one_thread import on_one_thread
from ..runs.results import Results
from ..surrogate.margins import MarginModel
from .held_out import Judged, judge_limits
from .limits import Limit, Limits, OneOf, inside
from .search import HARDLY_ANY, Search, further_box, search_of

__all__ = ["Box", "Search", "find_box", "find_boxes", "inside", "judge", "search_of"]

REPLICATE_POINTS = 2048
MOST_BOXES = 3


@dataclass(frozen=True, kw_only=True)
class Box(Judged):
    """Limits on levers, with what they promise.

    Attributes
    ----------
    limits : dict of str to Limit
        An interval, or :class:`OneOf` some choices, for each lever that matters.
    modelled_density, share_of_policies : float
        By the model that the box was found with; how much of what was asked about lies inside.
    stability : dict of str to float
        How often each limit comes back, from the same side, when policies and futures are resampled.
    optimism : float
        By how much the density of boxes found in resampled futures is larger there than over all; the interval allows for it.
    """

    limits: dict[str, Limit]
    modelled_density: float
    share_of_policies: float
    stability: dict[str, float] = field(default_factory=dict)
    optimism: float = 0.0

    def holds(self, policies: pd.DataFrame) -> np.ndarray:
        """Which policies lie inside, shape (policies,)."""
        return inside(self.limits, policies)


@on_one_thread
def find_boxes(
    results: Results, model: MarginModel, wanted: float | None = None, categorical: Collection[str] | None = None
) -> list[Box]:
    """Disjoint boxes, the first the largest whose modelled density reaches ``wanted``; empty if hardly any policy is win-win.

    Parameters
    ----------
    results : Results
        A full design.
    model : MarginModel
        Fitted to its training policies.
    wanted : float, optional
        Density of a box; default: the required probability and a little more.
    categorical : collection of str, optional
        Levers whose numbers name unordered choices; default: the question's choices.
    """
    search = search_of(results, wanted, categorical)
    chance = model.probability(search.points.to_numpy(dtype=float))
    if chance.max() < HARDLY_ANY:
        return []
    first = search.rounded(search.best(chance, search.full))
    if not first:
        return []
    limits_found = [first]
    while len(limits_found) < MOST_BOXES and (further := further_box(search, chance, limits_found)):
        limits_found.append(further)
    boxes = [_judged(results, search, chance, limits) for limits in limits_found]
    return [_resampled(results, model, search, boxes[0]), *boxes[1:]]


def find_box(
    results: Results, model: MarginModel, wanted: float | None = None, categorical: Collection[str] | None = None
) -> Box | None:
    """The first of :func:`find_boxes`; None if hardly any policy is win-win."""
    boxes = find_boxes(results, model, wanted, categorical)
    return boxes[0] if boxes else None


def judge(results: Results, limits: Limits, modelled: float, share: float) -> Box:
    """Density and coverage of limits on held-out policies, with intervals over policies and futures."""
    judged = judge_limits(results, limits)
    return _box(limits, judged, modelled, share)


def _box(limits: Limits, judged: Judged, modelled: float, share: float) -> Box:
    return Box(limits=dict(limits), **vars(judged), modelled_density=modelled, share_of_policies=share)


def _judged(results: Results, search: Search, chance: np.ndarray, limits: Limits) -> Box:
    keep = inside(limits, search.points)
    return judge(results, limits, float(chance[keep].mean()) if keep.any() else float("nan"), float(keep.mean()))


def _sides(limits: Limits, full: Limits) -> set[tuple[str, int]]:
    """The sides from which levers are limited: 0 below, 1 above, 2 by choice."""
    out = set()
    for name, limit in limits.items():
        whole = full[name]
        if isinstance(limit, OneOf) or isinstance(whole, OneOf):
            out.add((name, 2))
        else:
            out |= {(name, side) for side in (0, 1) if limit[side] != whole[side]}
    return out


def _resampled(results: Results, model: MarginModel, search: Search, box: Box) -> Box:
    """The box with what resampling says: how stable each limit is and how optimistic boxes are in sample."""
    part = replace(search, points=search.points.iloc[:REPLICATE_POINTS])
    mine, again, optimism = _sides(box.limits, search.full), [], []
    wins, policies = results.wins[results.held_out], results.design.policies[results.held_out]
    x = model.coding(part.points.to_numpy(dtype=float))
    for chance, seen in zip(model.replicates.probabilities(x).T, model.replicates.seen, strict=True):
        limits = part.rounded(part.best(chance, part.full)) if chance.max() >= HARDLY_ANY else {}
        again.append(_sides(limits, search.full))
        keep = inside(limits, policies)
        if limits and keep.any():
            optimism.append(float(wins[keep][:, seen].mean() - wins[keep].mean()))
    stability = {
        name: float(np.mean([all(side in sides for side in mine if side[0] == name) for sides in again])) for name in box.limits
    }
    flattered = max(0.0, float(np.mean(optimism))) if optimism else 0.0
    judged = judge_limits(results, box.limits, flattered)
    return replace(_box(box.limits, judged, box.modelled_density, box.share_of_policies), stability=stability, optimism=flattered)
