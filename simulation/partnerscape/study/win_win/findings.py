"""The win-win analysis of a study: model, influence, box, who loses first, the map."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.metrics.margin import NOT_WORSE
from partnerscape.system.notebook import ShownInNotebooks

from ..boxes.boxes import Box, find_boxes
from ..boxes.limits import middle
from ..jobs.store import digest_of
from ..question.question import is_categorical, typed_lever
from ..runs.failing import Failures
from ..runs.parties import columns_of
from ..runs.results import Results
from ..surrogate.margins import MarginModel, fit_margins
from .beyond import Beyond
from .lever_effects import deciding_levers, lever_effects
from .losers import Loser, first_to_lose
from .rivals import answer_by_rivals

MAP_STEPS = 41
SHARES = (0.5, 0.7, 0.9)


SAFEST = "the safest programme"  # of an advice
SUBJECTS = ("the best policy tried", "the recommended policy")  # without a box, with one


@dataclass(frozen=True)
class Slice:
    """P(win-win) over two levers, the others fixed: ``probability`` has shape (len(y), len(x))."""

    across: str
    up: str
    x: np.ndarray
    y: np.ndarray
    probability: np.ndarray
    held: dict[str, float]


@dataclass(frozen=True)
class Findings(ShownInNotebooks):
    """What a study found; every part is computed from its store.

    ``effects``: lever, total, total_interval, first; largest first.
    ``by_share``: mean P(win-win) over all policies, by ``share_not_worse``.
    ``further``: other boxes, away from the first, where one does not cover what is win-win.
    ``by_rivals``: P(win-win) within the box, or of the best policy tried, by what rivals do (:mod:`.rivals`).
    ``answers``: what further analyses found, by name. ``failures``: runs that failed, if any, and what is left out.
    ``beyond``: what a large design's further runs say, to which nothing was fitted.
    ``advised``: an analysis chose the recommended policy.
    """

    results: Results
    digest: str
    model: MarginModel
    effects: pd.DataFrame
    box: Box | None
    loser: Loser | None
    map: Slice
    recommended: dict[str, float]
    by_share: dict[float, float]
    further: tuple[Box, ...] = ()
    by_rivals: pd.DataFrame = field(default_factory=pd.DataFrame)
    answers: dict[str, Any] = field(default_factory=dict)
    failures: Failures | None = None
    beyond: Beyond | None = None
    advised: bool = False

    @property
    def tested(self) -> Box | None:
        """The box as last tested: in fresh futures if it was, else on held-out policies in the study's futures."""
        certificate = self.answers.get("certificate")
        fresh = None if certificate is None else certificate.rule
        return self.box if fresh is None or not fresh.held_out_policies else fresh

    def recommending(self, policy: dict[str, float]) -> Findings:
        """The same with another policy recommended, such as one that an analysis chose."""
        part = self.map
        moved = slice_over(self.results, self.model, part.across, part.up, policy)
        return replace(self, recommended=policy, map=moved, advised=True)

    @property
    def subject(self) -> str:
        """What a sentence calls the ``recommended`` policy."""
        if self.advised:
            return SAFEST
        return SUBJECTS[self.box is not None]

    @property
    def binding(self) -> dict[str, float]:
        """By party: in which share of the failing runs one of its margins fails; of the same runs as ``loser``."""
        return {} if self.loser is None else self.loser.shares


def nearest(results: Results) -> int:
    """The policy that is most often win-win; of several the one that is nearest to it where it is not.

    How near is the mean over futures of the smallest margin, in units of each margin's spread over all runs.
    """
    often = results.probability
    ties = np.flatnonzero(often == often.max())
    if len(ties) == 1:
        return int(ties[0])
    columns = columns_of(results.margins)
    scaled = np.stack([results.grid(column)[ties] / (results.candidates[column].std() + 1e-12) for column in columns])
    return int(ties[np.argmax(scaled.min(axis=0).mean(axis=1))])


def recommend(results: Results, model: MarginModel, box: Box | None) -> dict[str, float]:
    """A policy well inside: the middle of the box, its free levers as they are today; without a box, the best policy tried."""
    if box is None:
        best = nearest(results)
        return {name: float(results.design.policies[name].iloc[best]) for name in results.levers}
    ranges = results.question.levers
    today = {name: ranges[name][0] if np.isnan(value) else value for name, value in results.current_levers().items()}
    return {
        name: float(typed_lever(name, middle(box.limits[name], today[name])))
        if name in box.limits
        else float(np.clip(today[name], *ranges[name]))
        for name in results.levers
    }


def slice_over(results: Results, model: MarginModel, across: str, up: str, fixed: dict[str, float]) -> Slice:
    """The modelled P(win-win) over two levers, the others fixed."""
    x = np.linspace(*results.question.levers[across], MAP_STEPS)
    y = np.linspace(*results.question.levers[up], MAP_STEPS)
    points = np.tile([fixed[name] for name in results.levers], (x.size * y.size, 1))
    points[:, results.levers.index(across)] = np.tile(x, y.size)
    points[:, results.levers.index(up)] = np.repeat(y, x.size)
    return Slice(across, up, x, y, model.probability(points).reshape(y.size, x.size), fixed)


def _by_share(results: Results) -> dict[float, float]:
    """How much of all policies x futures is win-win if other shares must not be worse off."""
    required = results.scenario.goals.share_not_worse
    others = columns_of(m for m in results.margins if m.kind != NOT_WORSE)
    shares = columns_of(m for m in results.margins if m.kind == NOT_WORSE)
    runs = results.candidates
    rest = (runs[others] > 0.0).all(axis=1)
    return {s: float((rest & (runs[shares] + required > s).all(axis=1)).mean()) for s in sorted({*SHARES, required})}


def analyse(results: Results) -> Findings:
    """Everything that the report of a win-win study shows."""
    effects = lever_effects(results, model := fit_margins(results))
    boxes = find_boxes(results, model)
    box = boxes[0] if boxes else None
    middle = recommend(results, model, box)
    order = [n for n in effects["lever"] if not is_categorical(n)] or list(effects["lever"])
    across, up = order[0], order[1] if len(order) > 1 else order[0]
    return Findings(
        results=results,
        digest=digest_of(results.table),
        model=model,
        effects=effects,
        box=box,
        loser=first_to_lose(results, box, {*deciding_levers(effects), *results.uncertainties}),
        map=slice_over(results, model, across, up, middle),
        recommended=middle,
        further=tuple(boxes[1:]),
        by_share=_by_share(results),
        by_rivals=answer_by_rivals(results, box),
    )
