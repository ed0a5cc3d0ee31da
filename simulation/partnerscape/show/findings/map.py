"""The map: P(win-win) over the two levers that matter most, the win-win conditions, today and the recommended policy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter
from scipy.interpolate import RectBivariateSpline
from scipy.spatial.distance import cdist

from partnerscape.language import phrase, phrase_for
from partnerscape.study.boxes.limits import ends
from partnerscape.study.runs.stamp import stamp
from partnerscape.study.win_win.findings import Findings, Slice

from ..style.lever_words import capital, lever_label, lever_limits, lever_number, lever_of, lever_unit, listed, split_lever
from ..style.numbers import futures_of, percent
from ..style.palette import BODY, INK, LOSE, PAPER, QUIET, SMALL, WIN, bare, chance_colours, head, new_figure, place, styled

STEPS = 10  # colours from 0 to 1
NEAR = 0.08  # of the frame's height: two labels closer than this would touch
ROOMY = 0.25  # of the frame: a rectangle that holds its name and the labels of points
MARGIN = 0.08  # of the frame: no label nearer to its edge
FINE = 101  # points per side at which the smooth surface is drawn
HALO = (withStroke(linewidth=3.0, foreground=PAPER, alpha=0.85),)


def source_of(findings: Findings) -> str:
    """Scenario, version, seeds and size, as every figure says them."""
    results = findings.results
    seeds = [int(s) for s in results.design.futures["seed"]]
    return phrase_for(
        results.design.runs,
        "{stamp}; {number} run: {policies} × {futures}.",
        "{stamp}; {number} runs: {policies} × {futures}.",
        stamp=capital(stamp(results.scenario, seeds)),
        policies=phrase_for(len(results.design.policies), "{number} policy", "{number} policies"),
        futures=futures_of(len(seeds)),
    )


def name_axes(axes: Axes, across: str, up: str | None, currency: str) -> None:
    """Axis labels with units, ticks as one would say them."""
    sides = [(across, axes.xaxis, axes.set_xlabel)] + ([(up, axes.yaxis, axes.set_ylabel)] if up else [])
    for name, axis, label in sides:
        unit = lever_unit(name)
        label(f"{capital(lever_label(name))}" + (f" ({unit})" if unit and unit != "%" else ""))
        axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=lever_of(split_lever(name)[1]).whole))
        axis.set_major_formatter(FuncFormatter(lambda v, _, n=name: lever_number(n, round(v, 9), currency)))


def _smooth(part: Slice) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same surface on a finer grid, so that contours have no corners of the grid's."""
    x, y = np.linspace(part.x[0], part.x[-1], FINE), np.linspace(part.y[0], part.y[-1], FINE)
    surface = RectBivariateSpline(part.y, part.x, part.probability, kx=3, ky=3)
    return x, y, np.clip(surface(y, x), 0.0, 1.0)


def line_note(parts: Iterable[Slice], required: float) -> str:
    """Which line of a map is what is required; where there is none, on which side all of it lies."""
    said, shown = percent(required), [_smooth(part)[2] for part in parts if part.across != part.up]
    if not shown:
        return phrase("Dashed line: the required {required}.", required=said)
    if any(chance.min() < required < chance.max() for chance in shown):
        return phrase("Bold line: the required {required}.", required=said)
    if all(chance.max() <= required for chance in shown):
        return phrase("The required {required} is predicted nowhere.", required=said)
    return phrase("The required {required} is predicted everywhere.", required=said)


def show_slice(axes: Axes, part: Slice, required: float, currency: str, labels: bool = True) -> None:
    """P(win-win) as filled contours with lines at one half and at what is required; over a single lever, as a line."""
    if part.across == part.up:
        axes.plot(part.y, part.probability[:, 0], color=WIN, linewidth=2.0)
        axes.axhline(required, color=INK, linewidth=0.8, linestyle=(0, (4, 2)))
        axes.set_ylim(0.0, 1.02)
        axes.margins(x=0.0)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        name_axes(axes, part.across, None, currency)
        axes.set_ylabel(phrase("Win-win futures"))
        return
    x, y, chance = _smooth(part)
    axes.contourf(x, y, chance, levels=np.linspace(0.0, 1.0, STEPS + 1), cmap=chance_colours(STEPS), vmin=0.0, vmax=1.0)
    lines = {
        level: axes.contour(x, y, chance, levels=[level], colors=[INK], linewidths=width, linestyles=[style])
        for level, width, style in ((0.5, 0.8, (0, (4, 2))), (required, 1.9, "solid"))
        if chance.min() < level < chance.max()
    }
    if labels:
        _label(axes, lines)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=3)
    name_axes(axes, part.across, part.up, currency)


def _label(axes: Axes, lines: dict[float, ContourSet]) -> None:
    """The level on each line, where the other line is farthest: side by side, one label would cover the other."""
    frame = axes.transAxes.inverted()
    vertices = {level: np.concatenate(line.allsegs[0]) for level, line in lines.items()}
    within = {level: frame.transform(axes.transData.transform(points)) for level, points in vertices.items()}
    for level, line in lines.items():
        others = [points for other, points in within.items() if other != level]
        inside = ((within[level] > MARGIN) & (within[level] < 1.0 - MARGIN)).all(axis=1)
        where: dict[str, Any] = {}
        if others and inside.any():
            away = cdist(within[level][inside], np.concatenate(others)).min(axis=1)
            where = {"manual": [tuple(vertices[level][inside][away.argmax()])]}
        for text in axes.clabel(line, fmt={level: percent(level)}, fontsize=SMALL, inline_spacing=4, **where):
            text.set_path_effects(list(HALO))


def _outline(axes: Axes, findings: Findings) -> None:
    """The limits of the conditions on the two levers: a rectangle, or a band if only one is limited."""
    part, box = findings.map, findings.box
    if box is None or not {part.across, part.up} & set(box.limits):
        return
    x0, x1 = ends(box.limits.get(part.across, (part.x[0], part.x[-1])))
    y0, y1 = (0.0, 1.02) if part.across == part.up else ends(box.limits.get(part.up, (part.y[0], part.y[-1])))
    for colour, width in ((PAPER, 3.6), (LOSE, 1.7)):
        axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, edgecolor=colour, linewidth=width, zorder=4))
    if part.across != part.up and (y1 - y0 < ROOMY * (part.y[-1] - part.y[0]) or x1 - x0 < ROOMY * (part.x[-1] - part.x[0])):
        return  # too small for a name inside: the note says what it is
    text = axes.annotate(
        phrase("win-win conditions"),
        (x0, y1),
        xytext=(5, -12),
        textcoords="offset points",
        color=LOSE,
        weight="bold",
        size=BODY,
        zorder=7,
    )
    text.set_path_effects(list(HALO))


def mark_policies(axes: Axes, findings: Findings) -> None:
    """Where the current policy and the recommended one stand on the two levers."""
    part, today = findings.map, findings.results.current_levers()
    heights = [where[part.up] for where in (today, part.held)]
    near = part.across != part.up and abs(heights[1] - heights[0]) < NEAR * (part.y[-1] - part.y[0])
    then = phrase("recommended") if findings.box else phrase("best tried")
    for where, text, face in ((today, phrase("today"), PAPER), (part.held, then, LOSE)):
        x, y = where[part.across], where[part.up]
        if part.across == part.up and where is today:
            _mark_today(axes, x, part)
            continue
        if part.across == part.up:
            y = float(np.interp(x, part.y, part.probability[:, 0]))
        inside = part.x[0] <= x <= part.x[-1] and (part.across == part.up or part.y[0] <= y <= part.y[-1])
        if not inside:
            continue
        axes.plot(x, y, "o", color=face, markeredgecolor=PAPER if face == LOSE else INK, markersize=8, zorder=6, clip_on=False)
        left = x > 0.75 * part.x[-1] + 0.25 * part.x[0]
        upper = (where is today) == (heights[0] > heights[1])
        aside = (1 if upper else -1) if near else 0  # above or below, so that neither label covers the other
        at = {"xytext": (-8 if left else 8, 4 * aside), "textcoords": "offset points", "ha": "right" if left else "left"}
        at["va"] = {1: "bottom", 0: "center", -1: "top"}[aside]
        axes.annotate(text, (x, y), **at, weight="bold", zorder=7).set_path_effects(list(HALO))


def _mark_today(axes: Axes, x: float, part: Slice) -> None:
    """Where today stands on a single lever: a place, not a probability, as today is what all is compared with."""
    if not part.x[0] <= x <= part.x[-1]:
        return
    axes.axvline(x, color=INK, linewidth=1.0, linestyle=(0, (1, 2)))
    axes.annotate(phrase("today"), (x, 0.03), xytext=(5, 0), textcoords="offset points", weight="bold").set_path_effects(
        list(HALO)
    )


def map_title(findings: Findings) -> str:
    """What the map shows, in words."""
    part, box, question = findings.map, findings.box, findings.results.question
    ranges, currency = question.levers, findings.results.scenario.currency
    limits = box.limits if box is not None else {}
    names = [n for n in dict.fromkeys((part.across, part.up)) if n in limits]
    if not names:
        shown = listed([lever_label(n) for n in dict.fromkeys((part.across, part.up))])
        return phrase("Where programmes are win-win: {levers}", levers=shown)
    in_words = listed([lever_limits(n, limits[n], ranges[n], currency, question.labels) for n in names])
    return phrase("Win-win asks for {limits}", limits=in_words)


def held_in_words(findings: Findings) -> str:
    """What the map holds, and where."""
    part, currency = findings.map, findings.results.scenario.currency
    others = [n for n in findings.results.levers if n not in (part.across, part.up)]
    if not others:
        return phrase("no other lever is moved")
    labels = findings.results.question.labels
    values = ", ".join(
        phrase("{lever} {amount}", lever=lever_label(n), amount=lever_number(n, part.held[n], currency, labels)) for n in others
    )
    if findings.box:
        return phrase("the other levers as recommended: {values}", values=values)
    return phrase("the other levers as in the best policy tried: {values}", values=values)


def _today_differs(findings: Findings) -> bool:
    """Whether today's policy stands elsewhere on a lever that the map holds."""
    part, today = findings.map, findings.results.current_levers()
    others = [name for name in findings.results.levers if name not in (part.across, part.up)]
    return any(not np.isclose(today[name], part.held[name]) for name in others)  # a choice has no number today: it differs


def draw_map(findings: Findings) -> Figure:
    """P(win-win) over the two levers that matter most."""
    part, required = findings.map, findings.results.scenario.goals.required_probability
    subtitle = phrase("Share of futures in which a programme is win-win, predicted; {held}.", held=held_in_words(findings))
    notes = [source_of(findings), line_note([part], required)]
    if findings.box is not None and {part.across, part.up} & set(findings.box.limits):
        notes.append(phrase("Red frame: the win-win conditions."))
    if _today_differs(findings):
        notes.append(phrase("Today's policy differs from the map in the levers held."))
    source = " ".join(notes)
    with styled():
        figure = new_figure(6.2)
        axes = place(figure, (0.72, 0.95, 0.52, 0.34), head(figure, map_title(findings), subtitle, source))
        show_slice(axes, part, required, findings.results.scenario.currency)
        _outline(axes, findings)
        mark_policies(axes, findings)
        if part.across != part.up:
            _scale(figure, axes)
    return figure


def _scale(figure: Figure, axes: Axes) -> None:
    """The colour scale, labelled where one looks for it."""
    spot = axes.get_position()
    bar = figure.add_axes((spot.x1 + 0.028, spot.y0, 0.022, spot.height))
    steps = (np.arange(STEPS) + 0.5)[:, None] / STEPS
    bar.imshow(steps, cmap=chance_colours(STEPS), vmin=0.0, vmax=1.0, origin="lower", aspect="auto", extent=(0, 1, 0, 1))
    bar.set_xticks([])
    bar.yaxis.tick_right()
    bar.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    bar.set_yticks(np.linspace(0, 1, 6))
    bare(bar)
    bar.spines[:].set_visible(False)
    bar.set_title(phrase("win-win"), size=SMALL, color=QUIET, pad=5, loc="left")
