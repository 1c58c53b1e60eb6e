"""Locks for the threads of one process: one file at a time each, and all files at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager


class Stripes:
    """A fixed number of locks over any number of files. A thread holds one of them, or takes all in their order."""

    def __init__(self, count: int = 32) -> None:
        self._locks = [threading.Lock() for _ in range(count)]

    @contextmanager
    def one(self, parts: tuple[str, ...]) -> Iterator[None]:
        """Hold what guards this file (and, by chance, some others)."""
        with self._locks[hash(parts) % len(self._locks)]:
            yield

    @contextmanager
    def every(self) -> Iterator[None]:
        """Hold all: for a whole folder."""
        with ExitStack() as held:
            for lock in self._locks:
                held.enter_context(lock)
            yield
