"""An import in words: the answer, what was dropped, how columns were read."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from partnerscape.own_data.panel import Imported
from partnerscape.own_data.panel.words.propose import MEANING

from ...style.numbers import MINUS, count_of
from ...terminal import say_plainly, small_table

ALL_ROWS, PANEL = "all rows of the file", "the panel"


def cents(value: float) -> str:
    """A sum to the cent."""
    text = f"{abs(value):,.2f}"
    return f"{MINUS}{text}" if value < 0.0 and text.strip("0.,") else text


def headline(imported: Imported) -> str:
    """``5 partners, 8 months (2024-01 to 2024-08), revenue 40,200.00 EUR``."""
    months = imported.months
    selling = int(imported.people["first_month"].notna().sum())
    silent = len(imported.people) - selling
    period = f"{months['calendar'].iloc[0]} to {months['calendar'].iloc[-1]}"
    missing = int((~months["known"]).sum())
    gaps = f", {missing} of them missing" if missing else ""
    never = f" (and {silent:,} who never sell)" if silent else ""
    revenue = f"revenue {cents(float(imported.sales['revenue'].sum()))} {imported.currency}".strip()
    return f"{count_of(selling, 'partner')}{never}, {count_of(len(months), 'month')} ({period}{gaps}), {revenue}"


def waterfall(imported: Imported) -> list[list[str]]:
    """From the file's total to the panel's, step by step: what, rows, sum."""
    rows = [[ALL_ROWS, f"{imported.source['rows_read']:,}", cents(imported.total)]]
    rows += [[step.reason, f"{step.rows:,}" if step.rows else "", cents(step.amount)] for step in imported.steps]
    left = imported.source["rows_read"] - sum(step.rows for step in imported.steps)
    return [*rows, [PANEL, f"{left:,}", cents(float(imported.sales["revenue"].sum()))]]


def mapping(imported: Imported) -> list[list[str]]:
    """Which column holds what."""
    return [[MEANING.get(role, role), name] for role, name in imported.map.named.items()]


def unread(imported: Imported) -> list[str]:
    """Columns that were not used."""
    used = set(imported.map.named.values())
    return [name for name in imported.source["columns"] if name not in used]


def notes(imported: Imported, warnings: bool, with_names: bool = True) -> Iterator[str]:
    """Warnings, or what was decided; ids only for the importer's own eyes."""
    for note in imported.notes:
        if note.warning == warnings:
            yield f"{note.text} [{note.names}]" if note.names and with_names else note.text


def print_import(imported: Imported, console: Console) -> None:
    """What was read, for the terminal."""
    say_plainly(console, headline(imported), "bold")
    console.print(small_table(["holds", "column"], mapping(imported)))
    if rest := unread(imported):
        say_plainly(console, f"Not used: {', '.join(rest)}.", "dim")
    for text in notes(imported, False):
        say_plainly(console, text)
    if imported.steps:
        console.print(small_table(["from the file to the panel", "rows", "sum"], waterfall(imported)))
    for text in notes(imported, True):
        say_plainly(console, f"Warning: {text}")
