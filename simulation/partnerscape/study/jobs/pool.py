"""All runs of a study, whichever analysis made them, by their keys: a stored run is never repeated.

A file holds the runs of a task; its column ``run`` is their key. It is named by what these have in common and by the SHA-256
of its own bytes: name and content appear together in one rename, so that no moment and no second writer can part them, and
a file that a disk or network has changed since differs from its hash.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from partnerscape.scenario import InputError

from .files import as_parquet, write_whole

RUN = "run"
NAMED = re.compile(r"-([0-9a-f]{64})\.parquet$")
DAMAGED = ".damaged"  # ends the name of a file that is set aside: no pattern for results reads it


class Pool:
    """The folder of runs. A file is read for its keys once, and again if it is another than it was.

    ``note`` receives one line on files that are damaged; they are set aside, and their runs are simulated again.
    """

    def __init__(self, folder: Path, note: Callable[[str], object] = warnings.warn) -> None:
        self.folder = folder
        self.note = note
        self._known: dict[Path, tuple[tuple[int, int], list[str]]] = {}
        self._told: set[Path] = set()

    def places(self, programme: str) -> dict[str, Path]:
        """The file of every run of a programme; damaged files are set aside and hold none."""
        files: dict[str, Path] = {}
        damaged = []
        for path in sorted(self.folder.glob(f"{programme}-*.parquet")):
            keys = self._keys(path)
            if keys is None:
                damaged.append(path)
            else:
                files.update(dict.fromkeys(keys, path))
        self._set_aside(damaged)
        return files

    def _keys(self, path: Path) -> list[str] | None:
        """The keys of the runs in a file; None if it is damaged."""
        stamp = _stamp(path)
        if path not in self._known or self._known[path][0] != stamp:
            table = _read(path)
            if table is None:
                return None
            self._known[path] = stamp, table[RUN].tolist()
        return self._known[path][1]

    def _set_aside(self, damaged: Sequence[Path]) -> None:
        for path in damaged:
            try:
                os.replace(path, path.with_name(path.name + DAMAGED))
            except OSError:
                continue  # another process was faster, or nothing can be written: the file is left and not read
        if damaged and damaged[0] not in self._told:
            self._told.update(damaged)
            files = f"{len(damaged)} damaged file{'s' if len(damaged) > 1 else ''} of runs"
            self.note(f"{self.folder}: {files} (first: {damaged[0].name}{DAMAGED}); these runs are simulated again")

    def add(self, programme: str, table: pd.DataFrame) -> None:
        """Keep runs, one per row, with their key as column ``run``."""
        content = as_parquet(table)
        path = self.folder / f"{programme}-{hashlib.sha256(content).hexdigest()}.parquet"
        write_whole(path, content)
        self._known[path] = _stamp(path), table[RUN].tolist()

    def parts(self, programme: str, keys: Sequence[str]) -> list[pd.DataFrame]:
        """The runs of these keys, as the files have them.

        Raises
        ------
        InputError
            If a file is missing or damaged.
        """
        places, wanted = self.places(programme), set(keys)
        parts = []
        for path in dict.fromkeys(places[key] for key in keys if key in places):
            table = _read(path)
            if table is None:
                found = "a missing or damaged one; run the study again"
                raise InputError(path, "", "", "a whole file of runs", found)
            parts.append(table[[key in wanted for key in table[RUN].tolist()]])
        return parts

    def of_other_builds(self, build: str) -> list[Path]:
        """Files of runs that other sources than this ``build`` have left."""
        return sorted(path for path in self.folder.glob("*.parquet") if not path.name.startswith(f"{build}-"))


def _stamp(path: Path) -> tuple[int, int]:
    """When a file was written, and its size; of one that is gone, neither."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _read(path: Path) -> pd.DataFrame | None:
    """A file of runs; None if its bytes are not those that its name was made of, or it is gone."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    named = NAMED.search(path.name)
    if named is None or hashlib.sha256(content).hexdigest() != named[1]:
        return None
    table = pq.read_table(io.BytesIO(content)).to_pandas()
    return table if RUN in table else None


def runs_in(paths: Iterable[Path]) -> int:
    """How many runs files hold; a damaged one holds none."""
    return sum(_rows(paths))


def _rows(paths: Iterable[Path]) -> Iterator[int]:
    for path in paths:
        try:
            yield pq.read_metadata(path).num_rows
        except Exception:  # noqa: BLE001 - of a damaged file the reader raises anything
            yield 0
