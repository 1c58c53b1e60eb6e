"""What is done by itself now and then, beside the thread that reads the computers.

To add a chore, write a class with the two methods of :class:`Chore` in ``services/`` and hand one to ``chores.add`` in
``services.Services``. It decides by what is kept on the disk whether it is due (“the last report is of last week”), and
never by a moment at which it would have to be awake: so what was slept through is made up for, nothing is done twice
after a restart, and a clock that is set does no harm. What did not work is the chore's own matter: it stays due, or
says ``False`` for a while, and tells people by a Problem. One that takes long asks ``chores.is_stopping`` on the way.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from typing import Final, Protocol

from clock import Clock

logger = logging.getLogger(__name__)

EVERY: Final = 60.0
"""Seconds between two looks at what is due; the first comes as long after the start, which is busy enough."""
STOP_SECONDS: Final = 0.5
"""How long :meth:`Chores.stop` waits for one under way: not long, since none of them leaves anything half-done."""


class Chore(Protocol):
    """Something that is done by itself. Both are called by one thread, never at the same time."""

    def due(self, now: datetime) -> bool:
        """Whether it is to be done at this moment (UTC). Asked once a minute, so it is answered quickly."""
        ...

    def run(self) -> None:
        """Do it. What is raised is logged, and does not end the thread."""
        ...


class Chores:
    """A thread for each: a disk of the network that hangs holds up the backup, and neither mail nor the digest."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stop = threading.Event()
        self._threads: list[_Thread] = []

    def add(self, chore: Chore) -> None:
        """Do this too. Comes before :meth:`start`."""
        self._threads.append(_Thread(chore, self._clock, self._stop))

    def start(self) -> None:
        """Begin."""
        for one in self._threads:
            one.start()

    def wake(self, *chores: Chore) -> None:
        """Look now at these, or without any at all: something may have become due. Never waits."""
        for one in self._threads:
            if not chores or one.chore in chores:
                one.wake.set()

    def is_stopping(self) -> bool:
        """Whether the program is being ended."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End the threads; returns when they have ended, or after half a second."""
        self._stop.set()
        self.wake()
        end = self._clock.monotonic() + STOP_SECONDS
        for one in self._threads:
            if one.ident is not None:
                one.join(max(0.0, end - self._clock.monotonic()))
            if one.is_alive():
                logger.warning("%s was still under way when the program ended", one.name)

    def turn(self) -> None:
        """Do once all that is due, one after another, in the thread that asks."""
        for one in self._threads:
            one.turn()


class _Thread(threading.Thread):
    """Looks at one chore now and then, and when it is woken."""

    def __init__(self, chore: Chore, clock: Clock, stop: threading.Event) -> None:
        super().__init__(name=f"chore-{type(chore).__name__}", daemon=True)
        self.chore = chore
        self.wake = threading.Event()
        self._clock = clock
        self._ending = stop

    def run(self) -> None:
        """Until the program is ended."""
        while not self._ending.is_set():
            self._clock.wait(self.wake, EVERY)
            self.wake.clear()
            self.turn()

    def turn(self) -> None:
        """Do it if it is due."""
        try:
            if not self._ending.is_set() and self.chore.due(self._clock.now()):
                self.chore.run()
        except Exception:
            # It must not keep itself from its work for ever.
            logger.exception("%s failed", type(self.chore).__name__)
