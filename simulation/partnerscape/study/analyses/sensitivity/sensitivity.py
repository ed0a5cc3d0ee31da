"""What decides the outcome: how much of every metric's variance is due to levers, uncertainties and chance (Sobol' 2001)."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

import pandas as pd

from partnerscape.language import phrase
from partnerscape.scenario import Scenario

from ...question.analysis import Analysis, Runs
from ...question.question import Question
from ...runs.player import Player
from ...win_win.findings import Findings
from .factors import DUMMY, LUCK, Factors, design_of, run_points
from .indices import second_order_indices, sobol_indices
from .saltelli import FIRST_POINTS, check_points, saltelli_points
from .screening import distances, elementary_effects, morris_points

JUDGED = ("win_win", "vendor_gain", "partner_gain")  # whose indices have to be sharp
MOST_POINTS = 1024
DECIDES = 0.1  # a factor with a smaller total effect hardly decides
SHARP = 0.05  # half an interval's width


@dataclass(frozen=True)
class Sensitivity:
    """Indices of every metric, with 95 % intervals, and whether they have converged.

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


def main_metric(answer: Sensitivity) -> str:
    """Win-win; where it never varies, the first of the judged metrics that does."""
    there = set(answer.table["metric"])
    return next((metric for metric in JUDGED if metric in there), JUDGED[0])


def about(answer: Sensitivity, metric: str) -> pd.DataFrame:
    """A metric's factors, the largest total first."""
    rows = answer.table[answer.table["metric"] == metric]
    return rows.sort_values("total", ascending=False, kind="stable").reset_index(drop=True)


def deciding_factors(answer: Sensitivity) -> pd.DataFrame:
    """Factors besides chance with a total effect of a tenth of the main metric's variance or more, and surely above the floor."""
    rows = about(answer, main_metric(answer))
    decides = (rows["total"] >= DECIDES) & (rows["total_low"] > rows["floor"]) & ~rows["factor"].isin([LUCK, DUMMY])
    return rows[decides]


def analyse_sensitivity(play: Player, most_points: int = MOST_POINTS, second_order: bool = False) -> Sensitivity:
    """Run Saltelli designs of 64, 128, ... points until the indices have converged and their order is stable.

    Indices need independent factors: uncertainties have the whole of their ranges, also where today's programme would not
    look as stated (:mod:`.history`).

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
    check_points(most_points, question.name)
    factors, seed = Factors(question, play.scenario), question.design.seed
    names, parts, units, steps = [*factors.names, *factors.groups], [], [], []
    points, start, runs, earlier, converged = FIRST_POINTS, 0, 0, None, False
    while True:
        unit = saltelli_points(factors.names, points, seed, factors.groups, second_order, start)
        kind = "-pairs" if second_order else ""
        outputs_, new = run_points(factors, unit, f"sensitivity/{start}-{points}{kind}", play)
        parts.append(outputs_)
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
    second = second_order_indices(outputs[list(JUDGED)], factors.names) if second_order else None
    free = pd.concat(units).loc[(slice(None), ["A", "B"]), :]
    return Sensitivity(
        table=_named(table[~table["factor"].isin(list(factors.groups))], factors),
        groups=_named(table[table["factor"].isin([*factors.groups, LUCK])], factors),
        second=None if second is None else second.rename(columns={"output": "metric"}),
        distances=_named(distances(free, outputs[list(JUDGED)]), factors),
        steps=pd.DataFrame(steps),
        converged=converged,
        points=points,
        runs=runs,
        warnings=_warnings(question, table),
    )


def screen(play: Player, trajectories: int = 16) -> Screening:
    """Elementary effects of every factor on every metric (Morris 1991): a ranking for few runs, without shares of variance."""
    factors, seed = Factors(play.question, play.scenario), play.question.design.seed
    unit = morris_points(factors.names, trajectories, seed)
    outputs, runs = run_points(factors, unit, f"screening/{trajectories}", play)
    return Screening(_named(elementary_effects(unit, outputs, seed), factors), trajectories, runs)


def _named(table: pd.DataFrame, factors: Factors) -> pd.DataFrame:
    """A table of indices by metric, with the kind of every factor."""
    table = table.rename(columns={"output": "metric"}).reset_index(drop=True)
    groups = [name if name in factors.groups else factors.kind(name) for name in table["factor"]]
    table.insert(2, "kind", groups)
    return table


def _widest(table: pd.DataFrame) -> float:
    """Half of the widest interval of a total; infinite if nothing varies."""
    return float((table["total_high"] - table["total_low"]).max() / 2.0) if len(table) else float("inf")


def order_kept(earlier: pd.DataFrame, later: pd.DataFrame) -> bool:
    """Whether no two factors above the floor changed places although their later intervals differ."""
    if set(earlier["output"]) != set(later["output"]):
        return False
    for output, rows in later[later["total"] > later["floor"]].groupby("output", sort=False):
        now = rows.set_index("factor").sort_values("total", ascending=False, kind="stable")
        before = earlier[earlier["output"] == output].set_index("factor")["total"].reindex(now.index).to_numpy()
        low, high = now["total_low"].to_numpy(), now["total_high"].to_numpy()
        apart = low[:, None] > high[None, :]
        if (apart & (before[:, None] <= before[None, :])).any():
            return False
    return True


def outcome(metric: str) -> str:
    """What an index is of: ``win-win``, ``the vendor's gain``; another metric by its name."""
    known = {
        "win_win": phrase("win-win"),
        "vendor_gain": phrase("the vendor's gain"),
        "partner_gain": phrase("partners' gain"),
        "quality_gain": phrase("quality's gain"),
    }
    return known.get(metric, metric)


def _warnings(question: Question, table: pd.DataFrame) -> tuple[str, ...]:
    still = [metric for metric in JUDGED if metric not in set(table["output"])]
    warnings = [
        phrase(
            "{metric} is the same at all independent points: nothing can be said to decide it.",
            metric=outcome(metric),
        )
        for metric in still
    ]
    if question.constraints:
        warnings.append(phrase("Constraints between levers are not kept here: indices are of the whole ranges."))
    return tuple(warnings)


def _asked(findings: Findings, player: Player) -> Sensitivity | Screening:
    size = player.question.sensitivity
    if size.method == "screening":
        return screen(player, size.trajectories)
    return analyse_sensitivity(player, size.most_points, size.pairs)


def _cost(question: Question, scenario: Scenario) -> Runs:
    size, factors, seed = question.sensitivity, Factors(question, scenario), question.design.seed
    if size.method == "screening":
        unit = morris_points(factors.names, size.trajectories, seed)
        runs = design_of(factors.values(unit))[0].runs
        return Runs(runs, runs, 1, 0)
    unit = saltelli_points(factors.names, FIRST_POINTS, seed, factors.groups, size.pairs)
    first, doublings = design_of(factors.values(unit))[0].runs, int(log2(size.most_points // FIRST_POINTS))
    return Runs(first, first + len(unit) // FIRST_POINTS * (size.most_points - FIRST_POINTS), 1 + doublings, 0)


ANALYSIS = Analysis(
    name="sensitivity",
    asks="Which levers and uncertainties decide each outcome?",
    run=_asked,
    cost=_cost,
)
