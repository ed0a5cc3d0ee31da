"""What decides it: how much of every metric's variance levers, uncertainties and luck have a part in (Sobol' 2001).

Luck is a factor like the others, a choice out of a fixed list of seeds: two points that differ in anything else meet
the same luck, so that the noise of single runs never passes for influence. Points that differ in levers alone share a
future, and so its burn-in and its baseline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..metrics import METRICS
from ..scenario import InputError, Scenario
from .design import FRESH, SEED_STEP, Design
from .failures import refuse_failures
from .indices import FIRST_POINTS, saltelli_points, second_order_indices, sobol_indices
from .play import Player
from .question import Question, Range, is_whole
from .screening import distances, elementary_effects, morris_points

LUCK, DUMMY = "luck", "dummy"
LEVERS, UNCERTAINTIES = "levers", "uncertainties"  # the groups
SEEDS = 4096  # how many kinds of luck there are
STREAM = 11  # of seeds, apart from those of other analyses
JUDGED = ("win_win", "vendor_gain", "partner_gain")  # whose indices have to be sharp
OUTPUTS = (*JUDGED, "quality_gain", *METRICS)
MOST_POINTS = 1024
SHARP = 0.05  # half an interval's width


@dataclass(frozen=True)
class Asked:
    """The factors of a question: its levers, its uncertainties, luck and a dummy that nothing reads."""

    question: Question
    scenario: Scenario

    @property
    def uncertainties(self) -> dict[str, Range]:
        """Uncertainties and their ranges."""
        return self.question.ranges(self.scenario)

    @property
    def factors(self) -> list[str]:
        """Names of all factors."""
        return [*self.question.levers, *self.uncertainties, LUCK, DUMMY]

    @property
    def groups(self) -> dict[str, list[str]]:
        """Factors that are also exchanged together."""
        groups = {LEVERS: list(self.question.levers), UNCERTAINTIES: list(self.uncertainties)}
        return {name: members for name, members in groups.items() if members}

    def kind(self, factor: str) -> str:
        """``lever``, ``uncertainty``, ``luck`` or ``dummy``."""
        return factor if factor in (LUCK, DUMMY) else "lever" if factor in self.question.levers else "uncertainty"

    def values(self, unit: pd.DataFrame) -> pd.DataFrame:
        """Levers, ``seed`` and uncertainties at points of the unit cube; every whole number has the same share."""
        table = {}
        for name, (low, high) in self.question.levers.items():
            u = unit[name].to_numpy()
            steps = high - low + 1.0
            table[name] = low + np.minimum(np.floor(steps * u), steps - 1.0) if is_whole(name) else low + u * (high - low)
        first = (FRESH * STREAM + self.question.design.seed) * SEED_STEP
        table["seed"] = first + np.minimum(np.floor(SEEDS * unit[LUCK].to_numpy()), SEEDS - 1).astype(np.int64)
        for name, (low, high) in self.uncertainties.items():
            table[name] = low + unit[name].to_numpy() * (high - low)
        return pd.DataFrame(table, index=unit.index)


@dataclass(frozen=True)
class Sensitivity:
    """Indices of every metric, with 95 % intervals, and whether they are sharp enough to be used.

    Attributes
    ----------
    table : DataFrame
        metric, factor, kind, first, first_low, first_high, total, total_low, total_high, floor: what a dummy could reach.
    groups : DataFrame
        The same of all levers together, all uncertainties together, and luck.
    second : DataFrame or None
        metric, factor, other, second, second_low, second_high, of the metrics that are judged; on request.
    distances : DataFrame
        metric, factor, kind, median, maximum: distances of distributions (PAWN) of the metrics that are judged.
    steps : DataFrame
        points, runs, widest (half an interval of a total of the judged), order_kept: against half as many points.
    warnings : tuple of str
        What a reader must know.
    """

    table: pd.DataFrame
    groups: pd.DataFrame
    second: pd.DataFrame | None
    distances: pd.DataFrame
    steps: pd.DataFrame
    converged: bool
    points: int
    runs: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Screening:
    """Morris' elementary effects: metric, factor, kind, mu, mu_star, mu_star_low, mu_star_high, sigma (metric's unit)."""

    table: pd.DataFrame
    trajectories: int
    runs: int


def design_of(values: pd.DataFrame) -> tuple[Design, pd.DataFrame]:
    """The fewest policies, futures and runs that hold all points.

    Returns
    -------
    Design
        Every policy, future and pair of them once.
    DataFrame
        ``future`` and ``policy`` of every point, with the points' index.
    """
    at = values.columns.get_loc("seed")
    levers, ranges = list(values.columns[:at]), list(values.columns[at:])
    policy = values.groupby(levers, sort=False).ngroup()
    future = values.groupby(ranges, sort=False).ngroup()
    keys = pd.DataFrame({"future": future, "policy": policy})
    policies = values[levers].astype(float).drop_duplicates().reset_index(drop=True)
    futures = values[ranges].drop_duplicates().reset_index(drop=True)
    listed = keys[["policy", "future"]].drop_duplicates().reset_index(drop=True)
    return Design(policies, futures, listed), keys


def run_points(asked: Asked, unit: pd.DataFrame, part: str, play: Player) -> tuple[pd.DataFrame, int]:
    """Outputs at points of the unit cube, matched to them by their key, and how many runs that took.

    Raises
    ------
    InputError
        If an output is NaN or infinite; says where such runs lie.
    """
    values = asked.values(unit)
    design, keys = design_of(values)
    table = play.table(part, design)
    columns = [name for name in OUTPUTS if name in table.columns]
    outputs = table.set_index(["future", "policy"])[columns].loc[pd.MultiIndex.from_frame(keys)].set_axis(unit.index)
    once = ~keys.duplicated().to_numpy()
    refuse_failures(values[once].drop(columns="seed"), outputs[once], asked.question.name)
    return outputs, design.runs


def analyse_sensitivity(play: Player, most_points: int = MOST_POINTS, second_order: bool = False) -> Sensitivity:
    """Run Saltelli designs of 64, 128, ... points until the indices are sharp and their order holds.

    Sharp: half of every total's interval of the judged metrics is below ``SHARP``. Every doubling is a part of its own
    of the study's store, so that asking again costs nothing and asking for more only what is new.

    Parameters
    ----------
    play : Player
        Of the study.
    most_points : int
        Where to stop, a power of 2; a point costs a run a factor, twice that with ``second_order``.
    second_order : bool
        Whether pairs of factors are asked about, too.

    Raises
    ------
    InputError
        For a number of points that is none, and where runs fail.
    """
    question = play.question
    if most_points < FIRST_POINTS or most_points & (most_points - 1):
        raise InputError(question.name, "", "points", f"a power of 2, at least {FIRST_POINTS}", most_points)
    asked, seed = Asked(question, play.scenario), question.design.seed
    names, parts, units, steps = [*asked.factors, *asked.groups], [], [], []
    points, start, runs, earlier, converged = FIRST_POINTS, 0, 0, None, False
    while True:
        unit = saltelli_points(asked.factors, points, seed, asked.groups, second_order, start)
        kind = "-pairs" if second_order else ""
        found, new = run_points(asked, unit, f"sensitivity/{start}-{points}{kind}", play)
        parts.append(found)
        units.append(unit)
        outputs, runs = pd.concat(parts), runs + new
        judged = sobol_indices(outputs[list(JUDGED)], names)
        widest, kept = _widest(judged), earlier is not None and order_kept(earlier, judged)
        steps.append({"points": points, "runs": runs, "widest": widest, "order_kept": kept})
        converged = bool(widest < SHARP and kept)
        if converged or points >= most_points:
            break
        points, start, earlier = 2 * points, points, judged
    table = sobol_indices(outputs, names)
    second = second_order_indices(outputs[list(JUDGED)], asked.factors) if second_order else None
    free = pd.concat(units).loc[(slice(None), ["A", "B"]), :]
    return Sensitivity(
        table=_named(table[~table["factor"].isin(list(asked.groups))], asked),
        groups=_named(table[table["factor"].isin([*asked.groups, LUCK])], asked),
        second=None if second is None else second.rename(columns={"output": "metric"}),
        distances=_named(distances(free, outputs[list(JUDGED)]), asked),
        steps=pd.DataFrame(steps),
        converged=converged,
        points=points,
        runs=runs,
        warnings=_warnings(question, table),
    )


def screen(play: Player, trajectories: int = 16) -> Screening:
    """Elementary effects of every factor on every metric (Morris 1991): a ranking for few runs, without shares of variance."""
    asked, seed = Asked(play.question, play.scenario), play.question.design.seed
    unit = morris_points(asked.factors, trajectories, seed)
    outputs, runs = run_points(asked, unit, f"screening/{trajectories}", play)
    return Screening(_named(elementary_effects(unit, outputs, seed), asked), trajectories, runs)


def _named(table: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """A table of indices by metric, with the kind of every factor."""
    table = table.rename(columns={"output": "metric"}).reset_index(drop=True)
    groups = [name if name in asked.groups else asked.kind(name) for name in table["factor"]]
    table.insert(2, "kind", groups)
    return table


def _widest(table: pd.DataFrame) -> float:
    """Half of the widest interval of a total; infinite if nothing varies."""
    return float((table["total_high"] - table["total_low"]).max() / 2.0) if len(table) else float("inf")


def order_kept(earlier: pd.DataFrame, later: pd.DataFrame) -> bool:
    """Whether no two factors above the floor changed places that their later intervals tell apart."""
    if set(earlier["output"]) != set(later["output"]):
        return False
    for output, rows in later[later["total"] > later["floor"]].groupby("output", sort=False):
        now = rows.set_index("factor").sort_values("total", ascending=False)
        before = earlier[earlier["output"] == output].set_index("factor")["total"].reindex(now.index).to_numpy()
        low, high = now["total_low"].to_numpy(), now["total_high"].to_numpy()
        apart = low[:, None] > high[None, :]
        if (apart & (before[:, None] <= before[None, :])).any():
            return False
    return True


def _warnings(question: Question, table: pd.DataFrame) -> tuple[str, ...]:
    still = [metric for metric in JUDGED if metric not in set(table["output"])]
    said = [
        f"{metric.replace('_', ' ')} is the same at all independent points: nothing can be said to decide it." for metric in still
    ]
    if question.constraints:
        said.append("Constraints between levers are not kept here: indices are of the whole ranges.")
    return tuple(said)
