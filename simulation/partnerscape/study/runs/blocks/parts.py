"""A design's rows on disk in parts, so that a worker reads those of its blocks alone."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from partnerscape.scenario import InputError
from partnerscape.scenario.errors import Shown

from ...jobs.files import as_parquet, write_whole

ROWS = 65_536  # per part


@dataclass(frozen=True)
class Rows:
    """Rows of policies or futures: how many, and the names of the files that hold them, each named by its own hash."""

    count: int
    files: tuple[str, ...]

    @staticmethod
    def write(folder: Path, name: str, table: pd.DataFrame) -> Rows:
        """Write a table in parts; a part that is there already is not written again."""
        files = []
        for start in range(0, len(table), ROWS):
            content = as_parquet(table.iloc[start : start + ROWS].reset_index(drop=True))
            file = f"{name}-{start // ROWS:05d}-{_hash(content)}.parquet"
            if not (folder / file).is_file():
                write_whole(folder / file, content)
            files.append(file)
        return Rows(len(table), tuple(files))

    @staticmethod
    def of(held: dict[str, Any]) -> Rows:
        """The reverse of ``asdict``."""
        return Rows(int(held["count"]), tuple(held["files"]))

    def between(self, folder: Path, start: int, end: int) -> pd.DataFrame:
        """Rows from ``start`` up to ``end``.

        Raises
        ------
        InputError
            If a part is missing or damaged.
        """
        first, last = start // ROWS, max(start, end - 1) // ROWS
        parts = [_part(folder / file) for file in self.files[first : last + 1]]
        whole = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
        return whole.iloc[start - first * ROWS : end - first * ROWS].reset_index(drop=True)

    def whole(self, folder: Path) -> pd.DataFrame:
        """All rows."""
        return self.between(folder, 0, self.count)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


@lru_cache(maxsize=4)
def _part(path: Path) -> pd.DataFrame:
    """A part; it never changes, because its name is its content's hash."""
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if _hash(content) != path.stem[-16:]:
        again = "repeat the study's command, which writes it again"
        raise InputError(path, "", "", "a whole part of the plan", Shown("a missing or damaged one"), again)
    return pq.read_table(io.BytesIO(content)).to_pandas()
