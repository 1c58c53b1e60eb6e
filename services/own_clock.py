"""Whether it is our own clock that is wrong where a computer's says another day.

A small machine has no clock that runs without power, and a clock can be set by mistake. What is noted on a wrong day is
wrong for ever, and what is dropped because it seems to be old is gone: so the computers are asked, as witnesses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from enum import Enum
from typing import Final

from clock import Clock, may_not_be_set
from i18n import N_, Message
from problems import Problem, Severity

A_DAY: Final = timedelta(days=1).total_seconds()
JUMP: Final = 3600.0
"""Seconds by which our clock goes further than time has passed only when somebody sets it, or after a sleep."""
OFF: Final = "own_clock_off"
"""Code of the Problem."""


class GoBy(Enum):
    """The clock by which the days of a computer go."""

    THEIRS = "theirs"
    OURS = "ours"
    NEITHER = "neither"
    """One of the two is wrong, and soon it can be told which."""


class OwnClock:
    """Hears what the computers' clocks say. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._ahead: dict[str, int] = {}
        """By how many seconds each computer was ahead of us when it was heard."""
        self._against: dict[str, int] = {}
        """Those of them that are right, as far as can be told, and far from us."""
        self._seen = clock.now(), clock.monotonic()
        self._was_set = False

    def heard(self, server: str, ahead: int | None, are_theirs_nearer: Callable[[], bool]) -> GoBy:
        """A computer is so many seconds ahead of us, or nobody knows: by which clock its days go.

        Most of those who know decide, we among them. Where it is one against one, that of whom what was known before is
        nearer: a child's days go on where they ended.
        """
        with self._lock:
            self._look_at_ourselves()
            self._against.pop(server, None)
            if ahead is None:
                self._ahead.pop(server, None)
                return GoBy.OURS
            self._ahead[server] = ahead
            self._was_set = False
            if abs(ahead) <= A_DAY:
                return GoBy.THEIRS
            with_us = 1 + sum(abs(one) <= A_DAY for one in self._ahead.values())
            with_them = sum(abs(one - ahead) <= A_DAY for one in self._ahead.values())
            if with_us > with_them:
                return GoBy.OURS
            if with_us == with_them:
                if may_not_be_set(self._clock):
                    return GoBy.NEITHER
                if not are_theirs_nearer():
                    return GoBy.OURS
            self._against[server] = ahead
            return GoBy.THEIRS

    def forget(self, server: str) -> None:
        """It is no witness any more."""
        with self._lock:
            self._ahead.pop(server, None)
            self._against.pop(server, None)

    @property
    def is_doubtful(self) -> bool:
        """Whether nothing should be done on its word alone that cannot be undone."""
        with self._lock:
            self._look_at_ourselves()
            return self._was_set or bool(self._against)

    @property
    def is_confirmed(self) -> bool:
        """Whether a computer has told the same day, and none that is right another one."""
        with self._lock:
            self._look_at_ourselves()
            return not self._against and any(abs(one) <= A_DAY for one in self._ahead.values())

    def problems(self) -> Iterator[Problem]:
        """What somebody has to look at."""
        with self._lock:
            far = sorted(self._against.values(), key=abs)
        if not far:
            return
        days = max(1, round(abs(far[0]) / A_DAY))
        behind = Message(
            N_("This machine's clock is a day behind the computers'; until it is right, theirs is used."),
            plural=N_("This machine's clock is {count} days behind the computers'; until it is right, theirs is used."),
            count=days,
        )
        ahead = Message(
            N_("This machine's clock is a day ahead of the computers'; until it is right, theirs is used."),
            plural=N_(
                "This machine's clock is {count} days ahead of the computers'; until it is right, theirs is used."
            ),
            count=days,
        )
        yield Problem(OFF, Severity.WARNING, behind if far[0] > 0 else ahead)

    def _look_at_ourselves(self) -> None:
        """Who spoke before our clock was set says nothing about it now."""
        now, passed = self._clock.now(), self._clock.monotonic()
        before, began = self._seen
        self._seen = now, passed
        if abs((now - before).total_seconds() - (passed - began)) > JUMP:
            self._ahead.clear()
            self._against.clear()
            self._was_set = True
