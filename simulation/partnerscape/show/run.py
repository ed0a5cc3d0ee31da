"""The figure of a run: small multiples by month."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from partnerscape.language import phrase, phrase_for, term
from partnerscape.study.run import RunResult

from .style.lever_words import capital
from .style.numbers import brief_money, plain, rough_money
from .style.palette import BODY, FAINT, PARTNERS, QUIET, SMALL, VENDOR, WIN, bare, head, new_figure, place, styled

Line = Callable[[pd.DataFrame], pd.Series]
BAND = (0.1, 0.9)


Panel = tuple[str, str, dict[str, Line], str]


def panels() -> tuple[Panel, ...]:
    """What is drawn: title, kind of number, lines with their names, colour."""
    mood: dict[str, Line] = {phrase("satisfaction"): lambda m: m["satisfaction"], phrase("trust"): lambda m: m["trust"]}
    return (
        (phrase("Vendor's profit per month"), "money", {"": lambda m: m["profit"]}, VENDOR),
        (phrase("Revenue per month"), "money", {"": lambda m: m["revenue"]}, VENDOR),
        (phrase("Customers"), "count", {"": lambda m: m["customers"]}, VENDOR),
        (phrase("Wait at the desk, hours"), "count", {"": lambda m: m["wait"]}, VENDOR),
        (phrase("Active partners"), "count", {"": lambda m: m["active"]}, PARTNERS),
        (phrase("Income per partner and month"), "money", {"": lambda m: m["income"]}, PARTNERS),
        (phrase("Satisfaction and trust, 0 to 1"), "count", mood, PARTNERS),
        (phrase("Quality that customers receive, 0 to 1"), "count", {"": lambda m: m["quality"]}, WIN),
    )


def by_month(result: RunResult, line: Line) -> pd.DataFrame:
    """A line by month (rows) and seed (columns)."""
    return result.months.assign(value=line(result.months)).pivot(index="month", columns="seed", values="value")


def axis_money(currency: str) -> FuncFormatter:
    """Ticks of money: ``€150k``."""
    return FuncFormatter(lambda value, _: brief_money(value, currency))


def _panel(axes: Axes, result: RunResult, lines: dict[str, Line], colour: str, kind: str) -> None:
    several = len(result.seeds) > 1
    for number, (label, line) in enumerate(lines.items()):
        table = by_month(result, line)
        mean = table.mean(axis=1)
        shade = colour if number == 0 else QUIET
        if several:
            low, high = (table.quantile(q, axis=1) for q in BAND)
            axes.fill_between(mean.index, low, high, color=shade, alpha=0.18, linewidth=0)
        axes.plot(mean.index, mean, color=shade, linewidth=1.6)
        if label:
            axes.annotate(
                label,
                (mean.index[-1], mean.iloc[-1]),
                xytext=(0, 6),
                textcoords="offset points",
                ha="right",
                color=shade,
                size=SMALL,
            )
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(
        axis_money(result.scenario.currency) if kind == "money" else FuncFormatter(lambda v, _: plain(v))
    )
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color=FAINT, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.margins(x=0.0, y=0.12)


def _subtitle(seeds: int) -> str:
    if seeds == 1:
        return phrase("By month after the rollout. Line: mean over 1 seed.")
    return phrase_for(
        seeds,
        "By month after the rollout. Line: mean over {number} seed; band: eight of ten seeds.",
        "By month after the rollout. Line: mean over {number} seeds; band: eight of ten seeds.",
    )


def draw_run(result: RunResult) -> Figure:
    """Eight views of a policy month by month, with what luck does to them."""
    summary = result.summary.set_index("metric")["mean"]
    currency = result.scenario.currency
    title = phrase(
        "{policy}: {profit} profit per month with {partners} partners, who earn {income} each",
        policy=capital(term(result.policy_name.replace("_", " "))),
        profit=rough_money(summary["profit"], currency),
        partners=plain(summary["active_partners"]),
        income=rough_money(summary["income"], currency),
    )
    source = phrase("{stamp}. Vendor in blue, partners in orange, customers in green.", stamp=capital(result.stamp))
    with styled():
        figure = new_figure(5.6, 10.4)
        room = head(figure, title, _subtitle(len(result.seeds)), source)
        width, height = figure.get_size_inches()
        each, tall = (width - 0.1) / 4, (room[1] - room[0]) * height / 2
        for number, (name, kind, lines, colour) in enumerate(panels()):
            column, row = number % 4, number // 4
            axes = place(
                figure,
                (column * each + 0.55, width - (column + 1) * each + 0.05, (1 - row) * tall + 0.4, row * tall + 0.42),
                room,
            )
            bare(axes, "x")
            _panel(axes, result, lines, colour, kind)
            axes.set_title(name, size=BODY, weight="bold", loc="left", x=-0.22)
            if row == 1:
                axes.set_xlabel(phrase("month"), size=SMALL, color=QUIET)
    return figure
