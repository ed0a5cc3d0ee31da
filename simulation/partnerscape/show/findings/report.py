"""The report of a study: one page that a board member understands in two minutes, with what a researcher asks below."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from matplotlib.figure import Figure

from partnerscape.language import phrase, phrase_for, term
from partnerscape.study.jobs.store import write_whole
from partnerscape.study.run import RunResult
from partnerscape.study.win_win.findings import Findings
from partnerscape.study.win_win.lever_effects import UNMOVED

from ..analyses.hangs_on.section import hangs_on_in_words
from ..analyses.money.section import money_table
from ..analyses.shown import shown_of
from ..board.content.whole import asked_first, paper_of_study
from ..board.formats import html
from ..board.pilot import pilot_section
from ..board.write import write_paper
from ..comparison.report import comparison_report
from ..run import draw_run
from ..style.album import album
from ..style.lever_words import capital, lever_label, listed
from ..style.numbers import DASH, bare_percent, percent
from ..style.page import (
    big_numbers,
    flowing,
    folded,
    listing,
    page,
    paragraph,
    picture,
    section,
)
from ..style.palette import save_figure
from . import charts
from .basis import basis
from .binding import draw_binding_map
from .failed_words import failures_in_words
from .map import map_title
from .pairs import draw_pairs, paired_levers
from .to_do import comparison_to_test, what_to_do
from .words import (
    caution_in_words,
    counted_in_words,
    further_in_words,
    futures_tried,
    is_tested,
    limits_of,
    loser_in_words,
    party,
    promise_in_words,
    rule_in_words,
)

__all__ = ["comparison_report", "save_run_figure", "study_report"]


def save_run_figure(result: RunResult, path: str | Path) -> Path:
    """The figure of a run, by the path's ending (png, svg, pdf)."""
    return save_figure(draw_run(result), path)


def study_report(findings: Findings, folder: str | Path, kinds: Iterable[str] = (), figures: bool = False) -> Path:
    """Write the report of a study, ``report.html`` and ``figures/*.png``, into a folder.

    Parameters
    ----------
    findings : Findings
        What :func:`partnerscape.study` returned.
    folder : str or Path
        Made where it does not exist.
    kinds : iterable of str
        ``pdf``, ``pptx``, ``docx``: also write the board paper in these formats; needs the extra ``office``.
    figures : bool
        Also write every figure as PNG and SVG.

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
    >>> study_report(ps.study("win_win_map", "results"), "results")  # doctest: +SKIP
    """
    folder = Path(folder)
    drawn = {
        "map": charts.draw_map(findings),
        "effects": charts.draw_effects(findings),
        "binding": charts.draw_binding(findings),
        "by_share": charts.draw_by_share(findings),
        "calibration": charts.draw_calibration(findings),
    }
    if findings.map.across != findings.map.up:
        drawn["binding_map"] = draw_binding_map(findings)
    if len(paired_levers(findings)) > 2:
        drawn["pairs"] = draw_pairs(findings)
    for name, figure in drawn.items():
        figure.set_label(name)
        save_figure(figure, folder / "figures" / f"{name}.png")
    paper = paper_of_study(findings)
    with album() as kept:
        evidence = _evidence(findings, folder, drawn)
    parts = [*html.opening_parts(paper), *html.department_parts(paper), html.evidence_part(), *evidence]
    path = folder / "report.html"
    write_whole(path, page(term(findings.results.question.question), parts, html.STYLE))
    write_paper(paper, evidence, kept, folder, kinds, figures)
    return path


def _evidence(findings: Findings, folder: Path, figures: dict[str, Figure]) -> list[str]:
    """The analyses that were asked for, then the map, then what everything rests on."""
    goals = findings.results.scenario.goals
    asked = asked_first(findings)
    others = [name for name in findings.answers if name not in asked]
    return [
        *(shown_of(name).section(findings.answers[name], findings) for name in asked),
        *_conditions(findings),
        picture(figures["map"], f"{map_title(findings)}. {rule_in_words(findings)}"),
        folded(phrase("The map over other levers"), picture(figures["pairs"], phrase("The map over every two levers")))
        if "pairs" in figures
        else "",
        what_to_do(findings, folder),
        section(
            phrase("Who loses first"),
            paragraph(loser_in_words(findings) or phrase("Inside the conditions no run failed.")),
            picture(figures["binding"], phrase("Share of the failing runs: {shares}", shares=_binding_in_words(findings)))
            if findings.binding
            else "",
            picture(figures["binding_map"], phrase("Who loses most often at each point of the map"))
            if "binding_map" in figures
            else "",
        ),
        section(
            phrase("Which levers decide it"),
            paragraph(_effects_in_words(findings)),
            picture(figures["effects"], charts.effects_title(findings)),
        ),
        section(
            phrase("How the region depends on the required share"),
            paragraph(
                phrase(
                    "Win-win here asks that in every segment at least {share} of partners are not worse off. That is a choice, "
                    "not a fact; other choices lead to other regions.",
                    share=percent(goals.share_not_worse),
                )
            ),
            picture(figures["by_share"], charts.by_share_in_words(findings)),
        ),
        *(shown_of(name).section(findings.answers[name], findings) for name in others),
        pilot_section(comparison_to_test(findings, folder)),
        *basis(findings, folder, picture(figures["calibration"], phrase("Modelled against observed P(win-win)"), "narrow")),
    ]


def _conditions(findings: Findings) -> list[str]:
    """The win-win conditions, their success rate, gains in money."""
    results, box = findings.results, findings.box
    counted = paragraph(counted_in_words(results.margins, results.scenario.segment_names), "stamp")
    failed = [paragraph(line, "then") for line in failures_in_words(findings.failures)]
    title = phrase("Where programmes are win-win")
    if box is None:
        said = [paragraph(promise_in_words(findings)), paragraph(loser_in_words(findings))]
        return [section(title, *failed, *said, *_beside(findings), *_gains(findings), counted)]
    limits = limits_of(findings)
    answer = _answer(findings, len(limits))
    then = " ".join(filter(None, (caution_in_words(findings), loser_in_words(findings))))
    rule = listing([capital(limit) for limit in limits], "limits")
    others = [paragraph(line) for line in further_in_words(findings)]
    beside = [*others, *_beside(findings), _numbers(findings), *_gains(findings), counted]
    return [section(title, *failed, f'<p class="then">{answer}</p>', rule, paragraph(then), *beside)]


def _answer(findings: Findings, conditions: int) -> str:
    """How often programmes under the conditions are win-win, made safe, the share in bold."""
    box = findings.tested or findings.box
    if box is not None and is_tested(findings):
        share = f"<strong>{flowing(percent(box.density))}</strong>"
        return phrase_for(
            conditions,
            "Programmes are win-win in {share} of futures under {number} condition:",
            "Programmes are win-win in {share} of futures under {number} conditions:",
            share=share,
        )
    return phrase_for(
        conditions,
        "Not yet tested: programmes under {number} condition are predicted to be win-win in {share} of futures.",
        "Not yet tested: programmes under {number} conditions are predicted to be win-win in {share} of futures.",
        share="" if findings.box is None else flowing(percent(findings.box.modelled_density)),
    )


def _beside(findings: Findings) -> list[str]:
    """What the answer hangs on, beside the headline."""
    answer = findings.answers.get("hangs_on")
    return [] if answer is None else [paragraph(hangs_on_in_words(answer), "then")]


def _gains(findings: Findings) -> list[str]:
    """Gains in money per year, beside the headline."""
    money = findings.answers.get("money")
    return [] if money is None else [money_table(money)]


def _numbers(findings: Findings) -> str:
    """The success rate of the conditions, in four numbers."""
    box, results = findings.tested, findings.results
    any_policy = (
        percent(float(results.probability.mean())),
        phrase("of futures win-win for a policy drawn at random from these ranges"),
    )
    if box is None or not is_tested(findings):
        return big_numbers([any_policy])
    found, required = findings.box or box, percent(results.scenario.goals.required_probability)
    tested = phrase_for(
        box.held_out_policies,
        "of {futures} win-win (95 %: {between}), on {number} held-out policy",
        "of {futures} win-win (95 %: {between}), on {number} held-out policies",
        futures=futures_tried(findings),
        between=_between(box.density_interval),
    )
    numbers = [
        (percent(box.density), tested),
        (percent(box.worst_tenth), phrase("for the worst tenth of them; required: {required}", required=required)),
        any_policy,
    ]
    if found.held_out_policies:  # without them coverage is not known
        covered = phrase("of all win-win outcomes are covered (95 %: {between})", between=_between(found.coverage_interval))
        numbers.append((percent(found.coverage), covered))
    return big_numbers(numbers)


def _between(interval: tuple[float, float]) -> str:
    return f"{bare_percent(interval[0])}{DASH}{bare_percent(interval[1])}"


def _binding_in_words(findings: Findings) -> str:
    segments = findings.results.scenario.segment_names
    return ", ".join(f"{party(who, segments)} {percent(share)}" for who, share in findings.binding.items())


def _effects_in_words(findings: Findings) -> str:
    """How much the first lever decides, and which hardly do."""
    rows = findings.effects
    top, weak = rows.iloc[0], [lever_label(n) for n in rows["lever"][rows["total"] <= UNMOVED]]
    share, first = percent(float(top["total"])), lever_label(str(top["lever"]))
    sentences = [
        phrase(
            "Policies differ in how often they are win-win. Of these differences {share} involve {lever}.",
            share=share,
            lever=first,
        )
    ]
    if weak:
        sentences.append(_hardly(weak))
    if float(rows["total"].sum()) > 1.0:
        sentences.append(phrase("Levers act together, so that their shares add up to more than 100 %."))
    return " ".join(sentences)


def _hardly(weak: list[str]) -> str:
    """Levers that hardly matter; in English a label in the plural takes the plural."""
    levers = capital(listed(weak))
    if len(weak) == 1 and not weak[0].endswith("s"):
        return phrase("{levers} hardly matters within the ranges asked about.", levers=levers)
    return phrase("{levers} hardly matter within the ranges asked about.", levers=levers)
