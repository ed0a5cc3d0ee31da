"""Where a study's runs are kept: one Parquet file a task, written whole or not at all.

A file is named by the hash of all that decides its content (model build, scenario, policies, future),
so that an interrupted study goes on where it stopped and a changed one never mixes with an old one.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..folders import misfit
from ..scenario import InputError

DIGEST = b"partnerscape_digest"
WRITABLE = "a folder that can be written"


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
        raise InputError(path, "", "out", WRITABLE, error.strerror or str(error)) from None


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


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as Parquet with the hash of its content, whole or not at all."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), DIGEST: digest_of(table).encode()})
    sink = pa.BufferOutputStream()
    pq.write_table(arrow, sink, compression="zstd")
    write_whole(path, sink.getvalue().to_pybytes())


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
        raise InputError(named or folder, "", "out", WRITABLE, reason)
    return folder


class Store:
    """A study's folder: ``study.json`` (what was asked), ``policies`` and ``futures``, ``runs/``."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    @property
    def runs_folder(self) -> Path:
        """Where the tasks' files are."""
        return self.folder / "runs"

    def part(self, name: str) -> Store:
        """A store inside this one, for what an analysis runs beyond the design."""
        part = Store(self.folder / name)
        writable(part.runs_folder, self.folder)
        return part

    def open(self, asked: Mapping[str, Any]) -> None:
        """Begin or go on with a study; a folder that holds another one, or cannot be written, is refused."""
        expected = "an empty folder or this same study's"
        held = self._held()
        if held is not None and held.get("key") != asked["key"]:
            raise InputError(self.folder, "", "out", expected, "another study; choose another --out")
        writable(self.runs_folder, self.folder)
        if held is None and any(self.runs_folder.iterdir()):
            raise InputError(self.folder, "", "out", expected, "runs without their question")
        write_whole(self.folder / "study.json", json.dumps(asked, indent=2, default=str) + "\n")

    def _held(self) -> dict[str, Any] | None:
        """What ``study.json`` says; empty if that is no study's, None if it is not there."""
        try:
            content = (self.folder / "study.json").read_bytes()
        except (OSError, ValueError):  # ValueError: a name that no folder can have
            return None
        try:
            held = json.loads(content)
        except ValueError:
            return {}
        return held if isinstance(held, dict) else {}

    @property
    def asked(self) -> dict[str, Any]:
        """What the study asked: question, scenario, version, build, seeds."""
        held = self._held()
        if not held or not {"key", "question", "scenario"} <= held.keys():
            raise InputError(
                self.folder, "", "", "a folder of a study (with study.json)", "none" if held is None else "a damaged one"
            )
        return held

    def task_path(self, key: str) -> Path:
        """File of a task."""
        return self.runs_folder / f"{key}.parquet"

    def has(self, key: str, rows: int) -> bool:
        """Whether a task's file is there, whole and of the right length."""
        return read_table(self.task_path(key), rows) is not None

    def table(self, keys: list[str]) -> pd.DataFrame:
        """All runs of the tasks, sorted by future and policy: nothing trusts the order of files."""
        parts = []
        for key in keys:
            part = read_table(self.task_path(key))
            if part is None:
                raise InputError(
                    self.task_path(key), "", "", "a whole file of runs", "a missing or damaged one; run the study again"
                )
            parts.append(part)
        return pd.concat(parts).sort_values(["future", "policy"], kind="stable").reset_index(drop=True)
