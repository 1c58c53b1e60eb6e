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


class Noting:
    def __init__(self) -> None:
        self.looked = threading.Event()

    def due(self, now: datetime) -> bool:
        self.looked.set()
        return False

    def run(self) -> None:
        raise AssertionError("it was not due")


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
    chores._threads[0].join(30)
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
    chores.add(Noting())
    chores.start()
    chores.stop()
    assert not any(one.name == "chore-Noting" for one in threading.enumerate())
    assert chores.is_stopping()


def test_it_looks_at_once_when_it_is_woken() -> None:
    chores, noting = Chores(SystemClock()), Noting()
    chores.add(noting)
    chores.start()
    chores.wake()
    assert noting.looked.wait(10)
    chores.stop()


def test_stopping_one_that_was_never_started_does_no_harm() -> None:
    Chores(SystemClock()).stop()


def test_a_letter_that_is_due_at_once_makes_no_other_chore_early() -> None:
    chores = Chores(SystemClock())
    eager, other = Noting(), Noting()
    chores.add(eager)
    chores.add(other)
    chores.wake(eager)
    chores.start()
    assert eager.looked.wait(10)
    chores.stop()
    assert not other.looked.is_set()


def test_one_that_hangs_holds_up_no_other_and_not_the_end(caplog: pytest.LogCaptureFixture) -> None:
    chores, freed = Chores(SystemClock()), threading.Event()

    class Hanging(Noting):
        """A disk of the network that does not answer."""

        def due(self, now: datetime) -> bool:
            super().due(now)
            return freed.wait(60)

    hanging, other = Hanging(), Noting()
    chores.add(hanging)
    chores.add(other)
    chores.start()
    chores.wake(hanging)
    assert hanging.looked.wait(10)
    chores.wake(other)
    assert other.looked.wait(10)
    chores.stop()
    assert "chore-Hanging was still under way" in caplog.text
    freed.set()
