"""Figures that a page is made of, kept while it is made, so that other formats show the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass
class Album:
    """Figures in the order of the page, each with what it says."""

    figures: list[Figure] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)

    def add(self, figure: Figure, caption: str) -> int:
        """Keep a figure; returns its number, from 1."""
        self.figures.append(figure)
        self.captions.append(caption)
        return len(self.figures)


_open: ContextVar[Album | None] = ContextVar("album", default=None)


@contextmanager
def album() -> Iterator[Album]:
    """Every ``picture`` that a page takes in within is kept: ``with album() as figures: …``."""
    kept = Album()
    before = _open.set(kept)
    try:
        yield kept
    finally:
        _open.reset(before)


def keep(figure: Figure, caption: str) -> int:
    """Keep a figure in the open album; its number there, 0 without one."""
    kept = _open.get()
    return 0 if kept is None else kept.add(figure, caption)
