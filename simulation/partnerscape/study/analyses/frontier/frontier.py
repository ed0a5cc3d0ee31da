"""The frontier: policies of which none is better for the vendor, for partners and for customers at once.

Three sets of futures avoid the winner's curse: a search judges all generations in the first, what it
ends with is judged anew in the second, and what is then chosen (the Nash point, a spread of win-win policies) in the
third. Every generation is a design of its own, kept in the study's store: a search that was interrupted asks again,
finds its runs there and goes on to the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from partnerscape.scenario import InputError, Scenario

from ...question.analysis import Analysis, Runs
from ...question.budgets import SearchSize
from ...question.constraints import levers_in, violation
from ...question.design import Design, policies_of
from ...question.question import Question, standing
from ...runs.player import Player
from ...statistics.bargaining import nash
from ...statistics.intervals import mean_interval, possible, share_interval
from .farthest import farthest, in_units, scaled_levers
from .search import Tried, efficient, levers_from, library, places_of, search

PART = "frontier"
SEARCHED, JUDGED, TOLD = 41, 42, 43  # streams of futures
MOST_JUDGED = 48  # of the front, and again of others that are win-win
SPREAD = 5
PARTIES = ("vendor_gain", "partner_gain")
WIN = "win_win"


def ends_of(gain: str) -> tuple[float, float]:
    """Between which ends a gain can lie: quality's within a whole scale, all others' anywhere."""
    return possible("0-1", difference=True) if gain == "quality_gain" else (-np.inf, np.inf)


@dataclass(frozen=True)
class Frontier:
    """What a search found.

    Tables have one column per lever and, for every objective and ``win_win`` (share of futures): the mean, ``.low`` and
    ``.high`` (95 % over futures), and ``.searched``, the mean in the search's futures, which is optimistic (winner's curse).

    Attributes
    ----------
    tried : DataFrame
        Every policy tried: generation, levers, means in the search's futures (NaN where a constraint forbids to run it);
        ``front``: whether it is on the front.
    front : DataFrame
        Policies on the search's front, judged anew; at most 48, spread over the front. ``efficient``: whether none of
        the others beats it in everything there either.
    chosen : DataFrame
        ``role`` nash or spread, judged in futures that nothing was chosen in. The Nash point is on the front; the spread
        are policies that differ, all win-win often enough when judged anew, whether on the front or not.
    trace : DataFrame
        generation, policies (tried so far), front (policies on it), hypervolume: of what the front beats, from the worst of
        the first generation in each objective, in units of that generation's ranges (Zitzler & Thiele 1998).
    runs : int
        Candidate runs in all.
    """

    question: Question
    scenario: Scenario
    size: SearchSize
    tried: pd.DataFrame
    front: pd.DataFrame
    chosen: pd.DataFrame
    trace: pd.DataFrame
    runs: int

    @property
    def nash(self) -> pd.Series | None:
        """The Nash point; None if no policy of the front gives both parties more than today."""
        rows = self.chosen[self.chosen["role"] == "nash"]
        return None if rows.empty else rows.iloc[0]

    @property
    def spread(self) -> pd.DataFrame:
        """Diverse win-win policies; empty if none is win-win often enough."""
        return self.chosen[self.chosen["role"] == "spread"].reset_index(drop=True)


@dataclass
class _Runs:
    """Runs policies through the study's store, each time in a part of its own, and counts."""

    play: Player
    expected: int
    done: int = 0
    parts: int = 0

    def grids(self, policies: pd.DataFrame, futures: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, np.ndarray]:
        """Columns over policies and futures, shape (policies, futures) each."""

        def told(done: int, total: int) -> None:
            if self.play.progress:
                self.play.progress(min(self.done + done, self.expected), self.expected)

        results = replace(self.play, progress=told).results(f"{PART}/{self.parts}", Design(policies, futures))
        self.done += results.design.runs
        self.parts += 1
        return {name: results.grid(name) for name in columns}


def find_frontier(play: Player, size: SearchSize | None = None) -> Frontier:
    """Search, evaluate the results in fresh futures, select.

    Parameters
    ----------
    play : Player
        Of the study; runs are kept in parts of its store. It reports (done, expected) candidate runs; fewer are needed
        where policies return.
    size : SearchSize, optional
        How widely to search, and for what.

    Raises
    ------
    InputError
        Without pymoo, or for constraints that hardly any policy keeps.
    """
    library()
    size = size or SearchSize()
    columns = (*size.objectives, WIN)
    expected = size.population * size.generations * size.futures + (2 * MOST_JUDGED + SPREAD + 1) * size.fresh
    runs, question, scenario = _Runs(play, expected), play.question, play.scenario
    tried, wins = _search(runs, size, columns)
    on_front = tried.front()
    best = _nash(tried.gains[on_front], size)
    front = on_front[farthest(in_units(tried.gains[on_front]), MOST_JUDGED, best or 0)]
    often = _often(scenario, wins, size.futures) & tried.allowed
    others = np.setdiff1d(np.flatnonzero(often), front)
    others = others[farthest(scaled_levers(tried.policies.iloc[others], question.levers), MOST_JUDGED)]
    means = np.column_stack([tried.gains, wins])
    judged = _judge(runs, tried, means, np.concatenate([np.sort(front), np.sort(others)]), JUDGED, size)
    table = judged.iloc[: len(front)].reset_index(drop=True)
    table["efficient"] = np.isin(np.arange(len(table)), efficient(table[list(size.objectives)].to_numpy()))
    picked = _choose(judged, len(front), scenario, question, size)
    chosen = _judge(runs, tried, means, judged["tried"].to_numpy()[picked["row"]], TOLD, size)
    chosen.insert(0, "role", picked["role"].to_numpy())
    played = np.where(tried.allowed[:, None], means, np.nan)
    everything = tried.policies.assign(**dict(zip(columns, played.T, strict=True)), front=np.isin(np.arange(len(wins)), on_front))
    everything.insert(0, "generation", tried.generation)
    if play.progress:
        play.progress(runs.done, runs.done)
    return Frontier(question, scenario, size, everything, table, chosen, _trace(tried, size), runs.done)


def _search(runs: _Runs, size: SearchSize, columns: tuple[str, ...]) -> tuple[Tried, np.ndarray]:
    """What the search tried, and the share of its futures in which each policy is win-win."""
    question, scenario = runs.play.question, runs.play.scenario
    futures = runs.play.futures(size.futures, SEARCHED)
    first = policies_of(question, scenario, size.population, size.seed)
    today = {name: standing(name, scenario) for text in question.constraints for name in levers_in(text)}
    wins: list[np.ndarray] = []

    def evaluate(policies: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Means over the futures; what breaks a constraint is not run."""
        broken = violation(question.constraints, policies, today, first)
        keeps = broken <= 0.0
        means = np.zeros((len(policies), len(columns)))
        if keeps.any():
            grids = runs.grids(policies[keeps].reset_index(drop=True), futures, columns)
            means[keeps] = np.stack([grids[name].mean(axis=1) for name in columns], axis=1)
        if not np.isfinite(means).all():
            bad = policies[~np.isfinite(means).all(axis=1)].iloc[0].to_dict()
            raise InputError(
                question.name, "frontier", "", f"finite {', '.join(columns)} in every run", f"NaN or infinity at {bad}"
            )
        wins.append(means[:, -1])
        return means[:, :-1], broken

    tried = search(question.levers, evaluate, first, size)
    return tried, np.concatenate(wins)


def _judge(runs: _Runs, tried: Tried, searched: np.ndarray, rows: np.ndarray, stream: int, size: SearchSize) -> pd.DataFrame:
    """Policies evaluated in fresh futures; ``tried`` is each one's number among all that were tried."""
    columns = (*size.objectives, WIN)
    policies = tried.policies.iloc[rows].reset_index(drop=True)
    futures = runs.play.futures(size.fresh, stream)
    table = policies.assign(tried=rows)
    none = {name: np.zeros((0, size.fresh)) for name in columns}
    grids = runs.grids(policies, futures, columns) if len(rows) else none
    for k, name in enumerate(columns):
        intervals = [
            share_interval(int(row.sum()), row.size) if name == WIN else mean_interval(row, ends_of(name)) for row in grids[name]
        ]
        table[[name, f"{name}.low", f"{name}.high"]] = np.array(intervals, dtype=float).reshape(-1, 3)
        table[f"{name}.searched"] = searched[rows, k]
    return table


def _nash(gains: np.ndarray, size: SearchSize) -> int | None:
    """The row that maximises the product of the vendor's and the partners' gains over today."""
    if not set(PARTIES) <= set(size.objectives):
        return None
    return nash(gains[:, [size.objectives.index(party) for party in PARTIES]])


def _choose(judged: pd.DataFrame, on_front: int, scenario: Scenario, question: Question, size: SearchSize) -> pd.DataFrame:
    """Role and row: the Nash point of the front, then win-win policies as different as can be."""
    rows: list[tuple[str, int]] = []
    point = _nash(judged[list(size.objectives)].to_numpy()[:on_front], size)
    rows = [] if point is None else [("nash", point)]
    often = np.flatnonzero(judged[WIN] >= scenario.goals.required_probability)
    if len(often):
        first = int(np.argmax(judged[WIN].to_numpy()[often]))
        levers = scaled_levers(judged[list(question.levers)].iloc[often], question.levers)
        rows += [("spread", int(often[k])) for k in farthest(levers, SPREAD, first)]
    return pd.DataFrame(rows, columns=["role", "row"]).astype({"row": int})


def _often(scenario: Scenario, wins: np.ndarray, futures: int) -> np.ndarray:
    """Which policies are win-win about as often as required: to within one of the search's few futures."""
    return wins >= min(scenario.goals.required_probability, 1.0 - 1.0 / futures)


def _trace(tried: Tried, size: SearchSize) -> pd.DataFrame:
    """How the front grew: see :class:`Frontier`."""
    from pymoo.indicators.hv import HV

    start = tried.gains[tried.allowed & (tried.generation == 0)]
    worst, ranges = start.min(axis=0), np.maximum(np.ptp(start, axis=0), 1e-12)
    volume, rows = HV(ref_point=np.zeros(len(worst))), []
    for generation in range(int(tried.generation.max()) + 1):
        front = tried.front(generation)
        rows.append(
            {
                "generation": generation,
                "policies": int((tried.generation <= generation).sum()),
                "front": len(front),
                "hypervolume": float(volume(-(tried.gains[front] - worst) / ranges)),
            }
        )
    return pd.DataFrame(rows)


def _cost(question: Question, scenario: Scenario) -> Runs:
    size = question.frontier
    first = policies_of(question, scenario, size.population, size.seed).to_numpy(dtype=float)
    distinct = len(np.unique(levers_from(places_of(first, question.levers), question.levers), axis=0))
    judged = (2 * MOST_JUDGED + SPREAD + 1) * size.fresh
    most = size.population * size.generations * size.futures + judged
    return Runs(distinct * size.futures + size.fresh, most, size.generations + 2, 3)


ANALYSIS = Analysis(
    name="frontier",
    asks="What can the vendor and its partners gain at most, and where do they agree?",
    run=lambda findings, player: find_frontier(player, player.question.frontier),
    cost=_cost,
)
