"""Figures of a study: the map, which levers decide, who fails first, how the region moves, how far the model is off."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, PercentFormatter

from ..scenario import LEVERS
from ..study.run import stamp
from ..study.shares import region_by_share
from ..study.win_win import Findings, Slice
from .numbers import count_of, percent
from .palette import (
    BODY,
    FAINT,
    INK,
    LOSE,
    PAPER,
    QUIET,
    SMALL,
    WIN,
    bare,
    chance_colours,
    head,
    new_figure,
    place,
    styled,
)
from .words import capital, lever_label, lever_limits, lever_number, lever_unit, party, split_lever

LEVELS = np.linspace(0.0, 1.0, 11)
UNMOVED = 0.05  # a total effect below this hardly decides


def source_of(findings: Findings) -> str:
    """Scenario, version, seeds and size, as every figure says them."""
    results = findings.results
    seeds = [int(s) for s in results.design.futures["seed"]]
    told = stamp(results.scenario, seeds)
    return (
        f"{capital(told)}. {results.design.runs:,} runs: {count_of(len(results.design.policies), 'policy', 'policies')} × "
        f"{count_of(len(seeds), 'future')}."
    )


def name_axes(axes: Axes, across: str, up: str, currency: str) -> None:
    """Axis labels with units, ticks as one would say them."""
    for name, axis, label in ((across, axes.xaxis, axes.set_xlabel), (up, axes.yaxis, axes.set_ylabel)):
        unit = lever_unit(name)
        label(f"{capital(lever_label(name))}" + (f" ({unit})" if unit and unit != "%" else ""))
        axis.set_major_formatter(FuncFormatter(lambda v, _, n=name: lever_number(n, round(v, 9), currency)))
        if LEVERS[split_lever(name)[1]].whole:
            axis.get_major_locator().set_params(integer=True)


def fill(axes: Axes, part: Slice, required: float, labels: bool = True) -> None:
    """P(win-win) as filled contours, with lines at one half and at what is required."""
    axes.contourf(part.x, part.y, part.probability, levels=LEVELS, cmap=chance_colours(10), vmin=0.0, vmax=1.0)
    for level, width, style in ((0.5, 0.8, (0, (4, 2))), (required, 1.8, "solid")):
        lines = axes.contour(part.x, part.y, part.probability, levels=[level], colors=[INK], linewidths=width, linestyles=[style])
        if (labels and level != required) or (labels and required != 0.5):
            axes.clabel(lines, fmt={level: percent(level)}, fontsize=SMALL, inline_spacing=4)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=3)


def _outline(axes: Axes, findings: Findings) -> None:
    """The rule's limits on the two levers: a rectangle, or a band if only one is limited."""
    part, box = findings.map, findings.box
    if box is None or not {part.across, part.up} & set(box.limits):
        return
    x0, x1 = box.limits.get(part.across, (part.x[0], part.x[-1]))
    y0, y1 = box.limits.get(part.up, (part.y[0], part.y[-1]))
    for colour, width in ((PAPER, 3.4), (LOSE, 1.6)):
        axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, edgecolor=colour, linewidth=width, zorder=4))
    axes.annotate("the rule", (x0, y1), xytext=(3, 4), textcoords="offset points", color=LOSE, weight="bold", size=BODY)


def _mark(axes: Axes, findings: Findings) -> None:
    """Where the current policy and the recommended one stand on the two levers."""
    part, today = findings.map, findings.results.current_levers()
    for where, text, face in ((today, "today", PAPER), (part.held, "recommended", LOSE)):
        x, y = where[part.across], where[part.up]
        axes.plot(x, y, "o", color=face, markeredgecolor=LOSE if face == LOSE else INK, markersize=7, zorder=6, clip_on=False)
        left = x > 0.8 * part.x[-1] + 0.2 * part.x[0]
        axes.annotate(
            text,
            (x, y),
            xytext=(-7 if left else 7, -4),
            textcoords="offset points",
            ha="right" if left else "left",
            weight="bold",
            zorder=7,
        )


def map_title(findings: Findings) -> str:
    """What the map shows, in words."""
    part, box, ranges = findings.map, findings.box, findings.results.question.levers
    names = [n for n in dict.fromkeys((part.across, part.up)) if box is not None and n in box.limits]
    if box is None or not names:
        return f"Where programmes are win-win: {lever_label(part.across)} and {lever_label(part.up)}"
    said = " and ".join(lever_limits(n, box.limits[n], ranges[n], findings.results.scenario.currency) for n in names)
    return f"Win-win asks for {said}"


def held_in_words(findings: Findings) -> str:
    """What the map holds, and where."""
    part, currency = findings.map, findings.results.scenario.currency
    held = [n for n in findings.results.levers if n not in (part.across, part.up)]
    said = [f"{lever_label(n)} {lever_number(n, part.held[n], currency)}" for n in held]
    return f"the other levers as recommended: {', '.join(said)}" if said else "no other lever is moved"


def draw_map(findings: Findings) -> Figure:
    """P(win-win) over the two levers that matter most."""
    part, goals = findings.map, findings.results.scenario.goals
    with styled():
        figure = new_figure(6.2)
        subtitle = (
            f"Share of futures in which a programme is win-win, modelled; {held_in_words(findings)}. "
            f"Bold line: the required {percent(goals.required_probability)}."
        )
        room = head(
            figure, map_title(findings), subtitle, source_of(findings) + " Today's other levers differ from those held here."
        )
        axes = place(figure, (0.72, 1.05, 0.55, 0.18), room)
        fill(axes, part, goals.required_probability)
        _outline(axes, findings)
        _mark(axes, findings)
        name_axes(axes, part.across, part.up, findings.results.scenario.currency)
        _scale(figure, axes)
    return figure


def _scale(figure: Figure, axes: Axes) -> None:
    """The colour scale, labelled where one looks for it."""
    place_of = axes.get_position()
    bar = figure.add_axes((place_of.x1 + 0.035, place_of.y0, 0.022, place_of.height))
    bar.imshow(
        np.linspace(0.05, 0.95, 10)[:, None],
        cmap=chance_colours(10),
        vmin=0.0,
        vmax=1.0,
        origin="lower",
        aspect="auto",
        extent=(0, 1, 0, 1),
    )
    bar.set_xticks([])
    bar.yaxis.tick_right()
    bar.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    bar.set_yticks(np.linspace(0, 1, 6))
    bare(bar)
    bar.spines[:].set_visible(False)
    bar.set_title("win-win", size=SMALL, color=QUIET, pad=5)


def draw_effects(findings: Findings) -> Figure:
    """Which levers decide P(win-win): total effects with their intervals."""
    table = findings.effects.iloc[::-1].reset_index(drop=True)
    strong = [lever_label(n) for n in findings.effects["lever"][findings.effects["total"] > 2 * UNMOVED]][:3]
    title = f"{capital(', '.join(strong[:-1]) + ' and ' + strong[-1] if len(strong) > 1 else ''.join(strong) or 'No lever')} decide most"
    with styled():
        figure = new_figure(1.55 + 0.3 * len(table))
        room = head(
            figure,
            title,
            "Share of the variation of P(win-win) that would go without the lever; line: 95 % interval.",
            source_of(findings),
        )
        axes = bare(place(figure, (2.3, 0.35, 0.32, 0.12), room), "x")
        for row, (total, half) in enumerate(zip(table["total"], table["total_interval"], strict=True)):
            colour = WIN if total - half > UNMOVED else QUIET
            axes.plot([max(0.0, total - half), total + half], [row, row], color=colour, linewidth=1.6, solid_capstyle="butt")
            axes.plot(total, row, "o", color=colour, markersize=6.5)
        axes.set_yticks(range(len(table)), [capital(lever_label(n)) for n in table["lever"]], color=INK, size=BODY)
        axes.set_xlim(0.0, max(0.5, float((table["total"] + table["total_interval"]).max()) * 1.04))
        axes.set_ylim(-0.6, len(table) - 0.4)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
    return figure


def draw_binding(findings: Findings) -> Figure:
    """Who fails first in the runs that fail."""
    pairs = sorted(findings.binding.items(), key=lambda item: item[1])
    segments = findings.results.scenario.segment_names
    failing = int((findings.results.candidates["win_win"] == 0).sum())
    title = f"Where it fails, {party(pairs[-1][0], segments)} most often falls furthest short" if pairs else "No run fails"
    with styled():
        figure = new_figure(1.35 + 0.3 * max(1, len(pairs)))
        subtitle = f"Share of the {failing:,} runs that are not win-win, over all policies asked about, by the party furthest below its limit."
        room = head(figure, title, subtitle, source_of(findings))
        axes = bare(place(figure, (2.3, 0.6, 0.08, 0.12), room))
        axes.barh(
            range(len(pairs)),
            [v for _, v in pairs],
            height=0.58,
            color=[LOSE if k == len(pairs) - 1 else "#c9b3ac" for k in range(len(pairs))],
        )
        for row, (_, value) in enumerate(pairs):
            axes.annotate(percent(value), (value, row), xytext=(5, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(pairs)), [capital(party(k, segments)) for k, _ in pairs], color=INK, size=BODY)
        axes.set_xticks([])
        axes.set_xlim(0.0, max([v for _, v in pairs], default=1.0) * 1.02)
    return figure


def draw_by_share(findings: Findings) -> Figure:
    """How the region moves with the share of every segment that must not be worse off."""
    slices, goals = region_by_share(findings), findings.results.scenario.goals
    with styled():
        figure = new_figure(3.9)
        title = "The more partners must not be worse off, the smaller the region"
        subtitle = (
            "The same map, if in every segment at least so many must not be worse off. Bold line: win-win in the required "
            f"{percent(goals.required_probability)} of futures. Below: share of all runs that are win-win."
        )
        room = head(figure, title, subtitle, source_of(findings))
        width = figure.get_size_inches()[0]
        each = (width - 0.72 - 0.1) / len(slices)
        for k, (share, part) in enumerate(slices.items()):
            axes = place(figure, (0.72 + k * each, width - 0.72 - (k + 1) * each + 0.16, 0.62, 0.30), room)
            fill(axes, part, goals.required_probability, labels=False)
            name_axes(axes, part.across, part.up, findings.results.scenario.currency)
            axes.set_title(
                percent(share) + (" (as asked)" if share == goals.share_not_worse else ""), size=BODY, weight="bold", loc="left"
            )
            axes.set_xlabel(f"win-win: {percent(findings.by_share[share])}" if share in findings.by_share else "", size=BODY)
            if k:
                axes.set_yticklabels([])
                axes.set_ylabel("")
    return figure


def draw_calibration(findings: Findings) -> Figure:
    """Modelled against observed P(win-win) on policies that the model has not seen."""
    results, model = findings.results, findings.model
    test = results.held_out
    predicted = model.probability(results.design.policies[test][results.levers].to_numpy(dtype=float))
    observed = results.probability[test]
    with styled():
        figure = new_figure(4.6, 5.4)
        title = f"The map is off by {percent(model.error)[:-2]} points on policies it has not seen"
        subtitle = (
            f"{count_of(int(test.sum()), 'held-out policy', 'held-out policies')}; root mean square error. On the line: no error."
        )
        room = head(figure, title, subtitle, source_of(findings))
        axes = place(figure, (0.72, 0.3, 0.55, 0.15), room)
        axes.plot([0, 1], [0, 1], color=QUIET, linewidth=0.8)
        axes.plot(predicted, observed, "o", color=WIN, alpha=0.45, markersize=4.5, markeredgewidth=0)
        axes.set_xlabel("Modelled share of futures")
        axes.set_ylabel("Observed share of futures")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        axes.set_xlim(-0.02, 1.02)
        axes.set_ylim(-0.02, 1.02)
    return figure
