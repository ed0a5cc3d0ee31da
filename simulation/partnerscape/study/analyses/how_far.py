"""How far each lever may move, alone, before somebody loses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.metrics.margin import OF_PARTNERS, Margin
from partnerscape.scenario import Scenario

from ..question.analysis import Analysis, Runs
from ..question.design import Design
from ..question.question import Question, is_categorical, is_whole, standing
from ..question.streams import Stream
from ..runs.parties import AT_ZERO, by_side
from ..runs.player import Player
from ..runs.results import Results
from ..statistics.intervals import share_interval

STEPS = 24  # values of a lever that are tried besides today's, at most
RESAMPLES = 2000
LEVEL = 0.95


@dataclass(frozen=True)
class Limit:
    """How far one lever may move one way from today before one party loses too often.

    ``value`` is None if the party does not lose within the range asked about; ``at_once`` if the first step
    is too far already. ``first``: the margin that fails most often just beyond.
    """

    lever: str
    party: str
    today: float
    end: float
    value: float | None
    low: float
    high: float
    at_once: bool
    first: Margin | None


@dataclass(frozen=True)
class HowFar:
    """Limits, and the curves behind them: lever, value, party, share of futures without a loss, low, high."""

    limits: tuple[Limit, ...]
    curves: pd.DataFrame
    futures: int
    runs: int


def keeps(results: Results) -> dict[str, np.ndarray]:
    """By side: whether it does not lose, shape (policies, futures). To stand as today is not to lose."""
    slack = results.scenario.goals.tolerance

    def keeps_margin(margin: Margin) -> np.ndarray:
        room = results.grid(margin)
        return room >= -slack if margin in AT_ZERO else room > 0.0

    return {side: np.all([keeps_margin(margin) for margin in mine], axis=0) for side, mine in by_side(results.margins).items()}


def values_from(question: Question, lever: str, today: float) -> np.ndarray:
    """Values that are tried, in order: today's, and from there to both ends, the denser the nearer to today."""
    low, high = question.levers[lever]
    start = float(np.clip(today, low, high))
    part = (np.arange(1, STEPS // 2 + 1) / (STEPS // 2)) ** 2
    tried = np.concatenate([[start], start + (low - start) * part, start + (high - start) * part])
    return np.unique(np.round(tried) if is_whole(lever) else tried)


def how_far(results: Results, play: Player) -> HowFar:
    """Move every lever alone through its range, all others as today, in fresh futures."""
    question, scenario = results.question, results.scenario
    levers = [lever for lever in results.levers if not is_categorical(lever)]
    rows, names = [], []
    today = {lever: standing(lever, scenario, question) for lever in results.levers}
    for lever in levers:
        for value in values_from(question, lever, today[lever]):
            rows.append({**today, lever: float(value)})
            names.append(lever)
    futures = play.futures(max(64, question.design.futures), Stream.HOW_FAR)
    table = pd.DataFrame(rows)[levers]  # a choice stays as it is by not being named
    met = play.results("how_far", Design(table, futures), fewer=True)
    by_side, of = keeps(met), np.array(names)
    limits, curves = [], []
    for lever in levers:
        at = np.flatnonzero(of == lever)
        values = table[lever].to_numpy()[at]
        for party, held in {side: keeping[at] for side, keeping in by_side.items()}.items():
            shares = [share_interval(int(h), held.shape[1]) for h in held.sum(axis=1)]
            curves.append(pd.DataFrame(shares, columns=["share", "low", "high"]).assign(lever=lever, party=party, value=values))
            limits += [_limit(met, lever, party, held, values, today[lever], way, at) for way in (-1, 1)]
    reached = tuple(limit for limit in limits if limit is not None)
    return HowFar(reached, pd.concat(curves, ignore_index=True), len(met.design.futures), met.design.runs)


def _limit(
    met: Results, lever: str, party: str, held: np.ndarray, values: np.ndarray, today: float, way: int, at: np.ndarray
) -> Limit | None:
    """The farthest value from today, one way, up to which the party holds in the required share of futures."""
    beyond = np.flatnonzero((values - today) * way > 1e-12)[::way]
    if beyond.size == 0:
        return None
    required = met.scenario.goals.required_probability
    path, walk = held[beyond], values[beyond]
    rng = np.random.default_rng(met.question.design.seed)
    draws = rng.integers(0, held.shape[1], (RESAMPLES, held.shape[1]))
    counts = np.stack([np.bincount(d, minlength=held.shape[1]) for d in draws])
    crossing = _last_held if is_whole(lever) else _crossing
    crossings = np.array([crossing(s, walk, today, required) for s in counts @ path.T / held.shape[1]])
    share = path.mean(axis=1)
    value = crossing(share, walk, today, required)
    ends = np.quantile(np.where(np.isnan(crossings), walk[-1], crossings), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    failed = np.flatnonzero(share < required)
    first = _fails_first(met, party, int(at[beyond[failed[0]]])) if failed.size else None
    return Limit(
        lever=lever,
        party=party,
        today=today,
        end=float(walk[-1]),
        value=None if np.isnan(value) else float(value),
        low=float(ends[0]),
        high=float(ends[1]),
        at_once=bool(failed.size and failed[0] == 0),
        first=first,
    )


def _crossing(share: np.ndarray, values: np.ndarray, today: float, required: float) -> float:
    """Where the share first falls below what is required, linear between two values; NaN if it never does."""
    below = np.flatnonzero(share < required)
    if below.size == 0:
        return float("nan")
    k = int(below[0])
    before, value = (share[k - 1], values[k - 1]) if k else (1.0, today)
    return float(value + (values[k] - value) * (before - required) / (before - share[k]))


def _last_held(share: np.ndarray, values: np.ndarray, today: float, required: float) -> float:
    """The last whole number before the share falls below what is required; NaN if it never does."""
    below = np.flatnonzero(share < required)
    if below.size == 0:
        return float("nan")
    return float(values[below[0] - 1]) if below[0] else today


def _fails_first(met: Results, party: str, policy: int) -> Margin:
    """The margin of a party that fails in most futures under a policy; of equal ones the one that is lower on average."""
    mine = by_side(met.margins)[party]
    mine = [margin for margin in mine if margin != OF_PARTNERS] or mine  # of partners, the segment is named
    return max(mine, key=lambda m: (float((met.grid(m)[policy] <= 0.0).mean()), -float(met.grid(m)[policy].mean())))


def _cost(question: Question, scenario: Scenario) -> Runs:
    levers = [lever for lever in question.levers if not is_categorical(lever)]
    values = sum(len(values_from(question, lever, standing(lever, scenario, question))) for lever in levers)
    runs = values * max(64, question.design.futures)
    return Runs(runs, runs, 1, 1)


ANALYSIS = Analysis(
    name="how_far",
    asks="How far may each lever move alone before somebody loses?",
    run=lambda findings, player: how_far(findings.results, player),
    cost=_cost,
)
