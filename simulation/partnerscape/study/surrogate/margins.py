"""The continuous margins modelled over levers and futures; P(win-win) by integration, with a band.

Win/lose labels throw away how far a run is from the edge; the margins keep it. A margin's mean over the futures is a
smooth function of the levers (:mod:`.surfaces`); every future adds its own (:mod:`.future_effects`). P(win-win) of a
policy is the share of fresh futures in which all margins are positive. Which surface, and whether the uncertainties
are in the model, is decided by the error on policies and futures that a fit has not seen. Only training policies are
used; the error is reported on the held-out ones.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from partnerscape.metrics.margin import LOSS, NOT_WORSE, Margin

from ..jobs.one_thread import on_one_thread
from ..question.design import sobol_uncertainties
from ..question.question import Range
from ..runs.results import Results
from ..statistics.intervals import spread_share_interval
from .coding import Coding
from .future_effects import FutureEffects, drawn_futures, future_effects
from .integration import Replicates, Sampled, in_batches
from .surfaces import SURFACES, Surface

FRESH = 1024  # futures that P is integrated over
POINTS = 8 * FRESH  # points that these are chosen from where not all agree with today
REPLICATES = 32
FRESH_OF_REPLICATE = 256
FOLDS = 3
LEAST_FUTURES = 6  # with fewer, none can be left out to choose by
LEAST_SHARE = 0.01  # a share this near 0 or 1 counts as that far away
LEAST_LOSS = 0.005
RESOLUTION = 0.005  # of P by integration: a bound nearer to 0 or 1 is 0 or 1
MOST_TRIALS = 4  # a future counts for at most so many independent trials of a policy


def straightened(results: Results, margin: Margin) -> np.ndarray:
    """A margin without its ends, shape (policies, futures): same sign, but shares as log odds and losses as logs."""
    room, goals = results.grid(margin), results.scenario.goals
    if margin.kind == NOT_WORSE:
        share = np.clip(room + goals.share_not_worse, LEAST_SHARE, 1.0 - LEAST_SHARE)
        required = np.clip(goals.share_not_worse, LEAST_SHARE, 1.0 - LEAST_SHARE)
        return np.log(share / (1.0 - share)) - np.log(required / (1.0 - required))
    if margin.kind == LOSS:
        return np.log((goals.loss_limit + LEAST_LOSS) / (goals.loss_limit - room + LEAST_LOSS))
    return room


@dataclass(frozen=True)
class MarginModel:
    """P(win-win) over the levers, with a band, and how far it is off on held-out policies.

    Attributes
    ----------
    margins : list of Margin
        Margins, in the order of the arrays.
    replicates : Replicates
        The model over again, for the band.
    futures : int
        Futures that were fitted to.
    surface : str
        What was chosen: the surface and whether the uncertainties are in the model.
    choice_error : dict of str to float
        Root mean square error of P on policies and futures that a fit had not seen, for all that was tried.
    error, bias : float
        Root mean square and mean of predicted less observed P on the held-out policies, in the futures at hand.
    excess : float
        Variance of that error beyond a run's luck, as a share of P (1 - P).
    """

    margins: list[Margin]
    coding: Coding
    sampled: Sampled
    replicates: Replicates
    futures: int
    surface: str = ""
    choice_error: dict[str, float] = field(default_factory=dict)
    error: float = 0.0
    bias: float = 0.0
    excess: float = 0.0

    @on_one_thread
    def probability(self, levers: np.ndarray) -> np.ndarray:
        """P(win-win), shape (policies,), at lever values, shape (policies, levers)."""
        return self.sampled.probability(self.coding(levers))

    @on_one_thread
    def expected(self, levers: np.ndarray) -> np.ndarray:
        """Straightened margins averaged over the fresh futures, shape (policies, margins), at lever values."""
        x = self.coding(levers)
        own = self.sampled.futures.mean(axis=2)
        return in_batches(self.sampled.at, x) + own[:, 0] + x @ own[:, 1:].T

    @on_one_thread
    def failing(self, levers: np.ndarray) -> np.ndarray:
        """Probability that each margin fails, shape (policies, margins), at lever values, shape (policies, levers)."""
        return self.sampled.failing(self.coding(levers))

    @on_one_thread
    def band(self, levers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of P(win-win) in all futures that there may be (95 %), each of shape (policies,).

        The variance is that over the replicates (other futures, other policies) and what the held-out policies show
        beyond it; the interval that of a share with this variance (Korn & Graubard 1998).
        """
        x = self.coding(levers)
        middle = self.sampled.probability(x)
        spread = self.replicates.probabilities(x).var(axis=1, ddof=1)
        variance = spread + self.excess * middle * (1.0 - middle)
        low, high = spread_share_interval(middle, variance, self.futures - 1, MOST_TRIALS * self.futures)
        return np.where(low < RESOLUTION, 0.0, low), np.where(high > 1.0 - RESOLUTION, 1.0, high)

    def moved(self, by: np.ndarray) -> MarginModel:
        """The model with every margin moved by a constant, shape (margins,)."""
        sampled, again = self.sampled.futures.copy(), self.replicates.futures.copy()
        sampled[:, 0, :] += by[:, None]
        again[:, :, 0, :] += by[:, None]
        moved = replace(self.sampled, futures=sampled), replace(self.replicates, futures=again)
        return replace(self, sampled=moved[0], replicates=moved[1])


@dataclass(frozen=True)
class Runs:
    """What a fit sees: coded levers, straightened margins (policies, futures, margins), coded uncertainties, fresh ones."""

    x: np.ndarray
    y: np.ndarray
    uncertainties: np.ndarray
    fresh: np.ndarray

    def some(self, policies: np.ndarray, futures: np.ndarray) -> Runs:
        """The runs of some policies in some futures."""
        return replace(self, x=self.x[policies], y=self.y[policies][:, futures], uncertainties=self.uncertainties[futures])

    def fit(self, surface: Surface, left_out: np.ndarray, known: bool) -> tuple[Sampled, FutureEffects]:
        """A surface with fresh futures, whose uncertainties are in the model or not."""
        effects = future_effects(self.x, self.y, left_out, self.uncertainties)
        futures = drawn_futures(effects, FRESH, np.random.default_rng(0), self.fresh if known else None)
        return Sampled(surface.at, futures), effects

    def replicates(self, surface: Surface, left_out: np.ndarray, effects: FutureEffects, known: bool) -> Replicates:
        """Other futures out of those at hand, other signs of the left-out errors (the wild bootstrap, Wu 1986)."""
        mean = self.y.mean(axis=1)
        targets, futures, seen = [], [], []
        for k in range(REPLICATES):
            rng = np.random.default_rng([1, k])
            chosen = np.asarray(rng.integers(0, self.y.shape[1], self.y.shape[1]))
            signs = rng.choice((-1.0, 1.0), (len(mean), 1))
            targets.append(mean - left_out + signs * left_out)
            futures.append(drawn_futures(effects, FRESH_OF_REPLICATE, rng, self.fresh if known else None, chosen))
            seen.append(chosen)
        return Replicates(surface.perturbed(np.stack(targets, axis=1)), np.stack(futures), np.stack(seen))


def _known(known: bool) -> str:
    return "with uncertainties" if known else "futures at hand"


def _errors(runs: Runs) -> dict[tuple[str, bool], float]:
    """Root mean square error of P on policies and futures left out together, for every surface, with uncertainties or not."""
    policy, future = np.arange(len(runs.x)) % FOLDS, np.arange(runs.y.shape[1]) % FOLDS
    with_futures = runs.y.shape[1] >= LEAST_FUTURES
    off: dict[tuple[str, bool], list[np.ndarray]] = {}
    for k in range(FOLDS):
        seen, unseen = (future != k, future == k) if with_futures else (future >= 0, future >= 0)
        part = runs.some(policy != k, seen)
        observed = (runs.y[policy == k][:, unseen] > 0.0).all(axis=2).mean(axis=1)
        for name, make in SURFACES.items():
            surface = make(part.x, part.y.mean(axis=1))
            for known in (False, True) if with_futures and runs.uncertainties.shape[1] else (False,):
                chance = part.fit(surface, np.zeros_like(part.y[:, 0]), known)[0].probability(runs.x[policy == k])
                off.setdefault((name, known), []).append(chance - observed)
    return {key: float(np.sqrt((np.concatenate(parts) ** 2).mean())) for key, parts in off.items()}


def runs_of(results: Results, coding: Coding, policies: np.ndarray) -> Runs:
    """What a fit sees of some policies."""
    levers = results.design.policies[results.levers].to_numpy(dtype=float)
    y = np.stack([straightened(results, margin)[policies] for margin in results.margins], axis=2)
    ranges = {name: r for name, r in results.question.ranges(results.scenario).items() if name in results.uncertainties}
    low, high = np.array(list(ranges.values()), dtype=float).reshape(-1, 2).T
    span = np.maximum(high - low, 1e-12)
    at_hand = results.design.futures[list(ranges)].to_numpy(dtype=float)
    fresh = _fresh(results, ranges).to_numpy(dtype=float)
    return Runs(coding(levers[policies]), y, 2.0 * (at_hand - low) / span - 1.0, 2.0 * (fresh - low) / span - 1.0)


def _fresh(results: Results, ranges: dict[str, Range]) -> pd.DataFrame:
    """Points of the uncertainties to integrate over, as evenly spread as agreement with today lets them be."""
    seed, agreement = results.question.design.seed + 3, results.design.agreement
    if agreement is None:
        return sobol_uncertainties(ranges, FRESH, seed)
    likely = agreement.likely(sobol_uncertainties(ranges, POINTS, seed), seed)
    return likely.iloc[np.arange(FRESH) % len(likely)]


@on_one_thread
def fit_margins(results: Results, categorical: Collection[str] | None = None) -> MarginModel:
    """Choose and fit on the training policies, measure on the held-out ones.

    Parameters
    ----------
    results : Results
        A full design: every policy in every future.
    categorical : collection of str, optional
        Levers whose numbers name unordered choices; default: the question's choices.
    """
    low, high = np.array(list(results.question.levers.values()), dtype=float).T
    unordered = results.question.choices if categorical is None else categorical
    coding = Coding(low, high, tuple(k for k, name in enumerate(results.levers) if name in unordered))
    runs = runs_of(results, coding, np.flatnonzero(~results.held_out))
    errors = _errors(runs)
    name, known = min(errors, key=lambda key: errors[key])
    surface = SURFACES[name](runs.x, runs.y.mean(axis=1))
    left_out = surface.left_out()
    sampled, effects = runs.fit(surface, left_out, known)
    model = MarginModel(
        results.margins,
        coding,
        sampled,
        runs.replicates(surface, left_out, effects, known),
        runs.y.shape[1],
        f"{name}, {_known(known)}",
        {f"{surface_name}, {_known(k)}": error for (surface_name, k), error in errors.items()},
    )
    return _measured(model, results, replace(sampled, futures=_at_hand(effects)))


def _at_hand(effects: FutureEffects) -> np.ndarray:
    """The futures at hand themselves, each with a spread of a run's luck, as fresh ones: to compare with what was observed."""
    copies = max(1, FRESH // len(effects.slopes))
    rng = np.random.default_rng(2)
    futures = np.repeat(np.arange(len(effects.slopes)), copies)
    out = effects.slopes[futures].copy()
    out[:, 0, :] += effects.left[rng.integers(0, len(effects.left), len(futures)), futures]
    return out.transpose(2, 1, 0)


def _measured(model: MarginModel, results: Results, at_hand: Sampled) -> MarginModel:
    """The model with its errors on the held-out policies."""
    test = np.flatnonzero(results.held_out)
    levers = results.design.policies[results.levers].to_numpy(dtype=float)[test]
    observed = results.probability[test]
    off = model.probability(levers) - observed
    wins = in_batches(lambda x: at_hand.wins(x).reshape(len(x), model.futures, -1).mean(axis=2), model.coding(levers))
    expected = wins.mean(axis=1)
    luck = (wins * (1.0 - wins)).sum(axis=1) / model.futures**2
    room = max(float((expected * (1.0 - expected)).sum()), 1e-12)
    excess = max(0.0, float(((observed - expected) ** 2 - luck).sum()) / room)
    return replace(model, error=float(np.sqrt((off**2).mean())), bias=float(off.mean()), excess=excess)
