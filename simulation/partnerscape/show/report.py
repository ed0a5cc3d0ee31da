"""The report of a study: one page that a board member understands in two minutes, with what a researcher asks below."""

from __future__ import annotations

from pathlib import Path

from ..month import build_key
from ..scenario import ASSUMPTIONS
from ..scenario.assumptions import TABLE_OF
from ..study.run import RunResult, stamp
from ..study.store import write_whole
from ..study.win_win import Findings
from . import charts
from .charts_run import draw_run
from .numbers import count_of, in_unit, percent, plain, share_with
from .page import big_numbers, folded, page, paragraph, picture, section, span, table, told
from .palette import save_figure
from .report_compare import comparison_report
from .words import (
    FEW_HELD_OUT,
    capital,
    lever_label,
    lever_limits,
    lever_number,
    lever_unit,
    limits_in_words,
    loser_in_words,
    party,
    promise_in_words,
    rule_in_words,
)

__all__ = ["comparison_report", "save_run_figure", "study_report"]


def save_run_figure(result: RunResult, path: str | Path) -> Path:
    """The figure of a run, by the path's ending (png, svg, pdf)."""
    return save_figure(draw_run(result), path)


def study_report(findings: Findings, folder: str | Path) -> Path:
    """Write ``report.html`` and ``figures/*.png`` into a folder; returns the report's path."""
    folder = Path(folder)
    figures = {
        "map": charts.draw_map(findings),
        "effects": charts.draw_effects(findings),
        "binding": charts.draw_binding(findings),
        "by_share": charts.draw_by_share(findings),
        "calibration": charts.draw_calibration(findings),
    }
    for name, figure in figures.items():
        save_figure(figure, folder / "figures" / f"{name}.png")
    results, box = findings.results, findings.box
    parts = [
        *_opening(findings),
        picture(figures["map"], f"{charts.map_title(findings)}. {rule_in_words(findings)}"),
        _what_to_do(findings),
        section(
            "Who loses first",
            paragraph(loser_in_words(findings) or "No run failed."),
            picture(figures["binding"], f"Who fails first: {_shares_in_words(findings)}"),
        ),
        section(
            "Which levers decide it",
            paragraph(_effects_in_words(findings)),
            picture(figures["effects"], _effects_in_words(findings)),
        ),
        section(
            "How the region moves with what one asks for",
            paragraph(
                f"Win-win here asks that in every segment at least {percent(results.scenario.goals.share_not_worse)} of partners are not worse "
                "off. That is a choice, not a fact. This is what other choices would have found."
            ),
            picture(figures["by_share"], "The map under other required shares of partners not worse off"),
        ),
        _how_sure(
            findings, picture(figures["calibration"], f"Modelled against observed: off by {percent(findings.model.error)}")
        ),
        _assumed(findings),
        _reproduce(findings, folder),
    ]
    path = folder / "report.html"
    write_whole(path, page(f"{results.question.question} {'' if box is None else limits_in_words(findings)}".strip(), parts))
    return path


def _opening(findings: Findings) -> list[str]:
    """The question, the answer in large type, what it promises."""
    results, box = findings.results, findings.box
    scenario = results.scenario
    kind = ' <span class="badge">illustrative: not fitted to your data</span>' if scenario.illustrative else ""
    first = [f'<p class="label">{told(scenario.title or scenario.name)}{kind}</p>', f"<h1>{told(results.question.question)}</h1>"]
    if box is None:
        return [*first, f'<p class="answer">{told(promise_in_words(findings))}</p>', paragraph(loser_in_words(findings), "then")]
    tested = box.held_out_policies >= FEW_HELD_OUT
    answer = f'<p class="answer"><strong>{told(limits_in_words(findings))}</strong>: '
    if tested:
        answer += f"such programmes are win-win in <strong>{told(percent(box.density))}</strong> of futures.</p>"
    else:
        answer += f"{told(promise_in_words(findings))}</p>"
    numbers = (
        [
            (
                percent(box.density),
                f"of futures win-win (95 %: {share_with(box.density, *box.density_interval).partition('(')[2]} on "
                f"{count_of(box.held_out_policies, 'policy', 'policies')} that the rule had not seen",
            ),
            (percent(box.worst_tenth), "of futures win-win for the worst tenth of those policies"),
        ]
        if tested
        else [(percent(box.modelled_density), "of futures win-win, as modelled; not yet tested")]
    )
    numbers.append((percent(float(results.probability.mean())), "of futures win-win for a policy taken at random"))
    if tested:
        numbers.append((percent(box.coverage), "of all win-win outcomes keep the rule; others lie outside it"))
    return [*first, answer, paragraph(loser_in_words(findings), "then"), big_numbers(numbers)]


def _what_to_do(findings: Findings) -> str:
    """The recommended policy against today's."""
    results, box = findings.results, findings.box
    today, currency, ranges = results.current_levers(), results.scenario.currency, results.question.levers
    rows = []
    for name in findings.effects["lever"]:
        limits = box.limits.get(name) if box is not None else None
        unit = lever_unit(name)
        label = f"{told(capital(lever_label(name)))}" + (
            f" <small>{told(unit)}</small>" if unit and not unit.startswith("%") else ""
        )
        rule = lever_limits(name, limits, ranges[name], currency) if limits else "free"
        rows.append(
            [
                label,
                told(lever_number(name, today[name], currency)),
                f"<b>{told(lever_number(name, findings.recommended[name], currency))}</b>",
                span(ranges[name], limits, today[name], findings.recommended[name]),
                told(rule),
            ]
        )
    modelled = float(findings.model.probability([[findings.recommended[n] for n in results.levers]])[0])
    what = (
        "The middle of the rule; levers that the rule leaves free stay as they are today. "
        if box is not None
        else "No rule was found: this is the best policy tried, and luck flatters the best. "
    )
    said = what + f"The model expects win-win in {percent(modelled)} of futures. Levers not shown stay as today's."
    heads = (
        "Lever",
        "Today",
        "Recommended" if box is not None else "Best tried",
        "Ring: today, dot: recommended, bar: rule",
        "The rule",
    )
    return section("What to do", paragraph(said), table(heads, rows, numbers=(1, 2)))


def _shares_in_words(findings: Findings) -> str:
    segments = findings.results.scenario.segment_names
    return ", ".join(f"{party(who, segments)} {percent(share)}" for who, share in findings.binding.items())


def _effects_in_words(findings: Findings) -> str:
    """How many levers matter, and which hardly do."""
    table_of = findings.effects
    weak = [lever_label(n) for n in table_of["lever"][table_of["total"] < charts.UNMOVED * 2]]
    top = table_of.iloc[0]
    said = f"Without {lever_label(str(top['lever']))}, {percent(float(top['total']))} of what makes P(win-win) differ from policy to policy would go."
    if weak:
        said += (
            f" {capital(' and '.join(weak))} hardly {'matters' if len(weak) == 1 else 'matter'} within the ranges asked about."
        )
    return said + " Effects overlap where levers act together, so that they add up to more than 100 %."


def _how_sure(findings: Findings, calibration: str) -> str:
    results, model, box = findings.results, findings.model, findings.box
    size, time, held = results.question.design, results.scenario.time, int(results.held_out.sum())
    futures = len(results.design.futures)
    lines = [
        f"{results.design.runs:,} runs: {count_of(len(results.design.policies), 'policy', 'policies')}, each in the same {count_of(futures, 'future')}, "
        f"of about {time.initial_partners:,} partners over {time.horizon_months} months. A future is one draw of luck and of "
        f"{count_of(len(results.uncertainties), 'uncertain assumption')}; every policy is compared with doing nothing, person by person.",
        f"{held:,} policies ({percent(size.held_out)}) were kept aside: neither the model nor the rule has seen them. On them the model's "
        f"P(win-win) is off by {plain(100 * model.error, 2)} points (root mean square; on average {plain(100 * model.bias, 2)}).",
    ]
    if box is not None and box.held_out_policies:
        lines.append(
            f"Of those, {box.held_out_policies} keep the rule. They are win-win in {share_with(box.density, *box.density_interval)} of futures, where the "
            f"model expected {percent(box.modelled_density)}; the interval resamples policies and futures. "
            f"The rule holds {share_with(box.coverage, *box.coverage_interval)} of all win-win outcomes, in {percent(box.share_of_policies, 1)} of the policies."
        )
    lines.append(
        f"The {futures} futures are the same for all policies. A certificate needs fresh ones: `partnerscape compare` gives them."
    )
    return section(
        "How sure we are",
        "<ul>"
        + "".join(f"<li>{told(x).replace('`partnerscape compare`', '<code>partnerscape compare</code>')}</li>" for x in lines)
        + "</ul>",
        calibration,
    )


def _assumed(findings: Findings) -> str:
    """What was assumed: the swept ranges, and what was set by hand."""
    results = findings.results
    scenario, values = results.scenario, results.scenario.assumptions.values()
    currency = scenario.currency
    ranges = results.question.ranges(scenario)
    swept = [
        [
            told(name.replace("_", " ")),
            told(ASSUMPTIONS[name].meaning),
            told(in_unit(low, ASSUMPTIONS[name].unit, currency)),
            told(in_unit(high, ASSUMPTIONS[name].unit, currency)),
            "by hand" if ASSUMPTIONS[name].by_hand else told(ASSUMPTIONS[name].source),
        ]
        for name, (low, high) in ranges.items()
    ]
    by_hand = [name for name, mark in ASSUMPTIONS.items() if mark.by_hand]
    costs = [n for n in by_hand if TABLE_OF[n] == "costs"]
    hand_rows = [
        [told(n.replace("_", " ")), told(ASSUMPTIONS[n].meaning), told(in_unit(values[n], ASSUMPTIONS[n].unit, currency))]
        for n in by_hand
    ]
    said = (
        f"{len(by_hand)} of {len(ASSUMPTIONS)} assumptions have no source: they were set by hand, {len(costs)} of them what levers cost. "
        f"{sum(n in ranges for n in by_hand)} of the {len(ranges)} uncertainties swept here are among them."
    )
    goals = scenario.goals
    asked = (
        f"A policy is win-win in a future if the vendor's net present value rises, incumbents gain on average, in every segment at least "
        f"{percent(goals.share_not_worse)} are not worse off (by more than {percent(goals.tolerance)}) and losses stay under {percent(goals.loss_limit)}, "
        f"and customers' quality does not fall by more than {plain(goals.quality_slack)}."
    )
    if goals.constraints:
        said_too = [
            f"{c.metric.replace('_', ' ')} {'at least' if c.at_least is not None else 'at most'} {plain(c.at_least if c.at_least is not None else c.at_most or 0.0)}"
            for c in goals.constraints
        ]
        asked += f" Also: {', '.join(said_too)}."
    return section(
        "What was assumed",
        paragraph(asked),
        paragraph(said),
        folded(
            f"What the futures sweep: {count_of(len(ranges), 'uncertainty', 'uncertainties')}",
            table(("uncertainty", "meaning", "from", "to", "source"), swept, numbers=(2, 3)),
        ),
        folded(
            f"Set by hand: {count_of(len(by_hand), 'assumption')}",
            table(("assumption", "meaning", "value"), hand_rows, numbers=(2,)),
        ),
    )


def _reproduce(findings: Findings, folder: Path) -> str:
    results = findings.results
    seeds = [int(s) for s in results.design.futures["seed"]]
    name = results.question.name or "question.toml"
    command = f"partnerscape study {name} --out {folder.name}"
    facts = f"{capital(stamp(results.scenario, seeds))}. Build {build_key()}. Table {findings.digest}."
    return section(
        "How to reproduce",
        paragraph("The same command gives the same bits, with any number of workers, interrupted or not."),
        f"<pre>{told(command)}</pre>",
    ) + paragraph(facts, "stamp")
