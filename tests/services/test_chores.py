"""The thread that does what is due."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from chores import EVERY, Chores
from clock import FakeClock, SystemClock

NIGHT = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


class Played:
    def __init__(self, *, error: Exception | None = None, due_error: Exception | None = None) -> None:
        self.error, self.due_error = error, due_error
        self.done: list[datetime] = []
        self.due_at: list[datetime] = []

    def due(self, now: datetime) -> bool:
        self.due_at.append(now)
        if self.due_error:
            raise self.due_error
        return not self.done or self.done[-1].date() < now.date()

    def run(self) -> None:
        self.done.append(self.due_at[-1])
        if self.error:
            raise self.error


class Stopping(FakeClock):
    """Ends the chores after so many looks."""

    def __init__(self, looks: int) -> None:
        super().__init__(NIGHT)
        self.looks = looks
        self.chores: Chores | None = None

    def wait(self, event: threading.Event, seconds: float) -> bool:
        self.looks -= 1
        if not self.looks:
            self.chores._stop.set()
        return super().wait(event, seconds)


def test_each_is_done_when_it_says_that_it_is_due_also_over_days() -> None:
    clock = Stopping(3 * 24 * 60)
    clock.chores = chores = Chores(clock)
    played = Played()
    chores.add(played)
    chores.start()
    chores._thread.join(30)
    assert [one.date().day for one in played.done] == [18, 19, 20, 21][: len(played.done)]
    assert len(played.done) >= 3
    assert (played.due_at[1] - played.due_at[0]).total_seconds() == EVERY
    assert played.due_at[0] > NIGHT  # not while everything else is starting


@pytest.mark.parametrize("broken", [{"error": OSError()}, {"due_error": ValueError()}])
def test_one_that_fails_hurts_no_other_and_not_the_thread(broken: dict[str, Exception]) -> None:
    chores = Chores(FakeClock(NIGHT))
    bad, good = Played(**broken), Played()
    chores.add(bad)
    chores.add(good)
    chores.turn()
    chores.turn()
    assert len(good.done) == 1
    assert len(bad.due_at) == 2


def test_it_ends_at_once() -> None:
    chores = Chores(SystemClock())
    chores.start()
    chores.stop()
    assert not chores._thread.is_alive()
    assert chores.is_stopping()


def test_it_looks_at_once_when_it_is_woken() -> None:
    chores, looked = Chores(SystemClock()), threading.Event()

    class Noting:
        def due(self, now: datetime) -> bool:
            looked.set()
            return False

        def run(self) -> None: ...

    chores.add(Noting())
    chores.start()
    chores.wake()
    assert looked.wait(10)
    chores.stop()


def test_stopping_one_that_was_never_started_does_no_harm() -> None:
    Chores(SystemClock()).stop()


def test_a_letter_that_is_due_at_once_makes_no_other_chore_early_and_none_late() -> None:
    clock = Stopping(4)
    clock.chores = chores = Chores(clock)
    eager, other = Played(), Played()
    chores.add(eager)
    chores.add(other)
    chores.wake(eager)
    chores.start()
    chores._thread.join(30)
    assert eager.due_at[0] == NIGHT
    assert (other.due_at[0] - NIGHT).total_seconds() == EVERY
