"""A candidate against the current policy under common random numbers: who wins, who loses, is it win-win."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.metrics import check_goals
from partnerscape.metrics.gains import Measured, is_win_win
from partnerscape.rules.shared import records
from partnerscape.scenario import InputError, Policy, Scenario, load_policy, load_scenario

from .analyses.assumptions import hand_ranges
from .analyses.hangs_on import SMALL, Play, find_hangs_on
from .analyses.watch import Wider, in_wider
from .comparison import tables
from .comparison.comparison import Comparison as Comparison
from .comparison.followed import follow
from .comparison.prepared import Prepared, same_futures
from .comparison.single import single_changes
from .comparison.tables import CANDIDATE
from .jobs.parallel import default_workers, in_parallel
from .jobs.progress import bar_in_notebook
from .question.agreement import agree, joint_of, unchecked
from .question.counts import TWO_POLICIES, check_memory, check_options, true_or_false
from .question.question import Range
from .question.seeds import LARGEST_SEED, whole_seeds
from .request import ComparisonRequest, comparison_request
from .runs.drivers import Driver, driver_of
from .runs.execute import differences_of, in_future, record_of
from .runs.player import Progress
from .statistics.intervals import share_interval, verdict
from .win_win.rivals import by_rivals

Played = TypeVar("Played")
WIDER_SEEDS = 2**40  # beyond all that are asked for, also by studies


@bar_in_notebook("futures")
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
    prepared: Prepared | None = None,
    single: bool = True,
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
        A policy of the scenario by name, a TOML file, levers that differ from the current policy's (a dict or a pandas row;
        ``small__offers`` for one segment), or a policy.
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
    prepared : Prepared, optional
        The same futures, burnt in already (:func:`.comparison.prepared.prepare`). Does not affect results.
    single : bool
        Whether to simulate each of the candidate's levers alone too, for its gain over the best of them.

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
    workers = check_options(workers, rules)
    as_stated, hangs_on = true_or_false("as_stated", as_stated), true_or_false("hangs_on", hangs_on)
    single = true_or_false("single", single)
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
    as_asked = {"uncertain": not as_stated, "rules": rules == AS_SHIPPED, "own": not driver.own}
    if prepared is not None and not same_futures(prepared, scenario, seeds, **as_asked):
        raise InputError("compare", (), "prepared", "the same scenario, seeds, assumptions and rules", "others")
    agreement = prepared.agreement if prepared else agree(scenario, _ranges(scenario, as_stated), seeds, workers, rules)
    table = agreement.futures
    workers = driver.workers(workers)

    steps = single_changes(policy, scenario.current_policy)
    alone = [scenario.current_policy.changed(**step) for step in steps.values()] if single and len(steps) > 1 else []

    def work(number: int) -> tuple[Measured, Measured, list[dict[str, float]]]:
        if prepared:
            before, after, *rest = prepared.eves[number].measured(driver, [policy, *alone])
        else:
            assumed, seed = in_future(scenario, table.iloc[number])
            before, after, *rest = measured(driver, assumed, seed, [scenario.current_policy, policy, *alone])
        return before, after, [differences_of(other, before) for other in rest]

    by_future = in_order_of(work, len(seeds), workers, progress)
    pairs = [(before, after) for before, after, _ in by_future]
    singles = [pd.DataFrame([rest[k] for _, _, rest in by_future]) for k in range(len(alone))]
    differences = [differences_of(after, before) for before, after in pairs]
    futures = table.reset_index(drop=True).join(pd.DataFrame(differences))
    futures["win_win"] = [is_win_win(d) for d in differences]
    hits = int(futures["win_win"].sum())
    assumed, seed = in_future(scenario, table.iloc[0])

    few = min(SMALL.futures, len(seeds))
    ranges = _ranges(scenario, as_stated)
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
        differences=tables.differences(pairs),
        groups=tables.gains_by_group(futures),
        others=tables.others(futures),
        followed=follow(assumed, seed, {"current": scenario.current_policy, name: policy}, driver),
        scores=tables.scores(pairs),
        cash=tables.cash([(before.run, after.run) for before, after in pairs]),
        years=tables.years([(tables.yearly_lines(a.run), tables.yearly_lines(b.run)) for a, b in pairs]),
        p_win_win=share_interval(hits, len(seeds)),
        verdict=verdict(hits, len(seeds), scenario.goals.required_probability),
        luck_saved=tables.luck_saved(pairs),
        by_rivals=by_rivals(table, futures["win_win"].to_numpy()[None, :]),
        agreement=agreement,
        money=tables.gains_in_money(scenario, futures, singles, {name: step.get(name) for name, step in steps.items()}),
        hangs_on=moved() if hangs_on else None,
        watch=tables.watch(pairs, policy, _wider(play, scenario, seeds, ranges) if hangs_on and not as_stated else None),
        request=request,
        own=driver.own,
    )


def _ranges(scenario: Scenario, as_stated: bool) -> dict[str, tuple[float, float]]:
    """What futures differ in besides luck."""
    return {} if as_stated else dict(scenario.uncertain)


def _wider(play: Play, scenario: Scenario, seeds: list[int], ranges: dict[str, Range]) -> Wider:
    """The candidate in futures of their own in which unsourced assumptions vary as well."""
    wide = {**ranges, **hand_ranges(scenario, ranges)}
    own = [(WIDER_SEEDS + 2 * seed + half) % LARGEST_SEED for seed in seeds for half in (0, 1)]
    futures = unchecked(wide, own, joint_of(scenario)).futures
    return in_wider(play("wider", futures), futures, scenario)


def measured(driver: Driver, scenario: Scenario, seed: int, policies: list[Policy]) -> list[Measured]:
    """Policies in one future, from the same eve."""
    eve = driver.burn_in(scenario, seed)
    return [Measured.of(driver.branch(eve, policy, scenario, seed)) for policy in policies]


def _player(scenario: Scenario, policy: Policy, driver: Driver, workers: int | None, progress: Progress | None) -> Play:
    """Plays the candidate and today's policy in any futures; nothing is stored."""

    def play(_: str, futures: pd.DataFrame) -> pd.DataFrame:
        def work(number: int) -> dict[str, float]:
            assumed, seed = in_future(scenario, futures.iloc[number])
            before, after = measured(driver, assumed, seed, [assumed.current_policy, policy])
            return {"future": number, "policy": 0, **record_of(after, before)}

        return pd.DataFrame(in_order_of(work, len(futures), workers, progress))

    return play


def in_order_of(work: Callable[[int], Played], count: int, workers: int | None, progress: Progress | None) -> list[Played]:
    """Results of numbered jobs, played in parallel, in the order of the numbers."""
    by_future: dict[int, Played] = {}
    for number, result in in_parallel(work, range(count), workers):
        by_future[number] = result
        if progress:
            progress(len(by_future), count)
    return [by_future[number] for number in range(count)]
