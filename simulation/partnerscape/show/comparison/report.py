"""The report of a comparison: the verdict, then the ten scores, cash, who wins, partners followed, all differences."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from partnerscape.engine.build import build_key
from partnerscape.language import phrase, phrase_for, term
from partnerscape.metrics import METRICS
from partnerscape.scenario.units import Unit
from partnerscape.study.comparison.comparison import Comparison
from partnerscape.study.jobs.store import write_whole
from partnerscape.study.many import Many

from ..analyses.hangs_on.section import hangs_on_in_words, hangs_on_section
from ..analyses.money.section import money_table
from ..board.content.whole import paper_of_comparison
from ..board.formats import html
from ..board.pilot import pilot_section
from ..board.write import write_paper
from ..check.sentences import plan_in_words
from ..findings.future_words import agreement_in_words, rivals_in_words
from ..findings.words import counted_in_words
from ..style.album import album
from ..style.lever_words import capital
from ..style.metric_words import metric_name
from ..style.numbers import difference_in_unit, from_to, futures_of, in_unit, percent, plain, rough_money, share_with, signed
from ..style.page import big_numbers, command, escaped, flowing, folded, page, paragraph, picture, section, table
from ..style.palette import save_figure
from .charts import cash_title, draw_comparison, groups_title, scores_title
from .many import paper_of_many
from .many_section import many_section
from .words import chance_in_words, groups_in_words, others_in_words, own_meaning, vendor_in_words
from .years import years_section


def comparison_report(
    comparison: Comparison, folder: str | Path, kinds: Iterable[str] = (), figures: bool = False, many: Many | None = None
) -> Path:
    """Write the report of a comparison, ``report.html`` and ``figures/*.png``, into a folder.

    Parameters
    ----------
    comparison : Comparison
        What :func:`partnerscape.compare` returned.
    folder : str or Path
        Made where it does not exist.
    kinds : iterable of str
        ``pdf``, ``pptx``, ``docx``: also write the board paper in these formats; needs the extra ``office``.
    figures : bool
        Also write every figure as PNG and SVG.
    many : Many, optional
        Several candidates, of which ``comparison`` is that of the best: all of them are shown.

    Returns
    -------
    Path
        Of the report.

    Raises
    ------
    InputError
        If a format cannot be written.

    Examples
    --------
    >>> import partnerscape as ps
    >>> comparison_report(ps.compare("marketplace", "pay_more"), "board")  # doctest: +SKIP
    """
    folder = Path(folder)
    paper = paper_of_comparison(comparison) if many is None else paper_of_many(many, comparison)
    drawn = draw_comparison(comparison)
    for name, figure in drawn.items():
        figure.set_label(name)
        save_figure(figure, folder / "figures" / f"{name}.png")
    with album() as kept:
        evidence = [*([] if many is None else [many_section(many)]), *_evidence(comparison, drawn)]
    parts = [*html.opening_parts(paper), *html.department_parts(paper), html.evidence_part(), *evidence]
    path = folder / "report.html"
    write_whole(path, page(paper.question, parts, html.STYLE))
    write_paper(paper, evidence, kept, folder, kinds, figures)
    return path


def _evidence(comparison: Comparison, figures: dict[str, Figure]) -> list[str]:
    """The verdict, the ten scores, cash, who wins, partners followed, all differences."""
    scenario, meaning = comparison.scenario, own_meaning(comparison)
    return [
        paragraph(chance_in_words(comparison), "then"),
        paragraph(f"{vendor_in_words(comparison)} {groups_in_words(comparison)} {others_in_words(comparison)}".strip(), "then"),
        paragraph(phrase("The candidate: {meaning}.", meaning=term(meaning)) if meaning else ""),
        *([] if comparison.hangs_on is None else [paragraph(hangs_on_in_words(comparison.hangs_on), "then")]),
        _numbers(comparison),
        money_table(comparison.money),
        paragraph(counted_in_words(comparison.margins, scenario.segment_names), "stamp"),
        _terms(comparison),
        section(phrase("Ten scores, five per side"), picture(figures["scores"], scores_title(comparison))),
        section(phrase("Cash by month"), picture(figures["cash"], cash_title(comparison))),
        years_section(comparison.years, scenario.currency),
        section(
            phrase("Who wins, who loses"),
            picture(figures["groups"], f"{groups_title(comparison)}. {groups_in_words(comparison)}"),
            _others(comparison),
        ),
        section(
            phrase("Partners followed"),
            picture(figures["followed"], phrase("One partner of each segment, month by month under both policies")),
        ),
        "" if comparison.hangs_on is None else hangs_on_section(comparison.hangs_on),
        section(phrase("How sure we are"), paragraph(_sure(comparison)), paragraph(_futures(comparison))),
        section(phrase("All differences"), folded(_number_of_metrics(), _differences(comparison))),
        pilot_section(comparison.request),
        section(
            phrase("How to reproduce"),
            *_again(comparison),
            paragraph(phrase("{stamp}; build {build}.", stamp=capital(comparison.stamp), build=build_key()), "stamp"),
        ),
    ]


def _terms(comparison: Comparison) -> str:
    """What the candidate pays, component by component, where it pays by a plan of components."""
    plan = comparison.policy.plan
    said = plan_in_words(plan, comparison.scenario.currency) if plan.components else {}
    return (
        section(phrase("What the candidate pays"), *(paragraph(f"{capital(name)}: {words}") for name, words in said.items()))
        if said
        else ""
    )


def _numbers(comparison: Comparison) -> str:
    rows, groups = comparison.differences.set_index("metric")["difference"], comparison.groups.set_index("group")
    currency = comparison.scenario.currency
    segments = [s for s in comparison.scenario.segment_names if s in groups.index]
    hits, total = round(comparison.p_win_win[0] * len(comparison.seeds)), len(comparison.seeds)
    return big_numbers(
        [
            (
                phrase("{hits} of {total}", hits=hits, total=total),
                _futures_win_win(comparison.verdict, share_with(*comparison.p_win_win)),
            ),
            (signed(rough_money(float(rows["npv"]), currency)), phrase("net present value of the vendor")),
            (
                signed(rough_money(float(rows["certainty_equivalent"]), currency)),
                phrase("certainty equivalent of an incumbent over the horizon: risk and effort are deducted"),
            ),
            (
                percent(float(groups.loc[segments, "not_worse"].min())),
                phrase("of partners not worse off in the segment that fares worst"),
            ),
        ]
    )


def _number_of_metrics() -> str:
    return phrase_for(len(METRICS), "{number} metric, today and after the change", "{number} metrics, today and after the change")


def _futures_win_win(verdict: str, share: str) -> str:
    return {
        "certified": phrase("futures win-win: {share}; certified", share=share),
        "rejected": phrase("futures win-win: {share}; rejected", share=share),
        "undecided": phrase("futures win-win: {share}; undecided", share=share),
    }[verdict]


def _others(comparison: Comparison) -> str:
    """Newcomers and customers, who are no incumbents; empty where the runs do not say."""
    rows, marks = [], []
    for row in comparison.others.itertuples():
        low, value, high = (_amount(v, row.unit, comparison.scenario.currency) for v in (row.low, row.value, row.high))
        measure = phrase("{party}: {measure}", party=capital(term(row.party)), measure=term(row.measure))
        rows.append([escaped(measure), flowing(from_to(low, high)), flowing(value)])
        marks.append("good" if row.low > 0.0 else "bad" if row.high < 0.0 else "")
    heads = (phrase("beside today's partners"), phrase("95 % interval"), phrase("change"))
    return table(heads, rows, numbers=(1, 2), marks=marks) if rows else ""


def _amount(value: float, unit: str, currency: str) -> str:
    """``+2.4 %``, ``+€14 per newcomer and month``."""
    if unit == "share":
        return signed(percent(value, 1))
    return phrase("{amount} {unit}", amount=signed(rough_money(value, currency)), unit=term(Unit.read(unit).rate))


def _differences(comparison: Comparison) -> str:
    rows, marks = [], []
    for row in comparison.differences.itertuples():
        rows.append(_difference(row, comparison.scenario.currency))
        sure = row.better and not row.low <= 0.0 <= row.high
        marks.append("" if not sure else "good" if (row.low > 0.0) == (row.better > 0) else "bad")
    heads = (phrase("metric"), phrase("today"), phrase("then"), phrase("95 % of the difference"), phrase("difference"))
    return table(heads, rows, numbers=(1, 2, 3, 4), marks=marks)


def _difference(row: Any, currency: str) -> list[str]:
    """A metric's cells, its definition in the name's title."""
    interval = ""
    if math.isfinite(row.low) and math.isfinite(row.high):
        ends = [difference_in_unit(v, row.unit, currency).partition(" ")[0] for v in (row.low, row.high)]
        interval = from_to(*ends)
    meaning = escaped(term(" ".join(METRICS[row.metric].meaning.split())))
    name = f'<span title="{meaning}">{escaped(capital(metric_name(row.metric)))}</span>'
    values = [in_unit(v, row.unit, currency) for v in (row.current, row.candidate)]
    return [name, *(escaped(v) for v in (*values, interval, difference_in_unit(row.difference, row.unit, currency)))]


def _sure(comparison: Comparison) -> str:
    """What the futures are, and what common random numbers saved."""
    same = phrase("Both policies are simulated under common random numbers: the same people with the same luck.")
    saved = comparison.luck_saved.get("npv", float("nan"))
    if math.isfinite(saved):
        needed = phrase(
            "Independent runs would need {number} times as many for an equally narrow interval of the vendor's gain.",
            number=plain(saved, 2),
        )
    else:
        needed = phrase("The vendor's gain is the same in every future.")
    return " ".join((_kind(comparison), same, needed))


def _kind(comparison: Comparison) -> str:
    """What a future is, and over how many intervals are."""
    number = len(comparison.seeds)
    if comparison.as_stated:
        return phrase_for(
            number,
            "Assumptions keep their stated values, and futures differ only by random seed; intervals are 95 % over {number} "
            "future.",
            "Assumptions keep their stated values, and futures differ only by random seed; intervals are 95 % over {number} "
            "futures.",
        )
    return phrase_for(
        len(comparison.scenario.uncertain),
        "A future is one random seed and one draw of {number} uncertain assumption; intervals are 95 % over {futures}.",
        "A future is one random seed and one draw of {number} uncertain assumptions; intervals are 95 % over {futures}.",
        futures=futures_of(number),
    )


def _futures(comparison: Comparison) -> str:
    """What all futures have in common, and what rivals do in them."""
    agreed = agreement_in_words(comparison.agreement, comparison.scenario.currency)
    return f"{agreed} {rivals_in_words(comparison.by_rivals)}".strip()


def _again(comparison: Comparison) -> list[str]:
    """What to type for the same comparison."""
    typed = comparison.request.command()
    if typed is None:
        return [paragraph(phrase("It was run from Python, with values that are in no file, so that no command line repeats it."))]
    return [command(typed)]
