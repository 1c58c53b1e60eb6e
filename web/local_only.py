"""Until there is a sign-in, only this computer's own browser gets an answer.

Listening on 127.0.0.1 alone is not enough: a page on the internet can point a name of its own at 127.0.0.1 (DNS
rebinding) or open a WebSocket to it from its own origin. So the Host must be a loopback name, and whoever says where a
request comes from must come from here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})

CLOSE_POLICY = 1008
"""WebSocket close code "policy violation" (RFC 6455, section 7.4.1)."""


class LocalOnly:
    """Answers 421 to a foreign Host and 403 to a foreign Origin, for requests and WebSockets alike."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from here."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        status = _refusal(headers.get(b"host", ""), headers.get(b"origin"))
        if status is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": CLOSE_POLICY})
        else:
            await PlainTextResponse("Not here.", status_code=status)(scope, receive, send)


def _refusal(host: str, origin: str | None) -> int | None:
    if _name(host) not in LOCAL_NAMES:
        return 421
    if origin is not None and _netloc(origin) != host.lower():
        return 403
    return None


def _netloc(origin: str) -> str:
    """Host and port of an origin; nothing for what is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _name(host: str) -> str:
    """The host without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()
