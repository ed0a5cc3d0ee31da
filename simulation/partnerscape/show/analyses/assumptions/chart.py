"""The unsourced assumptions that matter most: how far each moves the region."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from partnerscape.language import phrase, term
from partnerscape.study.analyses.assumptions import HIGH, LOW, ZERO, Without

from ...style.lever_words import capital, listed
from ...style.numbers import bare_percent, futures_of, percent, policies_of, signed
from ...style.palette import BODY, FAINT, INK, LOSE, QUIET, SMALL, VENDOR, bare, head, new_figure, place, styled

SHOWN = 10
MARKS = {LOW: ("v", VENDOR), HIGH: ("^", VENDOR), ZERO: ("o", LOSE)}
APART = 0.22


def without_title(answer: Without) -> str:
    """Which assumptions could overturn the answer."""
    names = overturning(answer)
    if not names:
        return phrase("No unsourced assumption overturns the answer alone")
    return phrase("{assumptions} could overturn the answer", assumptions=capital(listed(names)))


def overturning(answer: Without) -> list[str]:
    """Names of the assumptions that overturn the answer at some value tried."""
    return list(dict.fromkeys(answer.table["assumption"][answer.table["overturns"]]))


def draw_without(answer: Without, source: str) -> Figure:
    """Change of P(win-win), by assumption and value tried, the ten that matter most."""
    names = list(dict.fromkeys(answer.table["assumption"]))[:SHOWN]
    subtitle = phrase(
        "Change of the share of futures win-win, from {base} as assumed; mean over {policies}, line: 95 % interval over "
        "{futures}.",
        base=percent(answer.base),
        policies=policies_of(len(answer.panel.policies)),
        futures=futures_of(len(answer.seeds)),
    )
    with styled():
        figure = new_figure(1.75 + 0.42 * len(names))
        axes = bare(place(figure, (1.9, 0.4, 0.34, 0.42), head(figure, without_title(answer), subtitle, source)), "x")
        axes.axvline(0.0, color=QUIET, linewidth=0.8)
        for row, name in enumerate(reversed(names)):
            for found in answer.table[answer.table["assumption"] == name].itertuples():
                mark, colour = MARKS[found.end]
                y = row + {LOW: APART, HIGH: 0.0, ZERO: -APART}[found.end]
                axes.plot([found.low, found.high], [y, y], color=colour, linewidth=1.2, solid_capstyle="butt", alpha=0.7)
                axes.plot(found.change, y, mark, color=colour, markersize=5.5)
        axes.set_yticks(range(len(names)), [capital(term(n.replace("_", " "))) for n in reversed(names)], color=INK, size=BODY)
        axes.set_ylim(-0.6, len(names) - 0.4)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: _points(v)))
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.grid(axis="both", color=FAINT, linewidth=0.5)
        axes.set_axisbelow(True)
        handles = [
            axes.plot([], [], mark, color=colour, markersize=5.5, label=_end(end))[0] for end, (mark, colour) in MARKS.items()
        ]
        axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=3, frameon=False, fontsize=SMALL)
    return figure


def _end(end: str) -> str:
    """What a mark stands for."""
    return {LOW: phrase("at the low end"), HIGH: phrase("at the high end"), ZERO: phrase("without it (0)")}[end]


def _points(change: float) -> str:
    return phrase("{number} points", number=signed(bare_percent(change))) if abs(change) > 1e-9 else "0"
