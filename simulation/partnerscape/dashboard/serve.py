"""The server: on this machine only unless a token is given, with every asset from this machine."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
import threading
import warnings
from pathlib import Path

from partnerscape.scenario import InputError

from .jobs.folder import Folder

LARGEST_MESSAGE = 14_000_000  # bytes over the socket: the largest upload, as base64
SETTINGS = {  # of Solara: no telemetry, nothing from elsewhere; a missing asset fails here, not abroad
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",
    "SOLARA_ASSETS_PROXY": "True",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "Partnerscape",
    "SOLARA_KERNEL_CULL_TIMEOUT": "2h",
    "SOLARA_KERNEL_MAX_COUNT": "64",
    "SOLARA_MODE": "production",
    "SOLARA_APP": "partnerscape.dashboard.app",
}
EXTRA = "pip install 'partnerscape[dashboard]'"


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check(host: str, token: str | None) -> None:
    """Refuse to be reached from elsewhere without a token that nobody guesses.

    Raises
    ------
    InputError
    """
    if not is_loopback(host) and not token:
        raise InputError("command line", (), "--token", f"a token, since {host} can be reached from other machines", "nothing")
    if token is not None and not is_loopback(host) and len(token) < 16:
        raise InputError("command line", (), "--token", "at least 16 characters", f"{len(token)}")


def serve(folder: Folder, host: str, port: int, token: str | None, start: str, opened: bool = False) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    folder : Folder
        The only place that is read from and written to.
    host, port
    token : str or None
        Asked for once per browser; None: none is.
    start : str
        The query of the first address.
    opened : bool
        Whether to open a browser.

    Raises
    ------
    InputError
        For a host that needs a token, for a port that is taken, and without the extra ``dashboard``.
    """
    check(host, token)
    os.environ.update(SETTINGS)
    os.environ.setdefault("SOLARA_SESSION_SECRET_KEY", secrets.token_urlsafe())
    try:
        import uvicorn

        from .gate import gated
    except ModuleNotFoundError as error:
        raise InputError("dashboard", (), "", f"the extra dashboard: {EXTRA}", f"no module {error.name}") from None
    _check_port(host, port)
    folder.choose()
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/?{start}"
    print(f"Dashboard: {address}{f'&token={token}' if token else ''}\nFolder: {folder.path}\nStop: Ctrl+C", flush=True)
    if opened:
        import webbrowser

        threading.Timer(1.5, webbrowser.open, (address + (f"&token={token}" if token else ""),)).start()
    threading.Thread(target=_warm, args=(folder, start), daemon=True).start()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        uvicorn.run(
            gated(folder, host, token),
            host=host,
            port=port,
            log_level="warning",
            ws_max_size=LARGEST_MESSAGE,
            server_header=False,
        )


def _warm(folder: Folder, start: str) -> None:
    """Load the compiled month, and begin with the futures of the programme asked for, before the browser asks."""
    from partnerscape.engine.build import compiled_month

    from .jobs.live import FIRST, FUTURES
    from .state.draft import Draft

    compiled_month()
    name = Draft.read(start).programme
    if name:
        with contextlib.suppress(InputError):  # a mistake is the page's to say
            FUTURES.of(folder.scenario(name), FIRST, lambda: False, lambda _: None)


def _check_port(host: str, port: int) -> None:
    import socket

    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            found = error.strerror or str(error)
            raise InputError("command line", (), "--port", "a port that is free here", f"{host}:{port}: {found}") from None


def folder_at(path: Path) -> Folder:
    """The folder that is served."""
    return Folder.at(path)
