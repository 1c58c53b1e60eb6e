"""A thread for one postman: it sleeps until a letter is due or somebody wakes it."""

from __future__ import annotations

import logging
import threading
from typing import Final

from clock import Clock
from mail.postman import Postman

logger = logging.getLogger(__name__)

STOP_SECONDS: Final = 2.0
SHORTEST_SLEEP: Final = 1.0
LONGEST_SLEEP: Final = 3600.0
"""The clock may be put right meanwhile."""
AFTER_A_FAULT: Final = 300.0


class MailThread:
    """Runs from :meth:`start` to :meth:`stop`."""

    def __init__(self, postman: Postman, clock: Clock) -> None:
        self._postman = postman
        self._clock = clock
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Carry away what is due already."""
        self._thread = threading.Thread(target=self._run, name="mail", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something may be due; does not wait."""
        self._wake.set()

    def stop(self) -> None:
        """End it, also in the middle of a letter, which waits for the next start then."""
        self._stop.set()
        self._postman.stop()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
            if self._thread.is_alive():
                logger.error("the mail thread did not end within %s s", STOP_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            seconds = AFTER_A_FAULT
            try:
                if self._postman.due(self._clock.now()):
                    self._postman.run()
                seconds = self._sleep()
            except Exception:
                # A bug with one letter must not end all others.
                logger.exception("letters could not be carried away")
            self._clock.wait(self._wake, seconds)
            self._wake.clear()

    def _sleep(self) -> float:
        at = self._postman.next_due
        seconds = LONGEST_SLEEP if at is None else (at - self._clock.now()).total_seconds()
        return min(max(seconds, SHORTEST_SLEEP), LONGEST_SLEEP)
