"""Small charts of markup: marks stretch with the page, words keep their size, so that they read on a phone too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from .markup import Child, tag

Say = Callable[[float], str]
TOP = 100.0


def scale_of(values: Sequence[float] | np.ndarray, with_zero: bool = False) -> tuple[float, float]:
    """The ends of an axis that shows all values, with a little room."""
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    low, high = (min(low, 0.0), max(high, 0.0)) if with_zero else (low, high)
    room = 0.06 * (high - low) or max(abs(high), 1.0) * 0.1
    return low - (room if low < 0.0 or not with_zero else 0.0), high + room


def ticks(low: float, high: float, most: int = 5, whole: bool = False) -> list[float]:
    """Round values between the ends."""
    return [float(v) for v in MaxNLocator(most, integer=whole).tick_values(low, high) if low <= v <= high]


def at(value: float, ends: tuple[float, float]) -> float:
    """Where a value stands between the ends, per cent."""
    return round(100.0 * (value - ends[0]) / (ends[1] - ends[0]), 2)


def chart(
    marks: Child,
    x: tuple[float, float],
    y: tuple[float, float],
    say_x: Say,
    say_y: Say,
    name: str,
    axis: str = "",
    up: str = "",
    over: Child = None,
    whole: bool = False,
) -> Markup:
    """A frame with ticks about marks.

    ``name`` says what it shows to those who cannot see it; ``whole``: ticks of x at whole numbers.
    """
    lines = [
        tag("line", x1="0", x2="100", y1=TOP - at(v, y), y2=TOP - at(v, y), stroke="#e3e1dc", vector_effect="non-scaling-stroke")
        for v in ticks(*y)
    ]
    drawing = tag("svg", lines, marks, viewBox="0 0 100 100", preserveAspectRatio="none", role="img", aria_label=name)
    said = [tag("span", say_y(v), class_="tick y", style=f"bottom:{at(v, y)}%;transform:translateY(50%)") for v in ticks(*y)]
    said += [tag("span", say_x(v), class_="tick x", style=f"left:{at(v, x)}%") for v in ticks(*x, 6, whole)]
    ends = [tag("span", axis, class_="axis") if axis else None, tag("span", up, class_="up") if up else None]
    return tag("div", drawing, tag("div", said, ends, aria_hidden="true"), over, class_="chart")


def line(
    xs: Sequence[float], ys: Sequence[float], x: tuple[float, float], y: tuple[float, float], colour: str, **more: str
) -> Markup:
    """A line; gaps where a value is unknown."""
    pieces, pen = [], "M"
    for a, b in zip(xs, ys, strict=True):
        if not np.isfinite(b):
            pen = "M"
            continue
        pieces.append(f"{pen}{at(a, x)} {TOP - at(b, y):.2f}")
        pen = "L"
    more = {"stroke_width": "2.2", **more}
    return tag("path", d=" ".join(pieces), fill="none", stroke=colour, vector_effect="non-scaling-stroke", **more)


def band(
    xs: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    x: tuple[float, float],
    y: tuple[float, float],
    colour: str,
) -> Markup:
    """The room between two lines."""
    over = [(a, b) for a, b in zip(xs, highs, strict=True) if np.isfinite(b)]
    under = [(a, b) for a, b in zip(xs, lows, strict=True) if np.isfinite(b)]
    points = " ".join(f"{at(a, x)},{TOP - at(b, y):.2f}" for a, b in [*over, *reversed(under)])
    return tag("polygon", points=points, fill=colour, opacity=".18")


def dot(
    a: float, b: float, x: tuple[float, float], y: tuple[float, float], colour: str, width: float = 7.0, **more: str
) -> Markup:
    """A round dot, however the frame is stretched."""
    place = f"M{at(a, x)} {TOP - at(b, y):.2f}h0"
    return tag(
        "path",
        d=place,
        stroke=colour,
        stroke_width=f"{width:g}",
        stroke_linecap="round",
        vector_effect="non-scaling-stroke",
        **more,
    )


def bar(low: float, value: float, high: float, reach: float, colour: str) -> Markup:
    """A value with its interval on a line about 0, for a row of bars."""
    a, b, c = (min(100.0, max(0.0, at(v, (-reach, reach)))) if np.isfinite(v) else 50.0 for v in (low, value, high))
    whisker = (
        tag("i", style=f"left:{a}%;width:{round(c - a, 2)}%;background:{colour}")
        if np.isfinite(low) and np.isfinite(high)
        else None
    )
    return tag("div", whisker, tag("b", style=f"left:{b}%;background:{colour}"), class_="track", aria_hidden="true")
