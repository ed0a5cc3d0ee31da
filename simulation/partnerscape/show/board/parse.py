"""The evidence, which is written as HTML, as blocks for the other formats.

Only what :mod:`..style.page` makes is known: headings, paragraphs, lists, tables, figures, commands, folded parts, big numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .blocks import Block, Bullets, Grid, Panel, Picture, Text

BREAKS = frozenset({"br"})
PLAIN_KINDS = {"stamp": "small", "then": "", "answer": "strong", "label": "label", "part": "part"}


@dataclass
class _Table:
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    right: set[int] = field(default_factory=set)
    signs: list[int] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects panels; text outside of known elements belongs to the element around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.panels: list[tuple[str, list[Block]]] = [("", [])]
        self.text: list[str] = []
        self.kind = ""
        self.items: list[str] | None = None
        self.table: _Table | None = None

    @property
    def blocks(self) -> list[Block]:
        return self.panels[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if tag in BREAKS:
            self.text.append(" · " if self.table is not None else " ")
        elif tag in ("h2", "p", "li", "pre", "summary", "th", "td"):
            self.text, self.kind = [], next((PLAIN_KINDS[name] for name in classes if name in PLAIN_KINDS), "")
        elif tag == "ul":
            self.items = []
        elif tag == "table":
            self.table = _Table()
        elif tag == "tr" and self.table is not None:
            self.table.rows.append([])
            self.table.signs.append(0)
        elif tag == "figure" and given.get("data-figure", "").isdecimal():
            self.blocks.append(Picture(int(given["data-figure"]), ""))
        elif tag == "div" and "number" in classes:
            self.text, self.kind = [], ""
        if tag == "td" and self.table is not None and self.table.rows:
            self.table.signs[-1] = 1 if "good" in classes else -1 if "bad" in classes else self.table.signs[-1]
        if tag in ("td", "th") and "n" in classes and self.table is not None and self.table.rows:
            self.table.right.add(len(self.table.rows[-1]) if tag == "td" else len(self.table.heads))

    def handle_endtag(self, tag: str) -> None:
        if tag == "b":
            self.text.append(" ")
        said = re.sub(r"[ \t\r\n]+", " ", "".join(self.text)).strip()  # a space that joins stays
        if tag == "h2":
            self.panels.append((said, []))
        elif tag == "p" and said:
            self.blocks.append(Text(said, self.kind))
        elif tag == "pre":
            self.blocks.append(Text("".join(self.text).strip(), "code"))
        elif tag == "summary":
            self.blocks.append(Text(said, "label"))
        elif tag == "li" and self.items is not None:
            self.items.append(said)
        elif tag == "ul" and self.items is not None:
            self.blocks.append(Bullets(tuple(self.items)))
            self.items = None
        elif tag == "div" and said and self.table is None:
            self.blocks.append(Text(said))
        elif tag == "th" and self.table is not None:
            self.table.heads.append(said)
        elif tag == "td" and self.table is not None:
            self.table.rows[-1].append(said)
        elif tag == "table" and self.table is not None:
            self._close(self.table)
        if tag not in ("b", "small", "span", "strong", "svg"):
            self.text = []

    def _close(self, table: _Table) -> None:
        kept = [(tuple(row), sign) for row, sign in zip(table.rows, table.signs, strict=True) if row]
        rows, signs = tuple(row for row, _ in kept), tuple(sign for _, sign in kept)
        width = max((len(row) for row in rows), default=len(table.heads))
        heads = tuple(table.heads) if len(table.heads) == width else ("",) * width
        shown = [k for k in range(width) if not rows or any(len(row) > k and row[k] for row in rows)]  # others are drawn
        at = {old: new for new, old in enumerate(shown)}
        rows = tuple(tuple(row[k] for k in shown if k < len(row)) for row in rows)
        right = tuple(at[k] for k in sorted(table.right) if k in at)
        self.blocks.append(Grid(tuple(heads[k] for k in shown), rows, right, signs))
        self.table = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def panels_of(parts: list[str]) -> list[Panel]:
    """Sections of a page as panels; what stands before the first heading has none."""
    reader = _Reader()
    reader.feed(re.sub(r"<svg\b.*?</svg>", "", "\n".join(parts), flags=re.DOTALL))
    reader.close()
    return [Panel(title, tuple(blocks)) for title, blocks in reader.panels if blocks]
