"""What every request passes: the host by its name, the origin of a socket, the token, what a page may load."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit

import solara.server.starlette
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from partnerscape.language import in_language, language, speakable
from partnerscape.scenario import InputError

from .jobs import studies
from .jobs.folder import CANDIDATES, Folder

COOKIE = "partnerscape"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")
SHOWN = {".html": "text/html", ".png": "image/png", ".svg": "image/svg+xml", ".pdf": "application/pdf"}  # a study's pages
HEADERS = {
    "content-security-policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
PAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; frame-ancestors 'none'"  # a report runs no script


class Gate:
    """Lets through who may come in."""

    def __init__(self, inner: ASGIApp, host: str, token: str | None) -> None:
        self.inner, self.token = inner, token
        self.names = {*NAMES, host, f"[{host}]"} if token is None else None  # with a token, any name will do

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] not in ("http", "websocket"):
            return await self.inner(scope, receive, send)
        asked = HTTPConnection(scope)
        refused = self._refused(asked)
        if refused is None:
            return await self.inner(scope, receive, _with_headers(send))
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        return await refused(scope, receive, send)

    def _refused(self, asked: HTTPConnection) -> Response | None:
        host = asked.headers.get("host", "")
        if self.names is not None and _name(host) not in self.names:  # another site's name that leads here
            return PlainTextResponse("unknown host", 421)
        origin = asked.headers.get("origin")
        if origin and urlsplit(origin).netloc != host:
            return PlainTextResponse("another origin", 403)
        return self._without_token(asked) if self.token is not None else None

    def _without_token(self, asked: HTTPConnection) -> Response | None:
        if _same(asked.cookies.get(COOKIE, ""), self.token or ""):
            return None
        query = dict(parse_qsl(asked.url.query))
        if not _same(query.pop("token", ""), self.token or ""):
            return PlainTextResponse("Open the address that the command printed: it ends with the token.", 401)
        answer = RedirectResponse(f"{asked.url.path}?{urlencode(query)}", 303)
        answer.set_cookie(COOKIE, self.token or "", httponly=True, samesite="strict")
        return answer


def _name(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] if ":" in host else host


def _same(given: str, token: str) -> bool:
    return secrets.compare_digest(given.encode(), token.encode())


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *((name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in there),
            ]
        await send(message)

    return sending


def gated(folder: Folder, host: str, token: str | None) -> ASGIApp:
    """Solara's application, a study's pages and board paper, and candidates' workbooks, behind the gate."""

    def page(request: Request) -> Response:
        path = folder.inside(request.path_params["path"])
        if path is None or path.suffix not in SHOWN or not path.is_file():
            return PlainTextResponse("no such page", 404)
        return FileResponse(path, media_type=SHOWN[path.suffix], headers={"content-security-policy": PAGE})

    def board(request: Request) -> Response:
        """The board paper of a study, made anew from what the study stored."""
        asked = request.query_params.get("language", "")
        try:
            with in_language(asked if asked in speakable() else language()):
                paper = studies.board(folder, request.path_params["path"])
        except InputError:
            return PlainTextResponse("no such study", 404)
        return HTMLResponse(paper, headers={"content-security-policy": PAGE})

    def workbook(request: Request) -> Response:
        path = folder.saved_workbook(request.path_params["path"])
        if path is None:
            return PlainTextResponse("no such workbook", 404)
        return FileResponse(path, media_type=SHEETS, filename=path.name)

    routes = [
        Route("/pages/{path:path}", page),
        Route(f"{studies.BOARD}/{{path:path}}", board),
        Route(f"/{CANDIDATES}/{{path:path}}", workbook),
        Mount("/", solara.server.starlette.app),
    ]
    return Gate(Starlette(routes=routes, lifespan=solara.server.starlette.app.router.lifespan_context), host, token)
