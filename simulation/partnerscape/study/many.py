"""Several candidates against the current policy, all in the same futures with the same people and the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.language import phrase
from partnerscape.metrics import check_goals
from partnerscape.metrics.gains import is_win_win
from partnerscape.scenario import InputError, Policy, Scenario, load_policy, load_scenario
from partnerscape.system.notebook import ShownInNotebooks

from .analyses.advice.cash import pays_back
from .analyses.money import Money, best_of, money_of
from .compare import in_order_of, measured
from .comparison.single import single_changes
from .comparison.tables import CANDIDATE, yearly_lines, years
from .jobs.parallel import default_workers
from .jobs.progress import bar_in_notebook
from .question.agreement import agree
from .question.counts import TWO_POLICIES, check_memory, check_options, true_or_false
from .question.seeds import whole_seeds
from .runs.drivers import Engine
from .runs.execute import differences_of, in_future
from .runs.player import Progress
from .runs.stamp import stamp
from .statistics.intervals import mean_interval, share_interval, verdict

MOST = 32  # candidates
TOGETHER = "all together"  # of changes taken apart; then each one alone, and all but each
ALONE, BUT = " alone", "all but "


@dataclass(frozen=True)
class Candidate:
    """One candidate: its runs (one row per future), P(win-win), gains per year, sums by year, months until it has paid back."""

    name: str
    policy: Policy
    futures: pd.DataFrame
    p_win_win: tuple[float, float, float]
    verdict: str
    money: Money
    years: pd.DataFrame
    pays_back: int | None


@dataclass(frozen=True)
class Many(ShownInNotebooks):
    """Candidates compared.

    Attributes
    ----------
    candidates : tuple of Candidate
        As given.
    best : str
        Of those win-win in the required share of futures the one with which the vendor gains most; where none is, the one that
        is most often.
    """

    scenario: Scenario
    seeds: list[int]
    as_stated: bool
    rules: Rulebook
    candidates: tuple[Candidate, ...]
    best: str

    def __getitem__(self, name: str) -> Candidate:
        return next(candidate for candidate in self.candidates if candidate.name == name)

    def over(self, name: str, other: str) -> tuple[float, float, float]:
        """By how much more the vendor gains with one than with another (net present value), with its interval (95 %, paired)."""
        return mean_interval((self[name].futures["vendor_gain"] - self[other].futures["vendor_gain"]).to_numpy())

    @property
    def summary(self) -> pd.DataFrame:
        """One row per candidate: share of win-win futures, verdict, gains per year by party, months until it has paid back."""
        rows = []
        for each in self.candidates:
            share, low, high = each.p_win_win
            gains = each.money.table[["party", "value", "low", "high"]].to_dict("records")
            money = {
                f"{gain['party']}{end}": gain[key]
                for gain in gains
                for key, end in (("value", ""), ("low", "_low"), ("high", "_high"))
            }
            row = {"candidate": each.name, "win_win": share, "win_win_low": low, "win_win_high": high, "verdict": each.verdict}
            rows.append({**row, **money, "pays_back": each.pays_back, "best": each.name == self.best})
        return pd.DataFrame(rows).astype({"pays_back": "Int64"})

    def tables(self) -> dict[str, pd.DataFrame]:
        """Its tables by the name of their file."""
        by_year = pd.concat([each.years.assign(candidate=each.name) for each in self.candidates], ignore_index=True)
        futures = pd.concat([each.futures.assign(candidate=each.name) for each in self.candidates], ignore_index=True)
        return {"candidates": self.summary, "candidates_by_year": by_year, "candidates_by_future": futures}

    @property
    def stamp(self) -> str:
        """Scenario, version and seeds, as every output says them."""
        named = ", ".join(each.name for each in self.candidates)
        return stamp(
            self.scenario,
            self.seeds,
            self.rules,
            phrase("{candidate} against {current}", candidate=named, current=self.scenario.current),
            "",
        )


def apart(policy: Policy, current: Policy) -> dict[str, Policy]:
    """The changes that a policy makes: all together, each alone, all but each.

    Raises
    ------
    InputError
        If it changes fewer than two things that can change alone.
    """
    steps = single_changes(policy, current)
    if len(steps) < 2:
        expected = "a candidate that changes at least two levers that can change alone"
        raise InputError("command line", (), "--apart", expected, f"{len(steps)} such change{'' if len(steps) == 1 else 's'}")
    parts = {TOGETHER: policy}
    parts |= {f"{name}{ALONE}": current.changed(**step) for name, step in steps.items()}
    for left_out in steps:
        rest = {key: value for name, step in steps.items() if name != left_out for key, value in step.items()}
        if len(steps) > 2:
            parts[f"{BUT}{left_out}"] = current.changed(**rest)
    return parts


@bar_in_notebook("futures")
def compare_many(
    scenario: str | Path | Mapping[str, Any] | Scenario,
    candidates: Mapping[str, str | Path | Mapping[str, Any] | Policy] | Iterable[str],
    seeds: Iterable[int] = range(32),
    workers: int | None = None,
    as_stated: bool = False,
    progress: Progress | None = None,
    rules: Rulebook = AS_SHIPPED,
) -> Many:
    """Compare several candidates with the current policy, continued, in one future per seed.

    Every future is the same for all of them, in luck, people and uncertain assumptions (common random numbers), and the same as
    in :func:`.compare.compare`.

    Parameters
    ----------
    scenario : str, Path, dict or Scenario
        A shipped scenario by name, a TOML file, its tables, or a scenario.
    candidates : mapping or iterable of str
        By the name that outputs give them: policies of the scenario by name, TOML files, levers that differ from the current
        policy's, or policies; of an iterable, names or files.
    seeds : iterable of int
        One future per seed.
    workers : int, optional
        Threads; default: all cores. Does not affect results.
    as_stated : bool
        Whether assumptions keep their stated values.
    progress : callable, optional
        Called with the number of finished futures and the total.
    rules : Rulebook
        With rules of your own, see :func:`partnerscape.replace_rule`.

    Returns
    -------
    Many
        ``candidates``, ``best``, ``summary``.

    Raises
    ------
    InputError
        For invalid input, fewer than two candidates, more than 32, a name given twice, and for what would not fit into memory.

    Examples
    --------
    >>> many = compare_many("marketplace", ["pay_more", "clear_and_curated"], seeds=range(8))  # doctest: +SKIP
    """
    workers, as_stated = check_options(workers, rules), true_or_false("as_stated", as_stated)
    scenario, seeds = load_scenario(scenario), whole_seeds(seeds)
    check_goals(scenario)
    policies = {name: load_policy(given, scenario) for name, given in _named(candidates).items()}
    rows = {"rows of runs": (len(policies) * len(seeds), 60)}
    check_memory(scenario, TWO_POLICIES, workers or default_workers(), rows)
    table = agree(scenario, {} if as_stated else dict(scenario.uncertain), seeds, workers, rules).futures
    driver = Engine(rules)

    def work(number: int) -> tuple[list[dict[str, float]], list[dict[str, np.ndarray]]]:
        assumed, seed = in_future(scenario, table.iloc[number])
        before, *after = measured(driver, assumed, seed, [scenario.current_policy, *policies.values()])
        return [differences_of(each, before) for each in after], [yearly_lines(each.run) for each in (before, *after)]

    by_future = in_order_of(work, len(seeds), workers, progress)
    compared = tuple(_candidate(scenario, name, policy, k, table, by_future) for k, (name, policy) in enumerate(policies.items()))
    wins = np.array([each.p_win_win[0] for each in compared])
    vendor = np.array([each.futures["vendor_gain"].mean() for each in compared])
    best = compared[best_of(wins, vendor, scenario.goals.required_probability)].name
    return Many(scenario, seeds, as_stated, rules, compared, best)


def _named(candidates: Mapping[str, Any] | Iterable[str]) -> dict[str, Any]:
    """Candidates by name; a file is called by its own."""
    if isinstance(candidates, Mapping):
        named = dict(candidates)
    else:
        listed = [candidates] if isinstance(candidates, str) else list(candidates)
        named = {(Path(name).stem if str(name).endswith(".toml") else str(name)): name for name in listed}
        if len(named) < len(listed):
            raise InputError("", (), "candidates", "candidates with different names", ", ".join(map(str, listed)))
    if not 2 <= len(named) <= MOST:
        raise InputError("", (), "candidates", f"2 to {MOST} candidates", len(named))
    return named


def _candidate(
    scenario: Scenario, name: str, policy: Policy, number: int, table: pd.DataFrame, by_future: list[tuple[Any, Any]]
) -> Candidate:
    futures = table.reset_index(drop=True).join(pd.DataFrame([differences[number] for differences, _ in by_future]))
    futures["win_win"] = [is_win_win(differences[number]) for differences, _ in by_future]
    hits = int(futures["win_win"].sum())
    lines = [(lines[0], lines[number + 1]) for _, lines in by_future]
    difference = np.mean([after["profit"] - before["profit"] for before, after in lines], axis=0)
    return Candidate(
        name,
        policy,
        futures,
        share_interval(hits, len(futures)),
        verdict(hits, len(futures), scenario.goals.required_probability),
        money_of(scenario, CANDIDATE, futures),
        years(lines),
        pays_back(difference),
    )
