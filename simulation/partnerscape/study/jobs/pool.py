"""All runs of a study, whichever analysis made them, by their keys: a stored run is never repeated.

A file holds the runs of a task and is named by them, behind what they have in common; its column ``run`` is their key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from partnerscape.scenario import InputError

from .files import read_table, write_table

RUN = "run"


class Pool:
    """The folder of runs. A file is read for its keys once, and again if it is another than it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[Path, tuple[tuple[int, int], list[str]]] = {}

    def places(self, programme: str) -> dict[str, Path]:
        """The file of every run of a programme; damaged files hold none."""
        found: dict[str, Path] = {}
        for path in sorted(self.folder.glob(f"{programme}-*.parquet")):
            found.update(dict.fromkeys(self._keys(path), path))
        return found

    def _keys(self, path: Path) -> list[str]:
        stamp = (path.stat().st_mtime_ns, path.stat().st_size)
        if path not in self._known or self._known[path][0] != stamp:
            table = read_table(path)
            self._known[path] = stamp, [] if table is None else table[RUN].tolist()
        return self._known[path][1]

    def add(self, programme: str, table: pd.DataFrame) -> None:
        """Keep runs, one per row, with their key as column ``run``."""
        name = hashlib.blake2b("".join(table[RUN]).encode(), digest_size=10).hexdigest()
        path = self.folder / f"{programme}-{name}.parquet"
        write_table(path, table)
        self._known[path] = (path.stat().st_mtime_ns, path.stat().st_size), table[RUN].tolist()

    def parts(self, programme: str, keys: Sequence[str]) -> list[pd.DataFrame]:
        """The runs of these keys, as the files have them.

        Raises
        ------
        InputError
            If a file is missing or damaged.
        """
        places, wanted = self.places(programme), set(keys)
        parts = []
        for path in dict.fromkeys(places[key] for key in keys):
            table = read_table(path)
            if table is None:
                found = "a missing or damaged one; run the study again"
                raise InputError(path, "", "", "a whole file of runs", found)
            parts.append(table[[key in wanted for key in table[RUN].tolist()]])
        return parts

    def of_other_builds(self, build: str) -> list[Path]:
        """Files of runs that other sources than this ``build`` have left."""
        return sorted(path for path in self.folder.glob("*.parquet") if not path.name.startswith(f"{build}-"))


def runs_in(paths: Iterable[Path]) -> int:
    """How many runs files hold; a damaged one holds none."""
    total = 0
    for path in paths:
        try:
            total += pq.read_metadata(path).num_rows
        except (OSError, pa.ArrowInvalid):
            continue
    return total
