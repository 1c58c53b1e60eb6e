"""The thread that keeps everything in step: a cycle every three minutes, one at once when somebody asks.

It waits on one event that both :meth:`SyncThread.kick` and :meth:`SyncThread.stop` set, and clears it right after
waking: a kick that comes during a cycle is found afterwards and never lost.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from clock import Clock
from cycle import Syncer

logger = logging.getLogger(__name__)

STOP_SECONDS = 2.0
"""How long :meth:`SyncThread.stop` waits for a cycle under way; its sockets are cut, so it takes a tenth of that."""


LOOK_SECONDS = 1.0
"""How often somebody looks for edits that other processes have added."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """Whether a cycle runs, and when the last one ended (UTC)."""

    syncing: bool = False
    last_sync: datetime | None = None


class SyncThread:
    """Runs cycles until it is stopped."""

    def __init__(
        self,
        syncer: Syncer,
        *,
        interval_seconds: float,
        clock: Clock,
        on_state: Callable[[], None] = lambda: None,
        look: Callable[[], Collection[str]] | None = None,
    ) -> None:
        """``on_state`` is called in the thread at the beginning and the end of each cycle.

        ``look`` is called about once a second in between; servers that it names are visited at once.
        """
        self._syncer = syncer
        self._interval = interval_seconds
        self._clock = clock
        self._on_state = on_state
        self._look = look
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._kicked: set[str] | None = None
        self._thread: threading.Thread | None = None
        self.state = SyncState()

    def start(self) -> None:
        """Begin with a cycle right away."""
        self._thread = threading.Thread(target=self._run, name="ssh-sync", daemon=True)
        self._thread.start()

    def set_interval(self, seconds: float) -> None:
        """Let so much time pass between two cycles, from the next one on."""
        self._interval = seconds

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def kick(self, server_id: str | None = None) -> None:
        """Ask for a cycle now, over one server or all; also for those that have been off for long. Never waits.

        If one is under way, they are taken into it; so nobody waits for a computer that is slow to be given up.
        """
        if self._syncer.join(None if server_id is None else {server_id}):
            return
        with self._lock:
            if server_id is None:
                self._kicked = None
            elif self._kicked is not None:
                self._kicked.add(server_id)
        self._wake.set()

    def stop(self) -> None:
        """End the thread, also in the middle of a cycle; returns when it has ended, within two seconds."""
        self._stop.set()
        self._wake.set()
        self._syncer.interrupt()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
            if self._thread.is_alive():
                logger.error("the sync thread did not end within %s s", STOP_SECONDS)

    def _run(self) -> None:
        try:
            self._syncer.restore()
        except Exception:
            # What was known is lost until the first cycle is through; the cycles go on.
            logger.exception("the last known state could not be taken up")
        next_full = self._clock.monotonic()
        while not self._stop.is_set():
            full = self._clock.monotonic() >= next_full
            if full:
                # From beginning to beginning, so that a slow cycle does not stretch the interval.
                next_full = self._clock.monotonic() + self._interval
            self._cycle(full=full)
            self._wait(next_full)
            self._wake.clear()

    def _wait(self, until: float) -> None:
        """Wait for the next cycle, a kick or the end."""
        while (left := until - self._clock.monotonic()) > 0:
            if self._clock.wait(self._wake, left if self._look is None else min(left, LOOK_SECONDS)):
                return
            for server_id in self._looked():
                self.kick(server_id)

    def _looked(self) -> Collection[str]:
        try:
            return self._look() if self._look is not None else ()
        except Exception:
            logger.exception("the edits of other processes could not be looked for")
            return ()

    def _cycle(self, *, full: bool) -> None:
        with self._lock:
            kicked, self._kicked = self._kicked, set()
        if not full and kicked is not None and not kicked:
            return
        try:
            self._say(SyncState(syncing=True, last_sync=self.state.last_sync))
            self._syncer.cycle(self._stop, only=None if full else kicked, eager=kicked)
        except Exception:
            # A bug in one cycle must not end all those to come.
            logger.exception("the cycle failed")
        finally:
            self._say(SyncState(syncing=False, last_sync=self._clock.now()))

    def _say(self, state: SyncState) -> None:
        self.state = state
        try:
            self._on_state()
        except Exception:
            logger.exception("the pages cannot be told")
