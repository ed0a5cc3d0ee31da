"""A policy over seeds: metrics with intervals, months, segments, partners."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.metrics import measure
from partnerscape.rules.shared.records import ACCOUNT, JOURNAL
from partnerscape.scenario import Policy, Scenario, load_policy, load_scenario
from partnerscape.system.notebook import ShownInNotebooks

from .jobs.parallel import default_workers, in_parallel
from .jobs.progress import bar_in_notebook
from .question.counts import ONE_POLICY, check_memory, check_options, true_or_false
from .question.seeds import whole_seeds
from .runs.drivers import driver_of
from .runs.stamp import policy_in_words, stamp
from .runs.tables import months_of, partners_of, segments_of, summarise


@dataclass(frozen=True)
class RunResult(ShownInNotebooks):
    """The results of a policy over seeds, as tidy tables.

    Attributes
    ----------
    metrics : DataFrame
        One row per seed, one column per metric.
    summary : DataFrame
        metric, unit, better (+1 more, -1 less, 0 neither), mean, low, high (95 %), meaning.
    months : DataFrame
        seed, month (1 is the first after the rollout) and every line of the journal, summed over segments, with profit.
        A name that a metric has is that metric in the month; the line's sum over partners is then ``<name>_sum``.
    segments : DataFrame
        seed, group (segment or size quintile), and its incumbents' means.
    partners : DataFrame or None
        One row per incumbent, on request: seed, incumbent (a number), partner (its id: a Mesa agent's ``unique_id``), account.
    own : str
        The user's own rules and classes that were used, as the stamp names them.
    """

    scenario: Scenario
    policy_name: str
    policy: Policy
    seeds: list[int]
    rules: Rulebook
    metrics: pd.DataFrame
    summary: pd.DataFrame
    months: pd.DataFrame
    segments: pd.DataFrame
    partners: pd.DataFrame | None
    own: str = ""

    def tables(self) -> dict[str, pd.DataFrame]:
        """Its tables by the name of their file."""
        named = {"summary": self.summary, "metrics": self.metrics, "months": self.months, "segments": self.segments}
        return named if self.partners is None else {**named, "partners": self.partners}

    @property
    def stamp(self) -> str:
        """Scenario, version and seeds, as every output says them."""
        policy = policy_in_words(self.policy_name, self.policy, self.scenario)
        return stamp(self.scenario, self.seeds, self.rules, policy, self.own)


@bar_in_notebook("runs")
def run(
    scenario: str | Path | Mapping[str, Any] | Scenario,
    policy: str | Path | Mapping[str, Any] | Policy | None = None,
    seeds: Iterable[int] = range(32),
    workers: int | None = None,
    partners: bool = False,
    progress: Callable[[int, int], None] | None = None,
    name: str | None = None,
    rules: Rulebook = AS_SHIPPED,
    partner_class: type[Any] | None = None,
    vendor_class: type[Any] | None = None,
) -> RunResult:
    """Simulate a policy (default: the current one) over seeds, under the scenario's assumptions as stated.

    Parameters
    ----------
    scenario : str, Path, dict or Scenario
        A shipped scenario by name, a TOML file, its tables, or a scenario.
    policy : str, Path, dict or Policy, optional
        A policy of the scenario by name, a TOML file, levers that differ from the current policy's (a dict or a pandas row;
        ``small__offers`` for one segment), or a policy.
    seeds : iterable of int
        One future per seed.
    workers : int, optional
        Threads; default: all cores. Does not affect results.
    partners : bool
        Whether to return one row per incumbent as well.
    progress : callable, optional
        Called with the number of finished runs and the total.
    name : str, optional
        What outputs call the policy.
    rules : Rulebook
        With rules of your own, see :func:`partnerscape.replace_rule`.
    partner_class, vendor_class : type, optional
        Subclasses of Partner and Vendor. Mesa's driver then simulates, one run after the other; overrides act from the
        rollout on.

    Returns
    -------
    RunResult
        Tidy tables: ``summary`` (95 % intervals), ``metrics``, ``months``, ``segments``, and ``partners`` on request.

    Raises
    ------
    InputError
        For invalid input, and for what would not fit into memory.

    Examples
    --------
    >>> import partnerscape as ps
    >>> result = ps.run("marketplace", {"commission_rate": 0.25}, seeds=range(4))  # doctest: +SKIP
    """
    workers, partners = check_options(workers, rules), true_or_false("partners", partners)
    driver = driver_of(rules, partner_class, vendor_class)
    scenario, seeds = load_scenario(scenario), whole_seeds(seeds)
    name = name or (str(policy) if isinstance(policy, str | Path) else scenario.current if policy is None else "policy")
    rows_kept = {"rows of months": (len(seeds) * scenario.time.horizon_months, len(JOURNAL) + 5)}
    if partners:
        rows_kept["rows of partners"] = (len(seeds) * scenario.time.initial_partners, len(ACCOUNT) + 3)
    check_memory(scenario, ONE_POLICY, workers or default_workers(), rows_kept)
    chosen = load_policy(policy, scenario) if policy is not None else scenario.current_policy

    def work(seed: int) -> tuple[dict[str, float], pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
        played = driver.play(scenario, chosen, seed)
        return measure(played), months_of(played), segments_of(played), partners_of(played) if partners else None

    by_seed = {}
    for seed, parts in in_parallel(work, seeds, driver.workers(workers)):
        by_seed[seed] = parts
        if progress:
            progress(len(by_seed), len(seeds))
    metrics = pd.DataFrame([{"seed": s, **by_seed[s][0]} for s in seeds])

    def stack(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat([table.assign(seed=s) for s, table in zip(seeds, tables, strict=True)], ignore_index=True)

    months, segments = stack(by_seed[s][1] for s in seeds), stack(by_seed[s][2] for s in seeds)
    everybody = [table for s in seeds if (table := by_seed[s][3]) is not None]
    return RunResult(
        scenario,
        name,
        chosen,
        seeds,
        rules,
        metrics,
        summarise(metrics),
        months,
        segments,
        stack(everybody) if everybody else None,
        driver.own,
    )
