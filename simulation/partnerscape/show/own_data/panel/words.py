"""An import in words: the answer, what was dropped, how columns were read."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from partnerscape.language import phrase, phrase_for, term
from partnerscape.own_data.panel import Imported
from partnerscape.own_data.panel.words.propose import MEANING

from ...style.numbers import MINUS, digits_of, months_of, whole
from ...terminal import say_plainly, small_table


def cents(value: float) -> str:
    """A sum to the cent."""
    text = digits_of(f"{abs(value):,.2f}")
    return f"{MINUS}{text}" if value < 0.0 and any(c in "123456789" for c in text) else text


def headline(imported: Imported) -> str:
    """``5 partners, 8 months (2024-01 to 2024-08), revenue 40,200.00 EUR``."""
    months = imported.months
    selling = int(imported.people["first_month"].notna().sum())
    silent = len(imported.people) - selling
    values = {
        "partners": _sellers(selling, silent),
        "months": months_of(len(months)),
        "first": months["calendar"].iloc[0],
        "last": months["calendar"].iloc[-1],
        "revenue": f"{cents(float(imported.sales['revenue'].sum()))} {imported.currency}".strip(),
    }
    missing = int((~months["known"]).sum())
    if missing:
        return phrase_for(
            missing,
            "{partners}, {months} ({first} to {last}, {number} of them missing), revenue {revenue}",
            "{partners}, {months} ({first} to {last}, {number} of them missing), revenue {revenue}",
            **values,
        )
    return phrase("{partners}, {months} ({first} to {last}), revenue {revenue}", **values)


def _sellers(selling: int, silent: int) -> str:
    """``5 partners``, with those who never sell."""
    if silent:
        return phrase_for(
            selling,
            "{number} partner (and {silent} who never sell)",
            "{number} partners (and {silent} who never sell)",
            silent=whole(silent),
        )
    return phrase_for(selling, "{number} partner", "{number} partners")


def waterfall(imported: Imported) -> list[list[str]]:
    """From the file's total to the panel's, step by step: what, rows, sum."""
    rows = [[phrase("all rows of the file"), whole(imported.source["rows_read"]), cents(imported.total)]]
    rows += [[step.reason, whole(step.rows) if step.rows else "", cents(step.amount)] for step in imported.steps]
    left = imported.source["rows_read"] - sum(step.rows for step in imported.steps)
    return [*rows, [phrase("the panel"), whole(left), cents(float(imported.sales["revenue"].sum()))]]


def mapping(imported: Imported) -> list[list[str]]:
    """Which column holds what."""
    return [[term(MEANING.get(role, role)), name] for role, name in imported.map.named.items()]


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
    console.print(small_table([phrase("holds"), phrase("column")], mapping(imported)))
    if rest := unread(imported):
        say_plainly(console, phrase("Not used: {columns}.", columns=", ".join(rest)), "dim")
    for text in notes(imported, False):
        say_plainly(console, text)
    if imported.steps:
        heads = [phrase("from the file to the panel"), phrase("rows"), phrase("sum")]
        console.print(small_table(heads, waterfall(imported)))
    for text in notes(imported, True):
        say_plainly(console, phrase("Warning: {text}", text=text))
