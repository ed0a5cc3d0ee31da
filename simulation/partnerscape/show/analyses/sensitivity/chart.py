"""What decides it, drawn: every factor's total effect with its interval, and the floor that a dummy sets."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from partnerscape.language import phrase
from partnerscape.scenario import Scenario
from partnerscape.study.analyses.sensitivity.factors import DUMMY, LUCK
from partnerscape.study.analyses.sensitivity.sensitivity import Sensitivity, about, main_metric

from ...style.lever_words import capital, listed
from ...style.numbers import percent
from ...style.palette import BODY, FAINT, INK, PARTNERS, QUIET, SMALL, VENDOR, bare, head, new_figure, place, styled
from .words import deciding, factor_name, outcome

COLOURS = {"lever": VENDOR, "uncertainty": PARTNERS, LUCK: INK}
MOST_ROWS = 24
ROOM = 36  # letters of a name


def sensitivity_title(answer: Sensitivity) -> str:
    """What decides, in a headline."""
    names = [factor_name(str(n), short=True) for n in deciding(answer)["factor"][:4]]
    if not names:
        return phrase("Nothing alone decides")
    several = len(names) > 1 or names[0].endswith("s")
    if answer.converged:
        return _decide_most(several, capital(listed(names)))
    factors = listed(names)
    return _decide_most_so_far(several, f"{factors[0].lower()}{factors[1:]}")


def _decide_most(several: bool, factors: str) -> str:
    if several:
        return phrase("{factors} decide most", factors=factors)
    return phrase("{factors} decides most", factors=factors)


def _decide_most_so_far(several: bool, factors: str) -> str:
    if several:
        return phrase("First look: {factors} decide most", factors=factors)
    return phrase("First look: {factors} decides most", factors=factors)


def draw_sensitivity(answer: Sensitivity, scenario: Scenario, source: str = "") -> Figure:
    """Total effects on win-win, the largest first, coloured by who decides them."""
    metric = main_metric(answer)
    rows = about(answer, metric)
    rows = rows[rows["factor"] != DUMMY].head(MOST_ROWS).iloc[::-1].reset_index(drop=True)
    subtitle = phrase(
        "Share of the variance of {what} in which a factor has a part, alone or with others; line: 95 % interval.",
        what=outcome(metric),
    )
    if not answer.converged:
        subtitle = " ".join((subtitle, phrase("Not yet converged.")))
    with styled():
        figure = new_figure(2.0 + 0.25 * len(rows))
        room = head(figure, sensitivity_title(answer), subtitle, source)
        axes = bare(place(figure, (2.75, 0.35, 0.32, 0.42), room), "x")
        for row, (kind, total, low, high) in enumerate(
            rows[["kind", "total", "total_low", "total_high"]].itertuples(index=False)
        ):
            colour = COLOURS[str(kind)]
            axes.plot([low, high], [row, row], color=colour, linewidth=1.6, solid_capstyle="butt")
            axes.plot(total, row, "o", color=colour, markersize=6.0)
        axes.set_yticks(range(len(rows)), [_row_name(str(n)) for n in rows["factor"]], color=INK, size=BODY)
        axes.set_xlim(0.0, max(0.3, float(rows["total_high"].max()) * 1.04))
        axes.set_ylim(-1.5, len(rows) - 0.4)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
        _floor(axes, float(rows["floor"].iloc[0]))
        _kinds(axes, [kind for kind in COLOURS if kind in set(rows["kind"])])
    return figure


def _row_name(factor: str) -> str:
    """A factor with its meaning where there is room."""
    full = factor_name(factor)
    return capital(full if len(full) <= ROOM else factor_name(factor, short=True))


def _floor(axes: Axes, floor: float) -> None:
    """A line: what a factor without any effect could show."""
    axes.axvline(floor, color=QUIET, linewidth=0.9, linestyle=(0, (4, 2)))
    axes.annotate(
        phrase("floor {share}: an inert dummy reaches as much", share=percent(floor, 1)),
        (floor, 0.0),
        xycoords=("data", "axes fraction"),
        xytext=(6, 4),
        textcoords="offset points",
        size=SMALL,
        color=QUIET,
    )


def _kinds(axes: Axes, kinds: list[str]) -> None:
    """What the colours say, in their own words above the plot."""
    offset = 0.0
    decided = {
        "lever": phrase("decided by the vendor"),
        "uncertainty": phrase("decided by nobody"),
        LUCK: phrase("luck"),
    }
    for kind in kinds:
        text = axes.annotate(
            f"● {decided[kind]}", (0.0, 1.0), xycoords="axes fraction", xytext=(offset, 7), textcoords="offset points",
            size=SMALL, color=COLOURS[kind],
        )  # fmt: skip
        offset += 0.62 * SMALL * len(text.get_text()) + 8.0
