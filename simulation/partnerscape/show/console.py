"""A console that lays out what its encoding can write: where "EUR" stands for a sign, columns are wide enough for it."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from ..output import encodable


class FittingConsole(Console):
    """Rich's console, told of replaced characters before it measures them."""

    def render_str(self, text: str, **options: Any) -> Text:  # type: ignore[override]
        """Text with its replacements."""
        return super().render_str(encodable(text, self.encoding), **options)
