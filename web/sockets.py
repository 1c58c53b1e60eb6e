"""The open WebSockets of each session, so that they end with it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from accounts import Access
from web.wire import close_socket

SIGNED_OUT: Final = 4401
"""WebSocket close code of our own: the session has ended."""


class OpenSockets:
    """Runs sockets and ends them. :meth:`end` may be called from any thread, everything else on the loop."""

    def __init__(self) -> None:
        self._ends: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None

    def end(self, session_id: str) -> None:
        """The session has ended: its sockets do so now."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop is closed, and all sockets with it
                loop.call_soon_threadsafe(self._end, session_id)

    async def run(self, app: ASGIApp, access: Access, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app have the socket for as long as the session is live."""
        with self._open(access.session.id) as ended:
            await app(scope, _until(ended, access, receive, send), send)

    async def answer(
        self, app: ASGIApp, access: Access, scope: Scope, receive: Receive, send: Send, *, ended_by: ASGIApp
    ) -> None:
        """Let the app answer a request that may hang, as a poll does; ``ended_by`` does when the session ends first."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        with self._open(access.session.id) as ended:
            answering = asyncio.ensure_future(app(scope, receive, noting))
            ending = asyncio.ensure_future(ended.wait())
            try:
                await asyncio.wait({answering, ending}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                ending.cancel()
                if not answering.done():
                    answering.cancel()
            if not ended.is_set() or begun:
                await answering
            else:
                await asyncio.wait({answering})
                await ended_by(scope, receive, send)

    def _end(self, session_id: str) -> None:
        for ended in self._ends.get(session_id, ()):
            ended.set()

    @contextmanager
    def _open(self, session_id: str) -> Iterator[asyncio.Event]:
        self._loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        self._ends[session_id].add(ended)
        try:
            yield ended
        finally:
            self._ends[session_id].discard(ended)
            if not self._ends[session_id]:
                del self._ends[session_id]


def _until(ended: asyncio.Event, access: Access, receive: Receive, send: Send) -> Receive:
    """What comes from the browser, until the session has ended: then the app hears that the browser has gone."""

    async def receiving() -> Message:
        coming = asyncio.ensure_future(receive())
        ending = asyncio.ensure_future(ended.wait())
        try:
            await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
            if coming.done() and not ended.is_set() and access.is_live:
                return coming.result()
        finally:
            ending.cancel()
            coming.cancel()
        with suppress(RuntimeError, OSError):  # the browser has gone by itself
            await close_socket(send, SIGNED_OUT)
        return {"type": "websocket.disconnect", "code": SIGNED_OUT}

    return receiving
