"""Servers that are dead in different ways, all on loopback."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from workbench.sshd import free_port


def refused_port() -> int:
    """A port where nobody listens: the connection is refused at once."""
    return free_port()


@contextlib.contextmanager
def black_hole(host: str = "127.0.0.1") -> Iterator[int]:
    """A port that swallows connections: its queue is full, so the kernel answers nothing at all."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((host, 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@contextlib.contextmanager
def silent(greeting: bytes = b"", host: str = "127.0.0.1") -> Iterator[int]:
    """A port that accepts, sends a greeting at the most, and is silent ever after."""
    stop = threading.Event()
    clients: list[socket.socket] = []

    def accept() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                client, _ = listener.accept()
                clients.append(client)
                client.sendall(greeting)

    with socket.create_server((host, 0), backlog=512) as listener:
        listener.settimeout(0.05)
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stop.set()
            thread.join(5)
            for client in clients:
                client.close()
