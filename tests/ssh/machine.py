"""One connection to a computer, kept for a whole test; its deadline is watched from outside, as the dispatcher does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from clock import SystemClock
from ssh_client.limits import Limits
from ssh_client.pull import SshMachine
from ssh_client.transport import Login, connect, end
from ssh_client.watch import Watch


@contextmanager
def machine(port: int, login: Login, limits: Limits | None = None) -> Iterator[SshMachine]:
    """Signed in to a server on loopback."""
    limits = limits or Limits()
    clock, done = SystemClock(), threading.Event()
    watch = Watch(clock, limits.machine)
    connection = socket.create_connection(("127.0.0.1", port), 10)
    watch.guard(connection)

    def look() -> None:
        while not done.wait(0.02):
            watch.check(clock.monotonic())

    watching = threading.Thread(target=look, daemon=True)
    watching.start()
    transport = connect(connection, b"", login, limits, watch)
    try:
        yield SshMachine(transport, clock, limits, watch)
    finally:
        done.set()
        watching.join(10)
        end(transport, connection)
