"""A policy over seeds: metrics with intervals, months, segments, partners."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..engine import Run
from ..gains import groups
from ..ledger import Ledger
from ..metrics import METRICS, measure
from ..month import AS_SHIPPED, Rulebook
from ..rules.records import JOURNAL
from ..scenario import Policy, Scenario, load_policy, load_scenario
from ..version import __version__
from .drivers import driver_of
from .intervals import mean_interval
from .parallel import in_parallel


@dataclass(frozen=True)
class RunResult:
    """What a policy leaves over seeds, as tidy tables.

    Attributes
    ----------
    metrics : DataFrame
        One row a seed, one column a metric.
    summary : DataFrame
        metric, unit, better (+1 more, -1 less, 0 neither), mean, low, high (95 %), meaning.
    months : DataFrame
        seed, month (0 at the rollout) and every line of the journal, summed over segments, with profit.
    segments : DataFrame
        seed, group (segment or size quintile), and its incumbents' means.
    partners : DataFrame or None
        One row per incumbent, on request: seed, incumbent (a number), partner (its id: a Mesa agent's ``unique_id``), account.
    own : str
        The rules and classes of one's own that were played, as the stamp names them.
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
        return stamp(self.scenario, self.seeds, own=self.own)


def stamp(scenario: Scenario, seeds: list[int], rules: Rulebook = AS_SHIPPED, own: str = "") -> str:
    """Scenario, version, seeds and rules of one's own in one line; "illustrative" until fitted to data."""
    kind = "illustrative, " if scenario.illustrative else ""
    told = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]} to {seeds[-1]} ({len(seeds)})"
    own = own or driver_of(rules).own
    return f"{kind}scenario {scenario.name}, partnerscape {__version__}, {told}" + (f", {own}" if own else "")


def months_of(run: Run) -> pd.DataFrame:
    """The journal by month, summed over segments, with pay, channel cost and profit."""
    ledger = Ledger(run)
    table = pd.DataFrame({line: ledger.total(line) for line in JOURNAL})
    return table.assign(pay=ledger.pay, channel_cost=ledger.channel_cost, profit=ledger.profit).rename_axis("month").reset_index()


def segments_of(run: Run) -> pd.DataFrame:
    """Means over the incumbents of every segment and size quintile."""
    a = run.accounts
    rows = []
    for name, mask in groups(run).items():
        months = np.maximum(a["months"][mask], 1.0)
        rows.append(
            {
                "group": name,
                "incumbents": int(mask.sum()),
                "certainty_equivalent": a["certainty"][mask].mean(),
                "income": (a["plain_income"][mask] / months).mean(),
                "income_median": float(np.median(a["plain_income"][mask] / months)),
                "income_per_hour": a["plain_income"][mask].sum() / max(a["hours"][mask].sum(), 1e-12),
                "left": (a["left"][mask] >= 0).mean(),
                "months_in": a["months"][mask].mean(),
            }
        )
    return pd.DataFrame(rows)


def partners_of(run: Run) -> pd.DataFrame:
    """One row per incumbent: its id, its account, its segment by name."""
    table = pd.DataFrame({"partner": run.ids, **run.accounts})
    names = np.array(run.scenario.segment_names)
    table["segment"] = names[table["segment"].astype(int)]
    return table.rename_axis("incumbent").reset_index()


def summarise(metrics: pd.DataFrame) -> pd.DataFrame:
    """Mean and interval of every metric over seeds."""
    rows = []
    for name, metric in METRICS.items():
        mean, low, high = mean_interval(metrics[name].to_numpy())
        rows.append(
            {
                "metric": name,
                "unit": metric.unit,
                "better": metric.better,
                "mean": mean,
                "low": low,
                "high": high,
                "meaning": metric.meaning,
            }
        )
    return pd.DataFrame(rows)


def run(
    scenario: str | Path | Scenario,
    policy: str | Path | Policy | None = None,
    seeds: Iterable[int] = range(32),
    workers: int | None = None,
    partners: bool = False,
    progress: Callable[[int, int], None] | None = None,
    name: str | None = None,
    rules: Rulebook = AS_SHIPPED,
    partner_class: type[Any] | None = None,
    vendor_class: type[Any] | None = None,
) -> RunResult:
    """Play a policy (default: the current one) over seeds, under the scenario's assumptions as stated.

    ``name`` is what outputs call the policy; ``partners`` asks for one row per incumbent as well;
    ``rules`` may hold rules of your own, see :func:`..replace.replace_rule`. With ``partner_class`` or ``vendor_class``,
    subclasses of :class:`..agents.Partner` and :class:`..agents.Vendor`, Mesa's driver plays, one run after the other; what
    they override acts from the rollout on.

    Raises
    ------
    InputError
        For a scenario, policy or class that cannot be used.
    """
    driver = driver_of(rules, partner_class, vendor_class)
    scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    name = name or (str(policy) if isinstance(policy, str | Path) else scenario.current if policy is None else "policy")
    chosen = load_policy(policy, scenario) if policy is not None else scenario.current_policy
    seeds = list(seeds)

    def work(seed: int) -> tuple[dict[str, float], pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
        played = driver.play(scenario, chosen, seed)
        return measure(played), months_of(played), segments_of(played), partners_of(played) if partners else None

    found = {}
    for seed, parts in in_parallel(work, seeds, driver.workers(workers)):
        found[seed] = parts
        if progress:
            progress(len(found), len(seeds))
    metrics = pd.DataFrame([{"seed": s, **found[s][0]} for s in seeds])

    def stack(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat([table.assign(seed=s) for s, table in zip(seeds, tables, strict=True)], ignore_index=True)

    months, segments = stack(found[s][1] for s in seeds), stack(found[s][2] for s in seeds)
    everybody = [table for s in seeds if (table := found[s][3]) is not None]
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
