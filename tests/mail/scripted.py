"""A mail server that says what is written down for it, byte by byte: what no real one would."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Script = Callable[[socket.socket], None]


def say(*answers: bytes) -> Script:
    """The first answer at once, each other one after a line was heard; then silence until the other side goes."""

    def play(client: socket.socket) -> None:
        client.sendall(answers[0])
        for answer in answers[1:]:
            if not _line(client):
                return
            client.sendall(answer)
        while client.recv(65536):
            pass

    return play


def drip(client: socket.socket) -> None:
    """A byte at a time, and never an end of the line."""
    stop = threading.Event()
    while not stop.wait(0.02):
        client.sendall(b"2")


def flood(client: socket.socket) -> None:
    """An answer without an end, as fast as it is taken."""
    while True:
        client.sendall(b"220-still greeting you\r\n" * 1000)


def _line(client: socket.socket) -> bytes:
    heard = b""
    while not heard.endswith(b"\n"):
        more = client.recv(1)
        if not more:
            return b""
        heard += more
    return heard


@contextlib.contextmanager
def scripted(script: Script) -> Iterator[int]:
    """The port at which it is played to whoever comes."""
    clients: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def play(client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            script(client)
        client.close()

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            clients.append(client)
            threads.append(threading.Thread(target=play, args=(client,), daemon=True))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join(5)
            for client in clients:
                with contextlib.suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(5)
