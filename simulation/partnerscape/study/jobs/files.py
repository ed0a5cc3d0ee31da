"""Files and tables, written whole or not at all, and read only if they are what was written."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from partnerscape.scenario import InputError
from partnerscape.system.folders import draft_of, misfit

WRITABLE = "a folder that can be written"
DIGEST, COLUMNS = b"partnerscape_digest", b"partnerscape_columns"


@dataclass(frozen=True)
class Column:
    """A column as other tools read it: its name, what analyses call it, unit, meaning."""

    name: str
    inner: str
    unit: str
    meaning: str


def digest_of(table: pd.DataFrame) -> str:
    """Hash of a table's names and bits, in the order given."""
    digest = hashlib.sha256("|".join(table.columns).encode())
    for name in table.columns:
        values = table[name].to_numpy()
        digest.update(values.tobytes() if values.dtype.kind in "biuf" else "|".join(map(str, values)).encode())
    return digest.hexdigest()[:32]


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file so that it is there whole or not at all, text as UTF-8.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        _write_whole(path, content.encode("utf-8", "replace") if isinstance(content, str) else content)
    except OSError as error:  # a disk that is full by now
        raise InputError(path, (), "out", WRITABLE, error.strerror or str(error)) from None


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_of(path)  # not a mkstemp: that one only its owner may read
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_table(path: Path, table: pd.DataFrame, columns: Sequence[Column] = ()) -> None:
    """Write a table as Parquet with the hash of its content, whole or not at all.

    Units and meanings of ``columns`` go into the file's metadata as JSON (which DuckDB and Polars read too), and to the fields.
    """
    write_whole(path, as_parquet(table, columns))


def as_parquet(table: pd.DataFrame, columns: Sequence[Column] = ()) -> bytes:
    """The bytes of a table's file, see :func:`write_table`."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    described = json.dumps([asdict(column) for column in columns], ensure_ascii=False).encode() if columns else b""
    metadata = {**(arrow.schema.metadata or {}), DIGEST: _digest(table, described)} | ({COLUMNS: described} if columns else {})
    if columns:
        fields = zip(arrow.schema, columns, strict=True)
        noted = [field.with_metadata({"unit": column.unit, "meaning": column.meaning}) for field, column in fields]
        arrow = arrow.cast(pa.schema(noted))
    sink = pa.BufferOutputStream()
    pq.write_table(arrow.replace_schema_metadata(metadata), sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def _digest(table: pd.DataFrame, described: bytes) -> bytes:
    """Hash of a table's content and of what its file says of its columns."""
    content = digest_of(table).encode()
    return content + b"-" + hashlib.sha256(described).hexdigest()[:32].encode() if described else content


def columns_in(path: Path) -> list[Column]:
    """What a table's file says of its columns; empty if it says nothing."""
    metadata = pq.read_schema(path).metadata or {}
    return [Column(**column) for column in json.loads(metadata.get(COLUMNS, b"[]"))]


def read_table(path: Path, rows: int | None = None) -> pd.DataFrame | None:
    """A table as it was written; None if it is damaged, of another length or not there."""
    try:
        return table_in(path.read_bytes(), rows)
    except OSError:
        return None


def table_in(content: bytes, rows: int | None = None) -> pd.DataFrame | None:
    """A table from the bytes of its file; None if these are damaged, of another length or another tool's."""
    try:
        arrow = pq.read_table(pa.BufferReader(content))
        table = arrow.to_pandas()
        metadata = arrow.schema.metadata or {}
        kept = metadata.get(DIGEST, b"")
        described = metadata.get(COLUMNS, b"") if b"-" in kept else b""  # files of earlier versions have the content's hash alone
        whole = kept == _digest(table, described) and (rows is None or len(table) == rows)
        return table if whole else None
    except Exception:  # noqa: BLE001 - a flipped bit may make a Parquet file anything, and its reader raise anything
        return None


def writable(folder: Path, named: Path | None = None) -> Path:
    """A folder that can be written, made if need be; ``named`` is the one that a user asked for."""
    if reason := misfit(folder):
        raise InputError(named or folder, (), "out", WRITABLE, reason)
    return folder
