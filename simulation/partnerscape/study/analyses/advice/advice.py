"""Three programmes to choose from: the safest, the fairest, the smallest change; how to introduce each, what to watch.

Candidates come from the model, are played in futures that neither study nor model has seen, and chosen there; how
each is introduced is chosen in other futures, and all that is promised is measured in yet others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.scenario import Scenario

from ...question.agreement import joint_of, unchecked
from ...question.analysis import Analysis, Runs
from ...question.design import Design, seeds_of
from ...question.question import Question
from ...question.streams import Stream
from ...runs.execute import BASELINE
from ...runs.monthly import Paths, follow_paths
from ...runs.player import Player
from ...runs.results import Results
from ...statistics.intervals import mean_interval, share_interval
from ...surrogate.margins import MarginModel
from ..assumptions import hand_ranges
from .candidates import EACH, candidates, distance, shortlist
from .cash import cash_of, pays_back
from .indicators import early_numbers
from .selection import FAIREST, KINDS, SAFEST, choose, cushions
from .transition import KEPT, NOTICE, Transition, choose_transitions, introductions
from .warning_signs import Watch, find_signs


@dataclass(frozen=True)
class Size:
    """How many futures choose programmes, choose introductions, tell what is promised, teach what to watch."""

    choosing: int = 64
    introducing: int = 32
    telling: int = 256
    watching: int = 512


@dataclass(frozen=True)
class Programme:
    """A programme to choose, with what it promises in futures that chose nothing.

    ``chosen_hits`` of ``Size.choosing`` futures were win-win when it was chosen. ``p_win_win``, ``vendor_gain``,
    ``partner_gain`` (currency, mean over incumbents), ``partner_gain_relative``: value with interval (95 %), with its
    introduction. ``distance``: mean change of the levers in shares of their range. ``cash``: month, today, then,
    difference, low, high. ``pays_back``: months until the mean difference has summed to 0 for good; None: not within the
    horizon. ``paid_back``: share of futures in which it has by then, with interval. ``wider_p_win_win`` and ``watch`` are of
    :func:`wider_futures`.
    """

    kind: str
    levers: dict[str, float]
    distance: float
    chosen_hits: int
    p_win_win: tuple[float, float, float]
    vendor_gain: tuple[float, float, float]
    partner_gain: tuple[float, float, float]
    partner_gain_relative: tuple[float, float, float]
    transition: Transition
    cash: pd.DataFrame
    pays_back: int | None
    paid_back: tuple[float, float, float]
    wider_p_win_win: tuple[float, float, float]
    watch: Watch


@dataclass(frozen=True)
class Advice:
    """The programmes by kind (the smallest change is missing if none reached the required probability), and what it took.

    ``labels``: names of the options of choices.
    """

    scenario: Scenario
    today: dict[str, float]
    labels: dict[str, list[str]]
    programmes: dict[str, Programme]
    size: Size
    judged: int
    played: int
    best_lower_bound: float
    seeds: list[int]
    runs: int

    @property
    def safest(self) -> dict[str, float] | None:
        """Levers of the safest programme."""
        return self.programmes[SAFEST].levers if SAFEST in self.programmes else None


def cost(question: Question, scenario: Scenario, size: Size | None = None) -> int:
    """Candidate runs that :func:`advise` plays, at most."""
    size = size or Size()
    ways = len(introductions(question, scenario))
    return len(KINDS) * (EACH * size.choosing + ways * size.introducing + size.telling + size.watching)


def advise(results: Results, model: MarginModel, play: Player, size: Size | None = None) -> Advice:
    """Choose three programmes, introduce them, follow them; what that takes is :func:`cost`."""
    size, question, scenario = size or Size(), results.question, results.scenario
    required = scenario.goals.required_probability
    judged = candidates(results, model)
    short = judged.iloc[shortlist(judged, required)].reset_index(drop=True)
    design = Design(short[results.levers], play.futures(size.choosing, Stream.ADVICE_CHOOSING))
    played = play.results("advice/candidates", design)
    gains = np.stack([played.grid(g).mean(axis=1) for g in ("vendor_gain", "partner_gain")], axis=1)
    far = distance(design.policies, results.current_levers(), question)
    chosen = choose(played.wins, gains, cushions(played), far, required)
    rows = list(chosen.values())
    policies = design.policies.iloc[rows].reset_index(drop=True)
    fair = [kind == FAIREST for kind in chosen]
    ways = choose_transitions(policies, fair, play, size.introducing)
    listed_policies = policies.assign(
        **{NOTICE: [w.notice_months for w in ways], KEPT: [w.grandfather_months for w in ways]}
    ).astype(float)
    fresh = play.futures(size.telling, Stream.ADVICE_TELLING)
    telling, watching = Design(listed_policies, fresh), Design(listed_policies, wider_futures(play, size.watching))
    paths = follow_paths("advice/as_assumed", telling, play)
    wider = follow_paths("advice/wider", watching, play)
    programmes = {}
    for number, (kind, row) in enumerate(chosen.items()):
        levers = {name: float(policies[name].iloc[number]) for name in results.levers}
        hits = int(played.wins[row].sum())
        programmes[kind] = _programme(kind, levers, float(far[row]), hits, ways[number], paths, wider, number)
    lows = [share_interval(int(h), size.choosing)[1] for h in played.wins.sum(axis=1)]
    runs = design.runs + len(rows) * size.introducing * len(introductions(question, scenario)) + telling.runs + watching.runs
    seeds = [int(seed) for seed in fresh["seed"]]
    return Advice(
        scenario, results.current_levers(), question.labels, programmes, size, len(judged), len(short), max(lows), seeds, runs
    )


def wider_futures(play: Player, count: int, stream: int = Stream.ADVICE_WIDER) -> pd.DataFrame:
    """Futures that may turn out worse than assumed: unsourced assumptions vary as well, strengths and costs from 0 on.

    A programme chosen well hardly ever fails in futures as assumed, so that nothing can be learned there about failing.
    They are not compared with today: where so much moves at once, hardly any programme looks like today's.
    """
    ranges = play.question.ranges(play.scenario)
    wide = {**ranges, **hand_ranges(play.scenario, ranges)}
    return unchecked(wide, seeds_of(play.question, count, stream), joint_of(play.scenario)).futures


def _programme(
    kind: str, levers: dict[str, float], far: float, hits: int, way: Transition, paths: Paths, wider: Paths, number: int
) -> Programme:
    wins = paths.outcome(number, "win_win") > 0.0
    before, after = paths.line(BASELINE, "profit"), paths.line(number, "profit")
    cash = cash_of(before, after)
    paid = int(((after - before).sum(axis=1) >= 0.0).sum())
    return Programme(
        kind,
        levers,
        far,
        hits,
        share_interval(int(wins.sum()), wins.size),
        mean_interval(paths.outcome(number, "vendor_gain")),
        mean_interval(paths.outcome(number, "partner_gain")),
        mean_interval(paths.outcome(number, "partner_gain_relative")),
        way,
        cash,
        pays_back(cash["difference"].to_numpy()),
        share_interval(paid, wins.size),
        share_interval(int((in_wider := wider.outcome(number, "win_win") > 0.0).sum()), in_wider.size),
        find_signs(early_numbers(wider, number, way.notice_months), ~in_wider),
    )


def _cost(question: Question, scenario: Scenario) -> Runs:
    size, ways = Size(), introductions(question, scenario)
    introducing = len(ways) * size.introducing if len(ways.columns) else 0
    followed = size.telling + size.watching
    least = EACH * size.choosing + introducing + followed
    most = len(KINDS) * (EACH * size.choosing + introducing + followed)
    return Runs(least, most, 4, 3, months=len(KINDS) * followed)


ANALYSIS = Analysis(
    name="advice",
    asks="Which three programmes are the safest, the fairest and the smallest change, and how are they introduced?",
    run=lambda findings, player: advise(findings.results, findings.model, player),
    cost=_cost,
    recommends=lambda answer: answer.safest,
)
