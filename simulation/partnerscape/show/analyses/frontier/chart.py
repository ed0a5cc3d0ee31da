"""Figures of the frontier: what the vendor and its partners can gain together, and whether the search converged."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.frontier.frontier import PARTIES, Frontier
from partnerscape.study.runs.stamp import stamp

from ...style.lever_words import capital
from ...style.numbers import brief_money, futures_of, percent, plain, policies_of, signed, whole
from ...style.palette import FAINT, INK, LOSE, PAPER, QUIET, SMALL, WIN, bare, chance_colours, head, new_figure, place, styled

QUALITY = "quality_gain"
LETTERS = "ABCDEFGHIJKL"  # the spread, in order
HALO = (withStroke(linewidth=3.0, foreground=PAPER, alpha=0.9),)
SETTLED, NEARLY = 0.01, 0.05  # growth of the front over the last quarter of a search
ROOM = 0.06  # of an axis, beyond what it shows


def source_of(frontier: Frontier) -> str:
    """Scenario, version, luck and size of the search, as its figures say them."""
    scenario, size = frontier.scenario, frontier.size
    programme = stamp(scenario, [0]).rpartition(", ")[0]
    return phrase(
        "{stamp}; {runs} runs: {policies} searched in {futures}, the front evaluated in {fresh} others, the selection in {fresh} "
        "more.",
        stamp=capital(programme),
        runs=whole(frontier.runs),
        policies=policies_of(len(frontier.tried)),
        futures=futures_of(size.futures),
        fresh=whole(size.fresh),
    )


def frontier_title(frontier: Frontier) -> str:
    """What both can gain, in words."""
    point, currency = frontier.nash, frontier.scenario.currency
    if point is None:
        return phrase("No policy on the front gives both the vendor and its partners more than today")
    vendor, partner = (signed(brief_money(float(point[party]), currency)) for party in PARTIES)
    values = {"vendor": vendor, "partner": partner}
    unsure = tuple(bool(point[f"{party}.low"] <= 0.0) for party in PARTIES)
    if unsure == (True, False):
        return phrase("At the Nash point {vendor} for the vendor and {partner} for a partner: uncertain for the vendor", **values)
    if unsure == (False, True):
        return phrase("At the Nash point {vendor} for the vendor and {partner} for a partner: uncertain for a partner", **values)
    if all(unsure):
        return phrase(
            "At the Nash point {vendor} for the vendor and {partner} for a partner: uncertain for the vendor and a partner",
            **values,
        )
    return phrase("At the Nash point both gain: {vendor} for the vendor, {partner} for a partner", **values)


def _crosses(axes: Axes, rows: pd.DataFrame, colour: str, width: float, zorder: float) -> None:
    """Intervals in both directions."""
    vendor, partner = PARTIES
    axes.hlines(rows[vendor], rows[f"{partner}.low"], rows[f"{partner}.high"], color=colour, linewidth=width, zorder=zorder)
    axes.vlines(rows[partner], rows[f"{vendor}.low"], rows[f"{vendor}.high"], color=colour, linewidth=width, zorder=zorder)


def _limits(frontier: Frontier, party: str) -> tuple[float, float]:
    """An axis that holds today, the front and what was chosen."""
    ends = [0.0] + [float(e) for t in (frontier.front, frontier.chosen) for k in ("low", "high") for e in t[f"{party}.{k}"]]
    low, high = min(ends), max(ends)
    return low - ROOM * (high - low), high + ROOM * (high - low)


def draw_frontier(frontier: Frontier) -> Figure:
    """The vendor's gain against its partners', today at the origin."""
    vendor, partner = PARTIES
    front, currency = frontier.front, frontier.scenario.currency
    coloured = QUALITY in front and float(np.ptp(front[QUALITY])) > 0.0
    subtitle = phrase(
        "Each dot is a policy on the front, evaluated in fresh futures; thin lines: 95 % intervals; grey dots: other policies "
        "tried, as evaluated in the search. ◇ Nash point; letters: win-win policies that differ, see the table."
    )
    if coloured:
        subtitle = " ".join((subtitle, phrase("Colour: gain in quality.")))
    with styled():
        figure = new_figure(6.0)
        axes = place(
            figure,
            (0.85, 0.95 if coloured else 0.3, 0.52, 0.28),
            head(figure, frontier_title(frontier), subtitle, source_of(frontier)),
        )
        across, up = _limits(frontier, partner), _limits(frontier, vendor)
        axes.set_xlim(*across)
        axes.set_ylim(*up)
        axes.fill_between([0.0, across[1]], 0.0, up[1], color=WIN, alpha=0.05, linewidth=0, zorder=0)
        _corner(axes, phrase("both gain"))
        axes.axhline(0.0, color=QUIET, linewidth=0.7, zorder=1)
        axes.axvline(0.0, color=QUIET, linewidth=0.7, zorder=1)
        rest = frontier.tried[~frontier.tried["front"]]
        axes.plot(rest[partner], rest[vendor], "o", color=FAINT, markersize=2.6, zorder=1, markeredgewidth=0)
        _crosses(axes, front, FAINT, 0.6, 1.5)
        _dots(figure, axes, front, coloured)
        _chosen(axes, frontier)
        axes.plot(0.0, 0.0, "o", color=PAPER, markeredgecolor=INK, markersize=8, zorder=6)
        _label(axes, phrase("today"), 0.0, 0.0, INK)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda v, _: signed(brief_money(v, currency))))
            axis.set_major_locator(MaxNLocator(6))
        axes.set_xlabel(phrase("Gain of a partner over today (mean of incumbents, certainty equivalent)"))
        axes.set_ylabel(phrase("Vendor's gain over today (net present value)"))
    return figure


def _corner(axes: Axes, text: str) -> None:
    """What the upper right corner of the plot means."""
    at = {"xycoords": "axes fraction", "xytext": (-4, -3), "textcoords": "offset points", "ha": "right", "va": "top"}
    axes.annotate(text, (1.0, 1.0), color=WIN, size=SMALL, weight="bold", **at)


def _dots(figure: Figure, axes: Axes, front: pd.DataFrame, coloured: bool) -> None:
    """The front, coloured by quality where it differs."""
    vendor, partner = PARTIES
    colours = {"c": front[QUALITY], "cmap": chance_colours(10)} if coloured else {"color": WIN}
    dots = axes.scatter(front[partner], front[vendor], s=30, edgecolors=INK, linewidths=0.5, zorder=3, **colours)
    if not coloured:
        return
    spot = axes.get_position()
    bar = figure.add_axes((spot.x1 + 0.028, spot.y0, 0.022, spot.height))
    figure.colorbar(dots, cax=bar)
    bare(bar)
    bar.spines[:].set_visible(False)
    bar.yaxis.set_major_locator(MaxNLocator(4))
    bar.yaxis.set_major_formatter(FuncFormatter(lambda v, _: signed(plain(v, 3))))
    bar.set_title(phrase("quality"), size=SMALL, color=QUIET, pad=5, loc="left")


def _chosen(axes: Axes, frontier: Frontier) -> None:
    """The spread by its letters and the Nash point, where the last futures saw them."""
    vendor, partner = PARTIES
    _crosses(axes, frontier.chosen, QUIET, 0.9, 3.5)
    for letter, (_, row) in zip(LETTERS, frontier.spread.iterrows(), strict=False):
        axes.plot(row[partner], row[vendor], "o", color=WIN, markeredgecolor=PAPER, markersize=13, zorder=5)
        axes.annotate(
            letter,
            (row[partner], row[vendor]),
            color=PAPER,
            size=SMALL,
            weight="bold",
            ha="center",
            va="center_baseline",
            zorder=5.5,
        )
    point = frontier.nash
    if point is not None:
        ring = {"markerfacecolor": "none", "markeredgecolor": LOSE, "markeredgewidth": 2.0}
        axes.plot(point[partner], point[vendor], "D", markersize=15, zorder=4.5, **ring)
        _label(axes, phrase("Nash point"), float(point[partner]), float(point[vendor]), LOSE)


def _label(axes: Axes, text: str, x: float, y: float, colour: str) -> None:
    """A word beside its point, on the side that has room."""
    low, high = axes.get_xlim()
    left = x > low + 0.75 * (high - low)
    at = {"xytext": (-9 if left else 9, 9), "textcoords": "offset points", "ha": "right" if left else "left", "va": "bottom"}
    axes.annotate(text, (x, y), color=colour, weight="bold", zorder=7, **at).set_path_effects(list(HALO))


def settled_in_words(frontier: Frontier) -> str:
    """Whether the search converged: what the last quarter of the generations still added."""
    volume = frontier.trace["hypervolume"].to_numpy()
    last = max(1, len(volume) // 4)
    if len(volume) < 2 or volume[-1] <= 0.0:
        return phrase("One generation says nothing about convergence.")
    grown = 1.0 - float(volume[-1 - last]) / float(volume[-1])
    share = percent(grown, 1)
    if grown < SETTLED:
        return phrase_for(
            last,
            "The search has converged: the last {number} generation still added {share} of hypervolume.",
            "The search has converged: the last {number} generations still added {share} of hypervolume.",
            share=share,
        )
    if grown < NEARLY:
        return phrase_for(
            last,
            "The search has nearly converged: the last {number} generation still added {share} of hypervolume.",
            "The search has nearly converged: the last {number} generations still added {share} of hypervolume.",
            share=share,
        )
    return phrase_for(
        last,
        "The search has not converged: the last {number} generation still added {share} of hypervolume. Ask for more "
        "generations.",
        "The search has not converged: the last {number} generations still added {share} of hypervolume. Ask for more "
        "generations.",
        share=share,
    )


def draw_trace(frontier: Frontier) -> Figure:
    """What the front beats, generation by generation."""
    trace = frontier.trace
    with styled():
        figure = new_figure(2.9)
        subtitle = phrase("Hypervolume of the front in the search's futures, as a share of the last generation's.")
        axes = place(figure, (0.72, 0.3, 0.5, 0.12), head(figure, settled_in_words(frontier), subtitle, source_of(frontier)))
        volume = trace["hypervolume"] / max(float(trace["hypervolume"].iloc[-1]), 1e-12)
        axes.plot(trace["generation"] + 1, volume, "o-", color=WIN, markersize=3.6, linewidth=1.4)
        axes.set_ylim(0.0, 1.05)
        axes.set_xlabel(phrase("Generation"))
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        axes.grid(axis="y", color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
    return figure
