"""A console that lays out what its encoding can write: where "EUR" stands for a sign, columns are wide enough for it."""

from __future__ import annotations

import os
from typing import Any

from rich.console import Console
from rich.text import Text

from partnerscape.system.output import encodable

WIDE = 100  # columns of a pipe or file whose signs may be words; 80 would cut numbers off


class FittingConsole(Console):
    """Rich's console, told of replaced characters before it measures them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if not self.is_terminal and not self.encoding.startswith("utf") and "COLUMNS" not in os.environ:
            self.width = WIDE

    def render_str(self, text: str, **options: Any) -> Text:
        """Text with its replacements."""
        return super().render_str(encodable(text, self.encoding), **options)
