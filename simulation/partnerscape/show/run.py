"""The figure of a run: small multiples by month."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from partnerscape.study.run import RunResult

from .style.lever_words import capital
from .style.numbers import brief_money, count_of, plain, rough_money
from .style.palette import BODY, FAINT, PARTNERS, QUIET, SMALL, VENDOR, WIN, bare, head, new_figure, place, styled

Line = Callable[[pd.DataFrame], pd.Series]
BAND = (0.1, 0.9)


PANELS: tuple[tuple[str, str, dict[str, Line], str], ...] = (
    ("Vendor's profit per month", "money", {"": lambda m: m["profit"]}, VENDOR),
    ("Revenue per month", "money", {"": lambda m: m["revenue"]}, VENDOR),
    ("Customers", "count", {"": lambda m: m["customers"]}, VENDOR),
    ("Wait at the desk, hours", "count", {"": lambda m: m["wait"]}, VENDOR),
    ("Active partners", "count", {"": lambda m: m["active"]}, PARTNERS),
    ("Income per partner and month", "money", {"": lambda m: m["income"]}, PARTNERS),
    (
        "Satisfaction and trust, 0 to 1",
        "count",
        {"satisfaction": lambda m: m["satisfaction"], "trust": lambda m: m["trust"]},
        PARTNERS,
    ),
    ("Quality that customers receive, 0 to 1", "count", {"": lambda m: m["quality"]}, WIN),
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


def draw_run(result: RunResult) -> Figure:
    """Eight views of a policy month by month, with what luck does to them."""
    summary = result.summary.set_index("metric")["mean"]
    currency = result.scenario.currency
    title = (
        f"{capital(result.policy_name.replace('_', ' '))}: {rough_money(summary['profit'], currency)} profit per month with "
        f"{plain(summary['active_partners'])} partners, who earn {rough_money(summary['income'], currency)} each"
    )
    band = "; band: eight of ten seeds" if len(result.seeds) > 1 else ""
    subtitle = f"By month after the rollout. Line: mean over {count_of(len(result.seeds), 'seed')}{band}."
    with styled():
        figure = new_figure(5.6, 10.4)
        room = head(figure, title, subtitle, capital(result.stamp) + ". Vendor in blue, partners in orange, customers in green.")
        width, height = figure.get_size_inches()
        each, tall = (width - 0.1) / 4, (room[1] - room[0]) * height / 2
        for number, (name, kind, lines, colour) in enumerate(PANELS):
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
                axes.set_xlabel("month", size=SMALL, color=QUIET)
    return figure
