"""The figure of a claim: its curves, its effects with intervals, the region where they hold."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from partnerscape.scenario.units import Unit
from partnerscape.study.claims.claim import Answer, Found
from partnerscape.study.claims.file import Grid, Sweep
from partnerscape.study.claims.readings import unit_of

from ..run import axis_money
from ..style.lever_words import capital
from ..style.numbers import count_of, percent, plain, signed
from ..style.palette import (
    BODY,
    FAINT,
    INK,
    LOSE,
    PARTNERS,
    QUIET,
    SMALL,
    VENDOR,
    WIN,
    bare,
    head,
    new_figure,
    place,
    styled,
    wrapped,
)
from .words import amount, input_label, input_value, outcome_in_words, verdict_of_claim

LINES = (VENDOR, PARTNERS, WIN, "#8a5a9e", QUIET, LOSE)
STROKES = ("-", "--", "-.", ":", "-", "--")
PANEL, ROW, CELL = 2.75, 0.34, 0.27  # inches: a sweep, an effect, a row of a region
UP, FLAT, DOWN = "as expected", "not certain", "the reverse of what was expected"


def draw_claim(answer: Answer) -> Figure:
    """Curves above, effects below them, then where they hold."""
    claim = answer.claim
    shown = [e for e in answer.effects if e.effect.expect]
    rows = -(-len(claim.sweeps) // 2)
    tall = rows * PANEL + (len(answer.effects) * ROW + 0.42) + len(claim.regions) * (len(shown) * CELL + 0.85)
    title = f"Claim {claim.number}: {verdict_of_claim(answer)}"
    count = count_of(claim.seeds.count, "future")
    subtitle = f"“{claim.title}”"
    source = f"{capital(answer.stamp)}. Means over {count}, the same people and luck in every cell; bands and bars: 95 %."
    with styled():
        lines = wrapped(subtitle, 7.4, BODY).count("\n") + 1
        figure = new_figure(tall + 0.9 + 0.175 * lines)
        _, top = head(figure, title, subtitle, source)
        height = float(figure.get_size_inches()[1])
        at = top
        for row in range(rows):
            pair = list(range(2 * row, min(2 * row + 2, len(claim.sweeps))))
            for column, number in enumerate(pair):
                room = (at - PANEL / height, at)
                _draw_sweep(figure, answer, number, column, len(pair), room)
            at -= PANEL / height
        at = _draw_effects(figure, answer, at, height)
        for region, pairs in zip(claim.regions, answer.regions, strict=True):
            at = _draw_region(figure, region, pairs, at, height)
    return figure


def _draw_sweep(figure: Figure, answer: Answer, number: int, column: int, columns: int, room: tuple[float, float]) -> None:
    sweep = answer.claim.sweeps[number]
    width = float(figure.get_size_inches()[0])
    each = width / columns
    axes = place(figure, (column * each + 0.56, width - (column + 1) * each + 0.16, 0.45, 0.48), room)
    for k, (cell, curve) in enumerate(answer.curves[number].items()):
        mean, low, high = curve
        if np.isfinite(curve).all():
            axes.fill_between(sweep.values, low, high, color=LINES[k], alpha=0.15, linewidth=0)
        label = answer.claim.label(cell)
        style = {"color": LINES[k], "linestyle": STROKES[k], "linewidth": 1.6, "marker": "o", "markersize": 2.6}
        axes.plot(sweep.values, mean, label=label, **style)
    if sweep.less:
        axes.axhline(0.0, color=QUIET, linewidth=0.7, zorder=0)
    if len(sweep.cells) > 1:
        axes.legend(frameon=False, fontsize=SMALL, loc="best", handlelength=2.2, labelspacing=0.25)
    _dress(axes, answer, sweep)


def _dress(axes: Axes, answer: Answer, sweep: Sweep) -> None:
    """Title, units and grid of a sweep's panel."""
    unit = unit_of(sweep.metric)
    counted, what = Unit.read(unit), sweep.metric.replace("npv", "net present value").replace("_", " ").replace(".", ", ")
    start = f"at {plain(sweep.values[0])}" if sweep.less == "first" else answer.claim.label(sweep.less) if sweep.less else ""
    less = f", less {start}" if start else ""
    axes.text(-0.14, 1.13, sweep.title or capital(what), transform=axes.transAxes, size=BODY, weight="bold")
    label = f"{what}{less}" + ("" if counted.is_money or counted.is_share or counted.is_scale else f", {unit}")
    axes.text(-0.14, 1.04, capital(label), transform=axes.transAxes, size=SMALL, color=QUIET)
    if counted.kind == "currency":
        axes.yaxis.set_major_formatter(axis_money(answer.scenario.currency))
    elif counted.is_share:
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    else:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: plain(v)))
    axes.set_xlabel(capital(input_label(sweep.input)), size=SMALL, color=QUIET, labelpad=2)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: input_value(sweep.input, v)))
    axes.grid(axis="y", color=FAINT, linewidth=0.5)
    axes.set_axisbelow(True)


def _shade(effect: Found) -> str:
    return {UP: WIN, DOWN: LOSE}.get(outcome_in_words(effect), QUIET)


def _draw_effects(figure: Figure, answer: Answer, top: float, height: float) -> float:
    """One row per effect: its name, its interval on a scale of its own, its number. Returns the bottom."""
    count = len(answer.effects)
    bottom = top - (count * ROW + 0.42) / height
    axes = bare(place(figure, (0.12, 0.12, 0.06, 0.26), (bottom, top)))
    axes.set_title("Effects, each on a scale of its own; 0 at the thin line", size=BODY, weight="bold", loc="left")
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(-0.5, count - 0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    middle, half = 0.57, 0.115
    axes.plot([middle, middle], [-0.45, count - 0.55], color=QUIET, linewidth=0.7)
    for number, effect in enumerate(answer.effects):
        y, shade = count - 1 - number, _shade(effect)
        ends = np.array([effect.low, effect.mean, effect.high])
        reach = float(np.abs(ends[np.isfinite(ends)]).max()) or 1.0
        low, mean, high = middle + half * ends / reach
        if np.isfinite([low, high]).all():
            axes.plot([low, high], [y, y], color=shade, linewidth=1.8, solid_capstyle="butt")
        axes.plot(mean, y, "o", color=shade, markersize=5)
        axes.text(0.0, y, wrapped(capital(effect.effect.name), 2.75, SMALL), size=SMALL, va="center", linespacing=1.1)
        share = f" ({signed(percent(effect.shares[0], 1))})" if effect.shares else ""
        text = f"{amount(effect.mean, effect.unit, answer.scenario.currency)}{share}"
        weight = "bold" if effect.holds else "normal"
        axes.text(1.0, y, text, size=SMALL, va="center", ha="right", color=shade, weight=weight)
    return bottom


def _draw_region(figure: Figure, region: Grid, effects: list[list[Found]], top: float, height: float) -> float:
    """Expected effects (rows) at the values of the input (columns): comes out, is not certain, or is the reverse."""
    names = [e.effect.name for e in effects[0] if e.effect.expect]
    bottom = top - (len(names) * CELL + 0.85) / height
    axes = bare(place(figure, (3.15, 0.25, 0.42, 0.3), (bottom, top)))
    axes.set_title(f"Where it holds: {input_label(region.input)}", size=BODY, weight="bold", loc="left", x=-0.72)
    for column, at in enumerate(effects):
        for row, effect in enumerate(e for e in at if e.effect.expect):
            mark = {UP: "o", DOWN: "X"}.get(outcome_in_words(effect), "o")
            face = "none" if mark == "o" and not effect.holds else _shade(effect)
            axes.plot(column, len(names) - 1 - row, mark, markersize=6.5, color=_shade(effect), markerfacecolor=face)
    axes.set_yticks(range(len(names)), [wrapped(capital(n), 2.9, SMALL) for n in names][::-1], color=INK, size=SMALL)
    axes.set_xticks(range(len(region.values)), [input_value(region.input, v) for v in region.values])
    axes.set_xlabel("full: as expected; open: not certain; cross: the reverse", size=SMALL, color=QUIET, labelpad=2)
    axes.set_xlim(-0.5, len(region.values) - 0.5)
    axes.set_ylim(-0.6, len(names) - 0.4)
    return bottom
