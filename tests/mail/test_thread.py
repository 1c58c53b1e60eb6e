"""The thread of mail sleeps until something is due, is woken, outlives a fault, and ends at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from clock import SystemClock
from mail import MailThread
from mail.thread import LONGEST_SLEEP, SHORTEST_SLEEP

WAIT = 10


class Postman:
    def __init__(self) -> None:
        self.next_due: datetime | None = None
        self.rounds = threading.Semaphore(0)
        self.fault: Exception | None = None

    def due(self, now: datetime) -> bool:
        return self.next_due is not None and self.next_due <= now

    def run(self) -> None:
        self.next_due = None
        self.rounds.release()
        if self.fault is not None:
            raise self.fault

    def stop(self) -> None:
        pass


@pytest.fixture
def postman():
    return Postman()


@pytest.fixture
def thread(postman):
    thread = MailThread(postman, SystemClock())
    yield thread
    thread.stop()


def now() -> datetime:
    return datetime.now(UTC)


def test_what_is_due_at_the_start_goes_at_once(postman, thread) -> None:
    postman.next_due = now()
    thread.start()
    assert postman.rounds.acquire(timeout=WAIT)


def test_it_is_woken_by_a_new_letter(postman, thread) -> None:
    thread.start()
    postman.next_due = now()
    thread.wake()
    assert postman.rounds.acquire(timeout=WAIT)


def test_a_fault_ends_one_round_and_no_other(postman, thread, caplog) -> None:
    postman.fault, postman.next_due = RuntimeError("a bug"), now()
    thread.start()
    assert postman.rounds.acquire(timeout=WAIT)
    postman.fault, postman.next_due = None, now()
    thread.wake()
    assert postman.rounds.acquire(timeout=WAIT)
    assert "a bug" in caplog.text


def test_it_sleeps_until_something_is_due_and_not_for_ever(postman, thread) -> None:
    assert thread._sleep() == LONGEST_SLEEP
    postman.next_due = now() + timedelta(seconds=300)
    assert 290 < thread._sleep() <= 300
    postman.next_due = now() + timedelta(days=9)
    assert thread._sleep() == LONGEST_SLEEP
    postman.next_due = now() - timedelta(days=9)
    assert thread._sleep() == SHORTEST_SLEEP


def test_it_ends_while_it_sleeps_and_may_end_before_it_began(postman, thread) -> None:
    thread.start()
    thread.stop()
    assert not any(one.name == "mail" for one in threading.enumerate())
    MailThread(postman, SystemClock()).stop()
