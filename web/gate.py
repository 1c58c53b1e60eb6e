"""The gate: without a session nothing answers but what is named here, and pages of other sites get nothing done.

A pure ASGI middleware, so it stands before pages, static files, uploads and WebSockets alike. What it lets in has an
:class:`accounts.Access` in ``scope["state"]["access"]``; whoever acts asks that again.
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Final
from urllib.parse import quote

from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from accounts import Access, Accounts, Sessions
from web.api.door import leads_to_api
from web.sockets import OpenSockets
from web.wire import (
    SAFE_METHODS,
    BodyTooLarge,
    BodyTooSlow,
    close_socket,
    comes_from_elsewhere,
    cookie,
    has_header,
    header,
    is_same_origin,
    read_body,
    replay,
)

logger = logging.getLogger(__name__)

COOKIE: Final = "timekpr_mngr_session"
OPEN_PATHS: Final = frozenset({"/login", "/login/code", "/setup", "/healthz", "/favicon.ico", "/manifest.webmanifest"})
OPEN_FOLDER: Final = "/assets/"
"""Style sheet and icons of the plain pages; one name below it, no folders."""
CHILD_PATHS: Final = re.compile(r"/c(/[A-Za-z0-9_-]{1,100})?")
"""A child's own page, which looks at a cookie of its own (:mod:`web.child`), and the links to it; nothing below."""
SOCKETS: Final = "/_nicegui_ws/"
"""Where pages poll that have no WebSocket; such a request hangs until there is something to tell."""
FORMS: Final = frozenset({"/login", "/login/code", "/setup", "/c/ask"})
"""They carry a token of their own, so they also take what says nothing of where it comes from. So does the API, whose
door looks at the token before it reads anything, and knows no cookie where something is changed."""


class Gate:
    """Knows who asks by the cookie, and turns everybody else away."""

    def __init__(self, app: ASGIApp, accounts: Accounts, sessions: Sessions, sockets: OpenSockets) -> None:
        self._app = app
        self._accounts = accounts
        self._sessions = sessions
        self._sockets = sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or answer."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        access = self._access(scope)
        if access is None or not is_same_origin(scope):
            await close_socket(send)
            return
        await self._touch(access)
        await self._sockets.run(self._app, access, _known(scope, access), receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, access = scope["path"], self._access(scope)
        by_itself = path in FORMS or leads_to_api(path)
        is_unsafe = scope["method"] not in SAFE_METHODS
        if comes_from_elsewhere(scope) or (is_unsafe and not by_itself and not is_same_origin(scope)):
            logger.info("a request of another site was refused")
            await _json(403, "foreign_origin", "This was asked by a page of another site.")(scope, receive, send)
        elif leads_to_api(path):
            await self._app(_known(scope, access) if access else scope, receive, send)
        elif access is not None:
            await self._touch(access)
            known = _known(scope, access)
            if path.startswith(SOCKETS):
                await self._sockets.answer(self._let_in, access, known, receive, send, ended_by=SIGN_IN_FIRST)
            else:
                await self._let_in(known, receive, send)
        elif is_open(path):
            await self._let_in(scope, receive, send)
        else:
            await self._turn_away(scope)(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """With the whole body at hand: nothing behind this can be kept waiting by one that never comes to an end."""
        if scope["method"] in SAFE_METHODS and not _says_it_has_a_body(scope):
            await self._app(scope, receive, send)
            return
        try:
            body = await read_body(scope, receive)
        except (BodyTooLarge, BodyTooSlow) as error:
            status = 413 if isinstance(error, BodyTooLarge) else 408
            await PlainTextResponse(error.text(), status, {"Connection": "close"})(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, replay(body, receive), send)

    def _access(self, scope: Scope) -> Access | None:
        session = self._sessions.find(cookie(scope, COOKIE) or "")
        if session is None:
            return None
        access = Access(self._accounts, self._sessions, session)
        return access if access.is_live else None

    async def _touch(self, access: Access) -> None:
        if self._sessions.needs_touch(access.session):
            await asyncio.to_thread(self._sessions.touch, access.session)

    def _turn_away(self, scope: Scope) -> Response:
        """To the sign-in with whoever looks for a page; a plain no to everything else."""
        if scope["method"] in SAFE_METHODS and "text/html" in (header(scope, b"accept") or ""):
            if not self._accounts.is_set_up:
                return RedirectResponse(_here(scope, "/setup"), 303)
            wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            follow = f"?next={quote(wanted[:500], safe='/')}" if wanted != "/" else ""
            return RedirectResponse(_here(scope, f"/login{follow}"), 303)
        return SIGN_IN_FIRST


def is_open(path: str) -> bool:
    """Whether a path answers without a session, in exactly this spelling."""
    name = path.removeprefix(OPEN_FOLDER)
    if CHILD_PATHS.fullmatch(path):
        return True
    return path in OPEN_PATHS or (path.startswith(OPEN_FOLDER) and bool(name) and not set(name) & set("/\\%"))


def prefix_of(scope: Scope) -> str:
    """Below which path a proxy shows us; nothing without one. :class:`web.front.Front` has checked it."""
    return header(scope, b"x-forwarded-prefix") or ""


def is_encrypted(scope: Scope) -> bool:
    """Whether the browser's side of the way is."""
    return scope["scheme"] in {"https", "wss"}


def _here(scope: Scope, path: str) -> str:
    return prefix_of(scope) + path


def _known(scope: Scope, access: Access) -> Scope:
    return {**scope, "state": {**scope.get("state", {}), "access": access}}


def _says_it_has_a_body(scope: Scope) -> bool:
    return has_header(scope, b"transfer-encoding") or (header(scope, b"content-length") or "0") != "0"


def _json(status: int, code: str, sentence: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": sentence}}, status, {"Cache-Control": "no-store"})


SIGN_IN_FIRST: Final = _json(401, "signed_out", "Sign in first.")
