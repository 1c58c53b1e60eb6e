"""What is done by itself now and then: one small thread for all of it, beside the one that reads the computers.

To add a chore, write a class with the two methods of :class:`Chore` in ``services/`` and hand one to ``chores.add`` in
``services.Services``. It decides by what is kept on the disk whether it is due (“the last report is of last week”), and
never by a moment at which it would have to be awake: so what was slept through is made up for, nothing is done twice
after a restart, and a clock that is set does no harm. What did not work is the chore's own matter: it stays due, or
says ``False`` for a while, and tells people by a Problem. One that takes long asks ``chores.is_stopping`` on the way.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from clock import Clock

logger = logging.getLogger(__name__)

EVERY: Final = 60.0
"""Seconds between two looks at what is due; the first comes as long after the start, which is busy enough."""
STOP_SECONDS: Final = 0.5
"""How long :meth:`Chores.stop` waits for one under way: not long, since none of them leaves anything half-done."""


class Chore(Protocol):
    """Something that is done by itself. Both are called by the one thread, never at the same time."""

    def due(self, now: datetime) -> bool:
        """Whether it is to be done at this moment (UTC). Asked once a minute, so it is answered quickly."""
        ...

    def run(self) -> None:
        """Do it. What is raised is logged, and ends neither the thread nor the other chores."""
        ...


class Chores:
    """The thread. ``add`` comes before ``start``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chores: list[Chore] = []
        self._lock = threading.Lock()
        self._asked: list[Chore] = []
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, chore: Chore) -> None:
        """Do this too from now on."""
        self._chores.append(chore)

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)
        self._thread.start()

    def wake(self, *chores: Chore) -> None:
        """Look now at these, or without any at all: something may have become due. Never waits."""
        with self._lock:
            self._asked += chores or self._chores
        self._wake.set()

    def is_stopping(self) -> bool:
        """Whether the program is being ended."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End the thread; returns when it has ended, or after half a second."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
            if self._thread.is_alive():
                logger.warning("a chore was still under way when the program ended")

    def turn(self, chores: Sequence[Chore] | None = None) -> None:
        """Do once what is due, of these or of all."""
        for chore in self._chores if chores is None else [one for one in self._chores if one in chores]:
            if self._stop.is_set():
                return
            try:
                if chore.due(self._clock.now()):
                    chore.run()
            except Exception:
                # One that fails must not keep the others from their work, nor itself for ever.
                logger.exception("%s failed", type(chore).__name__)

    def _run(self) -> None:
        next_look = self._clock.monotonic() + EVERY
        while not self._stop.is_set():
            self._clock.wait(self._wake, max(0.0, next_look - self._clock.monotonic()))
            self._wake.clear()
            with self._lock:
                asked, self._asked = self._asked, []
            if self._clock.monotonic() >= next_look:
                next_look = self._clock.monotonic() + EVERY
                self.turn()
            else:
                self.turn(asked)
