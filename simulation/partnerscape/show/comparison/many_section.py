"""All candidates in the evidence: the figure, and the vendor's difference year by year."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from partnerscape.language import phrase
from partnerscape.study.analyses.money import PARTNERS as OF_PARTNERS
from partnerscape.study.analyses.money import TODAY as AGAINST
from partnerscape.study.analyses.money import VENDOR as OF_VENDOR
from partnerscape.study.many import Many

from ..run import axis_money
from ..style.lever_words import capital
from ..style.numbers import rough_money, signed
from ..style.page import escaped, flowing, picture, section, table
from ..style.palette import BODY, FAINT, INK, PARTNERS, QUIET, TODAY, VENDOR, bare, head, new_figure, place, styled
from .many import many_in_words, years_of_many
from .words import policy_name


def draw_candidates(many: Many) -> Figure:
    """Gains per year of the vendor and of partners together, candidate by candidate."""
    subtitle = phrase("Gain per year against today; line: 95 % interval; grey: not certain. All in the same futures.")
    with styled():
        figure = new_figure(1.7 + 0.36 * len(many.candidates))
        room = head(figure, many_in_words(many)[0], subtitle, capital(many.stamp))
        half = (float(figure.get_size_inches()[0]) - 1.9) / 2
        sides = ((OF_VENDOR, VENDOR, phrase("The vendor")), (OF_PARTNERS, PARTNERS, phrase("Today's partners together")))
        for column, (party, colour, title) in enumerate(sides):
            left = 1.8 + column * half
            axes = bare(place(figure, (left, 0.15 + (1 - column) * half, 0.35, 0.32), room), "x")
            _side(axes, many, party, colour)
            axes.set_title(title, loc="left", size=BODY, weight="bold", color=colour)
            names = [capital(policy_name(each.name)) for each in many.candidates] if column == 0 else []
            axes.set_yticks(range(len(names)), names, color=INK, size=BODY)
    return figure


def _side(axes: Axes, many: Many, party: str, colour: str) -> None:
    axes.axvline(0.0, color=QUIET, linewidth=0.8)
    for y, each in enumerate(many.candidates):
        value, low, high = each.money.rows(AGAINST).loc[party]
        shade = colour if low > 0.0 or high < 0.0 else TODAY
        if abs(low) < float("inf"):
            axes.plot([low, high], [y, y], color=shade, linewidth=1.8, solid_capstyle="butt")
        axes.plot(value, y, "o", color=shade, markersize=6)
    axes.set_ylim(len(many.candidates) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(axis_money(many.scenario.currency))
    axes.grid(axis="x", color=FAINT, linewidth=0.5)
    axes.set_axisbelow(True)


def many_section(many: Many) -> str:
    """The figure and the years."""
    figure = draw_candidates(many)
    figure.set_label("candidates")
    by_year, currency = years_of_many(many), many.scenario.currency
    years = [column for column in by_year.columns if column != "candidate"]
    rows = [
        [escaped(capital(policy_name(row["candidate"]))), *(flowing(signed(rough_money(row[year], currency))) for year in years)]
        for _, row in by_year.iterrows()
    ]
    heads = (phrase("The vendor's profit against today"), *(phrase("year {year}", year=year) for year in years))
    return section(
        phrase("All candidates in the same futures"),
        picture(figure, " ".join(many_in_words(many))),
        table(heads, rows, numbers=range(1, len(heads))),
    )
