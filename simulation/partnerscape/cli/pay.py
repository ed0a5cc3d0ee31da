"""What a pay plan pays on a table of sales: ``pay``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import app
from .console import console, print_json, say
from .options import AsJson, Levers, Out, OutFormat, ScenarioArgument, chosen_policy, known_format


@app.command()
def pay(
    scenario: ScenarioArgument,
    sales: Annotated[
        Path,
        typer.Argument(help="Sales as CSV, Parquet or (with openpyxl) Excel: partner, month, revenue, …"),
    ],
    policy: Annotated[
        str | None, typer.Option(help="A policy of the scenario, or a TOML file. Default: the scenario's current policy.")
    ] = None,
    levers: Levers = None,
    before: Annotated[str | None, typer.Option(help="The policy that pays until --since.")] = None,
    since: Annotated[
        str | None, typer.Option(help="The month from which the policy holds, such as 2026-07. Default: the table's first.")
    ] = None,
    partner: Annotated[str | None, typer.Option(help="Print one partner's statement, month by month.")] = None,
    out: Out = None,
    file_format: OutFormat = "csv",
    as_json: AsJson = False,
) -> None:
    """Pay partners to the cent by a policy's plan, from a table of their sales: a statement by partner, month and component."""
    from partnerscape.scenario import InputError, load_scenario, named
    from partnerscape.scenario.pay.expand import expanded
    from partnerscape.show.statement import conflicts_table, print_statement, statement_json
    from partnerscape.statement import deal_conflicts, notes_on, pay_statement, read_sales
    from partnerscape.study.jobs.store import save_tables, writable_without_study

    known_format(file_format)
    loaded = load_scenario(scenario)
    name, chosen = chosen_policy(loaded, policy, levers)
    earlier = chosen_policy(loaded, before, None)[1] if before else None
    if earlier is not None and since is None:
        raise InputError("command line", "", "--since", "the month in which the policy takes the place of --before", "nothing")
    table = read_sales(sales)
    plan, old = expanded(chosen), expanded(earlier) if earlier is not None else None
    known = loaded.market.categories, loaded.segment_names
    offers = [offer.name for offer in loaded.catalogue]
    statement = pay_statement(plan, table, *known, before=old, since=since, file=sales, offers=offers)
    conflicts = deal_conflicts(plan, table, before=old, since=since, file=sales)
    if partner is not None and partner not in set(statement["partner"]):
        raise InputError(sales, "", "--partner", named(list(dict.fromkeys(statement["partner"])), partner), partner)
    for note in notes_on(table, plan):
        say(f"{sales.name}: {note}")
    if out:
        folder = writable_without_study(out)
        units = {"statement": dict.fromkeys(("earned", "returned", "paid"), loaded.currency)}
        tables = {"statement": statement} | ({"conflicts": conflicts_table(conflicts)} if conflicts else {})
        save_tables(folder, tables, file_format, units)
        say(f"statement in {folder}")
    if as_json:
        print_json(statement_json(statement, name, loaded, partner, conflicts))
    else:
        print_statement(statement, name, loaded, partner, console(), conflicts)
