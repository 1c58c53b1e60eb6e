"""A TCP proxy that misbehaves on purpose: freezes or hangs up after so many bytes, or counts round trips."""

from __future__ import annotations

import select
import socket
import threading
from typing import Self


class Proxy:
    """Forwards to a port on loopback. After ``after`` bytes from the server it freezes, or hangs up (``hang_up``)."""

    def __init__(self, port: int, *, after: int | None = None, hang_up: bool = False) -> None:
        self._target = ("127.0.0.1", port)
        self._after = after
        self._hang_up = hang_up
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self.forwarded = 0
        """Bytes from the server that were let through, of the newest connection."""
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        self._stop.set()
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        self._listener.settimeout(0.05)
        while not self._stop.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                continue
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        self.forwarded = 0
        with client, socket.create_connection(self._target) as server:
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not self._stop.is_set():
                readable, _, _ = select.select([client, server], [], [], 0.05)
                for one in readable:
                    if not self._forward(one, client, server):
                        return

    def _forward(self, source: socket.socket, client: socket.socket, server: socket.socket) -> bool:
        try:
            data = source.recv(65536)
            if not data:
                return False
            if source is client:
                server.sendall(data)
                return True
            left = len(data) if self._after is None else self._after - self.forwarded
            client.sendall(data[: max(left, 0)])
            self.forwarded += len(data[: max(left, 0)])
        except OSError:
            return False
        if left < len(data):
            if self._hang_up:
                return False
            self._stay_frozen(client)
            return False
        return True

    def _stay_frozen(self, client: socket.socket) -> None:
        """Neither read nor write any more, until the client gives up."""
        while not self._stop.is_set():
            try:
                if select.select([client], [], [], 0.05)[0] and not client.recv(65536):
                    return
            except OSError:
                return


class RoundTripCounter(Proxy):
    """Counts how often the client has to wait: each time the server's turn comes after the client's."""

    def __init__(self, port: int) -> None:
        self.count = 1  # the TCP connection itself
        super().__init__(port)

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._target) as server:
            while not self._stop.is_set():
                # The server speaks first (its version line); then each side is heard out before the other's turn.
                if not self._turn(server, client):
                    return
                if not self._turn(client, server):
                    return
                self.count += 1

    def _turn(self, source: socket.socket, target: socket.socket) -> bool:
        """Pass on everything until the source has been quiet for a while."""
        quiet = 5.0
        while select.select([source], [], [], quiet)[0]:
            try:
                data = source.recv(65536)
                if not data:
                    return False
                target.sendall(data)
            except OSError:
                return False
            quiet = 0.1
        return True
