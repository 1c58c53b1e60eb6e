"""A TCP proxy that misbehaves on purpose: freezes or hangs up after so many bytes, or counts round trips."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from types import TracebackType
from typing import Self

BLOCK = 65536


class Proxy:
    """Forwards to a port on loopback. After ``after`` bytes from the server a connection freezes, or hangs up."""

    def __init__(self, port: int, *, after: int | None = None, hang_up: bool = False) -> None:
        self._target = ("127.0.0.1", port)
        self._after = after
        self._hang_up = hang_up
        self._lock = threading.Lock()
        self._open: set[socket.socket] | None = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = int(self._listener.getsockname()[1])
        self.forwarded = 0
        """Bytes from the server that were let through, of the connection that was last forwarded for."""
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Cut every connection, and return when no thread is left."""
        with self._lock:
            left, self._open = self._open or set(), None
        for one in (self._listener, *left):
            _shut(one)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # closed
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(self._target) as server:
            pair = {client, server}
            with self._lock:
                if self._open is None:
                    return
                self._open |= pair
            try:
                self._converse(client, server)
            finally:
                with self._lock:
                    if self._open is not None:
                        self._open -= pair

    def _converse(self, client: socket.socket, server: socket.socket) -> None:
        """Pass on what either says until one ends or enough was said. Raises OSError when one is cut."""
        for one in (client, server):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        forwarded = 0
        while True:
            for source in select.select([client, server], [], [])[0]:
                data = source.recv(BLOCK)
                if not data:
                    return
                if source is client:
                    server.sendall(data)
                    continue
                let_through = data if self._after is None else data[: max(self._after - forwarded, 0)]
                client.sendall(let_through)
                forwarded += len(let_through)
                self.forwarded = forwarded
                if len(let_through) < len(data):
                    if not self._hang_up:
                        _ignore(client)
                    return


class RoundTripCounter(Proxy):
    """Counts how often the client has to wait: each time the server's turn comes after the client's.

    A side that has said nothing for ``quiet`` seconds is taken to have finished. One that is held up for longer in the
    middle of its turn, on a loaded machine, is counted too often and never too rarely.
    """

    def __init__(self, port: int, *, quiet: float = 0.2) -> None:
        self.count = 1  # the TCP connection itself
        self._quiet = quiet
        super().__init__(port)

    def _converse(self, client: socket.socket, server: socket.socket) -> None:
        # The server speaks first (its version line); then each side is heard out before the other's turn.
        while self._turn(server, client) and self._turn(client, server):
            self.count += 1

    def _turn(self, source: socket.socket, target: socket.socket) -> bool:
        """Pass on everything until the source has been quiet for a while."""
        quiet = 5.0
        while select.select([source], [], [], quiet)[0]:
            data = source.recv(BLOCK)
            if not data:
                return False
            target.sendall(data)
            quiet = self._quiet
        return True


def _ignore(client: socket.socket) -> None:
    """Stay open and silent until the client gives up."""
    while client.recv(BLOCK):
        pass


def _shut(sock: socket.socket) -> None:
    """Wake whoever waits for it; one that is not connected or closed already has nobody."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
