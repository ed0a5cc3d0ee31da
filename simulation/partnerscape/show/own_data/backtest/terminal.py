"""A backtest on the terminal: the verdict first."""

from __future__ import annotations

from rich.console import Console

from partnerscape.language import phrase, term
from partnerscape.own_data.backtest.result import TOTALS, Backtest

from ...style.numbers import plain
from ...terminal import say_plainly, table_of
from .words import share, standing_in_words, test_cells, totals_in_words


def print_backtest(tested: Backtest, console: Console) -> None:
    """Verdict, tests, totals, partners."""
    say_plainly(console, tested.verdict, "bold")
    say_plainly(console, standing_in_words(tested))
    tests = table_of(phrase("test"), phrase("value"), phrase("target"), phrase("result"))
    for row in tested.tests.to_dict("records"):
        tests.add_row(*test_cells(row))
    console.print(tests)
    totals = table_of(phrase("total"), phrase("method"), phrase("mean error"), phrase("bias"), phrase("90 % band covers"))
    for row in tested.totals[tested.totals["quantity"].isin(TOTALS)].itertuples():
        totals.add_row(term(row.quantity), term(row.method), share(row.mape), share(row.bias), share(row.coverage))
    console.print(totals)
    columns = (phrase("error with its band, currency"), phrase("pairs told apart"), phrase("90 % band covers"))
    partners = table_of(phrase("per partner"), *columns)
    for row in tested.per_partner.itertuples():
        partners.add_row(term(row.method), plain(row.crps), plain(row.auc), share(row.coverage))
    console.print(partners)
    say_plainly(console, totals_in_words(), "dim")
