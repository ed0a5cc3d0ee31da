"""Which trial is worth its cost before a change: the value of each in the same draws, against its cost and its harm."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from partnerscape.language import phrase
from partnerscape.scenario import LEVERS, InputError, Misfit, Policy, Scenario, formats, load_policy, load_scenario, refuse
from partnerscape.scenario.reading.changes import changed_levers
from partnerscape.study.comparison.single import single_changes
from partnerscape.study.jobs.formats import as_csv
from partnerscape.study.jobs.store import write_table, write_whole
from partnerscape.study.question.agreement import agree
from partnerscape.study.question.seeds import whole_seeds
from partnerscape.study.runs.stamp import stamp
from partnerscape.version import __version__

from .play import Draw, play_draws
from .trial import STATISTICS, Trial
from .value import Value, model_of, out_of_fold, perfect_value, value_of, value_of_each

PARTNERS = (30, 60, 120)
MONTHS = (3, 6)
SIGNIFICANT = 0.05  # of the test that power is stated for
SURE = 2.0  # standard errors by which a trial's value must exceed its cost


@dataclass(frozen=True)
class Pilot:
    """Which trial would decide whether to roll a policy out.

    Attributes
    ----------
    trials : DataFrame
        One row per trial: segment, partners, months, value and value_error (expected value of sample information),
        cost (what it takes from profit, and what is paid for it), waiting (what a rollout that is better than staying would
        bring meanwhile), net (value less both, over the months that are left), wrong (chance that the decision after it is
        wrong), effect and standard_error of ``sales``, power, harmed (expected number of partners).
    value : Value
        The decision now.
    perfect : Value
        With certainty about the assumptions.
    wrong_now : float
        Chance that the best decision now is wrong: a rollout that is not win-win, or none where it would be.
    ignorance, luck : float
        Shares of the gain's variance that come from the assumptions, which data can reduce, and from luck, which nothing can.
    p_win_win : float
        Share of futures.
    look_up : DataFrame
        assumption, value (of knowing it exactly), error; most valuable first.
    draws : DataFrame
        Per draw: seed, assumptions, gain, win_win (shares over seeds).
    outcomes : ndarray, shape (draws, trials, 3)
        What every trial shows in every draw.
    chance : ndarray, shape (trials, 3)
        Standard deviations of the statistics where the terms do not differ.
    """

    scenario: Scenario
    policy: Policy
    name: str
    trials: pd.DataFrame
    value: Value
    perfect: Value
    wrong_now: float
    ignorance: float
    luck: float
    p_win_win: float
    look_up: pd.DataFrame
    draws: pd.DataFrame
    outcomes: np.ndarray
    chance: np.ndarray

    @property
    def best(self) -> int | None:
        """Number of the trial that is recommended: the largest value less cost, if that is clearly above 0."""
        number = self._planned
        row = self.trials.iloc[number]
        return number if row["net"] > SURE * row["value_error"] else None

    def save(self, folder: str | Path, lots_seed: int = 1) -> Path:
        """Write the plan of the recommended trial, or of the one with the largest net value, and what its analysis needs.

        ``pilot.json`` (the plan), ``trials.csv``, ``draws.parquet`` (assumptions, gain, win_win and what the trial shows).
        Nothing is written where the folder holds something else.
        """
        folder, number = Path(folder), self._planned
        row = self.trials.iloc[number]
        trial = {"segment": None if row["segment"] == "all" else row["segment"]}
        trial |= {"partners": int(row["partners"]), "months": int(row["months"])}
        stop = -SURE * float(self.chance[number, STATISTICS.index("staying")])
        plan = {
            "kind": "pilot",
            "format": formats.PILOT,
            "version": __version__,
            "trial": trial,
            "recommended": self.best is not None,
            "policy": {str(key): value for key, value in self.changes.items()},
            "scenario": self.scenario.name,
            "currency": self.scenario.currency,
            "lots_seed": lots_seed,
            "statistics": list(STATISTICS),
            "required_probability": self.scenario.goals.required_probability,
            "stop_below": {"staying": stop},
            "stamp": self.stamp,
        }
        draws = self.draws.assign(**{name: self.outcomes[:, number, k] for k, name in enumerate(STATISTICS)})
        write_whole(folder / "trials.csv", as_csv(self.trials))
        write_table(folder / "draws.parquet", draws)
        write_whole(folder / "pilot.json", json.dumps(plan, indent=2, default=str) + "\n")
        return folder

    @property
    def _planned(self) -> int:
        return int(self.trials["net"].to_numpy().argmax())

    @property
    def changes(self) -> dict[str, Any]:
        """The levers in which the policy differs from today's, with their new values."""
        return changed_levers(self.policy, self.scenario.current_policy)

    @property
    def stamp(self) -> str:
        """Scenario, version and seeds, as every output says them."""
        return stamp(self.scenario, [int(seed) for seed in self.draws["seed"]], policy=phrase("pilot of {name}", name=self.name))


def pilot(
    scenario: str | Path | Mapping[str, Any] | Scenario,
    candidate: str | Path | Mapping[str, Any] | Policy,
    partners: Iterable[int] = PARTNERS,
    months: Iterable[int] = MONTHS,
    segments: Iterable[str] | None = None,
    draws: int = 256,
    seeds: int = 2,
    first_seed: int = 0,
    fixed_cost: float = 0.0,
    cost_per_partner: float = 0.0,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    name: str | None = None,
) -> Pilot:
    """Find the trial that is worth most before a policy is rolled out, by its expected value of sample information.

    Every trial is simulated in draws of what is uncertain; its value is what deciding by its outcome earns more than
    deciding now, over the scenario's horizon. A gain is the vendor's, less what partners lose who lose.

    Parameters
    ----------
    scenario : str, Path, dict or Scenario
        Best one that was fitted to own data: its ranges say what is uncertain.
    candidate : str, Path, dict or Policy
        The policy that might be rolled out, as in :func:`partnerscape.compare`. Only what differs partner by partner is
        tried; what concerns the whole programme stays as today in the trial.
    partners, months : iterable of int
        Sizes of the treated group (as many others are watched) and lengths that are tried, all combinations.
    segments : iterable of str, optional
        Whose partners take part; default: anybody's, and every segment's.
    draws, seeds : int
        Draws of the assumptions, and seeds per draw that their gain is the mean of.
    first_seed : int
        The seed of the first draw; the others follow.
    fixed_cost, cost_per_partner : float
        What a trial costs besides what it takes from profit, currency.
    workers, progress, name
        As in :func:`partnerscape.compare`.

    Returns
    -------
    Pilot

    Raises
    ------
    InputError
        For invalid input, and where no trial of the sizes is possible.

    Examples
    --------
    >>> import partnerscape as ps
    >>> answer = ps.pilot("marketplace", {"commission_rate": 0.23}, partners=[40], months=[3], draws=64)  # doctest: +SKIP
    """
    scenario = load_scenario(scenario)
    policy = load_policy(candidate, scenario)
    name = name or (str(candidate) if isinstance(candidate, str | Path) else "candidate")
    trials = _trials(scenario, partners, months, segments)
    _check(draws, seeds, fixed_cost, cost_per_partner)
    _check_change(scenario, policy)
    futures = agree(scenario, dict(scenario.uncertain), whole_seeds(range(first_seed, first_seed + draws)), workers).futures
    played = play_draws(scenario, policy, futures, trials, seeds, workers, progress)
    gains = np.array([draw.gains.mean() for draw in played])
    wins = np.array([draw.win_win.mean() for draw in played])
    outcomes = np.array([draw.outcomes for draw in played])
    nothing = np.array([draw.nothing for draw in played])
    required = scenario.goals.required_probability
    extra = [fixed_cost + cost_per_partner * 2 * trial.partners for trial in trials]
    rows = [
        _row(trial, k, played, gains, wins, outcomes[:, k], nothing[:, k], extra[k], scenario) for k, trial in enumerate(trials)
    ]
    names = [str(column) for column in futures.columns if column != "seed"]
    known = value_of_each(futures[names].to_numpy(dtype=float), names, gains)
    look_up = pd.DataFrame(
        [(key, value.information, value.error) for key, value in known.items()], columns=["assumption", "value", "error"]
    )
    ignorance, luck = _parts(np.array([draw.gains for draw in played]))
    return Pilot(
        scenario=scenario,
        policy=policy,
        name=name,
        trials=pd.DataFrame(rows),
        value=value_of(np.zeros((gains.size, 1)), gains),
        perfect=perfect_value(gains),
        wrong_now=float(_wrong(np.full(wins.size, wins.mean()), wins, required)),
        ignorance=ignorance,
        luck=luck,
        p_win_win=float(wins.mean()),
        look_up=look_up.sort_values("value", ascending=False, ignore_index=True),
        draws=futures.assign(gain=gains, win_win=wins),
        outcomes=outcomes,
        chance=nothing.std(axis=0, ddof=1),
    )


def _trials(scenario: Scenario, partners: Iterable[int], months: Iterable[int], segments: Iterable[str] | None) -> list[Trial]:
    """All combinations that the programme has partners for."""
    whose: list[str | None] = [None, *scenario.segment_names] if segments is None else list(segments)
    share = {segment.name: segment.share for segment in scenario.segments}
    wrong = [Misfit("segments", f"one of {list(share)}", name) for name in whose if name is not None and name not in share]
    counts = {"partners": list(partners), "months": list(months)}
    wrong += [
        Misfit(key, "whole numbers from 1" + (" to 60" if key == "months" else ""), value)
        for key, values in counts.items()
        for value in values
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1 or (key == "months" and value > 60)
    ]
    refuse(wrong, "pilot")
    people = scenario.today.active_partners.value if scenario.today.active_partners else None
    people = people or 0.5 * scenario.time.initial_partners
    most = {name: 0.5 * people * (1.0 if name is None else share[name] / sum(share.values())) for name in whose}
    trials = [
        Trial(name, int(count), int(length))
        for name in whose
        for count in sorted(set(counts["partners"]))
        for length in sorted(set(counts["months"]))
        if count <= most[name]
    ]
    if not trials:
        raise InputError("pilot", "", "partners", f"at most {max(most.values()):.0f}, half of them", min(counts["partners"]))
    return trials


def _check(draws: int, seeds: int, fixed_cost: float, cost_per_partner: float) -> None:
    wrong = [Misfit("draws", "a whole number from 32 to 100,000", draws)] if not 32 <= draws <= 100_000 else []
    wrong += [Misfit("seeds", "a whole number from 1 to 64", seeds)] if not 1 <= seeds <= 64 else []
    costs = {"fixed_cost": fixed_cost, "cost_per_partner": cost_per_partner}
    wrong += [Misfit(key, "a number from 0", value) for key, value in costs.items() if not 0.0 <= value <= 1e15]
    refuse(wrong, "pilot")


def _check_change(scenario: Scenario, policy: Policy) -> None:
    """A trial needs terms that can differ from partner to partner."""
    changes = single_changes(policy, scenario.current_policy)
    if not changes:
        raise InputError("pilot", "", "policy", "a policy that differs from today's", "no difference")
    alike = [name for name in changes if name in LEVERS and LEVERS[name].vendor_wide]
    if len(alike) == len(changes):
        raise InputError("pilot", "", "policy", "a lever that can differ from partner to partner", ", ".join(alike))


def _row(
    trial: Trial,
    number: int,
    played: list[Draw],
    gains: np.ndarray,
    wins: np.ndarray,
    outcomes: np.ndarray,
    nothing: np.ndarray,
    extra: float,
    scenario: Scenario,
) -> dict[str, Any]:
    required, horizon = scenario.goals.required_probability, scenario.time.horizon_months
    value = value_of(outcomes, gains)
    left = 1.0 - trial.months / horizon  # of the gains, which begin after the trial
    chances = np.clip(out_of_fold(model_of(outcomes, wins), outcomes, wins), 0.0, 1.0)
    cost = float(np.mean([draw.costs[number] for draw in played])) + extra
    sales = STATISTICS.index("sales")
    spread, effect = nothing[:, sales].std(ddof=1), abs(float(np.median(outcomes[:, sales])))
    critical = norm.ppf(1.0 - SIGNIFICANT / 2.0)
    return {
        "segment": trial.segment or "all",
        "partners": trial.partners,
        "months": trial.months,
        "value": value.information,
        "value_error": value.error,
        "cost": cost,
        "waiting": (1.0 - left) * value.now,
        "net": left * value.informed - value.now - cost,
        "wrong": float(_wrong(chances, wins, required)),
        "effect": float(np.median(outcomes[:, sales])),
        "standard_error": float(spread),
        "power": float(norm.sf(critical - effect / spread) + norm.cdf(-critical - effect / spread)) if spread > 0.0 else 1.0,
        "harmed": trial.partners * float(np.mean([draw.worse for draw in played])),
    }


def _wrong(chances: np.ndarray, wins: np.ndarray, required: float) -> float:
    """Chance of a wrong decision by a rule that rolls out where win-win is likely enough, with the limit that errs least."""
    limits = np.unique(np.concatenate([[0.5, required, np.inf], chances]))
    return min(float(np.mean(np.where(chances >= limit, 1.0 - wins, wins))) for limit in limits)


def _parts(gains: np.ndarray) -> tuple[float, float]:
    """Shares of the variance between and within draws (one-way analysis of variance), shape of gains (draws, seeds)."""
    if gains.shape[1] < 2:
        return float("nan"), float("nan")
    within = float(gains.var(axis=1, ddof=1).mean())
    between = max(float(gains.mean(axis=1).var(ddof=1)) - within / gains.shape[1], 0.0)
    total = within + between
    return (between / total, within / total) if total > 0.0 else (0.0, 0.0)
