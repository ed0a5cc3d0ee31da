"""What ``partnerscape check`` prints, on the terminal and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console

from partnerscape.scenario import Scenario
from partnerscape.study.runs.year import Year

from ..as_json import stamped, tame
from ..style.lever_words import capital
from ..style.numbers import count_of, rough_money
from ..terminal import say_plainly, small_table
from .exact import sum_of
from .levers import LeverRow
from .policy import ReadBack, cost_in_words

TODAY = (
    "Costs are per year at today's partners and sales, as simulated under the current policy; "
    "`partnerscape compare` shows how partners respond."
)
ABOUT = "About: as if all partners of a segment sold the same and as many customers came every month."


def print_check(policies: list[ReadBack], scenario: Scenario, today: Year | None, base: str, console: Console) -> None:
    """Every policy in words and tables; ``base``: where unmentioned levers have their values from."""
    say_plainly(console, scenario.title or scenario.name, "bold")
    if today is not None:
        say_plainly(console, today_in_words(today, scenario))
        say_plainly(console, TODAY, "dim")
    for policy in policies:
        say_plainly(console, "")
        _print_policy(policy, scenario.currency, base, console)


def today_in_words(today: Year, scenario: Scenario) -> str:
    """``Today: 332 partners sell €5.63 million per year (of it €4.57 million to new customers) and are paid …``."""
    sums = [rough_money(float(today.sales[name].sum()), scenario.currency) for name in ("revenue", "new revenue")]
    paid = "" if scenario.current_policy.pay else f" and are paid {rough_money(today.pay, scenario.currency)}"
    return f"Today: {today.partners:,.0f} partners sell {sums[0]} per year, of it {sums[1]} to new customers{paid}."


def _print_policy(policy: ReadBack, currency: str, base: str, console: Console) -> None:
    head = capital(policy.name.replace("_", " "))
    say_plainly(console, " · ".join(filter(None, (head, "the current policy" if policy.current else "", policy.meaning))), "bold")
    for line in pay_lines(policy, currency):
        say_plainly(console, line)
    for name, table in policy.levels.items():
        say_plainly(console, f'Levels "{name}". {table.words}')
        console.print(small_table(table.heads, table.rows))
    for segment, lines in policy.segments.items():
        say_plainly(console, f"For {segment.replace('_', ' ')} partners instead:")
        for line in lines:
            say_plainly(console, f"  {line}")
    say_plainly(console, policy.desk)
    for example in policy.examples:
        say_plainly(console, f"Example: {example}")
    for stated, title in ((True, "Levers that the file states"), (False, f"Levers that it does not mention, {base}")):
        rows = [row for row in policy.levers if row.stated == stated]
        if rows:
            say_plainly(console, f"{title}:")
            console.print(lever_table(rows, currency, policy.year is not None))


def pay_lines(policy: ReadBack, currency: str) -> Iterator[str]:
    """A line per component, with its cost; then the sum."""

    def say(value: float) -> str:
        return rough_money(value, currency)

    for name, words in policy.pay.items():
        cost = cost_in_words(policy.costs.get(name), say)
        yield f"  {name.replace('_', ' ')}: {words}{f' [{cost}]' if cost else ''}"
    known = [cost.per_year for cost in policy.costs.values() if cost.per_year is not None]
    if known:
        missing = [name.replace("_", " ") for name, cost in policy.costs.items() if cost.per_year is None]
        about = any(cost.how == "on average" for cost in policy.costs.values())
        rest = f", without {count_of(len(missing), 'component')} that averages do not say" if missing else ""
        yield f"  Together {'about ' if about else ''}{say(sum(known))} per year{rest}, before clawbacks."
        if about:
            yield f"  {ABOUT}"


def lever_table(rows: list[LeverRow], currency: str, with_costs: bool) -> Any:
    """Value, unit, usual range and cost per year."""
    heads = ["lever", "value", *(["costs per year"] if with_costs else []), "usually", "unit"]
    cells = []
    for row in rows:
        cost = "" if row.per_year is None else sum_of(float(round(row.per_year)), currency)
        cells.append([row.lever, row.value_in_words, *([cost] if with_costs else []), row.usual, row.unit])
    return small_table(heads, cells)


def check_json(policies: list[ReadBack], scenario: Scenario, today: Year | None) -> dict[str, Any]:
    """The same as plain values."""
    return tame(
        stamped(scenario, today.seeds if today is not None else [])
        | {
            "today": None if today is None else _year_json(today),
            "policies": {policy.name: {**asdict(policy), "year": None} for policy in policies},
        }
    )


def _year_json(year: Year) -> dict[str, Any]:
    return {
        "partners": year.partners,
        "agents": year.agents,
        "pay_per_year": year.pay,
        "sales_per_year": {segment: dict(row) for segment, row in year.sales.iterrows()},
        "booked_per_year": year.booked,
    }
