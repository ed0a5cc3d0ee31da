"""The folder of an import: all of its files or none, and reading them back."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from partnerscape.scenario import formats
from partnerscape.scenario.errors import InputError, Shown
from partnerscape.study.jobs.files import Column, read_table, writable, write_table, write_whole
from partnerscape.study.jobs.store import held_in, writable_without_study
from partnerscape.version import __version__

from .ids import HEX
from .map import as_toml
from .monthly import COLUMNS as OF_PANEL
from .panel import Imported
from .people import COLUMNS as OF_PARTNERS

PANEL, PARTNERS, MAP, RECORD, KEY, PAGE = (
    "panel.parquet",
    "partners.parquet",
    "map.toml",
    "import.json",
    "key.json",
    "import.html",
)


def save_panel(imported: Imported, folder: str | Path, pages: Mapping[str, str] | None = None) -> Path:
    """Write an import whole or not at all.

    ``panel.parquet``, ``partners.parquet``, ``map.toml``, ``import.json`` and, unless ids are kept, ``key.json``. A folder that
    has a key keeps it, so that a partner's pseudonym stays the same from import to import.

    Parameters
    ----------
    imported : Imported
    folder : str or Path
    pages : mapping of str to str, optional
        Further files by name; ``partnerscape.show.own_data.panel.save_import`` adds the page.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        If the folder cannot be written, or its key cannot be read.
    """
    folder = Path(folder)
    there = folder.exists()
    writable_without_study(folder)
    draft = folder / f".{secrets.token_hex(6)}"
    try:
        writable(draft, folder)
        _write(with_key(imported, folder), draft, pages or {})
        for file in sorted(draft.iterdir(), key=lambda file: file.name == RECORD):  # the record last: it says that all is there
            os.replace(file, folder / file.name)
        if imported.ids_kept:
            (folder / KEY).unlink(missing_ok=True)
    except OSError as error:
        raise InputError(folder, "", "out", "a folder that can be written", Shown(error.strerror or str(error))) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if not there and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return folder


def with_key(imported: Imported, folder: Path) -> Imported:
    """The import with the salt that a folder keeps, so that pseudonyms stay the same.

    Raises
    ------
    InputError
        If the folder's key is damaged: new pseudonyms would not be those of the last import.
    """
    path = folder / KEY
    if imported.ids_kept or not path.exists():
        return imported
    try:
        salt = json.loads(path.read_text(encoding="utf-8"))["salt"]
    except (OSError, ValueError, KeyError, TypeError):
        salt = ""
    if not isinstance(salt, str) or not HEX.fullmatch(salt):
        advice = "restore it, or delete it to get new pseudonyms"
        raise InputError(path, "", "salt", "the key that an earlier import has written", Shown("a damaged file"), advice)
    return imported.salted(salt)


def _write(imported: Imported, folder: Path, pages: Mapping[str, str]) -> None:
    write_table(folder / PANEL, imported.panel, _columns(imported.panel, OF_PANEL))
    write_table(folder / PARTNERS, imported.partners, _columns(imported.partners, OF_PARTNERS))
    write_whole(folder / MAP, as_toml(imported.map, imported.source["file"]))
    write_whole(folder / RECORD, json.dumps(record(imported), indent=2, ensure_ascii=False) + "\n")
    for name, text in pages.items():
        write_whole(folder / name, text)
    if not imported.ids_kept:
        key = {
            "keep": "Secret: it says who is who. With it, later imports into this folder give every partner the same pseudonym.",
            "salt": imported.salt,
            "ids": {pseudonym: name for name, pseudonym in sorted(imported.pseudonyms.items(), key=lambda pair: pair[1])},
        }
        write_whole(folder / KEY, json.dumps(key, indent=2, ensure_ascii=False) + "\n")
        (folder / KEY).chmod(0o600)


def _columns(table: pd.DataFrame, known: Mapping[str, tuple[str, str]]) -> list[Column]:
    return [Column(name, name, *known[name]) for name in table.columns]


def record(imported: Imported) -> dict[str, Any]:
    """What an import was: source, period, version, totals, everything dropped and why."""
    months = imported.months
    return {
        "format": formats.IMPORT,
        "version": __version__,
        "source": imported.source,
        "period": {"first": months["calendar"].iloc[0], "last": months["calendar"].iloc[-1], "months": len(months)},
        "missing_months": list(months.loc[~months["known"], "calendar"]),
        "partners": len(imported.people),
        "selling_partners": int(imported.people["first_month"].notna().sum()),
        "currency": imported.currency,
        "pseudonyms": not imported.ids_kept,
        "total_of_the_file": round(imported.total, 6),
        "steps": [
            {"reason": step.reason, "rows": step.rows, "amount": round(step.amount, 6), "first_rows": list(step.lines)}
            for step in imported.steps
        ],
        "total_of_the_panel": round(float(imported.sales["revenue"].sum()), 6),
        "warnings": [note.text for note in imported.notes if note.warning],
        "notes": [note.text for note in imported.notes if not note.warning],
        "by_month": months.to_dict("records"),
        "columns": imported.map.named,
    }


def read_panel(folder: str | Path) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    """Panel, partners and record of an import's folder.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    tuple
        ``panel`` and ``partners`` as tables, ``import.json`` as values.

    Raises
    ------
    InputError
        If it holds no import, or files that were changed since.
    """
    folder = Path(folder)
    record = held_in(folder / RECORD) or None
    formats.check_format(folder / RECORD, formats.IMPORT, record or {})
    tables = [read_table(folder / name) for name in (PANEL, PARTNERS)]
    if record is None or any(table is None for table in tables):
        found = Shown("an import whose files were changed" if record is not None else "no import")
        raise InputError(folder, "", "", "a folder that partnerscape import has written", found, "import the sales again")
    return tables[0], tables[1], record
