"""A board paper as a PDF: the first page on one sheet of A4, then the departments, then the evidence.

Written by ReportLab, which is Python alone, with the typeface that Matplotlib brings, so that it looks the same everywhere and
writes any European alphabet.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any

from ...style.album import Album
from ...style.palette import LOSE, WIN, drawn
from ..blocks import Big, Block, Bullets, Grid, Panel, Picture, Text
from ..layout import department_panel, departments_title, evidence_title, first_page, page_number
from ..paper import Paper, Verdict
from .columns import unbroken, widths
from .extras import library

INK, QUIET, RULE = "#22292f", "#5d6770", "#d9d6cf"
PLAIN, BOLD = "Paper", "Paper-Bold"
MARGIN, GUTTER = 42.0, 16.0  # points
NARROW_SPACES, JOINING = re.compile("[\u202f\u2009]"), "\u00a0"
PADDING = 8.0  # points beside a cell's text
LEAST_PICTURE = 0.7  # of its size, to fit what is left of a page
DOTS = 200  # per inch, of figures
SIZES = {"": 9.0, "small": 7.4, "label": 9.0, "answer": 14.5, "code": 7.2, "strong": 10.5}


def pdf_of(paper: Paper, evidence: Sequence[Panel], album: Album) -> bytes:
    """The whole paper as a PDF.

    Parameters
    ----------
    paper : Paper
    evidence : sequence of Panel
        What stands after the departments.
    album : Album
        The figures that the evidence shows.
    """
    library("pdf")
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    _typeface()
    width, height = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
    sink = io.BytesIO()
    file = SimpleDocTemplate(
        sink, pagesize=A4, leftMargin=MARGIN - 6, rightMargin=MARGIN - 6, topMargin=MARGIN - 6, bottomMargin=MARGIN - 6,
        title=paper.question, author="Partnerscape", subject=paper.headline, invariant=1,
    )  # fmt: skip
    make = _Maker(album, width)
    story = [_one_page(make, paper, width, height)]
    if paper.departments:
        story += [PageBreak(), make.title(departments_title())]
        story += [make.together(make.panel(department_panel(each))) for each in paper.departments]
    story += [PageBreak(), make.title(evidence_title())]
    for panel in evidence:
        story += make.panel(panel)
    footer = _footer(paper)
    file.build(story, onFirstPage=footer, onLaterPages=footer)
    return sink.getvalue()


def _typeface() -> None:
    """Matplotlib's DejaVu Sans, registered once."""
    import matplotlib
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if PLAIN in pdfmetrics.getRegisteredFontNames():
        return
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont(PLAIN, folder / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, folder / "DejaVuSans-Bold.ttf"))
    for italic in (0, 1):
        addMapping(PLAIN, 0, italic, PLAIN)
        addMapping(PLAIN, 1, italic, BOLD)


def _footer(paper: Paper) -> Any:
    """What every page says of itself: the question, and its number."""

    def draw(canvas: Any, _: Any) -> None:
        canvas.setFont(PLAIN, 6.5)
        canvas.setFillColor(QUIET)
        number = page_number(canvas.getPageNumber())
        canvas.drawRightString(canvas._pagesize[0] - MARGIN, 22, number)
        room = canvas._pagesize[0] - 2 * MARGIN - 60
        said = paper.stamp
        while canvas.stringWidth(said, PLAIN, 6.5) > room:
            said = said[:-2].rstrip() + "…"
        canvas.drawString(MARGIN, 22, said)

    return draw


def _one_page(make: _Maker, paper: Paper, width: float, height: float) -> Any:
    """The first page, made to fit if need be."""
    from reportlab.platypus import KeepInFrame, Table

    panels = first_page(paper)
    half = (width - GUTTER) / 2
    narrow = _Maker(make.album, half, paper.verdict)
    wide = _Maker(make.album, width, paper.verdict)
    columns = [[flow for panel in panels if panel.place == place for flow in narrow.panel(panel)] for place in ("left", "right")]
    both = Table([columns], colWidths=(half + GUTTER / 2, half + GUTTER / 2), hAlign="LEFT")
    both.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0), ("RIGHTPADDING", (1, 0), (1, 0), 0),
                   ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)])  # fmt: skip
    flows = [
        *wide.opening(paper),
        *(flow for panel in panels if panel.place == "top" for flow in wide.panel(panel)),
        *([both] if any(columns) else []),
        *(flow for panel in panels if panel.place == "wide" for flow in wide.panel(panel)),
    ]
    return KeepInFrame(width, height - 4, flows, mode="shrink")


class _Maker:
    """Makes blocks into what ReportLab sets, in a column of a width in points."""

    def __init__(self, album: Album, width: float, verdict: Verdict = Verdict.ADOPT) -> None:
        self.album, self.width, self.verdict = album, width, verdict

    def style(self, size: float, **more: Any) -> Any:
        from reportlab.lib.styles import ParagraphStyle

        given = {"fontName": PLAIN, "textColor": INK, "spaceAfter": 0.35 * size} | more
        return ParagraphStyle("text", fontSize=size, leading=1.34 * size, **given)

    def text(self, said: str, size: float, **more: Any) -> Any:
        from reportlab.platypus import Paragraph

        return Paragraph(_flowing(said), self.style(size, **more))

    def title(self, said: str) -> Any:
        """Above a part of the paper."""
        return self.text(said, 14, fontName=BOLD, spaceAfter=6)

    def opening(self, paper: Paper) -> list[Any]:
        """The programme, how far its numbers are one's own, the question."""
        about = f"{paper.about}  ·  {paper.caution}" if paper.caution else paper.about
        return [self.text(about, 7.8, textColor=QUIET), self.text(paper.question, 10.5, fontName=BOLD, spaceAfter=5)]

    def panel(self, panel: Panel) -> list[Any]:
        """A heading under a line, and the blocks below it."""
        from reportlab.platypus import HRFlowable

        head = [HRFlowable(width="100%", thickness=0.6, color=RULE, spaceBefore=5, spaceAfter=4)]
        if panel.title:
            quiet = panel.name not in ("", "department")
            size = 7.8 if quiet else 11.0
            colour = QUIET if quiet else INK
            head.append(self.text(panel.title, size, fontName=BOLD, textColor=colour, spaceAfter=3, keepWithNext=1))
        flows = [self.block(block) for block in panel.blocks]
        for before, block in zip(flows, panel.blocks[1:], strict=False):
            if isinstance(block, Text) and block.kind == "code":
                before[-1].keepWithNext = 1  # what to type stays with the words before it
        return [*head, *chain.from_iterable(flows)]

    def together(self, flows: list[Any]) -> Any:
        """On one page, if that can be."""
        from reportlab.platypus import KeepTogether

        return KeepTogether(flows)

    def block(self, block: Block) -> list[Any]:
        """One block."""
        if isinstance(block, Text):
            return [self._text(block)]
        if isinstance(block, Bullets):
            return [self._bullet(line) for line in block.lines]
        if isinstance(block, Big):
            return [self._big(block)]
        if isinstance(block, Grid):
            return [self._grid(block)]
        return self._picture(block)

    def _text(self, block: Text) -> Any:
        colour = QUIET if block.kind == "small" else LOSE if block.kind == "answer" and self.verdict is Verdict.NOTHING else INK
        bold = block.kind in ("answer", "label", "strong")
        size = SIZES.get(block.kind, SIZES[""])
        back = {"backColor": "#f4f2ed", "borderPadding": 4, "spaceBefore": 4, "spaceAfter": 8} if block.kind == "code" else {}
        kept = {"keepWithNext": 1} if block.kind == "label" else {}
        return self.text(block.text, size, fontName=BOLD if bold else PLAIN, textColor=colour, **back, **kept)

    def _bullet(self, line: str) -> Any:
        from reportlab.platypus import Paragraph

        return Paragraph(_flowing(line), self.style(SIZES[""], leftIndent=9, bulletIndent=1), bulletText="•")

    def _big(self, block: Big) -> Any:
        from reportlab.platypus import Table

        colour = LOSE if self.verdict is Verdict.NOTHING else WIN
        number = self.text(block.number, 18, fontName=BOLD, textColor=colour)
        wide = 18 * 0.75 * len(block.number) + 6
        made = Table([[number, self.text(block.text, SIZES[""])]], colWidths=(wide, self.width - wide), hAlign="LEFT")
        made.setStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
                       ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)])  # fmt: skip
        return made

    def _grid(self, grid: Grid) -> Any:
        from reportlab.platypus import Table

        size = 8.2 if len(grid.heads) <= 4 else 6.8
        last = max(grid.numbers, default=-1)
        right = {True: {"alignment": 2}, False: {}}

        def cell(text: str, column: int, sign: int) -> Any:
            marked = column == last and sign != 0
            colour = {"textColor": WIN if sign > 0 else LOSE, "fontName": BOLD} if marked else {}
            return self.text(text, size, spaceAfter=0, **right[column in grid.numbers], **colour)

        signs = grid.signs or (0,) * len(grid.rows)
        head = [
            self.text(h, size - 0.6, fontName=BOLD, textColor=QUIET, spaceAfter=0, **right[k in grid.numbers])
            for k, h in enumerate(grid.heads)
        ]
        rows = [[cell(text, k, sign) for k, text in enumerate(row)] for row, sign in zip(grid.rows, signs, strict=True)]
        across = widths(grid, self.width, _measured(size))
        made = Table([head, *rows], colWidths=across, repeatRows=1, spaceAfter=5, hAlign="LEFT")
        made.setStyle([("LINEBELOW", (0, 0), (-1, 0), 0.6, INK), ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
                       ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
                       ("RIGHTPADDING", (0, 0), (-2, -1), 7), ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                       ("TOPPADDING", (0, 0), (-1, -1), 1.6), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2)])  # fmt: skip
        return made

    def _picture(self, block: Picture) -> list[Any]:
        figure = self.album.figures[block.figure - 1]
        inches = figure.get_size_inches()
        wide = min(self.width, 72.0 * float(inches[0]))
        return [_fitting()(io.BytesIO(drawn(figure, "png", DOTS)), width=wide, height=wide * float(inches[1] / inches[0]))]


def _measured(size: float) -> Callable[[str], float]:
    """How wide a cell with a text is, in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return lambda text: float(stringWidth(_joined(text), BOLD, size)) + PADDING


@cache
def _fitting() -> Any:
    """A picture that becomes a little smaller rather than leave the rest of a page empty."""
    from reportlab.platypus import Image

    class Fitting(Image):  # type: ignore[misc]
        drawWidth: float  # noqa: N815 - as ReportLab calls it
        drawHeight: float  # noqa: N815 - as ReportLab calls it

        def wrap(self, width: float, height: float) -> tuple[float, float]:
            if LEAST_PICTURE * self.drawHeight <= height < self.drawHeight:
                self.drawWidth, self.drawHeight = self.drawWidth * height / self.drawHeight, height
            return self.drawWidth, self.drawHeight

    return Fitting


def _flowing(said: str) -> str:
    """Text made safe, in which a number stays in one piece and with its unit."""
    return escape(_joined(said)).replace("\n", "<br/>")


def _joined(said: str) -> str:
    """ReportLab breaks lines at every space but one: what must not break gets that one."""
    return NARROW_SPACES.sub(JOINING, unbroken(said))
