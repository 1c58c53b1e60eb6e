"""The deadline of what one server is doing just now, enforced from outside.

paramiko's own timeouts leave holes (a subsystem request and the SFTP version exchange wait for ever, and one byte now
and then resets the others), so nothing here relies on them. Whoever works with a server says which step begins; the
dispatcher looks at the clock and shuts the socket of one that is late. Every wait inside paramiko ends with its socket.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Mapping

from clock import Clock
from errors import TooSlow
from i18n import N_, Message

STAGES = {
    "queued": N_("before connecting"),
    "resolve": N_("looking up its name"),
    "connect": N_("connecting"),
    "banner": N_("waiting for its greeting"),
    "waiting": N_("waiting for its turn"),
    "key_exchange": N_("agreeing on keys"),
    "auth": N_("signing in"),
    "channel": N_("opening SFTP"),
    "read": N_("reading files"),
    "command": N_("running a command"),
    "write": N_("replacing a file"),
    "work": N_("taking over what was read"),
}
"""The steps of one server's cycle, in their order, and what to call them."""


SILENT_AFTER = 0.3
"""Seconds without a byte after which a server counts as quiet: a round trip over a bad Wi-Fi takes less."""
LONG_STEP = 1.0
"""Seconds that a step of an honest server takes at the most, when the machine is not overloaded."""


class Watch:
    """One server's steps: which one it is in, until when, and how long each took."""

    def __init__(
        self, clock: Clock, total_seconds: float, entered: Callable[[str, Mapping[str, float]], None] | None = None
    ) -> None:
        """``entered`` is called when a step begins, with its name and what the others have taken; it must not wait."""
        self._clock = clock
        self._entered = entered
        self._started = self._stage_began = clock.monotonic()
        self._end = self._started + total_seconds
        self._allowed = total_seconds
        self._socket: socket.socket | None = None
        self.stage = "queued"
        self.deadline = self._end
        self.expired = False
        self.ms: dict[str, float] = {}
        """Milliseconds spent in each stage so far."""
        self.flooded = False
        """Whether it sent more than it may."""
        self.heard = self._started
        """When the server last sent something (monotonic seconds)."""

    def enter(self, stage: str, seconds: float) -> None:
        """Begin a step that may take so many seconds, and never longer than what is left for the whole server."""
        now = self._clock.monotonic()
        self._book(now)
        self.stage = stage
        self._stage_began = self.heard = now
        self.deadline = min(now + seconds, self._end)
        self._allowed = self.deadline - now
        if self._entered is not None:
            self._entered(stage, dict(self.ms))

    def extend(self, seconds: float) -> None:
        """Give the server more time in all: something is to be done there, not only read."""
        self._end = max(self._end, self._clock.monotonic() + seconds)

    def leave(self) -> None:
        """Nothing remote is being waited for any more."""
        now = self._clock.monotonic()
        self._book(now)
        self.stage = "work"
        self._stage_began = self.heard = now
        self.deadline = float("inf")

    def guard(self, connection: socket.socket) -> None:
        """From here on a missed deadline shuts this socket."""
        self._socket = connection

    def hear(self) -> None:
        """The server has sent something."""
        self.heard = self._clock.monotonic()

    def is_quiet(self, now: float) -> bool:
        """Whether somebody is waiting for this server rather than working on it.

        One that sends a byte now and then would always seem at work; so a step that has gone on for long counts too.
        """
        return now - self.heard >= SILENT_AFTER or now - self._stage_began >= LONG_STEP

    @property
    def seconds(self) -> float:
        """How long it has been since the first step began."""
        return self._clock.monotonic() - self._started

    def check(self, now: float) -> None:
        """End the step if its deadline has passed."""
        if now >= self.deadline and not self.expired:
            self.expired = True
            self.cut()

    def cut(self) -> None:
        """Shut the socket: whoever waits for it comes back at once."""
        if self._socket is not None:
            # Already closed by either side: then there is nobody left to wake.
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def too_slow(self) -> TooSlow:
        """The error for the step that was late."""
        return TooSlow(stage=self.stage_words, seconds=f"{self._allowed:.3g}")

    @property
    def stage_words(self) -> Message:
        """What it is doing, for people."""
        return Message(STAGES[self.stage])

    def _book(self, now: float) -> None:
        self.ms[self.stage] = round(self.ms.get(self.stage, 0.0) + (now - self._stage_began) * 1000, 1)
