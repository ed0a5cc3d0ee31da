"""One door to the cells of a file, whatever kind it is: text, workbook or Parquet, told by its content."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from partnerscape.scenario.errors import InputError, Shown
from partnerscape.scenario.reading.slips import MAGIC, not_text

from .grid import Grid
from .text import read_text
from .workbook import read_workbook

A_TABLE = "a table as CSV, Excel (.xlsx) or Parquet"


@dataclass(frozen=True)
class Source:
    """A file and its cells.

    Attributes
    ----------
    path : Path
    sha256 : str
        Hash of the file's bytes.
    grid : Grid
    """

    path: Path
    sha256: str
    grid: Grid


def read_source(
    path: str | Path, encoding: str = "", separator: str = "", sheet: str = "", fits: Callable[[Grid], bool] = lambda _: True
) -> Source:
    """The cells of a file.

    Parameters
    ----------
    path : str or Path
    encoding, separator, sheet : str
        As stated by the user; empty: found from the file.
    fits : callable
        Whether a sheet could be the one that is meant, where a workbook has several.

    Raises
    ------
    InputError
        If there is no such file or no table in it.
    """
    path = Path(path)
    content = _content(path)
    kind = not_text(content)
    if content.startswith(b"PK\x03\x04"):
        grid = read_workbook(content, path, sheet, fits)
    elif content.startswith(b"PAR1"):
        grid = _parquet(content, path)
    elif kind:
        advice = "save it as .xlsx or CSV" if content.startswith(tuple(list(MAGIC)[:2])) else ""
        raise InputError(path, "", "", A_TABLE, Shown(kind), advice)
    else:
        grid = read_text(content, path, encoding, separator)
    return Source(path, hashlib.sha256(content).hexdigest(), grid)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            found = "a folder" if path.is_dir() else "a device or a pipe" if path.exists() else "no such file"
            raise InputError(path, "", "", A_TABLE, Shown(found))
        return path.read_bytes()
    except InputError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise InputError(path, "", "", A_TABLE, Shown(getattr(error, "strerror", None) or str(error))) from None


def _parquet(content: bytes, path: Path) -> Grid:
    try:
        table = pd.read_parquet(io.BytesIO(content))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(path, "", "", A_TABLE, Shown(f"damaged Parquet: {error}"[:80])) from None
    if not isinstance(table.index, pd.RangeIndex):
        table = table.reset_index()
    table = table.astype(object).where(table.notna(), None)
    rows = [[str(name) for name in table.columns], *table.to_numpy().tolist()]
    return Grid(rows, list(range(len(rows))), headed=True)
