"""From the threads to the pages: the one crossing between the sync thread and the event loop.

A thread calls :meth:`Bus.publish` and goes on at once. On the loop the newest snapshot is handed to every page that
subscribed to :attr:`Bus.changed`; whatever was overtaken in between is dropped, so a burst from a hundred computers
costs a page a handful of updates. Nothing else may touch a page from a thread.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import Generic, TypeVar

from nicegui import Event

Snapshot = TypeVar("Snapshot")


class Bus(Generic[Snapshot]):
    """Carries snapshots of one kind. A snapshot is immutable and complete: the next one replaces it.

    Who publishes from several threads makes and publishes a snapshot under one lock; the bus keeps the order in which
    it was called and cannot know which snapshot is older.
    """

    changed: Event[Snapshot]
    """Emitted on the loop with the newest snapshot. A page subscribes while it is built; its end unsubscribes it."""

    def __init__(self, pause: float = 0.1) -> None:
        """Keep at least ``pause`` seconds between two deliveries."""
        self.changed = Event()
        self._pause = pause
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[Snapshot] = []
        self._not_before = 0.0

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver on this loop from now on. Called when the app starts."""
        with self._lock:
            self._loop = loop
            self._waiting.clear()
            self._not_before = 0.0

    def detach(self) -> None:
        """Deliver nothing any more. Called when the app stops, before its loop is closed."""
        with self._lock:
            self._loop = None
            self._waiting.clear()

    def publish(self, snapshot: Snapshot) -> None:
        """Tell the pages, from any thread; never waits. Without an attached loop nobody listens and nothing happens."""
        with self._lock:
            if self._loop is None:
                return
            delivery_is_due = bool(self._waiting)
            self._waiting[:] = [snapshot]
            if not delivery_is_due:
                with suppress(RuntimeError):  # the loop was closed without a detach: nobody listens either
                    self._loop.call_soon_threadsafe(self._deliver, self._loop)

    def _deliver(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        with self._lock:
            if loop is not self._loop or not self._waiting:
                return
            if now < self._not_before:
                loop.call_at(self._not_before, self._deliver, loop)
                return
            self._not_before = now + self._pause
            snapshot = self._waiting.pop()
        self.changed.emit(snapshot)
