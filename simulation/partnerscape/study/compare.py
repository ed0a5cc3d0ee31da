"""A candidate against the current policy under common random numbers: who wins, who loses, is it win-win."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from partnerscape.engine import Run, State
from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.metrics import METRICS, check_goals
from partnerscape.metrics.gains import Measured, is_win_win
from partnerscape.metrics.ledger import Ledger
from partnerscape.rules.shared import records
from partnerscape.scenario import Policy, Scenario, load_policy, load_scenario

from .analyses.hangs_on import SMALL, HangsOn, Play, find_hangs_on
from .analyses.money import Money, SingleLever, best_of, changed_levers, money_of
from .jobs.parallel import default_workers, in_parallel
from .question.agreement import Agreement, agree
from .question.counts import TWO_POLICIES, check_memory, check_options
from .question.seeds import whole_seeds
from .request import ComparisonRequest, comparison_request
from .runs.drivers import Driver, Engine, driver_of
from .runs.execute import differences_of, in_future, record_of
from .runs.player import Progress
from .runs.results import margins_in
from .runs.stamp import policy_in_words, stamp
from .runs.tables import FIRST_MONTH
from .statistics.intervals import mean_interval, possible, share_interval, verdict
from .win_win.rivals import by_rivals

Played = TypeVar("Played")
CANDIDATE = "the candidate"

SCORES = {  # the benefits matrix: (vendor's metrics, partners' metrics), each with its sign
    "sales": ((("revenue", 1), ("market_share", 1)), (("income_median", 1), ("volatility", -1))),
    "customers": ((("customers", 1),), (("access", 1),)),
    "standing": ((("brand", 1),), (("reputation", 1),)),
    "economy": ((("channel_cost_ratio", -1),), (("support_quality", 1), ("training_received", 1))),
    "exchange": ((("feedback", 1),), (("influence", 1),)),
}
SCORE_NAMES = {
    "sales": ("sales and market share", "income and its stability"),
    "customers": ("customer base", "access to customers and segments"),
    "standing": ("brand", "reputation"),
    "economy": ("economy of the channel", "support and training received"),
    "exchange": ("feedback gathered", "influence had"),
}
OTHERS = {  # columns of a future: party, what it is, unit
    "newcomer_gain": ("newcomers", "surplus per head", "currency per newcomer and month"),
    "newcomer_gain_relative": ("newcomers", "relative surplus", "share"),
    "newcomer_number_gain": ("newcomers", "number", "share"),
    "customer_gain_relative": ("customers", "surplus", "share"),
}
NO_ENDS = (-np.inf, np.inf)
FOLLOWED = ("income", "certainty", "satisfaction", "trust", "effort", "customers")


@dataclass(frozen=True)
class Comparison:
    """Paired answers over futures.

    Attributes
    ----------
    futures : DataFrame
        One row per future: seed, its uncertainties, differences, margins, win_win.
    differences : DataFrame
        metric, unit, better, current, candidate (means), difference, low, high (95 %).
    groups : DataFrame
        group (segment or size quintile), gain (currency), gain_low, gain_high, relative, not_worse, loss.
    others : DataFrame
        party (newcomers, customers), measure, unit, value, low, high: those of ``OTHERS`` that the runs report.
    followed : DataFrame
        One partner of each segment in the first future: name, partner (its id), segment, policy, month and its state.
    scores : DataFrame
        side, score, change (% of today), low, high.
    cash : DataFrame
        month, current, candidate, difference of the vendor's profit, low, high.
    p_win_win : tuple of float
        Share of futures with its interval; ``verdict`` says what that means against the required share.
    luck_saved : dict
        By metric: variance of independent differences over variance of paired ones.
    by_rivals : DataFrame
        P(win-win) by what rivals do: rivals, futures, share, low, high; empty if the futures do not differ in it.
    agreement : Agreement
        How futures that agree with today were found.
    money : Money
        Gains per year, against today and against the best of its levers alone.
    hangs_on : HangsOn or None
        The unsourced assumptions that move P(win-win) most; None if not requested.
    request : ComparisonRequest
        What was asked, from which outputs make the command that repeats it.
    own : str
        The user's own rules and classes that were used, as the stamp names them.
    """

    scenario: Scenario
    name: str
    policy: Policy
    seeds: list[int]
    as_stated: bool
    rules: Rulebook
    futures: pd.DataFrame
    differences: pd.DataFrame
    groups: pd.DataFrame
    others: pd.DataFrame
    followed: pd.DataFrame
    scores: pd.DataFrame
    cash: pd.DataFrame
    p_win_win: tuple[float, float, float]
    verdict: str
    luck_saved: dict[str, float]
    by_rivals: pd.DataFrame
    agreement: Agreement
    money: Money
    hangs_on: HangsOn | None
    request: ComparisonRequest
    own: str = ""

    def tables(self) -> dict[str, pd.DataFrame]:
        """Its tables by the name of their file."""
        hangs_on = {} if self.hangs_on is None else {"hangs_on": self.hangs_on.table}
        return {
            **hangs_on,
            "futures": self.futures,
            "differences": self.differences,
            "groups": self.groups,
            "others": self.others,
            "followed": self.followed,
            "scores": self.scores,
            "money": self.money.table,
            "cash": self.cash,
        } | ({} if self.by_rivals.empty else {"by_rivals": self.by_rivals})

    @property
    def margins(self) -> list[str]:
        """Names of the margins that must all be positive."""
        return margins_in(self.futures)

    @property
    def stamp(self) -> str:
        """Scenario, version and seeds, as every output says them."""
        candidate = policy_in_words(self.name, self.policy, self.scenario)
        return stamp(self.scenario, self.seeds, self.rules, f"{candidate} against {self.scenario.current}", self.own)


def compare(
    scenario: str | Path | Mapping[str, Any] | Scenario,
    candidate: str | Path | Mapping[str, Any] | Policy,
    seeds: Iterable[int] = range(32),
    workers: int | None = None,
    as_stated: bool = False,
    progress: Progress | None = None,
    name: str | None = None,
    rules: Rulebook = AS_SHIPPED,
    hangs_on: bool = True,
    request: ComparisonRequest | None = None,
    partner_class: type[Any] | None = None,
    vendor_class: type[Any] | None = None,
) -> Comparison:
    """Compare a candidate with the current policy, continued, in one future per seed.

    Futures differ in luck and, unless ``as_stated``, in the scenario's uncertain assumptions, as far as these agree with
    what the vendor sees today; a seed is the same future in every list. Both policies are simulated with the same people
    and the same luck in each (common random numbers).

    Parameters
    ----------
    scenario : str, Path, dict or Scenario
        A shipped scenario by name, a TOML file, its tables, or a scenario.
    candidate : str, Path, dict or Policy
        A policy of the scenario by name, a TOML file, levers that differ from the current policy's, or a policy.
    seeds : iterable of int
        One future per seed.
    workers : int, optional
        Threads; default: all cores. Does not affect results.
    as_stated : bool
        Whether assumptions keep their stated values; futures then differ only by random seed.
    progress : callable, optional
        Called with the number of finished futures and the total.
    name : str, optional
        What outputs call the candidate.
    rules : Rulebook
        With rules of your own, see :func:`partnerscape.replace_rule`.
    hangs_on : bool
        Whether to find the unsourced assumptions that move the verdict most, in a few hundred additional runs.
    request : ComparisonRequest, optional
        The request, if the arguments do not determine it; the command that repeats the comparison is made from it.
    partner_class, vendor_class : type, optional
        Subclasses of Partner and Vendor. Mesa's driver then simulates, one run after the other; overrides act from the
        rollout on.

    Returns
    -------
    Comparison
        ``verdict``, ``p_win_win`` (share, low, high); tables ``differences`` (paired, with 95 % intervals) and ``groups``.

    Raises
    ------
    InputError
        For invalid input, and for what would not fit into memory.

    Examples
    --------
    >>> import partnerscape as ps
    >>> answer = ps.compare("marketplace", {"commission_rate": 0.25}, seeds=range(8))  # doctest: +SKIP
    """
    check_options(workers, rules)
    driver = driver_of(rules, partner_class, vendor_class)
    source, scenario, seeds = scenario, load_scenario(scenario), whole_seeds(seeds)
    check_goals(scenario)
    policy = load_policy(candidate, scenario)
    name = name or (str(candidate) if isinstance(candidate, str | Path) else "candidate")
    months = (2 * len(seeds) * scenario.time.horizon_months, len(records.JOURNAL) * (len(scenario.segments) + 1))
    people = (2 * len(seeds) * scenario.time.initial_partners, len(records.ACCOUNT))
    rows = {"rows of months": months, "rows of partners": people}
    check_memory(scenario, TWO_POLICIES, workers or default_workers(), rows)
    given = (source if isinstance(source, str | Path) else scenario, candidate if isinstance(candidate, str | Path) else policy)
    request = request or comparison_request(*given, seeds, as_stated, hangs_on)
    agreement = agree(scenario, {} if as_stated else dict(scenario.uncertain), seeds, workers, rules)
    table = agreement.futures
    workers = driver.workers(workers)

    levers = changed_levers(policy, scenario.current_policy)
    alone = [scenario.current_policy.changed(**{key: value}) for key, value in levers.items()] if len(levers) > 1 else []

    def work(number: int) -> tuple[Measured, Measured, list[dict[str, float]]]:
        assumed, seed = in_future(scenario, table.iloc[number])
        before, after, *others = _measured(driver, assumed, seed, [scenario.current_policy, policy, *alone])
        return before, after, [differences_of(other, before) for other in others]

    found = _in_order(work, len(seeds), workers, progress)
    pairs = [(before, after) for before, after, _ in found]
    differences = [differences_of(after, before) for before, after in pairs]
    futures = table.reset_index(drop=True).join(pd.DataFrame(differences))
    futures["win_win"] = [is_win_win(d) for d in differences]
    hits = int(futures["win_win"].sum())
    assumed, seed = in_future(scenario, table.iloc[0])

    few = min(SMALL.futures, len(seeds))
    ranges = {} if as_stated else dict(scenario.uncertain)
    play = _player(scenario, policy, driver, workers, progress)
    moved = partial(find_hangs_on, play, table.iloc[:few], scenario, ranges, SMALL, CANDIDATE, futures.iloc[:few])
    return Comparison(
        scenario=scenario,
        name=name,
        policy=policy,
        seeds=seeds,
        as_stated=as_stated,
        rules=rules,
        futures=futures,
        differences=_differences(pairs),
        groups=_groups(futures),
        others=_others(futures),
        followed=follow(assumed, seed, {"current": scenario.current_policy, name: policy}, driver),
        scores=_scores(pairs),
        cash=_cash([(before.run, after.run) for before, after in pairs]),
        p_win_win=share_interval(hits, len(seeds)),
        verdict=verdict(hits, len(seeds), scenario.goals.required_probability),
        luck_saved=_luck_saved(pairs),
        by_rivals=by_rivals(table, futures["win_win"].to_numpy()[None, :]),
        agreement=agreement,
        money=_money(scenario, futures, [pd.DataFrame([rest[k] for _, _, rest in found]) for k in range(len(alone))], levers),
        hangs_on=moved() if hangs_on else None,
        request=request,
        own=driver.own,
    )


def _measured(driver: Driver, scenario: Scenario, seed: int, policies: list[Policy]) -> list[Measured]:
    """Policies in one future, from the same eve."""
    eve = driver.burn_in(scenario, seed)
    return [Measured.of(driver.branch(eve, policy, scenario, seed)) for policy in policies]


def _player(scenario: Scenario, policy: Policy, driver: Driver, workers: int | None, progress: Progress | None) -> Play:
    """Plays the candidate and today's policy in any futures; nothing is stored."""

    def play(_: str, futures: pd.DataFrame) -> pd.DataFrame:
        def work(number: int) -> dict[str, float]:
            assumed, seed = in_future(scenario, futures.iloc[number])
            before, after = _measured(driver, assumed, seed, [assumed.current_policy, policy])
            return {"future": number, "policy": 0, **record_of(after, before)}

        return pd.DataFrame(_in_order(work, len(futures), workers, progress))

    return play


def _in_order(work: Callable[[int], Played], count: int, workers: int | None, progress: Progress | None) -> list[Played]:
    """Results of numbered jobs, played in parallel, in the order of the numbers."""
    found: dict[int, Played] = {}
    for number, result in in_parallel(work, range(count), workers):
        found[number] = result
        if progress:
            progress(len(found), count)
    return [found[number] for number in range(count)]


def _money(scenario: Scenario, futures: pd.DataFrame, alone: list[pd.DataFrame], levers: dict[str, Any]) -> Money:
    """Gains per year, against today and against the best of the candidate's levers alone, in the same futures."""
    if not alone:
        return money_of(scenario, CANDIDATE, futures)
    wins = [[is_win_win(row) for row in runs.to_dict("records")] for runs in alone]
    vendor = np.array([runs["vendor_gain"].mean() for runs in alone])
    best = best_of(np.mean(wins, axis=1), vendor, scenario.goals.required_probability)
    lever, hits = list(levers)[best], sum(wins[best])
    single = SingleLever(lever, levers[lever], share_interval(hits, len(futures)), len(alone))
    return money_of(scenario, CANDIDATE, futures, alone[best], single)


def _values(pairs: list[tuple[Measured, Measured]], metric: str) -> np.ndarray:
    """Current and candidate, shape (futures, 2)."""
    return np.array([[before.metrics[metric], after.metrics[metric]] for before, after in pairs])


def _differences(pairs: list[tuple[Measured, Measured]]) -> pd.DataFrame:
    rows = []
    for metric in METRICS.values():
        values = _values(pairs, metric.name)
        mean, low, high = mean_interval(values[:, 1] - values[:, 0], possible(metric.unit, difference=True))
        rows.append(
            {
                "metric": metric.name,
                "unit": metric.unit,
                "better": metric.better,
                "current": values[:, 0].mean(),
                "candidate": values[:, 1].mean(),
                "difference": mean,
                "low": low,
                "high": high,
            }
        )
    return pd.DataFrame(rows)


def _groups(futures: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for column in [c for c in futures.columns if c.startswith("partner_gain.")]:
        group = column.removeprefix("partner_gain.")
        mean, low, high = mean_interval(futures[column].dropna().to_numpy())
        rows.append(
            {
                "group": group,
                "gain": mean,
                "gain_low": low,
                "gain_high": high,
                "relative": futures[f"partner_gain_relative.{group}"].mean(),
                "not_worse": futures[f"not_worse.{group}"].mean(),
                "loss": futures[f"loss.{group}"].mean(),
            }
        )
    return pd.DataFrame(rows)


def _others(futures: pd.DataFrame) -> pd.DataFrame:
    """Gains of those who are no incumbents, over the futures in which there are any."""
    rows = [
        (*names, *mean_interval(values, (-1.0, np.inf) if column == "newcomer_number_gain" else NO_ENDS))
        for column, names in OTHERS.items()
        if column in futures and (values := futures[column].dropna().to_numpy()).size
    ]
    return pd.DataFrame(rows, columns=["party", "measure", "unit", "value", "low", "high"])


def _scores(pairs: list[tuple[Measured, Measured]]) -> pd.DataFrame:
    """Ten scores: the mean change of each score's metrics in percent of today (in points where today is 0)."""
    rows = []
    for key, sides in SCORES.items():
        for side, parts, score in zip(("vendor", "partners"), sides, SCORE_NAMES[key], strict=True):
            changes = np.zeros(len(pairs))
            for metric, sign in parts:
                values = _values(pairs, metric)
                today = np.abs(values[:, 0])
                changes += sign * (values[:, 1] - values[:, 0]) / np.where(today > 1e-9, today, 1.0) / len(parts)
            mean, low, high = mean_interval(100.0 * changes)
            rows.append({"side": side, "score": score, "change": mean, "low": low, "high": high})
    return pd.DataFrame(rows)


def _cash(runs: list[tuple[Run, Run]]) -> pd.DataFrame:
    before = np.array([Ledger(a).profit for a, _ in runs])
    after = np.array([Ledger(b).profit for _, b in runs])
    intervals = [mean_interval(column) for column in (after - before).T]
    return pd.DataFrame(
        {
            "month": np.arange(before.shape[1]) + FIRST_MONTH,
            "current": before.mean(axis=0),
            "candidate": after.mean(axis=0),
            "difference": [i[0] for i in intervals],
            "low": [i[1] for i in intervals],
            "high": [i[2] for i in intervals],
        }
    )


def _luck_saved(pairs: list[tuple[Measured, Measured]]) -> dict[str, float]:
    """How many times more futures independent seeds would need for intervals as narrow."""
    out = {}
    for metric in ("npv", "certainty_equivalent", "quality"):
        values = _values(pairs, metric)
        own = (values[:, 1] - values[:, 0]).var(ddof=1) if len(values) > 1 else 0.0
        out[metric] = float(values.var(axis=0, ddof=1).sum() / own) if own > 0.0 else float("inf")
    return out


def follow(scenario: Scenario, seed: int, policies: dict[str, Policy], driver: Driver | None = None) -> pd.DataFrame:
    """One partner of each segment, the one of median size, month by month under each policy.

    After an exit it has its outside option; ``active`` says whether it is still in.
    """
    driver = driver or Engine()
    eve = driver.burn_in(scenario, seed)
    chosen = _typical(eve, scenario)
    rows = []
    for label, policy in policies.items():
        for month, state in enumerate(driver.months(eve, policy, scenario, seed)):
            places = {
                int(i): (b, k)
                for b in range(state.pool.size)
                for k, i in enumerate(state.pool[b]["id"][: state.pool[b]["active"]])
            }
            for segment, (member, outside) in chosen.items():
                at = places.get(member)
                values = {name: float(state.pool[at[0]][name][at[1]]) if at else 0.0 for name in FOLLOWED}
                if not at:
                    values["certainty"] = outside * float(state.world[0]["outside_index"][scenario.segment_names.index(segment)])
                rows.append(
                    {
                        "name": f"{segment} partner {member % 1000:03d}",
                        "partner": member,
                        "segment": segment,
                        "policy": label,
                        "month": month + FIRST_MONTH,
                        "active": bool(at),
                        **values,
                    }
                )
    table = pd.DataFrame(rows)
    return table.astype({"partner": np.uint64}) if rows else table


def _typical(eve: State, scenario: Scenario) -> dict[str, tuple[int, float]]:
    """Id and outside option of the incumbent of median size in each segment."""

    def column(name: str) -> np.ndarray:
        return np.concatenate([block[name][: block["active"]] for block in eve.pool])

    ids, outside, size, segment = column("id"), column("outside"), column("trailing_revenue"), column("segment")
    chosen = {}
    for number, name in enumerate(scenario.segment_names):
        mine = np.flatnonzero(segment == number)
        if mine.size:
            middle = mine[np.argsort(size[mine], kind="stable")[mine.size // 2]]
            chosen[name] = (int(ids[middle]), float(outside[middle]))
    return chosen
