"""The tables of a run: months, segments, partners, and metrics with intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from partnerscape.engine import Run
from partnerscape.metrics import METRICS
from partnerscape.metrics.gains import groups
from partnerscape.metrics.ledger import Ledger
from partnerscape.rules.shared.records import JOURNAL

from ..statistics.intervals import mean_interval, possible

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


def book_line(ledger: Ledger, column: str) -> np.ndarray:
    """One column of :func:`lines_of` by itself, shape (months,)."""
    return ledger.profit if column == "profit" else ledger.total(column.removesuffix(SUM))


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
    """One row per incumbent: its id, its accounts under the names of the metrics that are their means, its segment by name."""
    own = {name: f"{name}_own" for name in run.accounts if name in METRICS}  # one partner's, where a metric is the programme's
    table = pd.DataFrame({"partner": run.ids, **run.accounts}).rename(columns=ACCOUNTS | own)
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
