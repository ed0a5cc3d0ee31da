"""What to watch after a change, and when to stop: what the first months should show, and what warns of a bad end.

Two kinds of limits. A number outside the range of nearly all simulated futures says that the programme does not behave as any
of them, whatever the reason. A warning sign was learned in futures that vary more than assumed, and tells those that end badly
from those that end well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.scenario import Scenario

from ..jobs.failed import FailedRunsError
from ..question.analysis import Analysis, Runs
from ..question.design import Design
from ..question.question import Question
from ..question.streams import Stream
from ..runs.execute import BASELINE
from ..runs.monthly import TABLES, Paths, follow_paths
from ..runs.player import Player
from ..statistics.intervals import share_interval
from ..win_win.findings import Findings
from ..win_win.losing import Losing, who_loses
from .advice.advice import wider_futures
from .advice.cash import cash_of, pays_back
from .advice.indicators import KPIS, WATCH_MONTHS, early_numbers, mean_of
from .advice.warning_signs import Watch, find_signs

MONTHS = WATCH_MONTHS[-1]
RANGE = (0.05, 0.95)  # of futures between which a number is expected
AS_ASSUMED = 32
WIDER = (64, 512)  # futures that teach signs, at least and at most
SHARE = 8  # one wider future for so many runs of the design
PARTS = ("watch/as_assumed", "watch/wider")
Lines = Callable[[str], np.ndarray]  # a line of the books, shape (futures, months)


@dataclass(frozen=True)
class Wider:
    """A programme in futures in which unsourced assumptions vary as well, strengths and costs from 0 on.

    ``p_win_win`` with its interval, who loses and when, and what warns early of a bad end (None where no months were kept).
    """

    p_win_win: tuple[float, float, float]
    losing: Losing
    signs: Watch | None = None


@dataclass(frozen=True)
class ToWatch:
    """What to watch.

    Attributes
    ----------
    expected : DataFrame
        kpi (of ``KPIS``), today (mean over futures in the same months without the change), mean, low, high (between which 90 %
        of futures lie), over the first ``MONTHS`` months under the new terms.
    cash : DataFrame
        month, today, then, difference of the vendor's profit, low, high (95 %).
    pays_back : int or None
        Months until the mean difference has summed to 0 for good; None: not within the horizon.
    paid_back : tuple of float
        Share of futures in which it has by then, with its interval.
    futures : int
        As assumed.
    wider : Wider or None
        What becomes of it if unsourced assumptions vary as well; None where that was not simulated.
    """

    expected: pd.DataFrame
    cash: pd.DataFrame
    pays_back: int | None
    paid_back: tuple[float, float, float]
    futures: int
    wider: Wider | None = None


def in_wider(runs: pd.DataFrame, futures: pd.DataFrame, scenario: Scenario, signs: Watch | None = None) -> Wider:
    """What became of a programme in wider futures: one run in each, in their order, with its margins."""
    drawn = futures.reset_index(drop=True)
    whole = runs.reset_index(drop=True).join(drawn[drawn.columns.difference([*runs.columns, "seed"])])
    uncertain = [name for name in drawn.columns if name != "seed"]
    hits = int((whole["win_win"] > 0.0).sum())
    return Wider(share_interval(hits, len(whole)), who_loses(whole, scenario.segment_names, uncertain), signs)


def to_watch(today: Lines, then: Lines, start: int, wider: Wider | None = None) -> ToWatch:
    """What to watch, from the books of today's policy continued and of the new one in the same futures.

    ``start``: the month, from 0, in which the new terms begin to apply.
    """
    before, after = _levels(today, start), _levels(then, start)
    low, high = (after.quantile(share) for share in RANGE)
    table = pd.DataFrame({"today": before.mean(), "mean": after.mean(), "low": low, "high": high})
    profit = today("profit"), then("profit")
    cash = cash_of(*profit)
    paid = int(((profit[1] - profit[0]).sum(axis=1) >= 0.0).sum())
    return ToWatch(
        table.rename_axis("kpi").reset_index(),
        cash,
        pays_back(cash["difference"].to_numpy()),
        share_interval(paid, len(profit[0])),
        len(profit[0]),
        wider,
    )


def _levels(line: Lines, start: int) -> pd.DataFrame:
    """Every number over the first months under the new terms, shape (futures, numbers); those that no future has are left out."""
    window = slice(start, start + MONTHS)
    levels = {
        name: mean_of(line(kpi.above)[:, window], line(kpi.below)[:, window] if kpi.below else None) for name, kpi in KPIS.items()
    }
    table = pd.DataFrame(levels)
    return table.loc[:, np.isfinite(table.to_numpy(dtype=float)).any(axis=0)]


def of_policy(policy: dict[str, float], play: Player) -> ToWatch:
    """What to watch under a policy of a study."""
    if play.finished and not (play.store.folder / PARTS[0] / f"{TABLES[2]}.parquet").is_file():
        raise FailedRunsError("the folder is of an earlier version; run the study again")
    one = pd.DataFrame([policy], dtype=float)
    start = int(policy.get("notice_months", play.scenario.current_policy.notice_months))
    assumed = follow_paths(PARTS[0], Design(one, play.futures(AS_ASSUMED, Stream.WATCHING)), play)
    futures = wider_futures(play, wider_count(play.question), Stream.WATCHING_WIDER)
    wider = follow_paths(PARTS[1], Design(one, futures), play)
    signs = find_signs(early_numbers(wider, 0, start), wider.outcome(0, "win_win") <= 0.0)
    outcomes = wider.outcomes.sort_values("future")
    return to_watch(_lines(assumed, BASELINE), _lines(assumed, 0), start, in_wider(outcomes, futures, play.scenario, signs))


def _lines(paths: Paths, policy: int) -> Lines:
    return lambda column: paths.line(policy, column)


def wider_count(question: Question) -> int:
    """How many wider futures teach signs: more for a larger study."""
    runs = question.design.policies * question.design.futures
    return int(np.clip(runs // SHARE, *WIDER))


def _asked(findings: Findings, player: Player) -> ToWatch:
    return of_policy(findings.recommended, player)


def _cost(question: Question, scenario: Scenario) -> Runs:
    runs = AS_ASSUMED + wider_count(question)
    return Runs(runs, runs, 2, 2, months=runs)


ANALYSIS = Analysis(
    name="watch",
    asks="What should the first months show, what warns of a bad end, and when to stop?",
    run=_asked,
    cost=_cost,
    after=("advice",),
)
