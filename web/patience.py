"""A connection that asks for nothing is let go: uvicorn itself waits for the end of a request's headers for ever."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEADER_SECONDS: Final = 10.0
"""How long a request's first bytes and headers may take; its body is :func:`web.wire.read_body`'s to wait for."""


class Patience(asyncio.Protocol):
    """In front of one of uvicorn's protocols, which has such a limit only for the time after an answer."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    cycle: Any
    """The request that is answered at present, or was last."""
    _ending: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has come."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """They say something; a drop now and then does not buy more time."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """They have gone."""
        self._stop()
        super().connection_lost(exc)

    def _look(self) -> None:
        if self._is_busy():
            self._stop()
        elif self._ending is None:
            self._ending = self.loop.call_later(HEADER_SECONDS, self._let_go)

    def _is_busy(self) -> bool:
        """Whether a request is being answered, or this has become a WebSocket."""
        is_answering = self.cycle is not None and not self.cycle.response_complete
        return is_answering or self.transport.get_protocol() is not self

    def _let_go(self) -> None:
        self._ending = None
        if not self._is_busy() and not self.transport.is_closing():
            self.transport.close()

    def _stop(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None


class PatientProtocol(Patience, AutoHTTPProtocol):  # type: ignore[valid-type,misc]  # whichever is installed
    """What the program speaks HTTP with."""
