"""The only way to the API: who is not known is turned away here, before anything of the request is read.

A pure ASGI middleware on the app. It takes everything below /api out of the app's hands, under whatever spelling, and
hands the API only what has a valid token and a small body that has arrived. The API then knows paths in one spelling.
"""

from __future__ import annotations

import asyncio
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
from web.api.refusals import BodyTooLarge, BodyTooSlow, TooManyGuesses, Unauthenticated
from web.throttle import Throttle, source_of

MAX_BODY: Final = 64 * 1024
BODY_SECONDS: Final = 10
CLOSE_POLICY: Final = 1008
"""WebSocket close code "policy violation" (RFC 6455, section 7.4.1)."""
ALWAYS: Final = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


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
            await send({"type": "websocket.close", "code": CLOSE_POLICY})
            return
        send = _with_headers(send)
        try:
            caller = self._caller(scope)
            body = await _body(scope, receive)
        except MngrError as error:
            await refused(error, self._language)(scope, receive, send)
            return
        if body is not None:
            state = {**scope.get("state", {}), "caller": caller}
            await self._api({**scope, "state": state}, _replay(body, receive), send)

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


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """The body; None if the other end has gone. Raises BodyTooLarge as soon as that is known, BodyTooSlow."""
    size = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if size.isdigit() and int(size[:20]) > MAX_BODY:
        raise BodyTooLarge(limit=MAX_BODY // 1024)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                body += message.get("body", b"")
                if len(body) > MAX_BODY:
                    raise BodyTooLarge(limit=MAX_BODY // 1024)
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        raise BodyTooSlow(seconds=BODY_SECONDS) from None


def _replay(body: bytes, receive: Receive) -> Receive:
    """Hand the body out once; after it what comes from the wire."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *ALWAYS]}
        await send(message)

    return with_headers
