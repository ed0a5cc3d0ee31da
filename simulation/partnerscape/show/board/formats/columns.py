"""How wide columns are, how many lines a text takes and where none ends, where a format does not find out by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import ceil

from ..blocks import Grid

MOST_OF_A_ROW = 0.6  # that one column may want for its texts
LETTER, BOLD = 0.54, 0.7  # width of a letter relative to its size: mean in a text; in a bold word that must fit


def widths(grid: Grid, width: float, measure: Callable[[str], float]) -> list[float]:
    """Widths of a table's columns: no word is cut; what room is left goes to those with long texts.

    Parameters
    ----------
    grid : Grid
    width : float
        Of the table.
    measure : callable
        How wide a cell with a text is, in the same unit.

    Examples
    --------
    >>> [round(each, 1) for each in widths(Grid(("", "today"), (("support agents per partner", "2"),)), 30.0, len)]
    [23.5, 6.5]
    """
    columns = [[row[k] for row in (grid.heads, *grid.rows) if k < len(row)] for k in range(len(grid.heads))]
    least = [max(measure(word) for text in texts for word in re.split(r"[ \n]", text)) for texts in columns]
    whole = [max(measure(line) for text in texts for line in text.split("\n")) for texts in columns]
    wanted = [max(min(w, MOST_OF_A_ROW * width) - at, 0.0) for w, at in zip(whole, least, strict=True)]
    left = width - sum(least)
    if left <= 0.0 or not sum(wanted):
        return [width * each / sum(least) for each in least]
    if sum(wanted) <= left:
        return [width * (at + more) / (sum(least) + sum(wanted)) for at, more in zip(least, wanted, strict=True)]
    return [at + left * more / sum(wanted) for at, more in zip(least, wanted, strict=True)]


def lines_of(text: str, size: float, wide: float) -> int:
    """Lines of a text in type of ``size`` points, in a box ``wide`` inches wide."""
    room = max(1.0, wide * 72.0 / (LETTER * size))
    return sum(max(1, ceil(len(line) / room)) for line in text.split("\n"))


def unbroken(text: str) -> str:
    """A text in which no line ends between a number and its per cent."""
    return text.replace(" %", "\u00a0%")
