"""The only way to the API: who is not known is turned away here, before anything of the request is read.

A pure ASGI middleware on the app. It takes everything below /api out of the app's hands, under whatever spelling, and
hands the API only what has a valid token and a small body that has arrived. The API then knows paths in one spelling.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clock import Clock
from errors import MngrError
from tokens import Token, Tokens
from web.api.answers import refused
from web.api.refusals import TooManyGuesses, Unauthenticated
from web.throttle import Throttle, source_of
from web.wire import close_socket, read_body, replay

ALWAYS: Final = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


OPENAPI: Final = "/api/openapi.json"
"""What a parent may read in the browser, too: the description of the API. It says nothing of this house."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a token, and the address it was used from."""

    token: Token
    address: str


class Door:
    """Lets nobody to ``api`` without a token; everything that is not below /api goes on to ``app``."""

    def __init__(self, app: ASGIApp, api: ASGIApp, tokens: Tokens, clock: Clock, language: str) -> None:
        self._app = app
        self._api = api
        self._tokens = tokens
        self._throttle = Throttle(clock)
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is below /api, pass on the rest."""
        if scope["type"] not in {"http", "websocket"} or not leads_to_api(scope["path"]):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await close_socket(send)
            return
        send = _with_headers(send)
        if scope["path"] == OPENAPI and scope["method"] == "GET" and "access" in scope.get("state", {}):
            await self._api(scope, receive, send)
            return
        try:
            caller = self._caller(scope)
            body = await read_body(scope, receive)
        except MngrError as error:
            await refused(error, self._language)(scope, receive, send)
            return
        if body is not None:
            state = {**scope.get("state", {}), "caller": caller}
            await self._api({**scope, "state": state}, replay(body, receive), send)

    def _caller(self, scope: Scope) -> Caller:
        """Who asks. Raises Unauthenticated, and TooManyGuesses also for the right token."""
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if not given:
            raise Unauthenticated
        source = source_of(scope.get("client"))
        if seconds := self._throttle.wait(source):
            raise TooManyGuesses(seconds=seconds)
        kind, _, secret = given[0].decode("latin-1").partition(" ")
        right_kind = len(given) == 1 and kind.lower() == "bearer"
        token = self._tokens.verify(secret.strip(" ")) if right_kind else None
        if token is None:
            self._throttle.failed(source)
            raise Unauthenticated
        self._throttle.succeeded(source)
        return Caller(token, scope["client"][0] if scope.get("client") else "")


def leads_to_api(path: str) -> bool:
    """Whether a path is below /api, or could be taken for one that is by anything behind us."""
    text = path
    for _ in range(3):
        text = unquote(text)
    text = re.sub(r"[/\\]+", "/", text.lower())
    return any(one.lstrip("/").partition("/")[0] == "api" for one in (text, posixpath.normpath(text)))


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *ALWAYS]}
        await send(message)

    return with_headers
