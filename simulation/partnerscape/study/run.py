"""A policy over seeds: metrics with intervals, months, segments, partners."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from .. import encode
from ..engine import Run, play_policy
from ..gains import groups
from ..ledger import Ledger
from ..metrics import METRICS, measure
from ..month import AS_SHIPPED, Rulebook
from ..rules.records import JOURNAL
from ..scenario import Policy, Scenario, load_policy, load_scenario
from ..version import __version__
from .intervals import mean_interval, possible
from .parallel import in_parallel
from .seeds import whole_seeds


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
        seed, month (1 is the first after the rollout) and every line of the journal, summed over segments, with profit.
        A name that a metric has is that metric in the month; the line's sum over partners is then ``<name>_sum``.
    segments : DataFrame
        seed, group (segment or size quintile), and its incumbents' means.
    partners : DataFrame or None
        seed and one row an incumbent, on request.
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

    def tables(self) -> dict[str, pd.DataFrame]:
        """Its tables by the name of their file."""
        named = {"summary": self.summary, "metrics": self.metrics, "months": self.months, "segments": self.segments}
        return named if self.partners is None else {**named, "partners": self.partners}

    @property
    def stamp(self) -> str:
        """Scenario, version and seeds, as every output says them."""
        return stamp(self.scenario, self.seeds, self.rules)


def stamp(scenario: Scenario, seeds: list[int], rules: Rulebook = AS_SHIPPED) -> str:
    """Scenario, version, seeds and replaced rules in one line; "illustrative" until fitted to data."""
    kind = "illustrative, " if scenario.illustrative else ""
    told = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]} to {seeds[-1]} ({len(seeds)})"
    own = f", own rule {rules}" if rules.replaced else ""
    return f"{kind}scenario {scenario.name}, partnerscape {__version__}, {told}{own}"


FIRST_MONTH = 1  # after the rollout, in every output; the last one of the burn-in is 0, those before it are below
ACCOUNTS = {"certainty": "account", "earned": "certainty_equivalent"}  # as metrics call their means
SUM = "_sum"  # of a line over partners, where a metric of the line's name says something else of the same month
OF_THE_MONTH = ("brand", "leads", "wait")  # lines that are their metric as they stand
SUMMED = tuple(name for name in JOURNAL if name in METRICS and name not in OF_THE_MONTH)
MONTHLY = tuple(name for name in SUMMED if name != "newcomer_surplus")  # that one is of all months together


def lines_of(run: Run) -> pd.DataFrame:
    """The journal by month, summed over segments, with pay, channel cost and profit; sums that no metric is end in ``_sum``."""
    ledger = Ledger(run)
    table = pd.DataFrame({name + SUM if name in SUMMED else name: ledger.total(name) for name in JOURNAL})
    table = table.assign(pay=ledger.pay, channel_cost=ledger.channel_cost, profit=ledger.profit)
    table.insert(0, "month", np.arange(len(table)) + FIRST_MONTH)
    return table


def months_of(run: Run) -> pd.DataFrame:
    """:func:`lines_of`, and under the name of a metric what that metric is in the month alone."""
    pages = [Ledger(replace(run, journal=page[None])) for page in run.journal]
    return lines_of(run).assign(**{name: [METRICS[name].compute(page) for page in pages] for name in MONTHLY})


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
                "account": a["certainty"][mask].mean(),
                "certainty_equivalent": a["earned"][mask].mean(),
                "income_mean": (a["plain_income"][mask] / months).mean(),
                "income_median": float(np.median(a["plain_income"][mask] / months)),
                "income_per_hour": a["plain_income"][mask].sum() / max(a["hours"][mask].sum(), 1e-12),
                "left": (a["left"][mask] >= 0).mean(),
                "months_in": a["months"][mask].mean(),
            }
        )
    return pd.DataFrame(rows)


def partners_of(run: Run) -> pd.DataFrame:
    """One row per incumbent: its accounts under the names of the metrics that are their means, its segment by name."""
    own = {name: f"{name}_own" for name in run.accounts if name in METRICS}  # one partner's, where a metric is the programme's
    table = pd.DataFrame(run.accounts).rename(columns=ACCOUNTS | own)
    names = np.array(run.scenario.segment_names)
    table["segment"] = names[table["segment"].astype(int)]
    return table.rename_axis("incumbent").reset_index()


def summarise(metrics: pd.DataFrame) -> pd.DataFrame:
    """Mean and interval of every metric over seeds."""
    rows = []
    for name, metric in METRICS.items():
        mean, low, high = mean_interval(metrics[name].to_numpy(), possible(metric.unit))
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
) -> RunResult:
    """Play a policy (default: the current one) over seeds, under the scenario's assumptions as stated.

    ``name`` is what outputs call the policy; ``partners`` asks for one row an incumbent as well;
    ``rules`` may hold rules of your own, see :func:`..replace.replace_rule`.

    Raises
    ------
    InputError
        For a scenario or policy that cannot be used.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    name = name or (str(policy) if isinstance(policy, str | Path) else scenario.current if policy is None else "policy")
    chosen = load_policy(policy, scenario) if policy is not None else scenario.current_policy
    rows = encode.encode_policy(chosen, scenario)
    seeds = whole_seeds(seeds)

    def work(seed: int) -> tuple[dict[str, float], pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
        played = play_policy(scenario, rows, seed, rules)
        return measure(played), months_of(played), segments_of(played), partners_of(played) if partners else None

    found = {}
    for seed, parts in in_parallel(work, seeds, workers):
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
    )
