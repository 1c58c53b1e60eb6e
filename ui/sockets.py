"""A socket may act on pages of its own session only, and only while that lasts.

NiceGUI names a page by an id that every event carries, and takes each event from any socket. So whoever learned the id
of a parent's page could press its buttons with a session of their own. Here the session of the socket's handshake is
compared with the one that the page was sent to, at each event.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from nicegui import Client, core
from socketio.exceptions import ConnectionRefusedError as Refused

from accounts import Access

CHECKED: Final = ("handshake", "event", "javascript_response", "ack", "log")
"""The events of NiceGUI 3 that name a page in their first argument (nicegui/nicegui.py)."""
MARK: Final = "_of_its_own_session"

Handler = Callable[..., Any]


def guard_sockets() -> None:
    """Put the check before NiceGUI's own handlers; once, however often it is called."""
    handlers: dict[str, Handler] = core.sio.handlers["/"]
    for name in CHECKED:
        _replace(handlers, name, _checked)
    _replace(handlers, "connect", _checked_connect)
    if not hasattr(core.sio.handle_request, MARK):
        core.sio.handle_request = _checked_request(core.sio.handle_request)
        setattr(core.sio.handle_request, MARK, True)


def may_act(socket: Access | None, page: Access | None) -> bool:
    """Whether a socket may act on a page: both belong to one session that has not ended."""
    if socket is None or page is None:
        return socket is page  # an app without sign-in: nobody gets to a real one without
    return socket.session.id == page.session.id and socket.is_live


def _replace(handlers: dict[str, Handler], name: str, checked: Callable[[Handler], Handler]) -> None:
    if not hasattr(handlers[name], MARK):
        handlers[name] = checked(handlers[name])
        setattr(handlers[name], MARK, True)


def _checked(handler: Handler) -> Handler:
    @functools.wraps(handler)
    async def checked(sid: str, message: object = None, *more: object) -> object:
        named = message.get("client_id") if isinstance(message, dict) else None
        environ = {} if sid.startswith("test-") else core.sio.get_environ(sid) or {}  # NiceGUI's own simulated user
        if not _is_own_page(named, environ):
            return False
        return await _result(handler(sid, message, *more))

    return checked


def _checked_connect(handler: Handler) -> Handler:
    """A connection may name a page in its query; then it is a handshake as well."""

    @functools.wraps(handler)
    async def checked(sid: str, environ: Mapping[str, Any], *more: object) -> object:
        named = parse_qs(str(environ.get("QUERY_STRING", ""))).get("client_id", [None])[0]
        if named is not None and named in Client.instances and not _is_own_page(named, environ):
            raise Refused("not your page")
        return await _result(handler(sid, environ, *more))

    return checked


def _checked_request(handler: Handler) -> Handler:
    """A request may go on with a connection by the id of that: each poll does, and the change to a WebSocket."""

    @functools.wraps(handler)
    async def checked(scope: Mapping[str, Any], receive: Handler, send: Handler) -> None:
        named = parse_qs(scope["query_string"].decode("latin-1")).get("sid", ())
        known = [core.sio.environ[sid] for sid in named if sid in core.sio.environ]
        if all(may_act(_access(scope), _access(environ.get("asgi.scope", {}))) for environ in known):
            await handler(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

    return checked


def _is_own_page(client_id: object, environ: Mapping[str, Any]) -> bool:
    client = Client.instances.get(client_id) if isinstance(client_id, str) else None
    return client is not None and may_act(_access(environ.get("asgi.scope", {})), _access(client.request.scope))


def _access(scope: Mapping[str, Any]) -> Access | None:
    found = scope.get("state", {}).get("access")
    return found if isinstance(found, Access) else None


async def _result(found: object) -> object:
    return await found if inspect.isawaitable(found) else found
