"""A TCP proxy that interferes at one packet of a conversation: cuts it, goes silent, or delivers it late."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from enum import StrEnum
from types import TracebackType
from typing import Self

BLOCK = 65536
END_SECONDS = 5


class How(StrEnum):
    """What happens to the packet, and to everything behind it."""

    CUT = "cut"
    """It is lost, and both sides see the connection end."""
    STALL = "stall"
    """It is lost, and nothing ever comes again in either direction."""
    LATE = "late"
    """It is held: the client hears nothing any more; the server gets it when :meth:`PacketProxy.release` says so."""


class PacketProxy:
    """Forwards to a port on loopback; interferes with the ``at``-th packet (from 1, both directions) of a connection.

    Only the first connection is interfered with. ``packets`` counts those of the last one.
    """

    def __init__(self, port: int, *, at: int = 0, how: How = How.CUT) -> None:
        self._target = ("127.0.0.1", port)
        self.at = at
        self.how = how
        self.packets = 0
        self._released = threading.Event()
        self._ended = False
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = int(self._listener.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def release(self) -> None:
        """Let what is held go on to the server, and wait until the server has ended that conversation."""
        self._released.set()
        for thread in self._threads[1:]:
            thread.join(END_SECONDS)

    def close(self) -> None:
        """Cut everything, and return when no thread is left."""
        self._ended = True
        self._released.set()
        with self._lock:
            left = [self._listener, *self._open]
        for one in left:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(END_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._ended:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            at, self.at = self.at, 0
            thread = threading.Thread(target=self._serve, args=(client, at), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket, at: int) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(self._target) as server:
            pair = {client, server}
            for one in pair:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open |= pair
            try:
                self._converse(client, server, at)
            finally:
                with self._lock:
                    self._open -= pair

    def _converse(self, client: socket.socket, server: socket.socket, at: int) -> None:
        self.packets = 0
        while True:
            for source in select.select([client, server], [], [])[0]:
                data = source.recv(BLOCK)
                if not data:
                    return
                self.packets += 1
                if self.packets == at:
                    self._interfere(data, source, client, server)
                    return
                (server if source is client else client).sendall(data)

    def _interfere(self, data: bytes, source: socket.socket, client: socket.socket, server: socket.socket) -> None:
        if self.how is How.CUT:
            return
        held = data if source is client else b""
        # The client may still speak until it gives up; what it says is on its way too.
        while more := _received(client):
            held += more
        if self.how is How.STALL:
            return
        self._released.wait()
        if not self._ended:
            server.sendall(held)
            server.shutdown(socket.SHUT_WR)
            while _received(server):
                pass


def _received(sock: socket.socket) -> bytes:
    try:
        return sock.recv(BLOCK)
    except OSError:
        return b""
