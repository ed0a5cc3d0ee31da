"""What ``partnerscape check`` prints, on the terminal and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console

from partnerscape.language import language, phrase, phrase_for, term
from partnerscape.scenario import Scenario
from partnerscape.study.runs.year import Year

from ..as_json import stamped, tame
from ..style.lever_words import capital, segment_name
from ..style.numbers import digits_of, rough_money
from ..terminal import say_plainly, small_table
from .exact import sum_of
from .levers import LeverRow
from .policy import ReadBack, component_name, cost_in_words


def print_check(policies: list[ReadBack], scenario: Scenario, today: Year | None, base: str, console: Console) -> None:
    """Every policy in words and tables; ``base``: where unmentioned levers have their values from."""
    say_plainly(console, term(scenario.title or scenario.name), "bold")
    if today is not None:
        say_plainly(console, today_in_words(today, scenario))
        costs = phrase(
            "Costs are per year at today's partners and sales, as simulated under the current policy; `partnerscape compare` "
            "shows how partners respond."
        )
        say_plainly(console, costs, "dim")
    for policy in policies:
        say_plainly(console, "")
        _print_policy(policy, scenario.currency, base, console)


def today_in_words(today: Year, scenario: Scenario) -> str:
    """``Today: 332 partners sell €5.63 million per year (of it €4.57 million to new customers) and are paid …``."""
    sums = [rough_money(float(today.sales[name].sum()), scenario.currency) for name in ("revenue", "new revenue")]
    values = {"partners": digits_of(f"{today.partners:,.0f}"), "revenue": sums[0], "new": sums[1]}
    if scenario.current_policy.pay:
        return phrase("Today: {partners} partners sell {revenue} per year, of it {new} to new customers.", **values)
    return phrase(
        "Today: {partners} partners sell {revenue} per year, of it {new} to new customers and are paid {pay}.",
        pay=rough_money(today.pay, scenario.currency),
        **values,
    )


def _print_policy(policy: ReadBack, currency: str, base: str, console: Console) -> None:
    head = capital(term(policy.name.replace("_", " ")))
    current = phrase("the current policy") if policy.current else ""
    say_plainly(console, " · ".join(filter(None, (head, current, term(policy.meaning)))), "bold")
    for line in pay_lines(policy, currency):
        say_plainly(console, line)
    for name, table in policy.levels.items():
        say_plainly(console, phrase('Levels "{name}". {words}', name=name, words=table.words))
        console.print(small_table(table.heads, table.rows))
    for segment, lines in policy.segments.items():
        say_plainly(console, phrase("For {segment} partners instead:", segment=segment_name(segment)))
        for line in lines:
            say_plainly(console, f"  {line}")
    say_plainly(console, policy.desk)
    if policy.rounded:
        say_plainly(console, phrase("Times are counted in whole months: {times}.", times="; ".join(policy.rounded)))
    for example in policy.examples:
        say_plainly(console, phrase("Example: {example}", example=example))
    silent = phrase("Levers that it does not mention, {values}:", values=base)
    for stated, title in ((True, phrase("Levers that the file states:")), (False, silent)):
        rows = [row for row in policy.levers if row.stated == stated]
        if rows:
            say_plainly(console, title)
            console.print(lever_table(rows, currency, policy.year is not None))


def pay_lines(policy: ReadBack, currency: str) -> Iterator[str]:
    """A line per component, with its cost; then the sum."""

    def say(value: float) -> str:
        return rough_money(value, currency)

    for name, words in policy.pay.items():
        cost = cost_in_words(policy.costs.get(name), say)
        yield f"  {component_name(name)}: {words}{f' [{cost}]' if cost else ''}"
    known = [cost.per_year for cost in policy.costs.values() if cost.per_year is not None]
    if known:
        missing = sum(cost.per_year is None for cost in policy.costs.values())
        about = any(cost.how == "on average" for cost in policy.costs.values())
        yield f"  {_together(say(sum(known)), missing, about)}"
        if about:
            yield f"  {_averages()}"


def _averages() -> str:
    return phrase("About: as if all partners of a segment sold the same and as many customers came every month.")


def _together(sum_known: str, missing: int, about: bool) -> str:
    """The sum of what the components cost."""
    if about and missing:
        return phrase_for(
            missing,
            "Together about {sum} per year, without {number} component that averages do not say, before clawbacks.",
            "Together about {sum} per year, without {number} components that averages do not say, before clawbacks.",
            sum=sum_known,
        )
    if missing:
        return phrase_for(
            missing,
            "Together {sum} per year, without {number} component that averages do not say, before clawbacks.",
            "Together {sum} per year, without {number} components that averages do not say, before clawbacks.",
            sum=sum_known,
        )
    if about:
        return phrase("Together about {sum} per year, before clawbacks.", sum=sum_known)
    return phrase("Together {sum} per year, before clawbacks.", sum=sum_known)


def lever_table(rows: list[LeverRow], currency: str, with_costs: bool) -> Any:
    """Value, unit, usual range and cost per year."""
    costs = [phrase("costs per year")] if with_costs else []
    heads = [phrase("lever"), phrase("value"), *costs, phrase("usually"), phrase("unit")]
    cells = []
    for row in rows:
        cost = "" if row.per_year is None else sum_of(float(round(row.per_year)), currency)
        name = row.lever if language() == "en" else row.label
        cells.append([name, row.value_in_words, *([cost] if with_costs else []), row.usual, row.unit])
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
