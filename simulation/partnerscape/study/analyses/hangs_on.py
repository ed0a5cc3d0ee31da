"""The decisive assumption: the unsourced one that moves P(win-win) of one policy most, found with few runs.

Every unsourced assumption is moved alone, to the upper end of its range and to 0 (or to the lower end, where 0 means
nothing), in a few futures, with the same people and luck as without the move. With common random numbers the change of a
margin in one future is almost free of noise, so that a few futures suffice to rank (one-at-a-time screening; random
balance and group screening need as many runs, because there the other assumptions are noise). A move's changes are added
to the margins of the policy in all futures at hand, which gives the P(win-win) to be expected. The moves expected to
change it most are then simulated in all of these futures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from partnerscape.scenario import Scenario

from ..question.analysis import Analysis, Runs
from ..question.design import Design
from ..question.question import Question, Range
from ..question.streams import Stream
from ..runs.parties import columns_of
from ..runs.player import Player
from ..runs.results import margins_in, without_gaps
from ..statistics.intervals import paired_share_interval, share_interval
from ..win_win.findings import Findings
from .assumptions import HARDLY, LOW, ZERO, tried_values, variants

CHUNK = 16  # runs per task: each has a burn-in of its own, and there are few

Play = Callable[[str, pd.DataFrame], pd.DataFrame]  # a part's name and futures: one run per future, in their order


@dataclass(frozen=True)
class Size:
    """How many futures tell, how many of them screen, how many assumptions are simulated in all of them."""

    futures: int = 32
    screening: int = 3
    confirmed: int = 5


SMALL = Size(futures=32, screening=2, confirmed=3)  # of a comparison


@dataclass(frozen=True)
class HangsOn:
    """Which unsourced assumptions move P(win-win) of a policy.

    Attributes
    ----------
    subject : str
        What the policy is called in a sentence: ``the recommended policy``.
    table : DataFrame
        One row per assumption and value that was simulated in all futures, the largest change first: assumption, end (``low``,
        ``high``, ``without``), value, stated, swept, p, low, high, change, change_low, change_high (95 %, paired).
    base : tuple of float
        P(win-win) as assumed, with its interval, in the same futures.
    screened : int
        Assumptions that were moved.
    runs : int
        Candidate runs, each with a burn-in and a baseline.
    """

    scenario: Scenario
    subject: str
    table: pd.DataFrame
    base: tuple[float, float, float]
    screened: int
    futures: int
    runs: int

    @property
    def moving(self) -> pd.DataFrame:
        """For each assumption its row with the largest change, if that surely differs from 0 and is more than ``HARDLY``."""
        sure = (self.table["change_low"] > 0.0) | (self.table["change_high"] < 0.0)
        return self.table[sure & (self.table["change"].abs() > HARDLY)].drop_duplicates("assumption")

    @property
    def most(self) -> pd.Series | None:
        """The first of ``moving``; None if nothing moves it."""
        return None if self.moving.empty else self.moving.iloc[0]


def moves(scenario: Scenario, ranges: dict[str, Range]) -> pd.DataFrame:
    """Values tried of every unsourced assumption: the upper end, and 0 or else the lower end; as in ``tried_values``."""
    tried = tried_values(scenario, ranges)
    to_zero = set(tried["assumption"][tried["end"] == ZERO])
    return tried[~((tried["end"] == LOW) & tried["assumption"].isin(to_zero))].reset_index(drop=True)


def find_hangs_on(
    play: Play,
    futures: pd.DataFrame,
    scenario: Scenario,
    ranges: dict[str, Range],
    size: Size,
    subject: str,
    base: pd.DataFrame | None = None,
) -> HangsOn:
    """Screen all unsourced assumptions in a few futures, then simulate the strongest in all.

    Parameters
    ----------
    play : Play
        Plays the policy and today's.
    futures : DataFrame
        As assumed.
    scenario : Scenario
        With the stated values.
    ranges : dict
        What the futures sweep.
    size : Size
        Of it.
    subject : str
        What the policy is called in a sentence.
    base : DataFrame, optional
        The runs in ``futures``, if they are there already.
    """
    base = without_gaps(play("base", futures) if base is None else base)
    tried = moves(scenario, ranges)
    few = typical(base, size.screening)
    screened = without_gaps(_moved(play, "screen", futures.iloc[few], tried, scenario))
    expected = expected_change(base, screened, few, len(tried))
    order = tried.assign(expected=np.abs(expected)).sort_values("expected", ascending=False, kind="stable")
    strongest = list(dict.fromkeys(order["assumption"]))[: size.confirmed]
    chosen = tried[tried["assumption"].isin(strongest)].reset_index(drop=True)
    before = base["win_win"].to_numpy() > 0.0
    after = _moved(play, "confirm", futures, chosen, scenario)["win_win"].to_numpy().reshape(len(chosen), -1) > 0.0
    rows = [(*share_interval(int(w.sum()), w.size), *paired_share_interval(before, w)) for w in after]
    table = chosen.join(pd.DataFrame(rows, columns=["p", "low", "high", "change", "change_low", "change_high"]))
    return HangsOn(
        scenario,
        subject,
        table.iloc[np.argsort(-table["change"].abs().to_numpy(), kind="stable")].reset_index(drop=True),
        share_interval(int(before.sum()), before.size),
        tried["assumption"].nunique(),
        len(futures),
        len(futures) + len(screened) + after.size,
    )


def _moved(play: Play, part: str, futures: pd.DataFrame, tried: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The runs in all futures under the first value tried, then under the second, and so on."""
    return play(part, variants(futures, tried, scenario).iloc[len(futures) :].reset_index(drop=True))


def typical(base: pd.DataFrame, count: int) -> np.ndarray:
    """Numbers of a few futures, evenly spaced in the order of how far the policy is from failing."""
    margins = base[columns_of(margins_in(base))]
    nearest = (margins / (margins.std(ddof=0) + 1e-12)).min(axis=1).to_numpy()
    places = (np.arange(min(count, len(base))) + 0.5) / min(count, len(base)) * len(base)
    return np.sort(np.argsort(nearest, kind="stable")[places.astype(int)])


def expected_change(base: pd.DataFrame, screened: pd.DataFrame, few: np.ndarray, tried: int) -> np.ndarray:
    """Change of P(win-win) to be expected of every move, shape (tried,): its mean changes added to all margins at hand.

    Where P does not change, a ten-thousandth of the change of the smallest margin, in units of its spread, still ranks.
    """
    names = [name for name in columns_of(margins_in(base)) if name in screened]
    level = base[names].to_numpy(dtype=float)
    moved = screened[names].to_numpy(dtype=float).reshape(tried, len(few), len(names))
    after = level + (moved - level[few]).mean(axis=1)[:, None, :]
    spread = level.std(axis=0) + 1e-12
    nearer = (after / spread).min(axis=2).mean(axis=1) - (level / spread).min(axis=1).mean()
    return (after > 0.0).all(axis=2).mean(axis=1) - (level > 0.0).all(axis=1).mean() + 1e-4 * np.tanh(nearer)


def hangs_on(policy: dict[str, float], subject: str, play: Player, size: Size | None = None) -> HangsOn:
    """What a policy of a study hangs on, in fresh futures."""
    size, scenario = size or Size(), play.scenario
    one, player = pd.DataFrame([policy], dtype=float), replace(play, chunk=CHUNK)

    def played(part: str, futures: pd.DataFrame) -> pd.DataFrame:
        met = player.results(f"hangs_on/{part}", Design(one, futures))
        return met.candidates.sort_values("future").reset_index(drop=True)

    futures = play.futures(size.futures, Stream.HANGS_ON)
    return find_hangs_on(played, futures, scenario, play.question.ranges(scenario), size, subject)


def _asked(findings: Findings, player: Player) -> HangsOn:
    return hangs_on(findings.recommended, findings.subject, player)


def _cost(question: Question, scenario: Scenario) -> Runs:
    size, tried = Size(), moves(scenario, question.ranges(scenario))
    each = np.sort(tried.groupby("assumption").size().to_numpy()) if len(tried) else np.zeros(0, dtype=int)
    screened = size.futures + len(tried) * min(size.screening, size.futures)
    few, many = int(each[: size.confirmed].sum()), int(each[::-1][: size.confirmed].sum())
    return Runs(screened + few * size.futures, screened + many * size.futures, 3, 1, chunk=CHUNK)


ANALYSIS = Analysis(
    name="hangs_on",
    asks="Which unsourced assumption moves the answer most?",
    run=_asked,
    cost=_cost,
    after=("advice",),
)
