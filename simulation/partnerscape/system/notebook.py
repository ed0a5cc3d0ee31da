"""How a notebook shows an answer. The words are another room's: the package's face says whose, so that no arrow runs up."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar


class ShownInNotebooks:
    """An answer that the last line of a cell shows as a sentence and a table."""

    _as_html: ClassVar[Callable[[object], str]]

    def _repr_html_(self) -> str:
        return type(self)._as_html(self)
