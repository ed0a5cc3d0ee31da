"""Files and tables, written whole or not at all, and read only if they are what was written."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from partnerscape.scenario import InputError
from partnerscape.system.folders import misfit

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
    draft = path.parent / f".{path.name}.{secrets.token_hex(6)}"  # not a mkstemp: that one only its owner may read
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
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    metadata = {**(arrow.schema.metadata or {}), DIGEST: digest_of(table).encode()}
    if columns:
        metadata[COLUMNS] = json.dumps([asdict(column) for column in columns], ensure_ascii=False).encode()
        fields = zip(arrow.schema, columns, strict=True)
        told = [field.with_metadata({"unit": column.unit, "meaning": column.meaning}) for field, column in fields]
        arrow = arrow.cast(pa.schema(told))
    sink = pa.BufferOutputStream()
    pq.write_table(arrow.replace_schema_metadata(metadata), sink, compression="zstd")
    write_whole(path, sink.getvalue().to_pybytes())


def columns_in(path: Path) -> list[Column]:
    """What a table's file says of its columns; empty if it says nothing."""
    metadata = pq.read_schema(path).metadata or {}
    return [Column(**column) for column in json.loads(metadata.get(COLUMNS, b"[]"))]


def read_table(path: Path, rows: int | None = None) -> pd.DataFrame | None:
    """A table as it was written; None if it is damaged, of another length or not there."""
    try:
        arrow = pq.read_table(path)
    except (OSError, pa.ArrowInvalid):
        return None
    table = arrow.to_pandas()
    if rows is not None and len(table) != rows:
        return None
    return table if (arrow.schema.metadata or {}).get(DIGEST, b"").decode() == digest_of(table) else None


FORMATS = ("csv", "parquet", "json")


def save_tables(folder: Path, tables: Mapping[str, pd.DataFrame], file_format: str) -> None:
    """Write tables as ``name.csv``, ``name.parquet`` or ``name.json`` (records), each whole or not at all."""
    for name, table in tables.items():
        path = folder / f"{name}.{file_format}"
        if file_format == "parquet":
            write_table(path, table)
        else:
            write_whole(path, table.to_csv(index=False) if file_format == "csv" else table.to_json(orient="records", indent=1))


def writable(folder: Path, named: Path | None = None) -> Path:
    """A folder that can be written, made if need be; ``named`` is the one that a user asked for."""
    if reason := misfit(folder):
        raise InputError(named or folder, (), "out", WRITABLE, reason)
    return folder
