"""Short tables for the terminal, the answer first."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box as borders
from rich.console import Console
from rich.table import Table

from partnerscape.language import language, phrase, phrase_for, term
from partnerscape.scenario.units import Unit
from partnerscape.study.jobs.parallel import default_workers
from partnerscape.study.run import RunResult
from partnerscape.study.runs.stamp import stamp

from .analyses.hangs_on.section import hangs_on_in_words
from .analyses.money.section import money_in_words
from .analyses.shown import shown_of
from .comparison.words import verdict_in_words
from .findings.failed_words import failures_in_words
from .findings.future_words import agreement_in_words, futures_in_words, rivals_in_words
from .findings.words import counted_in_words, further_in_words, rule_in_words
from .style.lever_words import capital, lever_label, lever_limits, lever_number
from .style.metric_words import metric_name
from .style.numbers import brief_money, from_to, percent, plain, signed, whole

if TYPE_CHECKING:  # what a run shows needs no study
    from partnerscape.study.analyses.cost import Cost
    from partnerscape.study.comparison.comparison import Comparison
    from partnerscape.study.many import Many
    from partnerscape.study.win_win.findings import Findings

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


def _short(value: float, unit: str, currency: str) -> str:
    """A value with its sign of money or %, without the rest of its unit."""
    if not math.isfinite(value):
        return ""
    counted = Unit.read(unit)
    if counted.kind == "currency":
        return brief_money(value, currency)
    return f"{plain(100.0 * value)} %" if counted.is_share else plain(value, places=3)


def _change(value: float, unit: str, currency: str) -> str:
    """A difference; shares differ by points."""
    if Unit.read(unit).is_share and math.isfinite(value):
        return phrase("{number} pt", number=signed(plain(100.0 * value, places=2)))
    return signed(_short(value, unit, currency))


def _named(metric: str, unit: str) -> str:
    """A metric's name with what of its unit the number itself does not say."""
    counted = Unit.read(unit)
    rest = counted.rate if counted.is_money else counted.whole if counted.is_share else unit
    silent = ("count", "0-1", "factor", "ratio", "of revenue", "", "per hour", "hours per month")
    return metric_name(metric) if rest in silent else f"{metric_name(metric)}, {term(rest)}"


def _interval(low: str, high: str) -> str:
    return from_to(low, high) if low and high else ""


def table_of(first: str, *heads: str) -> Table:
    """Words to the left, numbers to the right."""
    table = Table(box=borders.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column(first, overflow="fold")  # wraps where the terminal is narrow: a number that is cut off misleads
    for text in heads:
        table.add_column(text, justify="right")
    return table


def small_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of texts: numbers to the right, the first and the last column to the left."""
    table = table_of(*heads)
    table.columns[-1].justify = "left"
    for row in rows:
        table.add_row(*row)
    return table


def say_plainly(console: Console, text: str, style: str = "") -> None:
    """A line as it stands: no markup, no colours of numbers; an amount stays with its unit where a language says so."""
    if language() != "en":  # of a space that does not break, Rich knows nothing
        text = textwrap.fill(text, console.width, break_long_words=False, break_on_hyphens=False)
    console.print(text, style=style or None, markup=False, highlight=False)


def print_run(result: RunResult, console: Console) -> None:
    """The most important metrics, with intervals over seeds."""
    say_plainly(console, run_in_words(result), "bold")
    console.print(run_table(result))
    say_plainly(console, result.stamp, "dim")


def run_in_words(result: RunResult) -> str:
    """Which policy was simulated in which programme."""
    scenario = result.scenario.title or result.scenario.name
    return phrase("{policy} in {scenario}", policy=capital(term(result.policy_name)), scenario=term(scenario))


def run_table(result: RunResult) -> Table:
    """The most important metrics, with intervals over seeds."""
    table = table_of(phrase("metric"), phrase("mean"), "95 %")
    currency, rows = result.scenario.currency, result.summary.set_index("metric")
    for name in TOLD:
        unit = str(rows.loc[name, "unit"])
        mean, low, high = (_short(float(rows.loc[name, c]), unit, currency) for c in ("mean", "low", "high"))
        table.add_row(_named(name, unit), mean, _interval(low, high))
    return table


def print_comparison(comparison: Comparison, console: Console) -> None:
    """The verdict, then the most important differences, then who gains."""
    currency = comparison.scenario.currency
    say_plainly(console, verdict_in_words(comparison), "bold")
    say_plainly(console, money_in_words(comparison.money))
    if comparison.hangs_on is not None:
        say_plainly(console, hangs_on_in_words(comparison.hangs_on))
    console.print(differences_table(comparison))
    heads = (phrase("partners"), phrase("gain each"), "95 %", phrase("relative"), phrase("not worse off"))
    groups = table_of(*heads)
    for row in comparison.groups.itertuples():
        if row.group in comparison.scenario.segment_names:
            gain, *ends = (_short(v, "currency", currency) for v in (row.gain, row.gain_low, row.gain_high))
            cells = (signed(gain), _interval(*ends), signed(percent(row.relative, 1)), percent(row.not_worse))
            groups.add_row(term(row.group), *cells)
    console.print(groups)
    for line in (rivals_in_words(comparison.by_rivals), agreement_in_words(comparison.agreement, currency)):
        if line:
            say_plainly(console, line)
    say_plainly(console, counted_in_words(comparison.margins, comparison.scenario.segment_names), "dim")
    say_plainly(console, comparison.stamp, "dim")


def print_many(many: Many, console: Console) -> None:
    """Which candidate is best, then all of them side by side."""
    from .comparison.many import compared, many_in_words

    first, *parts = many_in_words(many)
    say_plainly(console, first, "bold")
    for line in parts:
        say_plainly(console, line)
    shown = compared(many)
    table = table_of(*shown.heads)
    for number, row in enumerate(shown.rows):
        table.add_row(*row, style="bold" if number == shown.best else "")
    console.print(table)
    say_plainly(console, many.stamp, "dim")


def differences_table(comparison: Comparison) -> Table:
    """The differences that tell most, with intervals over futures."""
    table = table_of(phrase("metric"), phrase("today"), phrase("then"), phrase("difference"), "95 %")
    currency, rows = comparison.scenario.currency, comparison.differences.set_index("metric")
    for name in TOLD:
        unit = str(rows.loc[name, "unit"])
        today, then = (_short(float(rows.loc[name, c]), unit, currency) for c in ("current", "candidate"))
        change, low, high = (float(rows.loc[name, c]) for c in ("difference", "low", "high"))
        ends = [_short(v, unit, currency).removesuffix(" %") for v in (low, high)]
        style = _judged(int(rows.loc[name, "better"]), low, high)
        table.add_row(_named(name, unit), today, then, _change(change, unit, currency), _interval(*ends), style=style)
    return table


def _judged(better: int, low: float, high: float) -> str:
    """Green if surely better, red if surely worse."""
    if better == 0 or low <= 0.0 <= high:
        return ""
    return "green" if (low > 0.0) == (better > 0) else "red"


def print_findings(findings: Findings, report_path: Path, console: Console) -> None:
    """The win-win conditions in words, the recommended policy against today's, where the report is."""
    results = findings.results
    say_plainly(console, term(results.question.question), "dim")
    say_plainly(console, rule_in_words(findings), "bold")
    for line in failures_in_words(findings.failures):
        say_plainly(console, line, "red")
    for line in [*further_in_words(findings), *_beside(findings)]:
        say_plainly(console, line)
    console.print(levers_table(findings))
    for name, answer in findings.answers.items():
        for line in shown_of(name).words(answer, findings):
            say_plainly(console, line)
    for line in futures_in_words(findings):
        say_plainly(console, line)
    say_plainly(console, counted_in_words(results.margins, results.scenario.segment_names), "dim")
    seeds = [int(s) for s in results.design.futures["seed"]]
    runs = phrase_for(
        results.design.runs,
        "{stamp}; {number} run; table {digest}",
        "{stamp}; {number} runs; table {digest}",
        stamp=stamp(results.scenario, seeds),
        digest=findings.digest,
    )
    say_plainly(console, runs, "dim")
    say_plainly(console, phrase("report: {path}", path=report_path))


def levers_table(findings: Findings) -> Table:
    """Today's policy, the recommended one and the conditions, the most influential lever first."""
    results = findings.results
    best = phrase("recommended") if findings.box else phrase("best tried")
    table = table_of(phrase("lever"), phrase("today"), best)
    table.add_column(phrase("win-win conditions"))
    today, labels, currency = results.current_levers(), results.question.labels, results.scenario.currency
    for name in findings.effects["lever"]:
        limits = findings.box.limits.get(name) if findings.box else None
        said = lever_limits(name, limits, results.question.levers[name], currency, labels) if limits else ""
        table.add_row(
            capital(lever_label(name)),
            lever_number(name, today[name], currency, labels),
            lever_number(name, findings.recommended[name], currency, labels),
            said,
        )
    return table


def _beside(findings: Findings) -> list[str]:
    """Gains in money per year and the decisive assumption, after the conditions."""
    words: dict[str, Callable[[Any], str]] = {"money": money_in_words, "hangs_on": hangs_on_in_words}
    return [say(findings.answers[name]) for name, say in words.items() if name in findings.answers]


def print_cost(cost: Cost, workers: int | None, console: Console) -> None:
    """Estimated runs, time and disk space of a study."""
    table = table_of(phrase("for"), phrase("candidate runs"), phrase("at most"))
    for name, runs in cost.runs.items():
        table.add_row(term(name.replace("_", " ")), whole(runs), whole(cost.most[name]) if cost.most[name] > runs else "")
    console.print(table)
    at_most = phrase_for(
        workers or default_workers(),
        "At most {time} on {number} core, {files} files and {megabytes} MB on disk; nothing was run.",
        "At most {time} on {number} cores, {files} files and {megabytes} MB on disk; nothing was run.",
        time=duration(cost.seconds),
        files=whole(cost.files),
        megabytes=whole(round(cost.bytes / 1e6)),
    )
    say_plainly(console, at_most, "bold")
    say_plainly(console, phrase("Of this time, {time} for surrogates and report.", time=duration(cost.models)))
    hours = plain(cost.core_seconds / 3600, 2)
    say_plainly(console, phrase("The runs take {hours} core-hours, measured on one core of this machine.", hours=hours))


def duration(seconds: float) -> str:
    """Seconds as one would say them: ``40 seconds``, ``4 minutes``, ``2.5 hours``."""
    if seconds < 90:
        return phrase("{number} seconds", number=max(1, round(seconds)))
    if seconds < 5400:
        return phrase("{number} minutes", number=plain(seconds / 60, 2))
    return phrase("{number} hours", number=plain(seconds / 3600, 2))
