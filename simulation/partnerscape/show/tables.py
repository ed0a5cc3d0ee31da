"""Short tables for the terminal, the answer first."""

from __future__ import annotations

import math
from pathlib import Path

from rich import box as borders
from rich.console import Console
from rich.table import Table

from ..study.compare import Comparison
from ..study.run import RunResult, stamp
from ..study.win_win import Findings
from .numbers import DASH, in_unit, money, percent, plain, signed
from .words import capital, lever_label, lever_limits, lever_number, policy_label, rule_in_words, verdict_in_words

TOLD = (  # what a first look at a run or a comparison needs; everything else is in the tables that --out writes
    "npv",
    "profit",
    "revenue",
    "market_share",
    "customers",
    "channel_cost_ratio",
    "active_partners",
    "income_median",
    "income_per_hour",
    "certainty_equivalent",
    "better_off",
    "churn",
    "satisfaction",
    "trust",
    "hours_lost",
    "wait",
    "quality",
)
NAMES = {
    "npv": "net present value",
    "certainty_equivalent": "worth to a partner, for certain",
    "income_per_hour": "income an hour",
    "income_median": "median income",
    "better_off": "better off than outside",
    "churn": "partners leaving",
    "wait": "wait at the desk",
}


def metric_name(metric: str) -> str:
    """A metric's name in words."""
    return NAMES.get(metric, metric.replace("_", " "))


def _short(value: float, unit: str, currency: str) -> str:
    """A value with its sign of money or %, without the rest of its unit."""
    if not math.isfinite(value):
        return ""
    if unit.startswith("currency"):
        return money(value, currency)
    return in_unit(value, unit, currency) if unit.startswith("share") else plain(value)


def _rest(unit: str) -> str:
    """What of a unit the number itself does not say."""
    if unit.startswith("currency"):
        return unit.removeprefix("currency").strip()
    return unit.removeprefix("share").strip() if unit.startswith("share") else unit


def _interval(low: float, high: float, unit: str, currency: str) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"{_short(low, unit, currency)} {DASH} {_short(high, unit, currency)}"


def _table(*heads: tuple[str, str]) -> Table:
    table = Table(box=borders.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for text, side in heads:
        table.add_column(text, justify="right" if side == "right" else "left", no_wrap=True)
    return table


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(text, style=style or None, markup=False, highlight=False)


def print_run(result: RunResult, console: Console) -> None:
    """The metrics that tell most, with intervals over seeds."""
    _say(console, f"{capital(result.policy_name)} in {result.scenario.title or result.scenario.name}", "bold")
    table = _table(("metric", "left"), ("mean", "right"), ("95 %", "right"), ("", "left"))
    rows = result.summary.set_index("metric")
    for name in TOLD:
        unit, currency = str(rows.loc[name, "unit"]), result.scenario.currency
        mean, low, high = (float(rows.loc[name, c]) for c in ("mean", "low", "high"))
        table.add_row(metric_name(name), _short(mean, unit, currency), _interval(low, high, unit, currency), _rest(unit))
    console.print(table)
    _say(console, result.stamp, "dim")


def print_comparison(comparison: Comparison, console: Console) -> None:
    """The verdict, then the differences that tell most, then who gains."""
    currency = comparison.scenario.currency
    _say(console, verdict_in_words(comparison), "bold")
    table = _table(
        ("metric", "left"),
        ("today", "right"),
        (policy_label(comparison), "right"),
        ("difference", "right"),
        ("95 %", "right"),
        ("", "left"),
    )
    rows = comparison.differences.set_index("metric")
    for name in TOLD:
        unit = str(rows.loc[name, "unit"])
        today, then, change, low, high = (float(rows.loc[name, c]) for c in ("current", "candidate", "difference", "low", "high"))
        style = _judged(int(rows.loc[name, "better"]), low, high)
        cells = [_short(v, unit, currency) for v in (today, then)]
        table.add_row(
            metric_name(name),
            *cells,
            signed(_short(change, unit, currency)),
            _interval(low, high, unit, currency),
            _rest(unit),
            style=style,
        )
    console.print(table)
    groups = _table(
        ("partners", "left"), ("gain each", "right"), ("95 %", "right"), ("relative", "right"), ("not worse off", "right")
    )
    for row in comparison.groups.itertuples():
        if row.group in comparison.scenario.segment_names:
            gain, interval = money(row.gain, currency), _interval(row.gain_low, row.gain_high, "currency", currency)
            groups.add_row(row.group, signed(gain), interval, signed(percent(row.relative, 1)), percent(row.not_worse))
    console.print(groups)
    _say(console, comparison.stamp, "dim")


def _judged(better: int, low: float, high: float) -> str:
    """Green if surely better, red if surely worse."""
    if better == 0 or low <= 0.0 <= high:
        return ""
    return "green" if (low > 0.0) == (better > 0) else "red"


def print_findings(findings: Findings, report_path: Path, console: Console) -> None:
    """The rule in words, the recommended policy against today's, where the report is."""
    results = findings.results
    currency = results.scenario.currency
    _say(console, results.question.question, "dim")
    _say(console, rule_in_words(findings), "bold")
    table = _table(
        ("lever", "left"), ("today", "right"), ("recommended" if findings.box else "best tried", "right"), ("rule", "left")
    )
    today = results.current_levers()
    for name in findings.effects["lever"]:
        limits = findings.box.limits.get(name) if findings.box else None
        said = lever_limits(name, limits, results.question.levers[name], currency) if limits else ""
        table.add_row(
            capital(lever_label(name)),
            lever_number(name, today[name], currency),
            lever_number(name, findings.recommended[name], currency),
            said,
        )
    console.print(table)
    seeds = [int(s) for s in results.design.futures["seed"]]
    _say(console, f"{stamp(results.scenario, seeds)}; {results.design.runs:,} runs; table {findings.digest}", "dim")
    _say(console, f"report: {report_path}")
