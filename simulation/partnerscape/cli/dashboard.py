"""The dashboard in a browser on this machine: ``dashboard``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import app


@app.command()
def dashboard(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[SCENARIO|FOLDER]", help="A scenario to open, by name or TOML file, or the folder to work in."),
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="The only folder that is read and written; default: this one.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; one that other machines reach needs --token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8765,
    token: Annotated[str | None, typer.Option(help="Asked for once per browser; at least 16 characters.")] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Open the dashboard: try levers, explore a study's map, follow partners, save candidates."""
    from urllib.parse import urlencode

    from partnerscape.dashboard.jobs.folder import Folder
    from partnerscape.dashboard.serve import serve
    from partnerscape.scenario import shipped

    path = Path(what) if what is not None and what not in shipped("scenarios") else None
    is_folder = path is not None and path.is_dir()
    chosen = Folder.at(folder or (path if is_folder and path else path.parent if path else Path()))
    name = "" if what is None or is_folder else path.stem if path else what
    if name:
        chosen.scenario(name)  # a mistake is said here, before a browser opens
    start = urlencode({"screen": "try", "programme": name}) if name else ""
    serve(chosen, host, port, token, start, browser)
