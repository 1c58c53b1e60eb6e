"""Whether it is our own clock that is wrong where a computer's says another day.

A small machine has no clock that runs without power, and a clock can be set by mistake. What is noted on a wrong day is
wrong for ever, and what is dropped because it seems to be old is gone: so the computers are asked, as witnesses.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from clock import Clock, may_not_be_set
from i18n import N_, Message
from problems import Problem, Severity
from ssh_client.host_clock import HostClock

A_DAY: Final = timedelta(days=1).total_seconds()
JUMP: Final = 3600.0
"""Seconds by which our clock goes further than time has passed only when somebody sets it, or after a sleep."""
SLIP: Final = timedelta(seconds=10)
"""Between a moment that was noted and one that is reckoned."""
STANDS: Final = 7200.0
"""Seconds for which the word of a witness stands: each is asked once an hour."""
MANY: Final = 3
"""So many are not wrong alike by chance, and no child sets so many clocks."""
OFF: Final = "own_clock_off"
"""Code of the Problem."""


class GoBy(Enum):
    """The clock by which the days of a computer go."""

    THEIRS = "theirs"
    OURS = "ours"
    NEITHER = "neither"
    """One of the two is wrong, and soon it can be told which."""


@dataclass(slots=True)
class _Witness:
    ahead: int
    """Seconds."""
    at: float
    """When it was heard last, by the monotonic clock."""
    is_right: bool = False

    @property
    def is_far(self) -> bool:
        return abs(self.ahead) > A_DAY


class OwnClock:
    """Hears what the computers' clocks say. Thread-safe.

    A witness is a computer that was asked for its clock in this run, after ours was set last: what it said before says
    nothing about ours now, and what its files betray says nothing about its clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._witnesses: dict[str, _Witness] = {}
        self._since = clock.now()
        self._seen = self._since, clock.monotonic()
        self._set_at = -math.inf
        """When it was set, by the monotonic clock, unless a witness was heard since."""

    def covers(self, moment: datetime | None) -> bool:
        """Whether a moment by our clock lies in this run, after our clock was set last, and has come."""
        with self._lock:
            self._look_at_ourselves()
            return self._covers(moment)

    def heard(self, server: str, said: HostClock | None, are_theirs_nearer: Callable[[], bool]) -> GoBy:
        """What a computer that was just read is known to have said: by which clock its days go.

        Where it is far from ours, those who agree with us decide if they are more, and at least three who agree with it
        if they are. Else that is right of which what was known before is nearer: a child's days go on where they ended.
        """
        with self._lock:
            decided = self._decide(server, said)
        if decided is not None:
            return decided
        nearer = are_theirs_nearer()  # it may read files, and nobody waits for a disk here
        with self._lock:
            if nearer and server in self._witnesses:
                self._witnesses[server].is_right = True
        return GoBy.THEIRS if nearer else GoBy.OURS

    def forget(self, server: str) -> None:
        """It is no witness any more."""
        with self._lock:
            self._witnesses.pop(server, None)

    def has_heard(self, server: str) -> bool:
        """Whether a computer has said itself what its clock shows."""
        with self._lock:
            return server in self._witnesses

    def believes(self, server: str) -> bool:
        """Whether a computer that is far from us is taken to be right."""
        with self._lock:
            return server in self._against()

    @property
    def is_doubtful(self) -> bool:
        """Whether nothing should be ended or dropped on its word alone."""
        with self._lock:
            self._look_at_ourselves()
            return self._was_just_set() or bool(self._against())

    @property
    def is_confirmed(self) -> bool:
        """Whether a witness has told the same day, and none that is right another one."""
        with self._lock:
            self._look_at_ourselves()
            return not self._against() and any(not one.is_far for one in self._heard())

    def problems(self) -> Iterator[Problem]:
        """What somebody has to look at."""
        with self._lock:
            far = sorted(self._against().values(), key=abs)
        if not far:
            return
        days = max(1, round(abs(far[0]) / A_DAY))
        behind = Message(
            N_(
                "This machine's clock is a day behind the computers'; theirs is used. "
                "Set it right: sudo timedatectl set-ntp true."
            ),
            plural=N_(
                "This machine's clock is {count} days behind the computers'; theirs is used. "
                "Set it right: sudo timedatectl set-ntp true."
            ),
            count=days,
        )
        ahead = Message(
            N_(
                "This machine's clock is a day ahead of the computers'; theirs is used. "
                "Set it right: sudo timedatectl set-ntp true."
            ),
            plural=N_(
                "This machine's clock is {count} days ahead of the computers'; theirs is used. "
                "Set it right: sudo timedatectl set-ntp true."
            ),
            count=days,
        )
        yield Problem(OFF, Severity.WARNING, behind if far[0] > 0 else ahead)

    # --- the lock is held in all that follows ---

    def _decide(self, server: str, said: HostClock | None) -> GoBy | None:
        """By which clock, where that can be told by the clocks alone."""
        self._look_at_ourselves()
        self._witnesses.pop(server, None)
        if said is None or said.guessed or said.doubtful or not self._covers(said.read_at):
            return GoBy.NEITHER if self._was_just_set() or self._against() else GoBy.OURS
        here = self._witnesses[server] = _Witness(said.ahead, self._clock.monotonic())
        self._set_at = -math.inf
        if not here.is_far:
            return GoBy.THEIRS
        if may_not_be_set(self._clock):
            return GoBy.NEITHER
        with_us, with_it = self._votes(here)
        if with_us > with_it:
            return GoBy.OURS
        here.is_right = with_it >= MANY
        return GoBy.THEIRS if here.is_right else None

    def _was_just_set(self) -> bool:
        """Not for ever: there may be nobody to ask, and mostly a clock is set because it was wrong."""
        return self._clock.monotonic() < self._set_at + STANDS

    def _covers(self, moment: datetime | None) -> bool:
        return moment is not None and self._since - SLIP <= moment <= self._clock.now() + SLIP

    def _heard(self) -> Iterator[_Witness]:
        oldest = self._clock.monotonic() - STANDS
        return (one for one in self._witnesses.values() if one.at >= oldest)

    def _votes(self, here: _Witness) -> tuple[int, int]:
        """How many agree with us, we among them, and how many with a witness."""
        heard = list(self._heard())
        with_us = 1 + sum(not one.is_far for one in heard)
        return with_us, sum(abs(one.ahead - here.ahead) <= A_DAY for one in heard)

    def _against(self) -> dict[str, int]:
        """Those that are right, as far as can be told now, and by how many seconds they are ahead of us."""
        oldest = self._clock.monotonic() - STANDS
        right = {name: one for name, one in self._witnesses.items() if one.is_right and one.at >= oldest}
        votes = {name: self._votes(one) for name, one in right.items()}
        return {name: one.ahead for name, one in right.items() if votes[name][0] <= votes[name][1]}

    def _look_at_ourselves(self) -> None:
        now, passed = self._clock.now(), self._clock.monotonic()
        before, began = self._seen
        self._seen = now, passed
        if abs((now - before).total_seconds() - (passed - began)) > JUMP:
            self._witnesses.clear()
            self._since = now
            self._set_at = passed
