"""The report of a study: one page that a board member understands in two minutes, with what a researcher asks below."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from partnerscape.language import phrase
from partnerscape.study.boxes.limits import ends
from partnerscape.study.jobs.store import write_whole
from partnerscape.study.question.question import levers_at
from partnerscape.study.request import ComparisonRequest, request_in
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
from ..style.lever_words import capital, lever_label, lever_limits, lever_number, lever_unit, listed
from ..style.numbers import DASH, bare_percent, count_of, percent
from ..style.page import (
    big_numbers,
    command,
    flowing,
    folded,
    listing,
    page,
    paragraph,
    picture,
    section,
    span,
    table,
    told,
)
from ..style.palette import save_figure
from . import charts
from .basis import basis
from .binding import draw_binding_map
from .failed_words import failures_in_words
from .map import map_title
from .pairs import draw_pairs, paired_levers
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

FRESH_SEED, FRESH_FUTURES = 100, 64  # of the comparison that a report proposes

__all__ = ["comparison_report", "save_run_figure", "study_report"]


def save_run_figure(result: RunResult, path: str | Path) -> Path:
    """The figure of a run, by the path's ending (png, svg, pdf)."""
    return save_figure(draw_run(result), path)


def study_report(findings: Findings, folder: str | Path, kinds: Iterable[str] = (), figures: bool = False) -> Path:
    """Write ``report.html`` and ``figures/*.png`` into a folder; returns the report's path.

    ``kinds`` (pdf, pptx, docx) and ``figures`` say what else: see :func:`..board.write.write_paper`.
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
    write_whole(path, page(findings.results.question.question, parts, html.STYLE))
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
        folded("The map over other levers", picture(figures["pairs"], "The map over every two levers"))
        if "pairs" in figures
        else "",
        _what_to_do(findings, folder),
        section(
            "Who loses first",
            paragraph(loser_in_words(findings) or "No run failed."),
            picture(figures["binding"], f"Share of the failing runs: {_binding_in_words(findings)}") if findings.binding else "",
            picture(figures["binding_map"], "Who loses in most futures at each point of the map")
            if "binding_map" in figures
            else "",
        ),
        section(
            "Which levers decide it",
            paragraph(_effects_in_words(findings)),
            picture(figures["effects"], charts.effects_title(findings)),
        ),
        section(
            "How the region depends on the required share",
            paragraph(
                f"Win-win here asks that in every segment at least {percent(goals.share_not_worse)} of partners are not worse "
                "off. That is a choice, not a fact; other choices lead to other regions."
            ),
            picture(figures["by_share"], charts.by_share_in_words(findings)),
        ),
        *(shown_of(name).section(findings.answers[name], findings) for name in others),
        pilot_section(_comparison(findings, folder)),
        *basis(findings, folder, picture(figures["calibration"], "Modelled against observed P(win-win)", "narrow")),
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
    many = count_of(len(limits), "condition")
    if is_tested(findings):
        share = f"<strong>{flowing(percent((findings.tested or box).density))}</strong>"
        answer = f"Programmes are win-win in {share} of futures under {many}:"
    else:
        share = flowing(percent(box.modelled_density))
        answer = f"Not yet tested: programmes under {many} are predicted to be win-win in {share} of futures."
    then = " ".join(filter(None, (caution_in_words(findings), loser_in_words(findings))))
    rule = listing([capital(limit) for limit in limits], "limits")
    others = [paragraph(line) for line in further_in_words(findings)]
    beside = [*others, *_beside(findings), _numbers(findings), *_gains(findings), counted]
    return [section(title, *failed, f'<p class="then">{answer}</p>', rule, paragraph(then), *beside)]


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
        "of futures win-win for a policy drawn at random from these ranges",
    )
    if box is None or not is_tested(findings):
        return big_numbers([any_policy])
    held, found = count_of(box.held_out_policies, "held-out policy", "held-out policies"), findings.box or box
    where = f"of {futures_tried(findings)} win-win (95 %: {_between(box.density_interval)})"
    return big_numbers(
        [
            (percent(box.density), f"{where}, on {held}"),
            (
                percent(box.worst_tenth),
                f"for the worst tenth of them; required: {percent(results.scenario.goals.required_probability)}",
            ),
            any_policy,
            (percent(found.coverage), f"of all win-win outcomes are covered (95 %: {_between(found.coverage_interval)})"),
        ]
    )


def _between(interval: tuple[float, float]) -> str:
    return f"{bare_percent(interval[0])}{DASH}{bare_percent(interval[1])}"


def _what_to_do(findings: Findings, folder: Path) -> str:
    """The recommended policy against today's, and how to test it on fresh futures."""
    results, box = findings.results, findings.box
    today, currency, ranges = results.current_levers(), results.scenario.currency, results.question.levers
    rows, labels = [], results.question.labels
    for name in findings.effects["lever"]:
        limits = box.limits.get(name) if box is not None else None
        unit = lever_unit(name)
        swept = flowing(" to ".join(lever_number(name, end, currency, labels) for end in ranges[name]))
        small = f" <small>{told(unit)}</small>" if unit and not unit.startswith("%") else ""
        rows.append(
            [
                f"{told(capital(lever_label(name)))}{small}",
                flowing(lever_number(name, today[name], currency, labels)),
                f"<b>{flowing(lever_number(name, findings.recommended[name], currency, labels))}</b>",
                span(ranges[name], ends(limits) if limits else None, today[name], findings.recommended[name]),
                flowing(lever_limits(name, limits, ranges[name], currency, labels))
                if limits
                else "free"
                if box is not None
                else swept,
            ]
        )
    chance = percent(float(findings.model.probability(np.array([[findings.recommended[n] for n in results.levers]]))[0]))
    where = (
        "The safest of the programmes to choose from"
        if findings.advised
        else "The middle of the conditions; levers that they leave free stay as they are today"
        if box is not None
        else "No win-win conditions were found. This is the best policy tried; the best of many looks better than it is"
    )
    prediction = f"{where}: predicted to be win-win in {chance} of futures. Every other lever stays as it is today."
    heads = (
        "Lever",
        "Today",
        "Recommended" if box is not None else "Best tried",
        "○ today  ● then  ▬ conditions",
        "Condition" if box is not None else "Range",
    )
    return section(
        "What to do",
        paragraph(prediction),
        table(heads, rows, numbers=(1, 2)),
        *_test_on_fresh(findings, folder),
    )


def _test_on_fresh(findings: Findings, folder: Path) -> list[str]:
    """The comparison of the recommended policy with today's, in futures that the study did not use."""
    asked = _comparison(findings, folder)
    typed = None if asked is None else asked.command()
    return [] if typed is None else [paragraph("Before you act, test it on fresh futures, partner by partner:"), command(typed)]


def _comparison(findings: Findings, folder: Path) -> ComparisonRequest | None:
    """The recommended policy against today's, as a request of its own; None where no command can say it."""
    results, request = findings.results, request_in(folder)
    today = results.current_levers()
    moved = {name: value for name, value in findings.recommended.items() if not abs(value - today[name]) <= 1e-9}  # also from NaN
    seeds = [int(seed) for seed in results.design.futures["seed"]]
    first = FRESH_SEED if min(seeds) >= FRESH_SEED + FRESH_FUTURES else max(seeds) + 1
    typable = {name: float(f"{value:.12g}") for name, value in moved.items()}  # 2.9, not 2.9000000000000004
    levers = levers_at(results.question, typable)
    return request.comparison(levers, range(first, first + FRESH_FUTURES)) if request is not None and levers else None


def _binding_in_words(findings: Findings) -> str:
    segments = findings.results.scenario.segment_names
    return ", ".join(f"{party(who, segments)} {percent(share)}" for who, share in findings.binding.items())


def _effects_in_words(findings: Findings) -> str:
    """How much the first lever decides, and which hardly do."""
    rows = findings.effects
    top, weak = rows.iloc[0], [lever_label(n) for n in rows["lever"][rows["total"] <= UNMOVED]]
    share, first = percent(float(top["total"])), lever_label(str(top["lever"]))
    sentences = [f"Policies differ in how often they are win-win. Of these differences {share} involve {first}."]
    if weak:
        matter = "matters" if len(weak) == 1 and not weak[0].endswith("s") else "matter"
        sentences.append(f"{capital(listed(weak))} hardly {matter} within the ranges asked about.")
    if float(rows["total"].sum()) > 1.0:
        sentences.append("Levers act together, so that their shares add up to more than 100 %.")
    return " ".join(sentences)
