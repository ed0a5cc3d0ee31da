"""The vendor's cash by month under each programme advised, side by side on one scale."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.advice.advice import Advice

from ...run import axis_money
from ...style.lever_words import capital, listed
from ...style.numbers import months_of, rough_money, signed
from ...style.palette import BODY, FAINT, INK, QUIET, SMALL, VENDOR, head, new_figure, place, styled, wrapped
from .words import choices_of, heads_of, name_of, pays_in_words


def advice_cash_title(advice: Advice) -> str:
    """Which programmes pay for themselves within the horizon."""
    months = len(next(iter(advice.programmes.values())).cash)
    choices = choices_of(advice)
    names = [name_of(p.kind) for p, *_ in choices if p.pays_back is not None]
    if len(choices) == 1 and names:
        return phrase("The programme pays for itself within {months}", months=months_of(months))
    if len(names) == len(choices):
        return phrase("Each programme pays for itself within {months}", months=months_of(months))
    if not names:
        return phrase("No programme pays for itself within {months}", months=months_of(months))
    return phrase_for(
        len(names),
        "{programmes} pays for itself within {months}",
        "{programmes} pay for themselves within {months}",
        programmes=capital(listed(names)),
        months=months_of(months),
    )


def draw_advice_cash(advice: Advice, source: str) -> Figure:
    """Profit a month, each programme less today, mean and interval."""
    subtitle = phrase_for(
        advice.size.telling,
        "Vendor's profit per month, less going on as today. Line: mean over {number} future; band: its 95 % interval. Not "
        "discounted.",
        "Vendor's profit per month, less going on as today. Line: mean over {number} futures; band: its 95 % interval. Not "
        "discounted.",
    )
    with styled():
        figure = new_figure(3.6)
        room = head(figure, advice_cash_title(advice), subtitle, source)
        width, count = float(figure.get_size_inches()[0]), len(choices_of(advice))
        each = (width - 0.75) / count
        cash = [choice[0].cash for choice in choices_of(advice)]
        low, high = min(0.0, *(c["low"].min() for c in cash)), max(0.0, *(c["high"].max() for c in cash))
        for number, (programme, *others) in enumerate(choices_of(advice)):
            axes = place(figure, (0.68 + number * each, width - 0.6 - (number + 1) * each, 0.42, 0.72), room)
            table = programme.cash
            axes.axhline(0.0, color=INK, linewidth=0.8)
            axes.fill_between(table["month"], table["low"], table["high"], color=VENDOR, alpha=0.18, linewidth=0)
            axes.plot(table["month"], table["difference"], color=VENDOR, linewidth=1.8)
            axes.set_ylim(low - 0.05 * (high - low), high + 0.05 * (high - low))
            axes.set_title(heads_of([programme, *others]), size=BODY, weight="bold", loc="left", pad=28)
            total = signed(rough_money(float(table["difference"].sum()), advice.scenario.currency))
            said = phrase("{total} in all; pays for itself {when}", total=total, when=pays_in_words(programme))
            said = wrapped(said, each - 0.15, SMALL)
            axes.text(0.0, 1.02, said, transform=axes.transAxes, size=SMALL, color=QUIET, va="bottom", linespacing=1.3)
            axes.yaxis.set_major_locator(MaxNLocator(5))
            axes.yaxis.set_major_formatter(axis_money(advice.scenario.currency))
            axes.tick_params(axis="y", labelleft=number == 0)
            axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
            axes.grid(axis="y", color=FAINT, linewidth=0.5)
            axes.set_axisbelow(True)
            axes.margins(x=0.01)
            if number == count // 2:
                axes.set_xlabel(phrase("Month after the rollout"), size=SMALL, color=QUIET)
    return figure
