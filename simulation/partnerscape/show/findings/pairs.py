"""The map over every two of the levers that matter most."""

from __future__ import annotations

from matplotlib.figure import Figure

from partnerscape.language import phrase
from partnerscape.study.question.question import is_categorical
from partnerscape.study.win_win.findings import Findings, slice_over

from ..style.lever_words import lever_label, listed
from ..style.palette import LOSE, PAPER, head, new_figure, place, styled
from .map import line_note, show_slice, source_of

MOST = 4
SIDE, GAP, LEFT, BELOW = 1.98, 0.2, 0.78, 0.55  # inches


def paired_levers(findings: Findings) -> list[str]:
    """The most influential levers that have an order, at most four."""
    return [name for name in findings.effects["lever"] if not is_categorical(name)][:MOST]


def draw_pairs(findings: Findings) -> Figure:
    """P(win-win) over every two of these levers, the others held as recommended; today's policy marked."""
    levers, results = paired_levers(findings), findings.results
    required, currency = results.scenario.goals.required_probability, results.scenario.currency
    today, held = results.current_levers(), findings.recommended
    count = len(levers) - 1
    title = phrase("The map over every two of {levers}", levers=listed([lever_label(n) for n in levers]))
    slices = {
        (across, up): slice_over(results, findings.model, across, up, held)
        for row, up in enumerate(levers[1:])
        for across in levers[: row + 1]
    }
    line = line_note(slices.values(), required)
    if findings.box:
        subtitle = phrase(
            "Share of futures that are win-win, predicted. {line} Levers on no axis are as recommended. White dot: today; red: "
            "then.",
            line=line,
        )
    else:
        subtitle = phrase(
            "Share of futures that are win-win, predicted. {line} Levers on no axis are as in the best policy tried. White dot: "
            "today; red: then.",
            line=line,
        )
    with styled():
        figure = new_figure(1.3 + count * (SIDE + GAP) + BELOW)
        room = head(figure, title, subtitle, source_of(findings))
        width, height = (float(v) for v in figure.get_size_inches())
        for row, up in enumerate(levers[1:]):
            for column, across in enumerate(levers[: row + 1]):
                left = LEFT + column * (SIDE + GAP + 0.1)
                bottom = BELOW + (count - 1 - row) * (SIDE + GAP)
                top = room[1] * height - room[0] * height - bottom - SIDE
                axes = place(figure, (left, width - left - SIDE, bottom, top), room)
                show_slice(axes, slices[across, up], required, currency, labels=False)
                for point, face, edge in ((today, PAPER, "#22292f"), (held, LOSE, PAPER)):
                    axes.plot(point[across], point[up], "o", color=face, markeredgecolor=edge, markersize=5.5, zorder=6)
                axes.set_xlim(*results.question.levers[across])
                axes.set_ylim(*results.question.levers[up])
                if row < count - 1:
                    axes.set_xlabel("")
                    axes.tick_params(axis="x", labelbottom=False)
                if column:
                    axes.set_ylabel("")
                    axes.tick_params(axis="y", labelleft=False)
    return figure
