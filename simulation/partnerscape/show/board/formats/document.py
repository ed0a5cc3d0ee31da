"""A board paper as a Word document: the same panels one below the other, for who goes on writing in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from ...style.album import Album
from ...style.palette import LOSE, WIN, drawn
from ..blocks import Big, Block, Bullets, Grid, Panel, Picture, Text
from ..layout import department_panel, departments_title, evidence_title, first_page
from ..paper import Paper, Verdict
from .columns import BOLD, unbroken, widths
from .extras import library

DOTS = 150
INK, FACE = "22292F", "Arial"
WIDE = 6.7  # inches
PADDING = 0.18  # inches beside a cell's text
SIZES = {"": 10, "small": 8, "label": 10, "answer": 15, "code": 8, "strong": 12}


def docx_of(paper: Paper, evidence: Sequence[Panel], album: Album) -> bytes:
    """The whole paper as a document; parameters as in :func:`.pdf.pdf_of`."""
    docx = library("docx")
    from docx.shared import Inches, RGBColor

    document = docx.Document()
    for section in document.sections:
        section.page_width, section.page_height = Inches(8.27), Inches(11.69)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(0.78)
    for level in (1, 2):
        font = document.styles[f"Heading {level}"].font
        font.color.rgb, font.name = RGBColor.from_string(INK), FACE
    document.styles["Normal"].font.name = FACE
    document.core_properties.title, document.core_properties.author = paper.question, "Partnerscape"
    write = _Writer(document, album, paper.verdict)
    write.text(Text(f"{paper.about} · {paper.caution}" if paper.caution else paper.about, "small"))
    write.text(Text(paper.question, "label"))
    for panel in first_page(paper):
        write.panel(panel)
    if paper.departments:
        write.part(departments_title())
        for each in paper.departments:
            write.panel(department_panel(each))
    write.part(evidence_title())
    for panel in evidence:
        write.panel(panel)
    write.text(Text(paper.stamp, "small"))
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


class _Writer:
    """Writes blocks into a document."""

    def __init__(self, document: Any, album: Album, verdict: Verdict) -> None:
        self.document, self.album, self.verdict = document, album, verdict

    def part(self, title: str) -> None:
        """A new page under a large heading."""
        self.document.add_page_break()
        self.document.add_heading(title, 1)

    def panel(self, panel: Panel) -> None:
        """A heading and what stands below it."""
        if panel.title:
            self.document.add_heading(panel.title, 2)
        for block in panel.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """One block."""
        if isinstance(block, Text):
            self.text(block)
        elif isinstance(block, Bullets):
            for line in block.lines:
                self._run(self.document.add_paragraph(style="List Bullet"), line)
        elif isinstance(block, Big):
            self._big(block)
        elif isinstance(block, Grid):
            self._grid(block)
        else:
            self._picture(block)

    def text(self, block: Text) -> None:
        """A paragraph."""
        bold = block.kind in ("answer", "label", "strong")
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = block.kind == "label"
        self._run(paragraph, block.text, SIZES.get(block.kind, SIZES[""]), bold)

    def _run(self, paragraph: Any, text: str, size: float = SIZES[""], bold: bool = False, colour: str = "") -> None:
        from docx.shared import Pt, RGBColor

        paragraph.paragraph_format.space_after = Pt(3)
        run = paragraph.add_run(unbroken(text))
        run.font.size, run.bold = Pt(size), bold
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())

    def _big(self, block: Big) -> None:
        paragraph = self.document.add_paragraph()
        self._run(paragraph, f"{block.number} ", 20, bold=True, colour=LOSE if self.verdict is Verdict.NOTHING else WIN)
        self._run(paragraph, block.text)

    def _grid(self, grid: Grid) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Inches

        size = 9 if len(grid.heads) <= 4 else 7.5
        table = self.document.add_table(rows=1 + len(grid.rows), cols=len(grid.heads), style="Light Shading")
        table.autofit = False
        table._tbl.tblPr.find(qn("w:tblLook")).set(qn("w:noHBand"), "1")
        across = widths(grid, WIDE, lambda text: BOLD * size / 72.0 * len(text) + PADDING)
        last = max(grid.numbers, default=-1)
        signs = (0, *(grid.signs or (0,) * len(grid.rows)))
        for at, (row, sign) in enumerate(zip((grid.heads, *grid.rows), signs, strict=True)):
            for column, text in enumerate(row):
                cell = table.cell(at, column)
                cell.width, paragraph = Inches(across[column]), cell.paragraphs[0]
                colour = (WIN if sign > 0 else LOSE) if sign and column == last else ""
                self._run(paragraph, text, size, bold=at == 0, colour=colour)
                paragraph.paragraph_format.keep_with_next = at == 0  # the head stays with the first row
                if column in grid.numbers:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            marks = table.rows[at]._tr.get_or_add_trPr()
            marks.append(OxmlElement("w:cantSplit"))
            if at == 0:
                marks.append(OxmlElement("w:tblHeader"))  # again on every page
        self.document.add_paragraph()

    def _picture(self, block: Picture) -> None:
        from docx.shared import Inches

        figure = self.album.figures[block.figure - 1]
        wide = min(WIDE, float(figure.get_size_inches()[0]))
        self.document.add_picture(io.BytesIO(drawn(figure, "png", DOTS)), width=Inches(wide))
