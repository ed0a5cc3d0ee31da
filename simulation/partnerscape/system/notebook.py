"""How a notebook shows an answer. The words are the room ``show``'s, which knows answers, while these know nothing of it."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class ShownInNotebooks:
    """An answer that the last line of a cell shows as a sentence and a table."""

    def _repr_html_(self) -> str:
        notebook: Any = import_module("partnerscape.show.notebook")  # loaded when first shown
        html: str = notebook.html_of(self)
        return html
