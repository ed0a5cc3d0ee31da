"""A board paper written in the formats that are asked for, beside its page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from partnerscape.study.jobs.store import write_whole

from ..style.album import Album
from ..style.palette import drawn
from .blocks import Panel
from .formats.document import docx_of
from .formats.extras import library
from .formats.pdf import pdf_of
from .formats.slides import pptx_of
from .paper import Paper
from .parse import panels_of

NAME = "board"  # of the files
WRITERS: dict[str, Callable[[Paper, Sequence[Panel], Album], bytes]] = {"pdf": pdf_of, "pptx": pptx_of, "docx": docx_of}
DOTS = 200  # per inch, of a figure as PNG


def ready(kinds: Iterable[str]) -> tuple[str, ...]:
    """Formats that can be written here.

    Raises
    ------
    InputError
        If the extra ``office`` is missing.
    """
    asked = tuple(kinds)
    for kind in asked:
        library(kind)
    return asked


def write_paper(
    paper: Paper, evidence: list[str], album: Album, folder: Path, kinds: Iterable[str] = (), figures: bool = False
) -> list[Path]:
    """Write ``board.pdf``, ``board.pptx``, ``board.docx`` as asked, and ``figures/*.png`` and ``*.svg``; returns the paths.

    Parameters
    ----------
    paper : Paper
    evidence : list of str
        Parts of the page, as HTML.
    album : Album
        The figures in them.
    folder : Path
    kinds : iterable of str
        Of ``WRITERS``.
    figures : bool
        Whether every figure is written alone too.
    """
    panels = panels_of(evidence)
    files = {folder / f"{NAME}.{kind}": WRITERS[kind](paper, panels, album) for kind in ready(kinds)}
    if figures:
        for number, name in enumerate(figure_names(album)):
            for kind in ("png", "svg"):
                files[folder / "figures" / f"{name}.{kind}"] = drawn(album.figures[number], kind, DOTS)
    for path, content in files.items():
        write_whole(path, content)
    return list(files)


def figure_names(album: Album) -> list[str]:
    """A name for each figure: its own, or the first words of what it says; none twice."""
    names: list[str] = []
    for figure, caption in zip(album.figures, album.captions, strict=True):
        words = re.sub(r"[^a-z0-9]+", "_", caption.lower().split(".")[0]).strip("_")
        name = str(figure.get_label()) or words[:50].rstrip("_") or "figure"
        names.append(name if name not in names else f"{name}_{len(names) + 1}")
    return names
