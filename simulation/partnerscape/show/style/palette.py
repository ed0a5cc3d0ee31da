"""How every figure looks, in one place: colours that colour-blind readers can tell apart, type, axes."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.transforms import Bbox

from partnerscape.study.jobs.store import write_whole

INK, QUIET, FAINT, PAPER = "#22292f", "#66707a", "#d9dcdf", "#ffffff"
VENDOR, PARTNERS = "#1f5a8a", "#b8570f"  # blue and orange: apart for every kind of colour vision
WIN, LOSE, TODAY = "#14625c", "#a33a2c", "#66707a"
WIDTH = 7.6  # inches: the report's column
FEWEST = 20  # letters of a line
DPI = 160
EDGE = 0.06  # inches around what stands in a figure
TITLE, BODY, SMALL = 12.5, 9.0, 7.8
STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: figures look the same on every machine
    "font.size": BODY,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "axes.unicode_minus": True,
    "svg.fonttype": "path",
    "svg.hashsalt": "partnerscape",  # the same figure is the same file
}


def _from_oklab(lab: np.ndarray) -> np.ndarray:
    """SRGB from OKLab (Ottosson 2020), shape (colours, 3)."""
    to_cone = np.array(
        [[1.0, 0.3963377774, 0.2158037573], [1.0, -0.1055613458, -0.0638541728], [1.0, -0.0894841775, -1.2914855480]]
    )
    to_rgb = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    linear = np.clip(((lab @ to_cone.T) ** 3) @ to_rgb.T, 0.0, 1.0)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def chance_colours(steps: int) -> ListedColormap:
    """From pale to deep in even steps of perceived lightness, one hue to the next: reads the same in grey."""
    anchors = np.array(
        [[0.97, 0.002, 0.012], [0.86, -0.045, 0.030], [0.70, -0.080, 0.005], [0.54, -0.075, -0.030], [0.37, -0.045, -0.045]]
    )
    at = np.linspace(0.0, len(anchors) - 1.0, steps)
    lab = np.stack([np.interp(at, np.arange(len(anchors)), anchors[:, k]) for k in range(3)], axis=1)
    lab[:, 0] = np.linspace(anchors[0, 0], anchors[-1, 0], steps)
    return ListedColormap(_from_oklab(lab), name="chance")


def styled() -> Any:
    """The house style, as a context: nothing outside it is changed."""
    return rc_context(STYLE)


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """An empty figure without any global state."""
    figure = Figure(figsize=(width, height), facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def inches_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is drawn."""
    drawn_as = TextPath((0.0, 0.0), text or " ", size=size, prop=FontProperties(weight="bold" if bold else "normal"))
    return float(drawn_as.get_extents().width) / 72.0


def wrapped(text: str, width: float, size: float, bold: bool = False) -> str:
    """Text broken to a width in inches, a title in lines of about equal length; a number stays with its unit."""
    text = text.replace(" %", "\u00a0%").replace(" × ", "\u00a0×\u00a0")
    most = max(FEWEST, int(width * 72.0 / ((0.59 if bold else 0.505) * size)))
    lines = textwrap.wrap(text, most)
    while most > FEWEST and any(inches_of(line, size, bold) > width for line in lines):  # letters wider than Latin ones
        most -= 2
        lines = textwrap.wrap(text, most)
    for narrower in range(max(1, len(text) // len(lines)), most) if bold and lines else ():
        broken = textwrap.wrap(text, narrower)
        if len(broken) == len(lines):
            return "\n".join(broken)
    return "\n".join(lines)


def head(figure: Figure, title: str, subtitle: str = "", source: str = "") -> tuple[float, float]:
    """Title (the answer), subtitle and source line; returns bottom and top of what is left, as shares of the height."""
    width, height = figure.get_size_inches()
    left, y = 0.012, 1.0 - 0.10 / height
    title = wrapped(title, width - 0.2, TITLE, bold=True)
    figure.text(left, y, title, size=TITLE, weight="bold", va="top", linespacing=1.25)
    y -= (title.count("\n") + 1) * TITLE * 1.3 / 72.0 / height + 0.05 / height
    if subtitle:
        subtitle = wrapped(subtitle, width - 0.2, BODY)
        figure.text(left, y, subtitle, size=BODY, color=QUIET, va="top", linespacing=1.35)
        y -= (subtitle.count("\n") + 1) * BODY * 1.4 / 72.0 / height
    bottom = 0.06 / height
    if source:
        source = wrapped(source, width - 0.2, SMALL)
        figure.text(left, bottom, source, size=SMALL, color=QUIET, va="bottom", linespacing=1.3)
        bottom += (source.count("\n") + 1) * SMALL * 1.4 / 72.0 / height
    return bottom, y


def place(figure: Figure, inches: tuple[float, float, float, float], room: tuple[float, float]) -> Axes:
    """Axes with margins in inches (left, right, bottom, top) inside the room that the head leaves."""
    width, height = figure.get_size_inches()
    left, right, below, above = inches
    bottom = room[0] + below / height
    return figure.add_axes((left / width, bottom, (width - left - right) / width, room[1] - above / height - bottom))


def bare(axes: Axes, keep: str = "") -> Axes:
    """Axes without lines and ticks but those to keep (``x``, ``y``)."""
    for side, axis in (("bottom", "x"), ("left", "y")):
        if axis not in keep:
            axes.spines[side].set_visible(False)
            axes.tick_params(axis=axis, length=0)
    return axes


def drawn(figure: Figure, kind: str, dpi: int = DPI) -> bytes:
    """A figure as the bytes of a ``png``, ``svg`` or ``pdf``; its paper grows where a text would leave it."""
    sink = io.BytesIO()
    with styled():
        figure.draw_without_rendering()
        metadata = {"Date": None} if kind == "svg" else {"CreationDate": None} if kind == "pdf" else None
        figure.savefig(sink, format=kind, dpi=dpi, facecolor=PAPER, metadata=metadata, bbox_inches=_paper_of(figure))
    return sink.getvalue()


def _paper_of(figure: Figure) -> Bbox | None:
    """Inches that hold the figure and all that stands in it; None where that is the figure itself.

    Words of one language are longer than those of another, and a label that is cut off is not read.
    """
    own, inked = figure.bbox_inches, figure.get_tightbbox()
    held = Bbox.union([own, inked.padded(EDGE)])
    return None if np.allclose(held.extents, own.extents, atol=EDGE) else held


def save_figure(figure: Figure, path: str | Path, dpi: int = DPI) -> Path:
    """Write a figure whole or not at all, by the path's ending (default: png)."""
    path = Path(path)
    kind = path.suffix.removeprefix(".").lower()
    write_whole(path, drawn(figure, kind if kind in ("png", "svg", "pdf") else "png", dpi))
    return path
