"""A fit on the terminal: the answer first."""

from __future__ import annotations

from rich.console import Console

from partnerscape.language import phrase, term
from partnerscape.own_data.fitting.panel_fit import Fit
from partnerscape.own_data.fitting.totals import TotalsFit

from ...style.lever_words import capital
from ...style.numbers import percent, plain, signed
from ...terminal import say_plainly, table_of
from .words import (
    agreement_in_words,
    learnt_in_words,
    literature_in_words,
    provenance_in_words,
    row_name,
    share_removed,
    standing_in_words,
    value_with,
)

SHOWN_ROWS = 16


def print_fit(fit: Fit, console: Console) -> None:
    """What was learnt, what agrees, the best-known assumptions."""
    fitted = fit.scenario.fitted
    say_plainly(console, learnt_in_words(fit), "bold")
    say_plainly(console, agreement_in_words(fit))
    table = table_of(phrase("assumption"), phrase("stated"), phrase("median (middle 90 %)"), phrase("% removed"))
    for row in fit.assumptions[fit.assumptions["learnt"]].head(SHOWN_ROWS).itertuples():
        table.add_row(
            row_name(row.assumption), plain(row.stated), value_with(row.low, row.median, row.high), share_removed(row.removed)
        )
    console.print(table)
    say_plainly(console, literature_in_words())
    if fitted is not None:
        say_plainly(console, f"{standing_in_words(fitted)} {capital(provenance_in_words(fitted))}.", "dim")


def print_totals(fit: TotalsFit, console: Console) -> None:
    """Every total, what the scenario shows of it, and why one is missed."""
    agrees = phrase("The scenario agrees with every total.")
    say_plainly(console, agrees if fit.agrees else phrase("No scenario of this kind agrees with every total."), "bold")
    table = table_of(phrase("total"), phrase("stated"), phrase("shown"), phrase("off"), phrase("set by"))
    for row in fit.totals.itertuples():
        table.add_row(
            term(row.total.replace("_", " ")), plain(row.stated), plain(row.shown), signed(percent(row.off, 1)), row.set_by
        )
    console.print(table)
    for line in fit.reasons:
        say_plainly(console, f"{line}.")
