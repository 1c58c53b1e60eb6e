"""The one place that tells the time, so that a test can set it.

Nothing else in the project calls ``datetime.now`` or ``time.monotonic``.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, time as time_of_day, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

SET_WITHIN: Final = 30 * 60.0
"""Seconds after the machine's start within which its clock should have been set."""


class Clock(Protocol):
    """What the rest of the program may ask of time."""

    def now(self) -> datetime:
        """This moment, in UTC and aware of it."""
        ...

    def monotonic(self) -> float:
        """Seconds since the machine was started; never goes backwards."""
        ...

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait until the event is set, at most so many seconds; whether it is set."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the machine was started."""
        return time.monotonic()

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait for the event, really."""
        return event.wait(seconds)


class FakeClock:
    """A clock that stands still until it is moved; waiting moves it and takes no time."""

    def __init__(self, now: datetime, *, up: float = 86_400.0) -> None:
        """It is ``now``; the machine was started so many seconds ago."""
        if now.tzinfo is None:
            raise ValueError("a clock's time needs a time zone")
        self._now = now.astimezone(UTC)
        self._monotonic = up

    def now(self) -> datetime:
        """The moment it was moved to."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since the machine was started."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def set(self, now: datetime) -> None:
        """Somebody sets the clock; no time passes."""
        self._now = now.astimezone(UTC)

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Let the time pass at once, unless the event is set."""
        if not event.is_set():
            self.advance(seconds)
        return event.is_set()


def may_not_be_set(clock: Clock) -> bool:
    """Whether our clock may be days behind still: a small computer has none without power, and asks the network."""
    return clock.monotonic() < SET_WITHIN


def on_the_wall(at: str, day: date, now: datetime) -> datetime:
    """When (UTC) the clock on the wall shows a time such as ``"03:40"`` on a day, in the zone of ``now``.

    In UTC, because two moments in one zone cannot be compared by the clock on the wall. An hour that a day does not
    have is taken as the one after it.
    """
    hour, minute = (int(part) for part in at.split(":"))
    naive = datetime.combine(day, time_of_day(hour, minute))
    if isinstance(now.tzinfo, ZoneInfo):
        return naive.replace(tzinfo=now.tzinfo).astimezone(UTC)
    return naive.astimezone(UTC)  # what is only an offset stands for this machine's zone, whose offset changes
