"""A statement of pay in the terminal: what the plan pays in all, or one partner's months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from partnerscape.language import phrase, phrase_for, term
from partnerscape.scenario import Scenario
from partnerscape.statement import Conflict
from partnerscape.statement.deals import FIRST, IN_TIME, SPLIT
from partnerscape.statement.pay import TOTAL

from .check.exact import joined, share_of
from .style.lever_words import capital
from .style.numbers import digits_of, months_of, whole
from .terminal import say_plainly, table_of

SUMS = ["earned", "returned", "paid"]


def _heads() -> dict[str, str]:
    """What each sum is called."""
    return {"earned": phrase("earned"), "returned": phrase("taken back"), "paid": phrase("paid")}


def summed(statement: pd.DataFrame, *by: str) -> pd.DataFrame:
    """A statement's sums in the order in which things first stand."""
    return statement.groupby(list(by), sort=False, as_index=False)[SUMS].sum().round(2)


def print_statement(
    statement: pd.DataFrame,
    policy: str,
    scenario: Scenario,
    partner: str | None,
    console: Console,
    conflicts: Sequence[Conflict] = (),
) -> None:
    """Totals by component, or one partner's months; deals that several partners claim."""
    if partner is not None:
        said = phrase(
            "{policy}: what {partner} is paid, {currency}",
            policy=capital(term(policy)),
            partner=partner,
            currency=scenario.currency,
        )
        say_plainly(console, said, "bold")
        console.print(_months(statement[statement["partner"] == partner]))
        for conflict in conflicts:
            if partner in conflict.partners:
                say_plainly(console, conflict_in_words(conflict))
        return
    totals = statement[statement["component"] == TOTAL]
    partners, months = totals["partner"].nunique(), totals["month"].nunique()
    paid = totals.groupby("partner")["paid"].sum()
    said = phrase(
        "{policy}: {partners}, {months}, {currency}",
        policy=capital(term(policy)),
        partners=phrase_for(partners, "{number} partner", "{number} partners"),
        months=months_of(months),
        currency=scenario.currency,
    )
    say_plainly(console, said, "bold")
    table = table_of(phrase("component"), *_heads().values())
    for row in summed(statement, "component").itertuples():
        table.add_row(_in_words(row.component), *(_money(getattr(row, name)) for name in SUMS))
    console.print(table)
    waiting = round(float(totals["earned"].sum() - totals["returned"].sum() - totals["paid"].sum()), 2)
    if waiting:  # of funds also what was not proven as used
        say_plainly(console, phrase("Earned and not yet due, or carried over: {sum}.", sum=_money(waiting)))
    if never := int((paid == 0.0).sum()):
        said = phrase_for(
            partners,
            "Paid nothing in this time: {never} of {number} partner.",
            "Paid nothing in this time: {never} of {number} partners.",
            never=whole(never),
        )
        say_plainly(console, said)
    for conflict in conflicts:
        say_plainly(console, conflict_in_words(conflict))


def conflict_in_words(conflict: Conflict) -> str:
    """What is said of a deal: ``d1 (closed in 2026-03), claimed by a and b: paid to b, who registered it first, on …``."""
    first = next(iter(conflict.shares))
    values = {
        "deal": conflict.deal,
        "month": conflict.closed,
        "partners": joined(list(conflict.partners)),
        "partner": first,
        "date": conflict.registered.get(first, ""),
    }
    if conflict.reason == SPLIT:
        shares = joined([f"{share_of(share)} {who}" for who, share in conflict.shares.items()])
        return phrase("{deal} (closed in {month}), claimed by {partners}: divided, {shares}.", shares=shares, **values)
    if conflict.reason == FIRST:
        return phrase(
            "{deal} (closed in {month}), claimed by {partners}: paid to {partner}, who registered it first, on {date}.", **values
        )
    if conflict.reason == IN_TIME:
        return phrase(
            "{deal} (closed in {month}), claimed by {partners}: paid to {partner}, who registered it first of those in time, on "
            "{date}.",
            **values,
        )
    return phrase(
        "{deal} (closed in {month}), claimed by {partners}: paid to {partner}, who sold first; no registration was in time.",
        **values,
    )


def conflicts_table(conflicts: Sequence[Conflict]) -> pd.DataFrame:
    """One row per deal and partner that claims it: when it registered the deal, its share, why."""
    rows = [
        (c.deal, c.closed, partner, c.registered.get(partner, ""), c.shares.get(partner, 0.0), c.reason)
        for c in conflicts
        for partner in c.partners
    ]
    return pd.DataFrame(rows, columns=["deal", "closed", "partner", "registered_on", "share", "reason"])


def _months(own: pd.DataFrame) -> Table:
    """One line per month and component that did something; all of a month below its lines."""
    sums = [name for name in SUMS if name != "returned" or own["returned"].any()]
    texts = ["component", *(["level"] if (own["level"] != "").any() else [])]
    heads = [{"component": phrase("component"), "level": phrase("level")}[name] for name in texts]
    table = table_of(phrase("month"), *heads, phrase("on"), *(_heads()[name] for name in sums))
    for column in table.columns:
        of_text = column.header in heads
        column.justify, column.no_wrap = ("left" if of_text else column.justify), not of_text  # a sum cut off misleads
    for month, lines in own.groupby("month", sort=True):
        parts = lines[(lines["component"] != TOTAL) & (lines[SUMS] != 0.0).any(axis=1)]
        for at, (_, row) in enumerate(parts.iterrows()):
            on = _money(row["base"]) if row["base"] else ""
            cells = [_in_words(row[name]) for name in texts]
            table.add_row("" if at else str(month), *cells, on, *(_money(row[name]) for name in sums))
        sums_of_month = lines[lines["component"] == TOTAL].iloc[0]
        if len(parts) != 1:
            empty = [""] * (len(texts) - 1)
            table.add_row(
                "" if len(parts) else str(month),
                term(TOTAL),
                *empty,
                "",
                *(_money(sums_of_month[name]) for name in sums),
                style="bold",
            )
    return table


def _in_words(component: str) -> str:
    return term(component.replace("_", " "))


def _money(value: Any) -> str:
    return digits_of(f"{float(value):,.2f}")


def statement_json(
    statement: pd.DataFrame, policy: str, scenario: Scenario, partner: str | None, conflicts: Sequence[Conflict] = ()
) -> dict[str, Any]:
    """Totals by component and by partner, all lines of one partner if it is named, and deals that several partners claim."""
    lines = statement if partner is None else statement[statement["partner"] == partner]
    answer = {
        "policy": policy,
        "currency": scenario.currency,
        "components": summed(lines[lines["component"] != TOTAL], "component").to_dict("records"),
        "partners": summed(lines[lines["component"] == TOTAL], "partner").to_dict("records"),
    }
    if conflicts:
        answer["conflicts"] = conflicts_table(conflicts).to_dict("records")
    return answer | ({} if partner is None else {"lines": lines.to_dict("records")})
