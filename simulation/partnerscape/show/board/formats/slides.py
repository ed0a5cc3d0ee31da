"""A board paper as slides: the decision, the money, certainty, what to watch, a slide per department, a slide per figure."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from ...style.album import Album
from ...style.palette import LOSE, WIN, drawn
from ..blocks import Big, Bullets, Grid, Panel, Picture, Text
from ..layout import department_panel, first_page
from ..paper import Paper, Verdict
from .columns import BOLD, lines_of, unbroken, widths
from .extras import library

WIDTH, HEIGHT, EDGE, TOP = 13.333, 7.5, 0.6, 1.35  # inches
DOTS = 170
INK, QUIET, HEAD, ROW = "22292F", "5D6770", "E4E8EA", "F7F6F2"
BODY, SMALL, TABLE, LEAST = 14, 11, 12, 9  # points
KINDS = {"": (BODY, False, INK), "small": (SMALL, False, QUIET), "strong": (20, True, INK)}  # type, bold, colour
LINE, AFTER = 1.22, 4  # of a line, relative to its type; below a paragraph, in points
INSET, PAD = 0.1, 0.06  # inches around a text, and above and below one in a table
TOGETHER = (
    ("answered",),
    ("compared",),
    ("do", "changes", "nearest"),
    ("money", "losers"),
    ("sure", "hangs_on"),
    ("watch",),
    ("obstacles", "questions"),
)


def pptx_of(paper: Paper, evidence: Sequence[Panel], album: Album) -> bytes:
    """The whole paper as slides; parameters as in :func:`.pdf.pdf_of`."""
    pptx = library("pptx")
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title, deck.core_properties.author = paper.question, "Partnerscape"
    panels = first_page(paper)
    for names in TOGETHER:
        mine = [panel for panel in panels if panel.name in names]
        if mine:
            _Slide(deck, paper).beside(mine)
    for each in paper.departments:
        panel = department_panel(each)
        _Slide(deck, paper).columns(panel)
    for panel in evidence:
        for block in panel.blocks:
            if isinstance(block, Picture):
                _Slide(deck, paper).picture(panel.title, album, block)
    sink = io.BytesIO()
    deck.save(sink)
    return sink.getvalue()


class _Slide:
    """One slide."""

    def __init__(self, deck: Any, paper: Paper) -> None:
        self.slide, self.paper = deck.slides.add_slide(deck.slide_layouts[5]), paper  # title only
        self._write(self._box(EDGE, HEIGHT - 0.45, WIDTH - 2 * EDGE, 0.3), paper.stamp[:170], 9, colour=QUIET)

    def beside(self, panels: Sequence[Panel]) -> None:
        """Panels side by side, the first one's title above all."""
        first, *_ = panels
        answer = [b for b in first.blocks if isinstance(b, Text) and b.kind == "answer"]
        self._title(answer[0].text if answer else first.title)
        wide = (WIDTH - 2 * EDGE - 0.5 * (len(panels) - 1)) / len(panels)
        for number, panel in enumerate(panels):
            left = EDGE + number * (wide + 0.5)
            top = TOP
            if number or answer:
                self._write(
                    self._box(left, top, wide, 0.35), panel.title if number else self.paper.question, 12, bold=True, colour=QUIET
                )
                top += 0.4
            self._blocks(panel, left, top, wide)

    def columns(self, panel: Panel) -> None:
        """A department: its three parts side by side."""
        self._title(panel.title)
        parts: list[tuple[str, list[str]]] = []
        for block in panel.blocks:
            if isinstance(block, Text):
                parts.append((block.text, []))
            elif isinstance(block, Bullets) and parts:
                parts[-1][1].extend(block.lines)
        wide = (WIDTH - 2 * EDGE - 0.5 * (len(parts) - 1)) / max(1, len(parts))
        for number, (title, lines) in enumerate(parts):
            left = EDGE + number * (wide + 0.5)
            self._write(self._box(left, TOP, wide, 0.35), title, 11, bold=True, colour=QUIET)
            self._blocks(Panel("", (Bullets(tuple(lines)),)), left, TOP + 0.45, wide)

    def picture(self, title: str, album: Album, block: Picture) -> None:
        """A figure as large as it fits."""
        from pptx.util import Inches

        self._title(title)
        figure = album.figures[block.figure - 1]
        wide, high = (float(size) for size in figure.get_size_inches())
        scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - TOP - 0.55) / high)
        left = (WIDTH - wide * scale) / 2
        shape = self.slide.shapes.add_picture(
            io.BytesIO(drawn(figure, "png", DOTS)), Inches(left), Inches(TOP - 0.1), Inches(wide * scale), Inches(high * scale)
        )
        shape._element.nvPicPr.cNvPr.set("descr", album.captions[block.figure - 1])

    def _title(self, text: str) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Inches

        title = self.slide.shapes.title
        title.left, title.top, title.width, title.height = Inches(EDGE), Inches(0.35), Inches(WIDTH - 2 * EDGE), Inches(0.9)
        colour = LOSE.removeprefix("#").upper() if self.paper.verdict is Verdict.NOTHING and text == self.paper.headline else INK
        self._write(title, text, 24 if len(text) < 50 else 19, bold=True, colour=colour)
        title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT

    def _blocks(self, panel: Panel, left: float, top: float, wide: float) -> None:
        """Tables as tables, all else as text, one below the other; text as large as it fits."""
        lines: list[tuple[str, float, bool, str]] = []
        for block in panel.blocks:
            if isinstance(block, Grid):
                top = self._grid(block, left, top, wide) + 0.15
            elif isinstance(block, Big):
                mark = LOSE if self.paper.verdict is Verdict.NOTHING else WIN
                lines += [(block.number, 40, True, mark.removeprefix("#").upper()), (block.text, BODY, False, INK)]
            elif isinstance(block, Bullets):
                lines += [(f"•  {line}", BODY, False, INK) for line in block.lines]
            elif isinstance(block, Text) and block.kind != "answer":
                lines.append((block.text, *KINDS.get(block.kind, KINDS[""])))
        if lines:
            high = HEIGHT - 0.6 - top
            box, scale = self._box(left, top, wide, high), _scale(lines, wide - 2 * INSET, high - 2 * INSET)
            for number, (text, size, bold, colour) in enumerate(lines):
                self._write(box, text, max(LEAST, round(size * scale)), bold, colour, first=number == 0)

    def _box(self, left: float, top: float, wide: float, high: float) -> Any:
        from pptx.util import Inches

        box = self.slide.shapes.add_textbox(Inches(left), Inches(top), Inches(wide), Inches(max(0.3, high)))
        box.text_frame.word_wrap = True
        return box

    def _write(
        self, box: Any, text: str, size: float, bold: bool = False, colour: str = INK, first: bool = True, after: float = AFTER
    ) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        frame = box.text_frame
        paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
        paragraph.space_after = Pt(after)
        run = paragraph.add_run()
        run.text = unbroken(text)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Arial"
        run.font.color.rgb = RGBColor.from_string(colour)

    def _grid(self, grid: Grid, left: float, top: float, wide: float) -> float:
        """A table in the house's colours; returns where it ends, in inches."""
        from pptx.dml.color import RGBColor
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Inches

        rows, last = (grid.heads, *grid.rows), max(grid.numbers, default=-1)
        across = widths(grid, wide, lambda text: BOLD * TABLE / 72.0 * len(text) + 2 * INSET)
        lines = [max(lines_of(text, TABLE, w - 2 * INSET) for text, w in zip(row, across, strict=True)) for row in rows]
        high = [LINE * TABLE / 72.0 * number + 2 * PAD for number in lines]
        box = [Inches(each) for each in (left, top, wide, sum(high))]
        table = self.slide.shapes.add_table(len(rows), len(grid.heads), *box).table
        table.horz_banding = False
        for column, each in enumerate(across):
            table.columns[column].width = Inches(each)
        signs = (0, *(grid.signs or (0,) * len(grid.rows)))
        for at, (row, sign) in enumerate(zip(rows, signs, strict=True)):
            table.rows[at].height = Inches(high[at])
            for column, text in enumerate(row):
                cell = table.cell(at, column)
                cell.margin_top = cell.margin_bottom = Inches(PAD)
                cell.fill.solid()
                cell.fill.fore_color.rgb = RGBColor.from_string(HEAD if at == 0 else ROW)
                colour = (WIN if sign > 0 else LOSE).removeprefix("#").upper() if sign and column == last else INK
                self._write(cell, text, TABLE, bold=at == 0, colour=colour, after=0)
                if column in grid.numbers:
                    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        return top + sum(high)


def _scale(lines: Sequence[tuple[str, float, bool, str]], wide: float, high: float) -> float:
    """By how much type shrinks so that all lines fit into a box, in inches."""
    for step in range(10):
        scale = 1.0 - 0.05 * step
        needed = sum((LINE * size * scale * lines_of(text, size * scale, wide) + AFTER) / 72.0 for text, size, *_ in lines)
        if needed <= high:
            return scale
    return scale
