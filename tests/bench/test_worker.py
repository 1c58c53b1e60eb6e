"""An object in a process of its own."""

from __future__ import annotations

import os

import psutil
import pytest

from bench.worker import Worker


class Counter:
    """Something to call."""

    def __init__(self, start: int) -> None:
        self._value = start

    def add(self, number: int) -> tuple[int, int]:
        self._value += number
        return self._value, os.getpid()

    def fail(self) -> None:
        raise LookupError("as asked")


def test_it_keeps_its_state_in_another_process_which_ends_with_it() -> None:
    with Worker(Counter, 1) as counter:
        counter.call("add", 2)
        value, process = counter.call("add", 3)
        assert psutil.pid_exists(process)

    assert value == 6
    assert process != os.getpid()
    assert not psutil.pid_exists(process)


def test_what_it_raises_is_raised_here_and_does_not_end_it() -> None:
    with Worker(Counter, 1) as counter:
        with pytest.raises(LookupError, match="as asked"):
            counter.call("fail")
        assert counter.call("add", 1)[0] == 2
