"""A company's own sales as a panel: ``import``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .app import FAILED, app
from .console import console, print_json, say
from .options import AsJson

if TYPE_CHECKING:
    from partnerscape.own_data.panel import Imported

TO_CONFIRM = "--yes to accept the mapping above, or --map with a map of your own"


@app.command("import")
def import_(
    sales: Annotated[
        Path,
        typer.Argument(
            help="Your sales as CSV, Excel (.xlsx) or Parquet: one row per partner and month, per order, or per deal."
        ),
    ],
    partners: Annotated[Path | None, typer.Option(help="A table of partners: id, and any of segment, signed, left.")] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", help="How to read the file, or a part of it: a TOML file such as the map.toml of an import."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the result. Default: NAME_panel in the current folder.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept the proposed mapping of columns.")] = False,
    keep_ids: Annotated[bool, typer.Option("--keep-ids", help="Keep your partners' ids; default: pseudonyms.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read your own sales into one tidy panel to fit the model to: what was read, what was dropped and why."""
    from partnerscape.own_data.panel import import_sales
    from partnerscape.own_data.panel.save import PAGE, record
    from partnerscape.show.own_data.panel import save_import
    from partnerscape.show.own_data.panel.words import print_import
    from partnerscape.system.output import as_text

    folder = out or Path(f"{sales.stem}_panel")
    imported = import_sales(sales, partners, map_file, keep_ids=keep_ids)
    if not as_json:
        print_import(imported, console())
    if not yes and map_file is None:
        _confirm(imported)
    save_import(imported, folder)
    if as_json:
        print_json(record(imported))
    say(f"panel, map and page in {as_text(str(folder))}; the page: {as_text(str(folder / PAGE))}")


def _confirm(imported: Imported) -> None:
    """Ask whether the mapping is right; a script says so beforehand.

    Raises
    ------
    InputError
        Where nobody can be asked.
    """
    from partnerscape.own_data.panel import as_toml
    from partnerscape.scenario import InputError

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError("command line", "", "import", TO_CONFIRM, "neither, and no terminal to ask")
    if not typer.confirm("Is this how your file is meant?", err=True):
        print(as_toml(imported.map, imported.source["file"]))
        say("Nothing written. Save the map above, edit it, and pass it with --map.")
        sys.exit(FAILED)
