"""A statement of pay in the terminal: what the plan pays in all, or one partner's months."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from partnerscape.scenario import Scenario
from partnerscape.statement.payer import TOTAL

from .style.lever_words import capital
from .terminal import say_plainly, table_of

SUMS = ["earned", "returned", "paid"]


def summed(statement: pd.DataFrame, *by: str) -> pd.DataFrame:
    """A statement's sums in the order in which things first stand."""
    return statement.groupby(list(by), sort=False, as_index=False)[SUMS].sum().round(2)


def print_statement(statement: pd.DataFrame, policy: str, scenario: Scenario, partner: str | None, console: Console) -> None:
    """Totals by component, or one partner's months."""
    if partner is not None:
        own = statement[statement["partner"] == partner]
        say_plainly(console, f"{capital(policy)}: what {partner} is paid, {scenario.currency}", "bold")
        console.print(_months(own))
        return
    whole = statement[statement["component"] == TOTAL]
    partners, months = whole["partner"].nunique(), whole["month"].nunique()
    paid = whole.groupby("partner")["paid"].sum()
    say_plainly(console, f"{capital(policy)}: {partners:,} partners, {months} months, {scenario.currency}", "bold")
    table = table_of("component", "earned", "taken back", "paid")
    for row in summed(statement, "component").itertuples():
        table.add_row(row.component, *(_money(value) for value in (row.earned, row.returned, row.paid)))
    console.print(table)
    waiting = round(float(whole["earned"].sum() - whole["returned"].sum() - whole["paid"].sum()), 2)
    if waiting:
        say_plainly(console, f"Earned and not yet due, or carried over: {_money(waiting)}.")
    if never := int((paid == 0.0).sum()):
        say_plainly(console, f"{never:,} of {partners:,} partners are paid nothing in this time.")


def _months(own: pd.DataFrame) -> Table:
    components = list(dict.fromkeys(own["component"]))
    table = table_of(
        "month", *(f"{name} {what}" for name in components if name != TOTAL for what in ("earned", "paid")), "total paid"
    )
    for month, lines in own.groupby("month", sort=True):
        by = lines.set_index("component")
        cells = [_money(by.loc[name, what]) for name in components if name != TOTAL for what in ("earned", "paid")]
        table.add_row(str(month), *cells, _money(by.loc[TOTAL, "paid"]))
    return table


def _money(value: Any) -> str:
    return f"{float(value):,.2f}"


def statement_json(statement: pd.DataFrame, policy: str, scenario: Scenario, partner: str | None) -> dict[str, Any]:
    """Totals by component and by partner, and all lines of one partner if it is named."""
    lines = statement if partner is None else statement[statement["partner"] == partner]
    answer = {
        "policy": policy,
        "currency": scenario.currency,
        "components": summed(lines[lines["component"] != TOTAL], "component").to_dict("records"),
        "partners": summed(lines[lines["component"] == TOTAL], "partner").to_dict("records"),
    }
    return answer | ({} if partner is None else {"lines": lines.to_dict("records")})
