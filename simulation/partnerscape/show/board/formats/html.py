"""A board paper as parts of an HTML page: the first page prints on one sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from ...style.page import escaped, flowing, listing, opening_of, page, paragraph, table
from ..blocks import Big, Block, Bullets, Grid, Panel, Place, Text
from ..layout import department_panel, departments_title, evidence_title, first_page
from ..paper import Paper

STYLE = """
.sheet { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 2.2rem; font-size: .93em; line-height: 1.45;
  font-family: var(--plain); }
.sheet .panel { border-top: 1px solid var(--rule); padding: .75rem 0 .35rem; min-width: 0; }
.sheet .top, .sheet .wide { grid-column: 1 / -1; }
.sheet h2 { font-size: .86rem; font-weight: 600; color: var(--quiet); border: 0; margin: 0 0 .35rem; padding: 0; }
.sheet p { margin: 0 0 .45rem; }
.sheet ul { margin: 0 0 .35rem; }
.sheet li { margin: .18rem 0; }
.sheet .answer { font: 600 1.5rem/1.3 var(--plain); margin: 0 0 .6rem; }
.sheet .strong { font-size: 1.12em; font-weight: 600; }
.sheet table { margin: 0 0 .5rem; font-size: .9em; }
.sheet td { padding: .24rem .6rem .24rem 0; }
.sheet th { padding: .1rem .6rem .2rem 0; }
.sheet td:last-child, .sheet th:last-child { padding-right: 0; }
.sheet .label { font-weight: 600; }
.sheet .small, .department .small { font-size: .82em; color: var(--quiet); }
.sheet .big { display: flex; align-items: baseline; gap: .7rem; margin: 0 0 .45rem; }
.sheet .big b { font-size: 2.1rem; line-height: 1.1; color: var(--win); white-space: nowrap; }
.sheet td.good, .sheet td.bad { font-weight: 600; }
.sheet .money td:nth-child(2) { font-size: .86em; color: var(--quiet); white-space: normal; }
.verdict-nothing .answer, .verdict-nothing .big b { color: var(--lose); }
.part { font: 650 1.35rem/1.3 var(--plain); margin: 3.4rem 0 .6rem; }
.department { font-family: var(--plain); font-size: .95em; }
.department h2 { margin-top: 1.6rem; }
.department p { font-weight: 600; margin: .5rem 0 .2rem; }
@media print {
  @page { size: A4; margin: 13mm 15mm; }
  h1 { font-size: 11pt; margin: 2pt 0 6pt; }
  .label { font-size: 8.5pt; }
  .sheet { font-size: 8.3pt; line-height: 1.34; break-after: page; gap: 0 16pt; }
  .sheet h2 { font-size: 8pt; margin-bottom: 2.5pt; }
  .sheet th { font-size: 7.2pt; }
  .sheet .panel { padding: 5pt 0 2pt; }
  .sheet p, .sheet ul { margin-bottom: 3pt; }
  .sheet .answer { font-size: 13pt; margin-bottom: 4pt; }
  .sheet .big b { font-size: 18pt; }
  .part { font-size: 14pt; margin: 0 0 4pt; }
  .department { break-inside: avoid; font-size: 9pt; }
  .department h2 { font-size: 11pt; margin-top: 9pt; padding-top: 6pt; }
  .department + .part { break-before: page; }
}
@media (max-width: 36rem) {
  .sheet { display: flex; flex-direction: column; }
  .sheet .column { display: contents; }
  .sheet .panel { order: var(--order); }
  .sheet .answer { font-size: 1.25rem; }
}
"""


def page_of(paper: Paper) -> str:
    """A paper by itself: its first page and the departments, as a whole page; every text in it is escaped."""
    return page(paper.question, [*opening_parts(paper), *department_parts(paper)], STYLE)


def opening_parts(paper: Paper) -> list[str]:
    """The programme, the question and the first page."""
    panels = list(enumerate(first_page(paper)))
    top, left, right, wide = (
        "".join(_panel(panel, order) for order, panel in panels if panel.place == place) for place in get_args(Place)
    )
    columns = f'<div class="column">{left}</div><div class="column">{right}</div>'
    sheet = f'<div class="sheet verdict-{paper.verdict}">{top}{columns}{wide}</div>'
    return [*opening_of(paper.about, paper.caution, paper.question), sheet]


def department_parts(paper: Paper) -> list[str]:
    """Half a page per department."""
    if not paper.departments:
        return []
    panels = [f'<div class="department">{_titled(department_panel(each))}</div>' for each in paper.departments]
    return [_part(departments_title()), *panels]


def evidence_part() -> str:
    """Where the evidence begins."""
    return _part(evidence_title())


def _part(title: str) -> str:
    return f'<p class="part" role="heading" aria-level="2">{escaped(title)}</p>'


def _panel(panel: Panel, order: int) -> str:
    """A panel; on a narrow screen the panels stand in their order, whatever their column."""
    return f'<section class="panel {panel.place} {panel.name}" style="--order: {order}">{_titled(panel)}</section>'


def _titled(panel: Panel) -> str:
    return f"<h2>{escaped(panel.title)}</h2>{''.join(map(_block, panel.blocks))}"


def _block(block: Block) -> str:
    if isinstance(block, Text):
        return paragraph(block.text, block.kind)
    if isinstance(block, Bullets):
        return listing(block.lines)
    if isinstance(block, Big):
        return f'<p class="big"><b>{flowing(block.number)}</b> <span>{flowing(block.text)}</span></p>'
    if isinstance(block, Grid):
        return _grid(block)
    raise TypeError(type(block).__name__)  # pictures stand in the evidence, as HTML already


def _grid(grid: Grid) -> str:
    marks = [_mark(sign) for sign in grid.signs]
    rows: Sequence[Sequence[str]] = grid.rows
    lines = [[escaped(row[0]), *map(flowing, row[1:])] for row in rows]
    return table(grid.heads, lines, numbers=grid.numbers, marks=marks)


def _mark(sign: int) -> str:
    return "good" if sign > 0 else "bad" if sign < 0 else ""
