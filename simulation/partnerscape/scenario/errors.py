"""Bad input gets one clear error: where, what was expected, what was found."""

from __future__ import annotations

from pathlib import Path


class InputError(ValueError):
    """What a user gave cannot be used; the message names file, table, key, expected, found."""

    def __init__(self, file: str | Path, table: str, key: str, expected: str, found: object) -> None:
        self.file, self.table, self.key, self.expected = str(file), table, key, expected
        shown = repr(found)
        self.found = shown if len(shown) <= 80 else shown[:77] + "..."
        place = f"[{table}] {key}".strip() if table else key
        where = f"{self.file}: {place}" if place else self.file
        super().__init__(f"{where}: expected {expected}, found {self.found}")
