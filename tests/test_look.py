"""A disk that never answers holds up nobody."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from patience import Look


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch):
    """One that answers as soon as this is set."""
    monkeypatch.setattr("patience.Look.LONGEST", 0.05)
    answers = threading.Event()
    yield answers
    answers.set()


def looking() -> int:
    return sum(one.name == "look" for one in threading.enumerate())


def test_the_answer_is_that_of_the_disk():
    assert Look().at("/mnt/nas", lambda: 7) == 7


def test_what_the_disk_raises_is_raised_each_time():
    look = Look()
    for _ in range(2):
        with pytest.raises(OSError, match="broken"):
            look.at("/mnt/nas", lambda: (_ for _ in ()).throw(OSError("broken")))


def test_who_looks_at_a_disk_that_hangs_is_told_and_leaves_no_thread_behind(disk: threading.Event):
    look = Look()
    before = looking()
    for _ in range(20):
        with pytest.raises(TimeoutError):
            look.at("/mnt/nas", lambda: disk.wait(60))
    assert looking() == before + 1
    assert look.at("/srv/other", lambda: 7) == 7


def test_when_it_answers_again_so_does_the_look(disk: threading.Event):
    look: Look[int] = Look()
    with pytest.raises(TimeoutError):
        look.at("/mnt/nas", lambda: disk.wait(60) * 3)
    with ThreadPoolExecutor(2) as pool:
        disk.set()
        assert {one.result(10) for one in [pool.submit(look.at, "/mnt/nas", lambda: 3) for _ in range(2)]} == {3}
