"""The map of a stored study: P(win-win) over any two levers, the others by sliders."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

import contourpy
import numpy as np
from markupsafe import Markup
from matplotlib.image import imsave

from partnerscape.language import phrase
from partnerscape.show.findings.words import rule_in_words
from partnerscape.show.style.lever_words import capital, lever_label, lever_number, lever_unit
from partnerscape.show.style.numbers import percent
from partnerscape.show.style.palette import chance_colours
from partnerscape.study.question.question import is_categorical, typed_lever
from partnerscape.study.win_win.findings import Findings, Slice

from ..jobs.studies import explored
from ..state.draft import Draft, number
from .charts import at as place
from .charts import chart
from .markup import button, tag
from .words import shown

COLOURS = chance_colours(256)
FINER = 4  # pixels per step of the grid, smooth in between
AT = "at."  # begins what the sliders show


def axes(findings: Findings, draft: Draft) -> tuple[str, str]:
    """The two levers that are shown: the most influential where none were chosen."""
    free = numeric(findings)
    across = draft.show("x") if draft.show("x") in free else findings.map.across
    up = draft.show("y") if draft.show("y") in free and draft.show("y") != across else findings.map.up
    return across, (up if up != across else next((name for name in free if name != across), across))


def numeric(findings: Findings) -> list[str]:
    """Levers that have a scale, the most influential first."""
    return [name for name in findings.effects["lever"] if not is_categorical(name)] or list(findings.effects["lever"])


def point(findings: Findings, draft: Draft) -> dict[str, float]:
    """Where the sliders stand: the recommended policy where they were not moved."""
    ranges, here = findings.results.question.levers, {}
    for name in findings.results.levers:
        given = number(draft.show(AT + name))
        value = findings.recommended[name] if given is None else given
        here[name] = float(typed_lever(name, float(np.clip(value, *ranges[name]))))
    return here


def picture(part: Slice) -> str:
    """The slice as an image of a few kilobytes."""
    rows, columns = part.probability.shape
    y, x = np.linspace(0, rows - 1, FINER * rows), np.linspace(0, columns - 1, FINER * columns)
    wide = np.array([np.interp(x, np.arange(columns), row) for row in part.probability])
    tall = np.array([np.interp(y, np.arange(rows), column) for column in wide.T]).T
    sink = io.BytesIO()
    imsave(sink, tall[::-1], cmap=COLOURS, vmin=0.0, vmax=1.0, format="png")
    return "data:image/png;base64," + base64.b64encode(sink.getvalue()).decode()


def border(part: Slice, required: float) -> str:
    """Where P(win-win) is what is required, as a path over the frame."""
    lines: list[Any] = contourpy.contour_generator(part.x, part.y, part.probability).lines(required)  # type: ignore[assignment]
    x, y = (part.x[0], part.x[-1]), (part.y[0], part.y[-1])
    return " ".join("M" + "L".join(f"{place(a, x)} {100.0 - place(b, y):.2f}" for a, b in one) for one in lines)


def drawn(findings: Findings, draft: Draft) -> Markup:
    """The map with the point that the sliders stand at, and today's."""
    across, up = axes(findings, draft)
    here, scenario = point(findings, draft), findings.results.scenario
    part, required = explored(findings, across, up, here), scenario.goals.required_probability
    x, y = (float(part.x[0]), float(part.x[-1])), (float(part.y[0]), float(part.y[-1]))
    image = tag(
        "button",
        type="button",
        class_="map",
        data_act="pick",
        aria_label=phrase("Choose a point of the map; the sliders do the same"),
        style=f"background:url({picture(part)}) 0 0/100% 100%",
        id="map",
    )
    edge = tag(
        "path", d=border(part, required), fill="none", stroke="#22292f", stroke_width="1.6", vector_effect="non-scaling-stroke"
    )
    outline = tag("svg", edge, viewBox="0 0 100 100", preserveAspectRatio="none", style="pointer-events:none", aria_hidden="true")
    today = findings.results.current_levers()
    marks = [_mark(today, across, up, x, y, "mark today"), _mark(here, across, up, x, y, "mark")]
    return chart(
        None,
        x,
        y,
        lambda v: lever_number(across, v, scenario.currency),
        lambda v: lever_number(up, v, scenario.currency),
        phrase("How often programmes are win-win, by {across} and {up}", across=lever_label(across), up=lever_label(up)),
        _axis(across),
        _axis(up),
        tag("div", image, outline, marks),
    )


def _axis(lever: str) -> str:
    unit = lever_unit(lever)
    return f"{capital(lever_label(lever))}, {unit}" if unit else capital(lever_label(lever))


def _mark(
    where: Mapping[str, float], across: str, up: str, x: tuple[float, float], y: tuple[float, float], kind: str
) -> Markup | None:
    a, b = where[across], where[up]
    if not (np.isfinite([a, b]).all() and x[0] <= a <= x[1] and y[0] <= b <= y[1]):
        return None
    return tag("span", class_=kind, style=f"left:{place(a, x)}%;bottom:{place(b, y)}%", aria_hidden="true")


def legend() -> Markup:
    """What colours, line and dots mean."""
    scale = ", ".join(f"rgb({int(255 * r)},{int(255 * g)},{int(255 * b)})" for r, g, b, _ in COLOURS(np.linspace(0, 1, 9)))
    return tag(
        "div",
        tag(
            "span",
            "0 % ",
            tag("i", style=f"width:5rem;height:.6rem;background:linear-gradient(90deg,{scale})"),
            phrase("100 % of futures win-win"),
        ),
        tag("span", phrase("line: what is required")),
        tag("span", phrase("dot: where the sliders stand; ring: today")),
        class_="legend",
    )


def reading(findings: Findings, draft: Draft) -> Markup:
    """P(win-win) at the point, with its band."""
    here = point(findings, draft)
    row = np.array([[here[name] for name in findings.results.levers]])
    chance, required = float(findings.model.probability(row)[0]), findings.results.scenario.goals.required_probability
    kind = "win" if chance >= required else "lose"
    said = phrase(
        "Here, {share} of futures are win-win by the study's model; required: {required}.",
        share=percent(chance),
        required=percent(required),
    )
    return tag("p", said, class_=f"lead {kind}", id="here", data_chance=f"{chance:.4f}")


def sliders(findings: Findings, draft: Draft) -> Markup:
    """Axes, and a slider per lever."""
    across, up = axes(findings, draft)
    here, currency = point(findings, draft), findings.results.scenario.currency
    names = numeric(findings)

    def choose(key: str, label: str, now: str) -> Markup:
        options = [tag("option", capital(lever_label(name)), value=name, selected=name == now) for name in names]
        return tag("div", tag("label", label, for_=key), tag("select", options, id=key, name=key, data_act="axis"))

    return tag(
        "div",
        tag(
            "div",
            choose("x", phrase("Across"), across),
            choose("y", phrase("Up"), up),
            class_="form",
            style="grid-template-columns:1fr 1fr",
        ),
        [slider(findings, name, here[name], currency) for name in findings.effects["lever"]],
        tag(
            "div",
            button(phrase("Try these levers"), "take", id="take", class_="first"),
            class_="in-line",
            style="margin-top:1.2rem",
        ),
    )


def slider(findings: Findings, name: str, value: float, currency: str) -> Markup:
    """One lever of the study."""
    question, labels = findings.results.question, findings.results.question.labels
    low, high = question.levers[name]
    lever = capital(lever_label(name))
    step = 1.0 if isinstance(typed_lever(name, low), int) else float(f"{(high - low) / 100.0:.3g}")
    today = findings.results.current_levers()[name]
    said = phrase("Today {value}.", value=lever_number(name, today, currency, labels)) if np.isfinite(today) else ""
    field = tag(
        "input",
        type="range",
        id=f"at-{name}",
        name=name,
        data_act="at",
        min=f"{low:.10g}",
        max=f"{high:.10g}",
        step=f"{step:.10g}",
        value=f"{value:.10g}",
    )
    head = tag(
        "div", tag("label", lever, for_=f"at-{name}"), tag("span", lever_number(name, value, currency, labels)), class_="name"
    )
    return tag("div", head, field, tag("p", said, class_="small quiet"), class_="lever")


def conditions(findings: Findings) -> Markup:
    """What the study found, in words."""
    return shown(phrase("What the study found"), tag("p", rule_in_words(findings), style="max-width:46rem"))


def chooser(studies: list[str], now: str, board: str, report: str | None) -> Markup:
    """Which study, its board paper and its report."""
    options = [tag("option", name, value=name, selected=name == now) for name in studies]
    page = (
        tag("a", phrase("Open the report"), href=report, target="_blank", rel="noopener", class_="as-button", id="report")
        if report
        else None
    )
    return tag(
        "div",
        tag("label", phrase("Study"), for_="study", class_="label"),
        tag("select", options, id="study", data_act="study"),
        tag("a", phrase("Open the board paper"), href=board, target="_blank", rel="noopener", class_="as-button", id="board"),
        page,
        class_="in-line",
    )


def empty() -> Markup:
    """No study yet."""
    return tag(
        "div",
        tag("h1", phrase("No study of this folder is finished yet.")),
        tag("p", phrase("A study tries many programmes in many futures and maps where both sides gain."), class_="lead"),
        tag("p", button(phrase("Plan a study"), "screen", "study", class_="first", id="plan"), style="margin-top:1.2rem"),
    )
