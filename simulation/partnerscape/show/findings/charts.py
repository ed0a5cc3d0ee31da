"""Figures of a study besides the map: which levers decide, who fails first, how the region moves, how far the model is off."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from partnerscape.language import phrase, phrase_for
from partnerscape.study.win_win.findings import Findings
from partnerscape.study.win_win.lever_effects import UNMOVED, deciding_levers
from partnerscape.study.win_win.shares import region_by_share

from ..style.lever_words import capital, lever_label, listed
from ..style.numbers import percent, plain
from ..style.palette import BODY, FAINT, INK, LOSE, QUIET, SMALL, WIN, bare, head, new_figure, place, styled
from .map import draw_map, line_note, show_slice, source_of
from .words import party

__all__ = ["draw_binding", "draw_by_share", "draw_calibration", "draw_effects", "draw_map"]

PALE = "#cdbab4"


def effects_title(findings: Findings) -> str:
    """Which levers decide, in words."""
    strong = [lever_label(name) for name in deciding_levers(findings.effects)[:3]]
    if not strong:
        return phrase("No lever decides: within these ranges P(win-win) hardly moves")
    if len(strong) > 1 or strong[0].endswith("s"):
        return phrase("{levers} decide most", levers=capital(listed(strong)))
    return phrase("{levers} decides most", levers=capital(listed(strong)))


def draw_effects(findings: Findings) -> Figure:
    """Which levers decide P(win-win): total effects with their intervals."""
    table = findings.effects.iloc[::-1].reset_index(drop=True)
    subtitle = phrase(
        "Share of the variance of P(win-win) that the lever explains, alone or with others (total effect); line: 95 % interval."
    )
    with styled():
        figure = new_figure(1.45 + 0.3 * len(table))
        room = head(figure, effects_title(findings), subtitle, source_of(findings))
        axes = bare(place(figure, (2.3, 0.35, 0.32, 0.12), room), "x")
        for row, (total, half) in enumerate(zip(table["total"], table["total_interval"], strict=True)):
            colour = WIN if total > UNMOVED else QUIET
            axes.plot([max(0.0, total - half), total + half], [row, row], color=colour, linewidth=1.6, solid_capstyle="butt")
            axes.plot(total, row, "o", color=colour, markersize=6.5)
        axes.set_yticks(range(len(table)), [capital(lever_label(n)) for n in table["lever"]], color=INK, size=BODY)
        axes.set_xlim(0.0, max(0.5, float((table["total"] + table["total_interval"]).max()) * 1.04))
        axes.set_ylim(-0.6, len(table) - 0.4)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
    return figure


def _binding_title(findings: Findings, first: str) -> str:
    if findings.box:
        if not first:
            return phrase("No run inside the conditions fails")
        return phrase("First to lose inside the conditions: {party}", party=first)
    return phrase("First to lose: {party}", party=first) if first else phrase("No run fails")


def _who_fails(findings: Findings, failing: int) -> str:
    if findings.box:
        return phrase_for(
            failing,
            "Who loses, as a share of the {number} run inside the conditions that fail; several may lose in the same run.",
            "Who loses, as a share of the {number} runs inside the conditions that fail; several may lose in the same run.",
        )
    return phrase_for(
        failing,
        "Who loses, as a share of the {number} run that fail; several may lose in the same run.",
        "Who loses, as a share of the {number} runs that fail; several may lose in the same run.",
    )


def draw_binding(findings: Findings) -> Figure:
    """Who loses in the runs that fail: those inside the conditions, or all without any."""
    pairs = sorted(findings.binding.items(), key=lambda item: item[1])
    segments = findings.results.scenario.segment_names
    failing = findings.loser.failing_runs if findings.loser else 0
    title, subtitle = _binding_title(findings, party(pairs[-1][0], segments) if pairs else ""), _who_fails(findings, failing)
    with styled():
        figure = new_figure(1.25 + 0.3 * max(1, len(pairs)))
        axes = bare(place(figure, (2.3, 0.6, 0.08, 0.12), head(figure, title, subtitle, source_of(findings))))
        axes.barh(range(len(pairs)), [v for _, v in pairs], height=0.58, color=[PALE] * (len(pairs) - 1) + [LOSE])
        for row, (_, value) in enumerate(pairs):
            axes.annotate(percent(value), (value, row), xytext=(5, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(pairs)), [capital(party(k, segments)) for k, _ in pairs], color=INK, size=BODY)
        axes.set_xticks([])
        axes.set_xlim(0.0, max([v for _, v in pairs], default=1.0) * 1.02)
    return figure


def by_share_in_words(findings: Findings) -> str:
    """How much of all runs is win-win under the mildest, the asked and the strictest share."""
    shares = findings.by_share
    mild, strict = min(shares), max(shares)
    before, after = percent(shares[mild]), percent(shares[strict])
    said = {"mild": percent(mild), "strict": percent(strict), "before": before, "after": after}
    if before == after:
        return phrase(
            "Asking that {strict} of partners rather than {mild} are not worse off hardly matters: {after} of all runs are "
            "win-win",
            **said,
        )
    return phrase(
        "Asking that {strict} of partners rather than {mild} are not worse off takes win-win from {before} to {after} of all "
        "runs",
        **said,
    )


def draw_by_share(findings: Findings) -> Figure:
    """How the region moves with the share of every segment that must not be worse off."""
    slices, goals = region_by_share(findings), findings.results.scenario.goals
    currency = findings.results.scenario.currency
    subtitle = phrase(
        "The same map for other required shares of partners who are not worse off, in every segment. {line}",
        line=line_note(slices.values(), goals.required_probability),
    )
    with styled():
        figure = new_figure(4.2)
        room = head(figure, by_share_in_words(findings), subtitle, source_of(findings))
        width = float(figure.get_size_inches()[0])
        each = (width - 0.66) / len(slices)
        for k, (share, part) in enumerate(slices.items()):
            axes = place(figure, (0.68 + k * each, width - 0.62 - (k + 1) * each + 0.1, 0.55, 0.52), room)
            show_slice(axes, part, goals.required_probability, currency, labels=False)
            asked = phrase("at least {share} (as asked)", share=percent(share))
            title = asked if share == goals.share_not_worse else phrase("at least {number}", number=percent(share))
            axes.set_title(title, size=BODY, weight="bold", loc="left", pad=16)
            axes.text(
                0.0,
                1.03,
                phrase("{share} of all runs are win-win", share=percent(findings.by_share[share])),
                transform=axes.transAxes,
                size=SMALL,
                color=QUIET,
            )
            if k != len(slices) // 2:
                axes.set_xlabel("")
            if k:
                axes.tick_params(axis="y", labelleft=False)
                axes.set_ylabel("")
    return figure


def draw_calibration(findings: Findings) -> Figure:
    """Predicted against observed P(win-win) on held-out policies."""
    results, model = findings.results, findings.model
    test = results.held_out
    predicted = model.probability(results.design.policies[test][results.levers].to_numpy(dtype=float))
    title = phrase("On policies kept aside as a test, the map is off by {points} points", points=plain(100 * model.error, 2))
    subtitle = phrase_for(
        int(test.sum()),
        "{number} policy kept aside, a dot each; root mean square error. Above the line: better than predicted.",
        "{number} policies kept aside, a dot each; root mean square error. Above the line: better than predicted.",
    )
    with styled():
        figure = new_figure(4.9, 5.2)
        axes = place(figure, (0.72, 0.3, 0.55, 0.15), head(figure, title, subtitle, source_of(findings)))
        axes.plot([0, 1], [0, 1], color=QUIET, linewidth=0.8)
        axes.plot(predicted, results.probability[test], "o", color=WIN, alpha=0.45, markersize=4.5, markeredgewidth=0)
        axes.set_xlabel(phrase("Predicted share of futures"))
        axes.set_ylabel(phrase("Observed share of futures"))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        axes.set_xlim(-0.02, 1.02)
        axes.set_ylim(-0.02, 1.02)
    return figure
