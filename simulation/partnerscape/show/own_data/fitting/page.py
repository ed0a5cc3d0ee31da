"""The page of a fit, and the same as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from partnerscape.language import phrase, phrase_for, term
from partnerscape.own_data.fitting.panel_fit import Fit
from partnerscape.own_data.fitting.totals import TotalsFit
from partnerscape.study.jobs.files import write_whole

from ...style.lever_words import capital
from ...style.numbers import plain, signed, whole
from ...style.page import big_numbers, command, escaped, flowing, opening, page, paragraph, picture, section, table
from .chart import draw_agreement, draw_assumptions
from .words import (
    HALF,
    agreement_in_words,
    expected_in_words,
    how_to_read,
    learnt_in_words,
    literature_in_words,
    pins_in_words,
    provenance_in_words,
    reading,
    row_name,
    share_removed,
    standing_in_words,
    value_with,
)


def write_page(fit: Fit, out: Path) -> Path:
    """Write ``<out>.html`` beside the scenario; returns its path."""
    path = out.with_suffix(".html")
    write_whole(path, fit_page(fit, out))
    return path


def fit_page(fit: Fit, out: Path) -> str:
    """The page as HTML."""
    scenario, fitted = fit.scenario, fit.scenario.fitted
    assert fitted is not None
    unlearnt = fit.assumptions[~fit.assumptions["learnt"]]
    parts = [
        *opening(scenario.title or scenario.name, scenario.standing, phrase("What do the data say of the assumptions?")),
        f'<p class="answer">{flowing(learnt_in_words(fit))}</p>',
        paragraph(agreement_in_words(fit), "then"),
        paragraph(standing_in_words(fitted)),
        _numbers(fit),
        section(
            phrase("What the data settle, and by what"),
            picture(draw_assumptions(fit), learnt_in_words(fit)),
            _assumptions(fit),
        ),
        section(
            phrase_for(len(unlearnt), "{number} assumption stays as assumed", "{number} assumptions stay as assumed"),
            paragraph(literature_in_words()),
            paragraph("; ".join(row_name(name) for name in unlearnt["assumption"]) + "."),
        ),
        section(phrase("How well it agrees"), picture(draw_agreement(fit), agreement_in_words(fit)), _agreement(fit)),
        section(phrase("What next"), command(f"partnerscape compare {out.name} --set commission_rate=0.22")),
        paragraph(
            phrase_for(
                fit.runs,
                "{data}; compared with {number} simulated history.",
                "{data}; compared with {number} simulated histories.",
                data=capital(provenance_in_words(fitted)),
            ),
            "stamp",
        ),
    ]
    return page(phrase("What the data say of the assumptions"), parts)


def _numbers(fit: Fit) -> str:
    rows = fit.assumptions
    return big_numbers(
        [
            (
                phrase("{hits} of {total}", hits=int((rows["removed"] >= HALF).sum()), total=len(rows)),
                phrase("assumptions lose half their uncertainty or more"),
            ),
            (
                whole(int((~rows["learnt"]).sum())),
                phrase("assumptions stay as assumed: the data say nothing of them"),
            ),
            (
                phrase("{hits} of {total}", hits=len(fit.agreement) - len(fit.misfits), total=len(fit.agreement)),
                phrase("figures of the data are such as the fitted scenario shows by chance too"),
            ),
        ]
    )


def _assumptions(fit: Fit) -> str:
    rows = []
    for row in fit.assumptions[fit.assumptions["learnt"]].itertuples():
        cells = (row_name(row.assumption), pins_in_words(row.pinned_by))
        numbers = (plain(row.stated), value_with(row.low, row.median, row.high), share_removed(row.removed))
        rows.append([*(escaped(cell) for cell in cells), *(flowing(n) for n in numbers)])
    heads = (
        phrase("assumption"),
        phrase("settled by"),
        phrase("stated"),
        phrase("median (middle 90 %)"),
        phrase("% removed"),
    )
    return table(heads, rows, numbers=(2, 3, 4))


def _agreement(fit: Fit) -> str:
    rows, marks = [], []
    for row in fit.agreement.itertuples():
        shown = (
            reading(row.statistic, row.seen),
            expected_in_words(row.statistic, row.expected, row.sd),
            signed(plain(row.z, 2)),
        )
        rows.append([escaped(term(row.meaning)), *(flowing(text) for text in shown)])
        marks.append("bad" if abs(row.z) > 2.0 else "")
    heads = (
        phrase("figure of the data"),
        phrase("data"),
        phrase("as fitted (nine in ten futures)"),
        phrase("distance in spreads"),
    )
    return paragraph(how_to_read()) + table(heads, rows, numbers=(1, 2, 3), marks=marks)


def fit_json(fit: Fit) -> dict[str, Any]:
    """Plain values for ``--json``."""
    fitted = fit.scenario.fitted
    return {
        "scenario": fit.scenario.name,
        "standing": fit.scenario.standing,
        "fitted": None if fitted is None else fitted.model_dump(mode="json"),
        "assumptions": fit.assumptions.to_dict("records"),
        "statistics": fit.agreement.to_dict("records"),
        "misfits": list(fit.misfits["statistic"]),
        "runs": fit.runs,
    }


def totals_json(fit: TotalsFit) -> dict[str, Any]:
    """Plain values for ``--json``."""
    return {
        "scenario": fit.scenario.name,
        "standing": fit.scenario.standing,
        "agrees": fit.agrees,
        "totals": fit.totals.to_dict("records"),
        "reasons": fit.reasons,
    }
