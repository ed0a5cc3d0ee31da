"""The page of a backtest, and the same as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from partnerscape.language import phrase, term
from partnerscape.own_data.backtest.result import Backtest
from partnerscape.study.jobs.files import write_whole
from partnerscape.study.jobs.formats import as_csv

from ...style.numbers import plain
from ...style.page import escaped, flowing, opening, page, paragraph, section, table
from .words import bands_in_words, measures_in_words, method_in_words, share, standing_in_words, test_cells, totals_in_words


def write_page(tested: Backtest, out: Path) -> Path:
    """Write ``backtest.html`` and the forecasts as tables into a folder; returns the page's path."""
    path = out / "backtest.html"
    write_whole(path, backtest_page(tested))
    write_whole(out / "forecasts.csv", as_csv(tested.months))
    write_whole(out / "partners.csv", as_csv(tested.partners))
    return path


def backtest_page(tested: Backtest) -> str:
    """The page as HTML."""
    scenario, asked = tested.scenario, phrase("How good are its forecasts?")
    parts = [
        *opening(scenario.title or scenario.name, "", asked),
        f'<p class="answer">{flowing(tested.verdict)}</p>',
        paragraph(standing_in_words(tested), "then"),
        paragraph(totals_in_words()),
        section(phrase("What must hold"), _tests(tested), paragraph(measures_in_words())),
        section(phrase("Totals"), paragraph(bands_in_words()), _totals(tested)),
        section(phrase("Each partner's revenue, and who stays"), _partners(tested)),
        paragraph(method_in_words(tested), "stamp"),
    ]
    return page(asked, parts)


def _tests(tested: Backtest) -> str:
    rows = [test_cells(row) for row in tested.tests.to_dict("records")]
    marks = ["" if ok else "bad" for ok in tested.tests["passed"]]
    cells = [[escaped(name), flowing(value), flowing(target), escaped(result)] for name, value, target, result in rows]
    heads = (phrase("test"), phrase("value"), phrase("target"), phrase("result"))
    return table(heads, cells, numbers=(1,), marks=marks)


def _totals(tested: Backtest) -> str:
    rows = [
        [
            escaped(term(r.quantity)),
            escaped(term(r.method)),
            *(flowing(share(v)) for v in (r.mape, r.bias, r.bias_error, r.coverage, r.width)),
        ]
        for r in tested.totals.itertuples()
    ]
    heads = (
        *(phrase("total"), phrase("method"), phrase("mean error"), phrase("bias"), phrase("error of the bias")),
        *(phrase("90 % band covers"), phrase("its width")),
    )
    return table(heads, rows, numbers=range(2, 7))


def _partners(tested: Backtest) -> str:
    rows = [
        [
            escaped(term(r.method)),
            *(flowing(plain(v)) for v in (r.crps, r.mae, r.auc, r.auc_attainable)),
            flowing(share(r.coverage)),
            flowing(share(r.width)),
        ]
        for r in tested.per_partner.itertuples()
    ]
    heads = (
        *(phrase("method"), phrase("error with its band, currency"), phrase("error of the middle, currency")),
        *(phrase("pairs told apart"), phrase("most that is possible")),
        *(phrase("90 % band covers"), phrase("its width")),
    )
    return table(heads, rows, numbers=range(1, 7))


def backtest_json(tested: Backtest) -> dict[str, Any]:
    """Plain values for ``--json``."""
    return {
        "scenario": tested.scenario.name,
        "verdict": tested.verdict,
        "passed": tested.passed,
        "missing": list(tested.missing),
        "tests": tested.tests.drop(columns=["about", "band"]).to_dict("records"),
        "totals": tested.totals.to_dict("records"),
        "partners": tested.per_partner.to_dict("records"),
        "data": tested.data,
        "months_ahead": tested.ahead,
    }
