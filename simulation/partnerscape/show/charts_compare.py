"""Figures of a comparison: ten scores, cash by month, winners and losers, followed partners."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..study.compare import Comparison
from .charts_run import axis_money
from .numbers import count_of, money, percent, plain, rough_money, signed
from .palette import BODY, FAINT, INK, LOSE, PARTNERS, QUIET, SMALL, TODAY, VENDOR, bare, head, new_figure, place, styled
from .words import capital, policy_label

QUINTILES = {"q1": "Smallest fifth", "q2": "Second fifth", "q3": "Middle fifth", "q4": "Fourth fifth", "q5": "Largest fifth"}
FOLLOWED = (
    ("income", "Income a month", "money"),
    ("satisfaction", "Satisfaction", "count"),
    ("trust", "Trust", "count"),
    ("customers", "Customers", "count"),
)
STILL = 0.05  # percent: a smaller change is none


def _source(comparison: Comparison) -> str:
    kind = "assumptions as stated" if comparison.as_stated else "each with its own draw of the uncertain assumptions"
    return f"{capital(comparison.stamp)}; {kind}. The same people and luck under both policies."


def draw_scores(comparison: Comparison) -> Figure:
    """The benefits matrix: five pairs of scores, the vendor's beside the partners'."""
    sides = {side: rows.reset_index(drop=True) for side, rows in comparison.scores.groupby("side", sort=False)}
    better = {side: int((rows["low"] > STILL).sum()) for side, rows in sides.items()}
    title = f"Of five scores each, {better['vendor']} surely rise for the vendor and {better['partners']} for partners"
    finite = comparison.scores[["change", "low", "high"]].replace([np.inf, -np.inf], np.nan)
    reach = max(1.0, float(np.nanmax(np.abs(finite.to_numpy()))) * 1.12)
    with styled():
        figure = new_figure(4.0)
        room = head(
            figure,
            title,
            "Change in % of today's level; line: 95 % interval. Right is better for the one whose score it is.",
            _source(comparison),
        )
        width = figure.get_size_inches()[0]
        half = width / 2
        for column, (side, colour) in enumerate((("vendor", VENDOR), ("partners", PARTNERS))):
            rows = sides[side]
            axes = bare(place(figure, (column * half + 0.15, width - (column + 1) * half + 0.12, 0.32, 0.42), room), "x")
            axes.axvline(0.0, color=QUIET, linewidth=0.8)
            for place_of, row in enumerate(rows.itertuples()):
                y = len(rows) - 1 - place_of
                sure = row.low > STILL or row.high < -STILL
                shade = colour if sure else TODAY
                if np.isfinite(row.low) and np.isfinite(row.high):
                    axes.plot([row.low, row.high], [y, y], color=shade, linewidth=1.6, solid_capstyle="butt")
                axes.plot(row.change, y, "o", color=shade, markersize=6)
                number = "no change" if abs(row.change) < STILL else f"{signed(plain(round(row.change, 1)))} %"
                axes.text(-reach, y + 0.30, capital(row.score), size=BODY, va="center")
                axes.text(
                    reach, y + 0.30, number, size=BODY, va="center", ha="right", color=shade, weight="bold" if sure else "normal"
                )
            axes.set_xlim(-reach, reach)
            axes.set_ylim(-0.5, len(rows) - 0.35)
            axes.set_yticks([])
            axes.xaxis.set_major_locator(MaxNLocator(5))
            axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{signed(plain(v))} %" if v else "0"))
            axes.set_title(
                "The vendor" if side == "vendor" else "Partners", loc="left", size=BODY + 1.5, weight="bold", color=colour, pad=10
            )
    return figure


def draw_cash(comparison: Comparison) -> Figure:
    """The vendor's profit by month, the candidate less today."""
    cash, currency = comparison.cash, comparison.scenario.currency
    summed = cash["difference"].cumsum()
    below = np.flatnonzero(summed.to_numpy() < 0.0)
    if not len(below):
        when = "from the first month on"
    elif below[-1] + 1 < len(cash):
        when = f"after {count_of(int(cash['month'].iloc[below[-1]]) + 1, 'month')}"
    else:
        when = ""
    total = rough_money(float(summed.iloc[-1]), currency)
    title = (
        f"It has paid for itself {when}: {signed(total)} over {len(cash)} months"
        if when
        else f"It does not pay for itself within {len(cash)} months: {total}"
    )
    with styled():
        figure = new_figure(3.5)
        room = head(
            figure,
            title,
            "Vendor's profit a month, candidate less today; band: 95 % interval of the mean. Not discounted.",
            _source(comparison),
        )
        axes = place(figure, (0.72, 0.2, 0.42, 0.18), room)
        axes.axhline(0.0, color=INK, linewidth=0.8)
        if np.isfinite(cash[["low", "high"]].to_numpy()).all():
            axes.fill_between(cash["month"], cash["low"], cash["high"], color=VENDOR, alpha=0.18, linewidth=0)
        axes.plot(cash["month"], cash["difference"], color=VENDOR, linewidth=1.8)
        axes.yaxis.set_major_formatter(axis_money(currency))
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
        axes.set_xlabel("Month after the rollout", size=SMALL, color=QUIET)
        axes.grid(axis="y", color=FAINT, linewidth=0.5)
        axes.set_axisbelow(True)
        axes.margins(x=0.01)
    return figure


def draw_groups(comparison: Comparison) -> Figure:
    """Winners and losers: gain relative to what partners have, and the share not worse off, by segment and size."""
    groups, goals, currency = comparison.groups, comparison.scenario.goals, comparison.scenario.currency
    base = (groups["gain"] / groups["relative"]).abs()
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = groups.assign(low=groups["gain_low"] / base, high=groups["gain_high"] / base)
    losers = groups[groups["gain_high"] < 0.0]["group"].tolist()
    title = (
        f"On average {', '.join(_group_name(g).lower() for g in losers)} lose"
        if losers
        else "On average no group of partners surely loses"
    )
    gap = 0.6
    with styled():
        figure = new_figure(1.75 + 0.29 * (len(groups) + 1))
        subtitle = "Incumbents, person by person: what the programme is worth to them, with their own risk and effort counted, against today."
        room = head(figure, title, subtitle, _source(comparison))
        left = bare(place(figure, (1.5, 3.05, 0.1, 0.34), room))
        right = bare(place(figure, (5.35, 0.55, 0.1, 0.34), room))
        segments = sum(1 for g in groups["group"] if g not in QUINTILES)
        spots = [-(k + (gap if k >= segments else 0.0)) for k in range(len(groups))]
        left.axvline(0.0, color=QUIET, linewidth=0.8)
        right.axvline(goals.share_not_worse, color=QUIET, linewidth=0.8, linestyle=(0, (3, 2)))
        for y, row in zip(spots, relative.itertuples(), strict=True):
            colour = LOSE if row.gain_high < 0.0 else PARTNERS if row.gain_low > 0.0 else TODAY
            if np.isfinite(row.low) and np.isfinite(row.high):
                left.plot([row.low, row.high], [y, y], color=colour, linewidth=1.6, solid_capstyle="butt")
            left.plot(row.relative, y, "o", color=colour, markersize=6)
            left.annotate(
                f"{signed(percent(row.relative, 1))}   {signed(money(row.gain, currency))}",
                (1.0, y),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                size=SMALL,
            )
            right.barh(
                y, row.not_worse, height=0.5, color=PARTNERS if row.not_worse >= goals.share_not_worse else LOSE, alpha=0.75
            )
            right.annotate(
                percent(row.not_worse), (row.not_worse, y), xytext=(4, 0), textcoords="offset points", va="center", size=SMALL
            )
        left.set_yticks(spots, [_group_name(g) for g in groups["group"]], color=INK, size=BODY)
        left.set_xticks([])
        right.set_yticks([])
        right.set_xticks([])
        right.set_xlim(0.0, 1.0)
        for axes in (left, right):
            axes.set_ylim(spots[-1] - 0.6, 0.6)
        left.set_title("Gain of a partner, line: 95 % interval", loc="left", size=BODY, weight="bold")
        right.set_title(f"Not worse off (asked: {percent(goals.share_not_worse)})", loc="left", size=BODY, weight="bold")
    return figure


def _group_name(group: str) -> str:
    return QUINTILES.get(group, f"{capital(group.replace('_', ' '))} partners")


def draw_followed(comparison: Comparison) -> Figure:
    """One partner of each segment, month by month, under both policies."""
    table = comparison.followed
    names = list(dict.fromkeys(table["name"]))
    labels = list(dict.fromkeys(table["policy"]))
    with styled():
        figure = new_figure(1.25 + 1.45 * len(names))
        title = f"{count_of(len(names), 'partner')} followed: today in grey, {policy_label(comparison)} in orange"
        subtitle = (
            "The partner of median size in each segment, in the first future. A line ends with a dot when the partner leaves."
        )
        room = head(figure, title, subtitle, _source(comparison))
        width, height = figure.get_size_inches()
        each, tall = (width - 0.05) / len(FOLLOWED), (room[1] - room[0]) * height / len(names)
        for row, name in enumerate(names):
            mine = table[table["name"] == name]
            for column, (value, told, kind) in enumerate(FOLLOWED):
                axes = place(
                    figure,
                    (
                        column * each + 0.46,
                        width - (column + 1) * each + 0.08,
                        (len(names) - 1 - row) * tall + 0.3,
                        row * tall + 0.44,
                    ),
                    room,
                )
                bare(axes, "x")
                for label, colour in zip(labels, (TODAY, PARTNERS), strict=True):
                    _path(axes, mine[mine["policy"] == label], value, colour)
                axes.yaxis.set_major_locator(MaxNLocator(3))
                axes.yaxis.set_major_formatter(
                    axis_money(comparison.scenario.currency) if kind == "money" else FuncFormatter(lambda v, _: plain(v))
                )
                axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
                axes.set_xlim(0, comparison.scenario.time.horizon_months - 1 or 1)
                axes.grid(axis="y", color=FAINT, linewidth=0.5)
                axes.set_title(told, size=SMALL, color=QUIET, loc="left", pad=3)
                if column == 0:
                    axes.text(
                        -0.46 * 72 / (axes.get_position().width * width * 72),
                        1.26,
                        capital(name),
                        transform=axes.transAxes,
                        size=BODY,
                        weight="bold",
                    )
    return figure


def _path(axes: object, rows: pd.DataFrame, value: str, colour: str) -> None:
    """A partner's months while it is in, and a dot where it leaves."""
    stays = rows[rows["active"]]
    axes.plot(stays["month"], stays[value], color=colour, linewidth=1.4)  # type: ignore[attr-defined]
    if len(stays) and len(stays) < len(rows):
        axes.plot(stays["month"].iloc[-1], stays[value].iloc[-1], "o", color=colour, markersize=4, clip_on=False)  # type: ignore[attr-defined]


def draw_comparison(comparison: Comparison) -> dict[str, Figure]:
    """Every figure of a comparison, by name."""
    return {
        "scores": draw_scores(comparison),
        "cash": draw_cash(comparison),
        "groups": draw_groups(comparison),
        "followed": draw_followed(comparison),
    }
