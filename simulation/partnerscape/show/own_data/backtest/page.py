"""The page of a backtest, and the same as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from partnerscape.own_data.backtest.result import Backtest
from partnerscape.study.jobs.files import write_whole
from partnerscape.study.jobs.formats import as_csv

from ...style.numbers import plain
from ...style.page import flowing, opening, page, paragraph, section, table, told
from .words import BANDS, METHOD, share, standing_in_words, test_cells, totals_in_words


def write_page(found: Backtest, out: Path) -> Path:
    """Write ``backtest.html`` and the forecasts as tables into a folder; returns the page's path."""
    path = out / "backtest.html"
    write_whole(path, backtest_page(found))
    write_whole(out / "forecasts.csv", as_csv(found.months))
    write_whole(out / "partners.csv", as_csv(found.partners))
    return path


def backtest_page(found: Backtest) -> str:
    """The page as HTML."""
    scenario, count = found.scenario, found.months["origin"].nunique()
    parts = [
        *opening(scenario.title or scenario.name, "", "How good are its forecasts?"),
        f'<p class="answer">{flowing(found.verdict)}</p>',
        paragraph(standing_in_words(found), "then"),
        paragraph(totals_in_words(found)),
        section("What must hold", _tests(found)),
        section("Totals", paragraph(BANDS), _totals(found)),
        section("Each partner's revenue, and who stays", _partners(found)),
        paragraph(f"{METHOD} Origins: {count}; months ahead: {found.ahead}; data {found.data[:12]}.", "stamp"),
    ]
    return page("How good are its forecasts?", parts)


def _tests(found: Backtest) -> str:
    rows = [test_cells(row) for row in found.tests.to_dict("records")]
    marks = ["" if ok else "bad" for ok in found.tests["passed"]]
    cells = [[told(name), flowing(value), flowing(target), told(result)] for name, value, target, result in rows]
    return table(("test", "value", "target", "result"), cells, numbers=(1,), marks=marks)


def _totals(found: Backtest) -> str:
    rows = [
        [told(r.quantity), told(r.method), *(flowing(share(v)) for v in (r.mape, r.bias, r.bias_error, r.coverage, r.width))]
        for r in found.totals.itertuples()
    ]
    heads = ("total", "method", "MAPE", "bias", "error of the bias", "90 % band covers", "its width")
    return table(heads, rows, numbers=range(2, 7))


def _partners(found: Backtest) -> str:
    rows = [
        [
            told(r.method),
            *(flowing(plain(v)) for v in (r.crps, r.mae, r.auc)),
            flowing(share(r.coverage)),
            flowing(share(r.width)),
        ]
        for r in found.per_partner.itertuples()
    ]
    heads = ("method", "CRPS, currency", "absolute error, currency", "AUC", "90 % band covers", "its width")
    return table(heads, rows, numbers=range(1, 6))


def backtest_json(found: Backtest) -> dict[str, Any]:
    """Plain values for ``--json``."""
    return {
        "scenario": found.scenario.name,
        "verdict": found.verdict,
        "passed": found.passed,
        "missing": list(found.missing),
        "tests": found.tests.to_dict("records"),
        "totals": found.totals.to_dict("records"),
        "partners": found.per_partner.to_dict("records"),
        "data": found.data,
        "months_ahead": found.ahead,
    }
