"""What a page is made of, whatever it is written as: the few kinds of blocks that every format can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Text:
    """A paragraph; ``kind``: ``answer`` is large, ``small`` is small print, ``code`` is to be typed."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Bullets:
    """Sentences, one below the other."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Big:
    """A number in large type, and what it is."""

    number: str
    text: str


@dataclass(frozen=True)
class Grid:
    """A table: ``numbers`` are the columns aligned right, ``signs`` colours a row's amounts (1 good, -1 bad)."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    signs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A figure by its number in the album, with what it says."""

    figure: int
    text: str


Place = Literal["top", "left", "right", "wide"]
Block = Text | Bullets | Big | Grid | Picture


@dataclass(frozen=True)
class Panel:
    """Blocks under a heading; ``place`` on the first page: above all, left, right, or below over the whole width."""

    title: str
    blocks: tuple[Block, ...]
    place: Place = "wide"
    name: str = ""
