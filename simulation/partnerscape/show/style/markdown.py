"""Tables in Markdown, for pages made out of the declarations."""

from __future__ import annotations

from collections.abc import Iterable


def markdown_table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Heads and rows as a Markdown table that ends with a line break."""
    cells = [list(heads)]
    cells += [["---"] * len(cells[0])]
    cells += [[str(c).replace("|", "\\|") for c in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"
