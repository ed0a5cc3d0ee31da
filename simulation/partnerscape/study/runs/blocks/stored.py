"""A block's file: named by what decides its rows, and holding the SHA-256 of its own bytes.

Name and content appear in one rename, so that no second writer can part them; whoever plays the block again replaces the
file by one with the same rows, so that nothing is ever there twice. The hash is of the whole file with zeros in its own
place: a bit that has changed anywhere, metadata included, is found.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ...jobs.files import digest_of, write_whole
from ...jobs.pool import DAMAGED

BLOCKS = "blocks"  # folder
MARK, EMPTY = b"sha256:", b"0" * 64
PLAYED = b"partnerscape_played"  # who played it, with which versions, how fast
WHOLE = {"policy": np.int64, "future": np.int64}  # columns of whole numbers


@dataclass(frozen=True)
class Stored:
    """A block's rows, and what its file says of how they were played."""

    table: pd.DataFrame
    played: dict[str, Any]


def path_of(folder: Path, key: str) -> Path:
    """Where a block is kept: few files per folder, whatever the size."""
    return folder / BLOCKS / key[:2] / f"{key}.parquet"


def write_block(path: Path, table: pd.DataFrame, played: Mapping[str, Any]) -> str:
    """Write a block whole or not at all; returns the hash of its rows.

    Raises
    ------
    InputError
        If it cannot be written: a full disk, say.
    """
    digest = digest_of(table)
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    metadata = {b"partnerscape_file": MARK + EMPTY, PLAYED: json.dumps({**played, "digest": digest}).encode()}
    sink = pa.BufferOutputStream()
    options: dict[str, Any] = {"compression": "zstd", "use_dictionary": False}
    pq.write_table(arrow.replace_schema_metadata(metadata), sink, **options)
    write_whole(path, _sealed(sink.getvalue().to_pybytes()))
    return digest


def _sealed(content: bytes) -> bytes:
    """A file with its own hash in the place that was kept for it."""
    at = content.rindex(MARK) + len(MARK)
    return content[:at] + hashlib.sha256(content).hexdigest().encode() + content[at + len(EMPTY) :]


def _is_whole(content: bytes) -> bool:
    at = content.rfind(MARK) + len(MARK)
    if at < len(MARK):
        return False
    empty = content[:at] + EMPTY + content[at + len(EMPTY) :]
    return hashlib.sha256(empty).hexdigest().encode() == content[at : at + len(EMPTY)]


def read_block(path: Path, columns: list[str] | None = None) -> Stored | None:
    """A block; None if it is not there. A damaged one is set aside and is not there either."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if not _is_whole(content):
        set_aside(path)
        return None
    arrow = pq.read_table(io.BytesIO(content), columns=columns)
    return Stored(arrow.replace_schema_metadata(None).to_pandas(), json.loads((arrow.schema.metadata or {})[PLAYED]))


def set_aside(path: Path) -> None:
    """Rename a damaged file, so that no pattern for results reads it."""
    try:
        os.replace(path, path.with_name(path.name + DAMAGED))
    except OSError:
        return  # another process was faster, or nothing can be written


def damaged_in(folder: Path) -> list[Path]:
    """Files of blocks that were set aside."""
    return sorted((folder / BLOCKS).glob(f"*/*{DAMAGED}"))


def names_in(folder: Path) -> set[str]:
    """Keys of all blocks that a folder holds, by their names alone."""
    names: set[str] = set()
    for one in _folders(folder / BLOCKS):
        with os.scandir(one) as entries:
            names.update(entry.name.removesuffix(".parquet") for entry in entries if entry.name.endswith(".parquet"))
    return names


def _folders(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.path for entry in entries if entry.is_dir()]
    except FileNotFoundError:
        return []
