"""Figures of a comparison: ten scores, cash by month, winners and losers, followed partners."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from partnerscape.language import phrase, phrase_for, term
from partnerscape.metrics.gains import QUINTILES
from partnerscape.study.comparison.comparison import Comparison

from ..run import axis_money
from ..style.lever_words import capital, listed, segment_name
from ..style.numbers import months_of, percent, plain, rough_money, signed
from ..style.palette import BODY, FAINT, INK, LOSE, PARTNERS, QUIET, SMALL, TODAY, VENDOR, bare, head, new_figure, place, styled
from .words import policy_label

FOLLOWED = (("income", "money"), ("satisfaction", "share"), ("trust", "share"), ("customers", "whole"))
STILL = 0.05  # percent: a smaller change is none


def _source(comparison: Comparison) -> str:
    stamp = capital(comparison.stamp)
    if comparison.as_stated:
        return phrase("{stamp}; assumptions as stated. The same people and luck under both policies.", stamp=stamp)
    return phrase(
        "{stamp}; each with its own draw of the uncertain assumptions. The same people and luck under both policies.", stamp=stamp
    )


def scores_title(comparison: Comparison) -> str:
    """How many of the ten scores surely rise or fall."""
    said = []
    for side, rows in comparison.scores.groupby("side", sort=False):
        up, down = int((rows["low"] > STILL).sum()), int((rows["high"] < -STILL).sum())
        rising = _vendors(up, len(rows)) if side == "vendor" else _partners(up, len(rows))
        said.append(phrase_for(down, "{rising}, {number} falls", "{rising}, {number} fall", rising=rising) if down else rising)
    return "; ".join(said)


def _vendors(up: int, total: int) -> str:
    if up == 0:
        return phrase("The vendor: none of {total} scores rise", total=total)
    return phrase_for(
        up, "The vendor: {number} of {total} scores rises", "The vendor: {number} of {total} scores rise", total=total
    )


def _partners(up: int, total: int) -> str:
    if up == 0:
        return phrase("partners: none of {total} scores rise", total=total)
    return phrase_for(up, "partners: {number} of {total} scores rises", "partners: {number} of {total} scores rise", total=total)


def draw_scores(comparison: Comparison) -> Figure:
    """The benefits matrix: five pairs of scores, the vendor's beside the partners'."""
    finite = comparison.scores[["change", "low", "high"]].replace([np.inf, -np.inf], np.nan)
    reach = max(1.0, float(np.nanmax(np.abs(finite.to_numpy()))) * 1.12)
    subtitle = phrase(
        "Change in % of today's level; line: 95 % interval; grey: not certain. Right is better for the one whose score it is."
    )
    with styled():
        figure = new_figure(4.1)
        room = head(figure, scores_title(comparison), subtitle, _source(comparison))
        half = float(figure.get_size_inches()[0]) / 2
        for column, (side, colour) in enumerate((("vendor", VENDOR), ("partners", PARTNERS))):
            rows = comparison.scores[comparison.scores["side"] == side]
            axes = bare(place(figure, (column * half + 0.15, (1 - column) * half + 0.2, 0.3, 0.42), room), "x")
            for number, row in enumerate(rows.itertuples()):
                _score(axes, row, len(rows) - 1 - number, reach, colour)
            axes.set_xlim(-reach, reach)
            axes.set_ylim(-0.5, len(rows) - 0.35)
            axes.set_yticks([])
            axes.xaxis.set_major_locator(MaxNLocator(5))
            axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{signed(plain(v))} %" if v else "0"))
            title = phrase("The vendor") if side == "vendor" else phrase("Partners")
            axes.set_title(title, loc="left", size=BODY + 1.5, weight="bold", color=colour, pad=10)
    return figure


def _score(axes: Axes, row: Any, y: float, reach: float, colour: str) -> None:
    """A score: its name and number above, its change with interval below."""
    sure = row.low > STILL or row.high < -STILL
    shade = colour if sure else TODAY
    axes.plot([-reach, reach], [y, y], color=FAINT, linewidth=0.6, zorder=0)
    axes.plot([0, 0], [y - 0.14, y + 0.14], color=QUIET, linewidth=0.9, zorder=0)
    if np.isfinite(row.low) and np.isfinite(row.high):
        axes.plot([row.low, row.high], [y, y], color=shade, linewidth=1.8, solid_capstyle="butt")
    axes.plot(row.change, y, "o", color=shade, markersize=6)
    number = phrase("no change") if abs(row.change) < STILL else f"{signed(plain(round(row.change, 1)))} %"
    axes.text(-reach, y + 0.33, capital(term(row.score)), size=BODY, va="center")
    axes.text(reach, y + 0.33, number, size=BODY, va="center", ha="right", color=shade, weight="bold" if sure else "normal")


def cash_title(comparison: Comparison) -> str:
    """When the change has paid for itself, and what it brings over the horizon."""
    summed = comparison.cash["difference"].cumsum()
    months, total = len(summed), rough_money(float(summed.iloc[-1]), comparison.scenario.currency)
    if float(np.abs(summed).max()) == 0.0:
        return phrase("The vendor's profit is the same in every month")
    below = np.flatnonzero(summed.to_numpy() < 0.0)
    if len(below) and below[-1] + 1 == months:
        return phrase_for(
            months,
            "It does not pay for itself within {number} month: {total}",
            "It does not pay for itself within {number} months: {total}",
            total=total,
        )
    if not len(below):
        return phrase_for(
            months,
            "It has paid for itself from the first month on: {total} over {number} month",
            "It has paid for itself from the first month on: {total} over {number} months",
            total=signed(total),
        )
    return phrase_for(
        int(below[-1]) + 1,
        "It has paid for itself after {number} month: {total} over {horizon}",
        "It has paid for itself after {number} months: {total} over {horizon}",
        total=signed(total),
        horizon=months_of(months),
    )


def draw_cash(comparison: Comparison) -> Figure:
    """The vendor's profit by month, the candidate less today."""
    cash = comparison.cash
    subtitle = phrase("Vendor's profit per month, candidate less today; band: 95 % interval of the mean. Not discounted.")
    with styled():
        figure = new_figure(3.5)
        axes = place(figure, (0.72, 0.2, 0.42, 0.18), head(figure, cash_title(comparison), subtitle, _source(comparison)))
        axes.axhline(0.0, color=INK, linewidth=0.8)
        if np.isfinite(cash[["low", "high"]].to_numpy()).all():
            axes.fill_between(cash["month"], cash["low"], cash["high"], color=VENDOR, alpha=0.18, linewidth=0)
        axes.plot(cash["month"], cash["difference"], color=VENDOR, linewidth=1.8)
        axes.yaxis.set_major_formatter(axis_money(comparison.scenario.currency))
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
        axes.set_xlabel(phrase("Month after the rollout"), size=SMALL, color=QUIET)
        axes.grid(axis="y", color=FAINT, linewidth=0.5)
        axes.set_axisbelow(True)
        axes.margins(x=0.01)
    return figure


def groups_title(comparison: Comparison) -> str:
    """Which groups of partners surely gain or lose on average."""
    groups = comparison.groups
    losers = [_group_name(g).lower() for g in groups["group"][groups["gain_high"] < 0.0]]
    if losers:
        return phrase("On average these lose: {partners}", partners=listed(losers))
    if (groups["gain_low"] > 0.0).all():
        return phrase("Partners gain on average in every segment and of every size")
    return phrase("On average no group of partners surely loses, but not every group surely gains")


def draw_groups(comparison: Comparison) -> Figure:
    """Winners and losers: gain relative to what partners have, and the share not worse off, by segment and size."""
    groups, goals, currency = comparison.groups, comparison.scenario.goals, comparison.scenario.currency
    base = (groups["gain"] / groups["relative"].replace(0.0, np.nan)).abs()
    rows = groups.assign(low=groups["gain_low"] / base, high=groups["gain_high"] / base)
    segments = sum(g not in QUINTILES for g in groups["group"])
    spots = [-(k + (0.6 if k >= segments else 0.0)) for k in range(len(groups))]
    subtitle = phrase("Incumbents, partner by partner, against today: certainty equivalents, with risk and effort deducted.")
    with styled():
        figure = new_figure(1.6 + 0.29 * (len(groups) + 1))
        room = head(figure, groups_title(comparison), subtitle, _source(comparison))
        left = bare(place(figure, (1.35, 3.55, 0.1, 0.34), room))
        right = bare(place(figure, (5.45, 0.55, 0.1, 0.34), room))
        left.axvline(0.0, color=QUIET, linewidth=0.8)
        for y, row in zip(spots, rows.itertuples(), strict=True):
            colour = LOSE if row.gain_high < 0.0 else PARTNERS if row.gain_low > 0.0 else TODAY
            if np.isfinite(row.low) and np.isfinite(row.high):
                left.plot([row.low, row.high], [y, y], color=colour, linewidth=1.6, solid_capstyle="butt")
            left.plot(row.relative, y, "o", color=colour, markersize=6)
            for text, offset in ((signed(percent(row.relative, 1)), 44), (signed(rough_money(row.gain, currency)), 94)):
                left.annotate(
                    text, (1.0, y), (offset, 0), ("axes fraction", "data"), "offset points", va="center", ha="right", size=SMALL
                )
            enough = row.not_worse >= goals.share_not_worse
            right.barh(y, row.not_worse, height=0.5, color=PARTNERS if enough else LOSE, alpha=0.7)
            right.annotate(
                percent(row.not_worse), (row.not_worse, y), (4, 0), textcoords="offset points", va="center", size=SMALL
            )
        right.axvline(goals.share_not_worse, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
        left.set_yticks(spots, [_group_name(g) for g in groups["group"]], color=INK, size=BODY)
        for axes in (left, right):
            axes.set_xticks([])
            axes.set_ylim(spots[-1] - 0.6, 0.6)
        right.set_yticks([])
        right.set_xlim(0.0, 1.0)
        left.set_title(phrase("Gain of a partner; line: 95 % interval"), loc="left", size=BODY, weight="bold")
        right.set_title(
            phrase("Not worse off (asked: {share})", share=percent(goals.share_not_worse)), loc="left", size=BODY, weight="bold"
        )
    return figure


def _group_name(group: str) -> str:
    fifths = {
        "q1": phrase("Smallest fifth"),
        "q2": phrase("Second fifth"),
        "q3": phrase("Middle fifth"),
        "q4": phrase("Fourth fifth"),
        "q5": phrase("Largest fifth"),
    }
    return fifths.get(group) or capital(phrase("{segment} partners", segment=segment_name(group)))


def _followed(value: str) -> str:
    return {
        "income": phrase("Income per month"),
        "satisfaction": phrase("Satisfaction"),
        "trust": phrase("Trust"),
        "customers": phrase("Customers"),
    }[value]


def _one_of_them(name: str) -> str:
    """A followed partner: ``Small partner 017``."""
    segment, _, number = name.partition(" partner ")
    return capital(phrase("{segment} partner {number}", segment=term(segment), number=number))


def draw_followed(comparison: Comparison) -> Figure:
    """One partner of each segment, month by month, under both policies."""
    table, currency = comparison.followed, comparison.scenario.currency
    names = list(dict.fromkeys(table["name"]))
    title = phrase_for(
        len(names),
        "{number} partner followed: today in grey, {policy} in orange",
        "{number} partners followed: today in grey, {policy} in orange",
        policy=policy_label(comparison),
    )
    subtitle = phrase(
        "The partner of median size in each segment, in the first future. A line ends with a dot where the partner leaves."
    )
    with styled():
        figure = new_figure(1.25 + 1.45 * len(names))
        room = head(figure, title, subtitle, _source(comparison))
        width, height = (float(v) for v in figure.get_size_inches())
        each, tall = (width - 0.05) / len(FOLLOWED), (room[1] - room[0]) * height / len(names)
        for row, name in enumerate(names):
            mine = table[table["name"] == name]
            figure.text(0.012, room[1] - (row * tall + 0.1) / height, _one_of_them(name), size=BODY, weight="bold", va="top")
            for column, (value, kind) in enumerate(FOLLOWED):
                margins = (
                    column * each + 0.46,
                    width - (column + 1) * each + 0.08,
                    (len(names) - 1 - row) * tall + 0.26,
                    row * tall + 0.46,
                )
                axes = bare(place(figure, margins, room), "x")
                for label, colour in zip(dict.fromkeys(table["policy"]), (TODAY, PARTNERS), strict=True):
                    _path(axes, mine[mine["policy"] == label], value, colour)
                axes.yaxis.set_major_locator(MaxNLocator(3, integer=kind == "whole"))
                axes.yaxis.set_major_formatter(axis_money(currency) if kind == "money" else FuncFormatter(lambda v, _: plain(v)))
                axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
                axes.set_xlim(0, max(1, comparison.scenario.time.horizon_months - 1))
                axes.grid(axis="y", color=FAINT, linewidth=0.5)
                axes.set_title(_followed(value), size=SMALL, color=QUIET, loc="left", pad=3)
    return figure


def _path(axes: Axes, rows: pd.DataFrame, value: str, colour: str) -> None:
    """A partner's months while it is in, and a dot where it leaves."""
    stays = rows[rows["active"]]
    axes.plot(stays["month"], stays[value], color=colour, linewidth=1.4)
    if 0 < len(stays) < len(rows):
        axes.plot(stays["month"].iloc[-1], stays[value].iloc[-1], "o", color=colour, markersize=4, clip_on=False)


def draw_comparison(comparison: Comparison) -> dict[str, Figure]:
    """Every figure of a comparison, by name."""
    return {
        "scores": draw_scores(comparison),
        "cash": draw_cash(comparison),
        "groups": draw_groups(comparison),
        "followed": draw_followed(comparison),
    }
