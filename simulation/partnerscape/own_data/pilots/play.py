"""Plays a change and its trials in draws of what is uncertain.

In every draw of the assumptions the change is rolled out with several seeds: their mean is what it would bring under these
assumptions, their spread is luck, which no trial can remove. With one of these seeds the trial is played: half of the
eve's partners get the new terms, whoever they are, and every partner is watched; smaller trials are samples of these partners.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from partnerscape.engine import Run, State, branch, burn_in, encode
from partnerscape.metrics.gains import Measured, is_win_win, paired
from partnerscape.metrics.ledger import Ledger
from partnerscape.rules.shared import records
from partnerscape.scenario import Policy, Scenario
from partnerscape.study.jobs.parallel import in_parallel

from .trial import STATISTICS, Trial, by_lot, statistics_of

NEVER = 10**6  # months until the rollout of a trial's programme
STRIDE = 10**9  # between the seeds of one draw


@dataclass(frozen=True)
class Watched:
    """A trial's programme partner by partner; half of the partners were ``treated``.

    Attributes
    ----------
    segment, before, treated : ndarrays, shape (partners,)
        Number of the segment; mean sales per month before, currency; who got the new terms.
    monthly : ndarray, shape (partners, months)
        Sales, currency; 0 once a partner has left.
    cost : ndarray, shape (months,)
        What the trial takes from the vendor's profit per treated partner until the end of each month, currency.
    """

    segment: np.ndarray
    before: np.ndarray
    treated: np.ndarray
    monthly: np.ndarray
    cost: np.ndarray


@dataclass(frozen=True)
class Draw:
    """One draw of the assumptions.

    Attributes
    ----------
    gains : ndarray, shape (seeds,)
        Vendor's gain from the rollout less what partners lose who lose, currency over the horizon.
    win_win : ndarray of bool, shape (seeds,)
        Whether the rollout was win-win.
    worse : float
        Share of today's partners who are worse off after a rollout.
    outcomes : ndarray, shape (trials, 3)
        ``STATISTICS`` of every trial.
    nothing : ndarray, shape (trials, 3)
        The same where the lots are drawn among the untreated alone: what chance shows.
    costs : ndarray, shape (trials,)
        What the trial takes from the vendor's profit, currency.
    """

    gains: np.ndarray
    win_win: np.ndarray
    worse: float
    outcomes: np.ndarray
    nothing: np.ndarray
    costs: np.ndarray


def play_draws(
    scenario: Scenario,
    policy: Policy,
    futures: pd.DataFrame,
    trials: list[Trial],
    seeds: int,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Draw]:
    """One :class:`Draw` per row of ``futures`` (seed and assumptions), in their order."""
    draws: dict[int, Draw] = {}
    for number, draw in in_parallel(
        lambda k: _play(scenario, policy, futures.iloc[k], trials, seeds), range(len(futures)), workers
    ):
        draws[number] = draw
        if progress:
            progress(len(draws), len(futures))
    return [draws[k] for k in range(len(futures))]


def _play(scenario: Scenario, policy: Policy, future: pd.Series, trials: list[Trial], seeds: int) -> Draw:
    values = {str(name): float(value) for name, value in future.items() if name != "seed"}
    assumed, first = (scenario.assuming(**values) if values else scenario), int(future["seed"])
    rows = [encode.encode_policy(each, assumed) for each in (assumed.current_policy, policy)]
    gains, wins, worse = [], [], []
    for k in range(seeds):
        eve = burn_in(assumed, first + k * STRIDE)
        today, after = (Measured.of(branch(eve, encoded, assumed)) for encoded in rows)
        differences = paired(after, today)
        lost = after.run.accounts["certainty"] - today.run.accounts["certainty"]
        losers = lost < -assumed.goals.tolerance * today.base_values
        gains.append(differences["vendor_gain"] + float(lost[losers].sum()))
        wins.append(is_win_win(differences))
        worse.append(1.0 - differences["not_worse"])
        if k == 0:
            watched = watch(eve, rows[1], max((trial.months for trial in trials), default=1), first, assumed)
    rng = np.random.default_rng([first, 77])
    read = [_read(watched, trial, assumed, rng) for trial in trials]
    shape = (len(trials), len(STATISTICS))
    outcomes, nothing = (np.array([pair[k] for pair in read]).reshape(shape) for k in (0, 1))
    costs = np.array([watched.cost[trial.months - 1] * trial.partners * _size(watched, trial, assumed) for trial in trials])
    return Draw(np.array(gains), np.array(wins), float(np.mean(worse)), outcomes, nothing, costs)


def watch(eve: State, rows: np.ndarray, months: int, seed: int, scenario: Scenario) -> Watched:
    """Play a trial's months: half of the partners by lot under the new terms, everybody watched; the eve stays as it was."""
    eve = eve.planning(encode.plan_size_of(rows))
    ids, segment, before = (_column(eve, name) for name in ("id", "segment", "trailing_revenue"))
    rng = np.random.default_rng([seed, 76])
    treated = np.zeros(ids.size, dtype=bool)
    treated[rng.permutation(ids.size)[: ids.size // 2]] = True
    trial, with_trial = _watched(_trial_of(eve, rows, ids[treated]), ids, months, scenario)
    _, without = _watched(_trial_of(eve, rows, ids[:0]), ids, months, scenario)
    return Watched(segment, before, treated, trial, np.cumsum(without - with_trial) / max(int(treated.sum()), 1))


def _watched(state: State, ids: np.ndarray, months: int, scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """Sales of the partners ``ids``, shape (partners, months), and the vendor's profit, shape (months,)."""
    order = np.argsort(ids, kind="stable")
    monthly, journal = np.zeros((ids.size, months)), []
    for month in range(months):
        journal.append(state.play(1))
        there, sales = _column(state, "id"), _column(state, "revenue")
        at = order[np.minimum(np.searchsorted(ids[order], there), ids.size - 1)]
        known = ids[at] == there
        monthly[at[known], month] = sales[known]
    return monthly, Ledger(Run(scenario, np.concatenate(journal), {})).profit


def _column(state: State, name: str) -> np.ndarray:
    """A column of the active partners, block after block."""
    return np.concatenate([block[name][: int(block["active"])] for block in state.pool])


def _trial_of(eve: State, rows: np.ndarray, treated: np.ndarray) -> State:
    """The programme on the eve of a trial: the treated have the rollout's terms, the rollout itself never comes."""
    state = eve.copy(2 * eve.pool.size)
    encode.write_policy(state.world, rows, records.SEGMENTS)
    state.world[0]["rollout_month"] = int(state.world[0]["month"]) + NEVER
    for block in state.pool:
        mine = np.flatnonzero(np.isin(block["id"][: int(block["active"])], treated))
        block["terms"][mine] = block["programme"][mine] = records.SEGMENTS + block["segment"][mine]
        block["attention_skill"][mine] = -1.0
    return state


def _read(watched: Watched, trial: Trial, scenario: Scenario, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Statistics of a trial among the partners that were watched, and of one in which nobody got new terms."""
    of = _among(watched, trial, scenario)
    mine, others = (np.flatnonzero(of & arm) for arm in (watched.treated, ~watched.treated))
    shown = _shown(watched, trial, *(rng.permutation(arm)[: trial.partners] for arm in (mine, others)))
    count = min(trial.partners, others.size // 2)
    return shown, _shown(watched, trial, *by_lot(watched.before[others], count, rng), others)


def _among(watched: Watched, trial: Trial, scenario: Scenario) -> np.ndarray:
    """Who may take part."""
    everybody = np.ones(watched.segment.size, dtype=bool)
    return everybody if trial.segment is None else watched.segment == scenario.segment_names.index(trial.segment)


def _size(watched: Watched, trial: Trial, scenario: Scenario) -> float:
    """Mean sales of those who may take part, relative to everybody's: what a trial costs grows with them."""
    of, whole = _among(watched, trial, scenario), float(watched.before.mean()) if watched.before.size else 0.0
    return float(watched.before[of].mean()) / whole if of.any() and whole > 0.0 else 1.0


def _shown(watched: Watched, trial: Trial, new: np.ndarray, old: np.ndarray, among: np.ndarray | None = None) -> np.ndarray:
    """Statistics of two groups of partners, nothing where one is empty; ``among`` whom they are numbered."""
    if not min(new.size, old.size):
        return np.zeros(len(STATISTICS))
    chosen = np.concatenate([new, old])
    chosen = chosen if among is None else among[chosen]
    treated = np.arange(chosen.size) < new.size
    return statistics_of(watched.before[chosen], watched.monthly[chosen, : trial.months], treated)
