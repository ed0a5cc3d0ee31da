"""How wide columns are, how many lines a text takes and where none ends, where a format does not find out by itself."""

from __future__ import annotations

from math import ceil

from ..blocks import Grid

LONGEST, AROUND = 46, 3.0  # letters: of a text that gets a line of its own, and beside it
LETTER = 0.54  # mean width of a letter, relative to the size of the type


def widths(grid: Grid, width: float, letter: float) -> list[float]:
    """Of columns, by the longest text in each: a long one wraps, a word does not.

    Parameters
    ----------
    grid : Grid
    width : float
        Of the table.
    letter : float
        Of a letter, in the same unit.
    """
    columns = [[row[k] for row in (grid.heads, *grid.rows) if k < len(row)] for k in range(len(grid.heads))]
    wanted = [min(max(map(len, texts)), LONGEST) + AROUND for texts in columns]
    least = [(max(len(word) for text in texts for word in text.split(" ")) + 1.5) * letter for texts in columns]
    given = [width * each / sum(wanted) for each in wanted]
    short = [k for k in range(len(given)) if given[k] < least[k]]
    others = sum(given[k] for k in range(len(given)) if k not in short)
    left = width - sum(least[k] for k in short)
    if not short or left <= 0.0 or others <= 0.0:
        return given
    return [least[k] if k in short else given[k] * left / others for k in range(len(given))]


def lines_of(text: str, size: float, wide: float) -> int:
    """Lines of a text in type of ``size`` points, in a box ``wide`` inches wide."""
    room = max(1.0, wide * 72.0 / (LETTER * size))
    return sum(max(1, ceil(len(line) / room)) for line in text.split("\n"))


def unbroken(text: str) -> str:
    """A text in which no line ends between a number and its per cent."""
    return text.replace(" %", "\u00a0%")
