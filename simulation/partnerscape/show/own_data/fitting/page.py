"""The page of a fit, and the same as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from partnerscape.own_data.fitting.panel_fit import Fit
from partnerscape.own_data.fitting.totals import TotalsFit
from partnerscape.study.jobs.files import write_whole

from ...style.lever_words import capital
from ...style.numbers import plain
from ...style.page import big_numbers, command, flowing, opening, page, paragraph, picture, section, table, told
from .chart import draw_agreement, draw_assumptions
from .words import (
    LITERATURE,
    agreement_in_words,
    learnt_in_words,
    pins_in_words,
    provenance_in_words,
    row_name,
    share_removed,
    standing_in_words,
    value_with,
)


def write_page(found: Fit, out: Path) -> Path:
    """Write ``<out>.html`` beside the scenario; returns its path."""
    path = out.with_suffix(".html")
    write_whole(path, fit_page(found, out))
    return path


def fit_page(found: Fit, out: Path) -> str:
    """The page as HTML."""
    scenario, fitted = found.scenario, found.scenario.fitted
    assert fitted is not None
    kept = found.assumptions[~found.assumptions["learnt"]]
    parts = [
        *opening(scenario.title or scenario.name, scenario.standing, "What do the data say of the assumptions?"),
        f'<p class="answer">{flowing(learnt_in_words(found))}</p>',
        paragraph(agreement_in_words(found), "then"),
        paragraph(standing_in_words(fitted)),
        _numbers(found),
        section(
            "What the data settle, and by what",
            picture(draw_assumptions(found), learnt_in_words(found)),
            _assumptions(found),
        ),
        section(
            f"{len(kept)} assumptions stay at their prior",
            paragraph(LITERATURE),
            paragraph("; ".join(row_name(name) for name in kept["assumption"]) + "."),
        ),
        section("How well it agrees", picture(draw_agreement(found), agreement_in_words(found)), _agreement(found)),
        section("What next", command(f"partnerscape compare {out.name} --set commission_rate=0.22")),
        paragraph(f"{capital(provenance_in_words(fitted))}; {found.runs:,} simulated panels.", "stamp"),
    ]
    return page("What the data say of the assumptions", parts)


def _numbers(found: Fit) -> str:
    rows = found.assumptions
    return big_numbers(
        [
            (f"{int((rows['removed'] >= 0.5).sum())} of {len(rows)}", "assumptions lose half their uncertainty or more"),
            (f"{int((~rows['learnt']).sum())}", "assumptions stay at their prior: the data say nothing of them"),
            (
                f"{len(found.agreement) - len(found.misfits)} of {len(found.agreement)}",
                "statistics agree within two standard deviations",
            ),
        ]
    )


def _assumptions(found: Fit) -> str:
    rows = []
    for row in found.assumptions[found.assumptions["learnt"]].itertuples():
        cells = (row_name(row.assumption), pins_in_words(row.pinned_by))
        numbers = (plain(row.stated), value_with(row.low, row.median, row.high), share_removed(row.removed))
        rows.append([*(told(cell) for cell in cells), *(flowing(n) for n in numbers)])
    return table(("assumption", "pinned by", "stated", "median (middle 90 %)", "% removed"), rows, numbers=(2, 3, 4))


def _agreement(found: Fit) -> str:
    rows, marks = [], []
    for row in found.agreement.itertuples():
        rows.append([told(row.meaning), *(flowing(plain(v)) for v in (row.seen, row.expected, row.sd, row.z))])
        marks.append("bad" if abs(row.z) > 2.0 else "")
    return table(("statistic", "data", "fitted", "spread", "z"), rows, numbers=(1, 2, 3, 4), marks=marks)


def fit_json(found: Fit) -> dict[str, Any]:
    """Plain values for ``--json``."""
    fitted = found.scenario.fitted
    return {
        "scenario": found.scenario.name,
        "standing": found.scenario.standing,
        "fitted": None if fitted is None else fitted.model_dump(mode="json"),
        "assumptions": found.assumptions.to_dict("records"),
        "statistics": found.agreement.to_dict("records"),
        "misfits": list(found.misfits["statistic"]),
        "runs": found.runs,
    }


def totals_json(found: TotalsFit) -> dict[str, Any]:
    """Plain values for ``--json``."""
    return {
        "scenario": found.scenario.name,
        "standing": found.scenario.standing,
        "agrees": found.agrees,
        "totals": found.totals.to_dict("records"),
        "reasons": found.reasons,
    }
