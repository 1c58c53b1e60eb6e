"""What the middlewares share: reading a request's headers and body, and answering without the app."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from errors import MngrError
from i18n import N_

MAX_BODY: Final = 64 * 1024
BODY_SECONDS: Final = 10
CLOSE_POLICY: Final = 1008
"""WebSocket close code "policy violation" (RFC 6455, section 7.4.1)."""

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class BodyTooLarge(MngrError):
    """More than any request needs. Fields: limit (KiB)."""

    code = "body_too_large"
    template = N_("A request may have at most {limit} KiB.")


class BodyTooSlow(MngrError):
    """The request did not arrive in time. Fields: seconds."""

    code = "body_too_slow"
    template = N_("The request did not arrive within {seconds} s.")


def header(scope: Scope, name: bytes) -> str | None:
    """The value of a header, None if it is not there or there twice."""
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else None


def has_header(scope: Scope, name: bytes) -> bool:
    """Whether a header is there at all."""
    return any(key == name for key, _ in scope["headers"])


def cookie(scope: Scope, name: str) -> str | None:
    """The value of a cookie; None if it is not there, or there twice with different values."""
    found = set()
    for key, value in scope["headers"]:
        if key == b"cookie":
            for part in value.decode("latin-1").split(";"):
                given, equals, content = part.strip().partition("=")
                if equals and given == name:
                    found.add(content.strip('"'))
    return found.pop() if len(found) == 1 else None


def is_same_origin(scope: Scope) -> bool:
    """Whether the page that sends this says it comes from here. A request that says nothing does not."""
    origin, host = header(scope, b"origin"), header(scope, b"host")
    if origin is None or host is None:
        return False
    scheme, _, place = origin.lower().partition("://")
    # Whether the browser's side is encrypted is not always known here; where it is, a page of the same host that
    # anybody on the way may have written is another site.
    schemes = {"https"} if scope["scheme"] in {"https", "wss"} else {"http", "https"}
    return scheme in schemes and place == host.lower().removesuffix(":443" if scheme == "https" else ":80")


def comes_from_elsewhere(scope: Scope) -> bool:
    """Whether the page that sends this says it comes from another place."""
    return has_header(scope, b"origin") and not is_same_origin(scope)


async def read_body(scope: Scope, receive: Receive) -> bytes | None:
    """The body; None if the other end has gone. Raises BodyTooLarge as soon as that is known, BodyTooSlow."""
    size = header(scope, b"content-length") or ""
    if size.isascii() and size.isdigit() and int(size[:20]) > MAX_BODY:
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


def replay(body: bytes, receive: Receive) -> Receive:
    """Hand a body out once; after it what comes from the wire."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replaying() -> Message:
        return waiting.pop() if waiting else await receive()

    return replaying


async def close_socket(send: Send, code: int = CLOSE_POLICY) -> None:
    """Refuse a WebSocket (before it is accepted: 403), or end it."""
    await send({"type": "websocket.close", "code": code})
