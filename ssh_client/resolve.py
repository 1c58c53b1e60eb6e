"""Looking up host names in a few threads: the system's resolver cannot be asked otherwise, nor be interrupted."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable

Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]

Found = Callable[[list[Address]], None]

MAX_LISTENERS = 8
"""Who asks for one name: servers at several accounts of it, and the cycles before that did not wait for the answer."""
THREADS = 8
"""More would not help: when the name server is dead, all of them wait for it."""
IDLE_SECONDS = 1.0
"""How long a thread stays when there is nothing to look up."""


class Resolver:
    """Looks up names side by side. Its threads come with the first name and go by themselves."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[tuple[str, int]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._listeners: dict[tuple[str, int], list[Found]] = {}
        self._threads = 0

    def look_up(self, host: str, port: int, found: Found) -> None:
        """Call ``found`` from another thread with the addresses; with none if the name is not known.

        A name that is being looked up already is not asked for again: with a dead name server each cycle would leave
        its questions behind, and a good name would wait behind all of them.
        """
        with self._lock:
            listeners = self._listeners.setdefault((host, port), [])
            listeners.append(found)
            del listeners[:-MAX_LISTENERS]
            if len(listeners) > 1:
                return
            self._asked.put((host, port))
            if self._threads >= THREADS:
                return
            self._threads += 1
        threading.Thread(target=self._work, name="resolver", daemon=True).start()

    def _work(self) -> None:
        while True:
            try:
                question = self._asked.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                with self._lock:
                    if self._asked.empty():
                        self._threads -= 1
                        return
                continue
            addresses = _addresses(*question)
            with self._lock:
                listeners = self._listeners.pop(question)
            for found in listeners:
                found(addresses)


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [
        (family, address)  # type: ignore[misc]  # the stubs also allow other families' tuples
        for family, _kind, _protocol, _name, address in found
        if family in {socket.AF_INET, socket.AF_INET6}
    ]
