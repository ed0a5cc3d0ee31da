"""A backtest on the terminal: the verdict first."""

from __future__ import annotations

from rich.console import Console

from partnerscape.own_data.backtest.result import TOTALS, Backtest

from ...style.numbers import plain
from ...terminal import say_plainly, table_of
from .words import share, standing_in_words, test_cells, totals_in_words


def print_backtest(found: Backtest, console: Console) -> None:
    """Verdict, tests, totals, partners."""
    say_plainly(console, found.verdict, "bold")
    say_plainly(console, standing_in_words(found))
    tests = table_of("test", "value", "target", "result")
    for row in found.tests.to_dict("records"):
        tests.add_row(*test_cells(row))
    console.print(tests)
    totals = table_of("total", "method", "MAPE", "bias", "90 % band covers")
    for row in found.totals[found.totals["quantity"].isin(TOTALS)].itertuples():
        totals.add_row(row.quantity, row.method, share(row.mape), share(row.bias), share(row.coverage))
    console.print(totals)
    partners = table_of("per partner", "CRPS", "AUC", "90 % band covers")
    for row in found.per_partner.itertuples():
        partners.add_row(row.method, plain(row.crps), plain(row.auc), share(row.coverage))
    console.print(partners)
    say_plainly(console, totals_in_words(), "dim")
