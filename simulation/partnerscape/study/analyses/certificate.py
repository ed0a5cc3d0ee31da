"""Certificates: the map and the win-win conditions tested in futures that neither was fitted to.

Policies inside the box and policies where the model is undecided are run in fresh futures. A policy is
certified if the lower end of its 95 % interval (Clopper & Pearson 1934) reaches what is required,
rejected if the upper end stays below it. Undecided ones are run in as many fresh futures again,
and again; each look spends its part of the 5 % (Bonferroni), so that repeated looks do not certify by chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from partnerscape.scenario import Scenario

from ..boxes.boxes import Box, judge
from ..boxes.limits import ends
from ..question.analysis import Analysis, Runs
from ..question.design import Design, policies_of
from ..question.question import Question
from ..question.streams import Stream
from ..runs.player import Player
from ..runs.results import Results
from ..statistics.intervals import verdict
from ..surrogate.margins import MarginModel
from ..win_win.findings import Findings

CANDIDATES = 16


@dataclass(frozen=True)
class Certificate:
    """Verdicts on fresh futures.

    Attributes
    ----------
    policies : DataFrame
        One row per policy: its levers, ``in_rule``, ``modelled`` P(win-win), ``wins``, ``futures``, ``verdict``.
    rule : Box or None
        The box evaluated again, on fresh policies in fresh futures.
    verdict : str
        Of the box: certified if the lower end of its density's interval reaches what is required.
    runs : int
        Candidate runs that it took.
    """

    policies: pd.DataFrame
    rule: Box | None
    verdict: str
    runs: int

    def counted(self, in_rule: bool) -> dict[str, int]:
        """How many policies got which verdict, inside or outside the box."""
        counts = self.policies[self.policies["in_rule"] == in_rule]["verdict"].value_counts()
        return {name: int(counts.get(name, 0)) for name in ("certified", "undecided", "rejected")}


def chosen(results: Results, model: MarginModel, box: Box | None, count: int) -> pd.DataFrame:
    """Half inside the box, evenly spread; half outside, where the model's band leaves open whether they are win-win."""
    question, required = results.question, results.scenario.goals.required_probability
    within = _within(question, results.scenario, box, count // 2) if box is not None else pd.DataFrame(columns=results.levers)
    points = policies_of(question, results.scenario, CANDIDATES * count, question.design.seed + 4)
    points = points if box is None else points[~box.holds(points)].reset_index(drop=True)
    levers = points[results.levers].to_numpy(dtype=float)
    low, high = model.band(levers)
    settled = (low >= required) | (high < required)
    order = np.lexsort((np.abs(model.probability(levers) - required), settled))[: count - len(within)]
    table = pd.concat([within, points.iloc[np.sort(order)]], ignore_index=True).astype(float)
    return table.assign(in_rule=np.arange(len(table)) < len(within), modelled=model.probability(table.to_numpy(dtype=float)))


def _within(question: Question, scenario: Scenario, box: Box, count: int) -> pd.DataFrame:
    """Policies spread evenly over the box."""
    narrowed = {k: ends(box.limits[k]) if k in box.limits else full for k, full in question.levers.items()}
    points = policies_of(question.model_copy(update={"levers": narrowed}), scenario, 4 * count, question.design.seed + 5)
    return points[box.holds(points)].iloc[:count].reset_index(drop=True)


def certify(results: Results, model: MarginModel, box: Box | None, play: Player) -> Certificate:
    """Test the map in fresh futures; undecided policies get more of them."""
    size, required = results.question.certificate, results.scenario.goals.required_probability
    policies = chosen(results, model, box, size.policies)
    policies["wins"], policies["futures"], policies["verdict"] = 0, 0, "undecided"
    runs, rule, rule_verdict = 0, None, "undecided"
    for look in range(size.looks):
        open_ = np.flatnonzero(policies["verdict"] == "undecided")
        if open_.size == 0:
            break
        futures = play.futures(size.futures * 2**look, Stream.CERTIFICATE + look)
        design = Design(policies[results.levers].iloc[open_].reset_index(drop=True), futures)
        met = replace(play.results(f"certificate/{look}", design, fewer=True), unseen=True)
        wins = met.wins
        runs += wins.size
        policies.loc[open_, "wins"] += wins.sum(axis=1).astype(int)
        policies.loc[open_, "futures"] += wins.shape[1]
        for row in open_:
            hits, total = int(policies.at[row, "wins"]), int(policies.at[row, "futures"])
            policies.at[row, "verdict"] = verdict(hits, total, required, looks=size.looks)
        if look == 0 and box is not None:
            rule = judge(met, box.limits, box.modelled_density, box.share_of_policies)
            low, high = rule.density_interval
            rule_verdict = "certified" if low >= required else "rejected" if high < required else "undecided"
    return Certificate(policies, rule, rule_verdict, runs)


def _asked(findings: Findings, player: Player) -> Certificate:
    return certify(findings.results, findings.model, findings.box, player)


def _cost(question: Question, scenario: Scenario) -> Runs:
    size = question.certificate
    once = size.policies * size.futures
    return Runs(once, once * (2**size.looks - 1), size.looks, size.looks)  # if all stay undecided


ANALYSIS = Analysis(
    name="certificate",
    asks="Do the win-win conditions hold out of sample?",
    run=_asked,
    cost=_cost,
)
