"""Servers can be taken into a run that is under way, before all others."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from clock import SystemClock
from ssh_client import dispatch
from ssh_client.dispatch import Dispatcher, Target
from ssh_client.limits import Limits
from ssh_client.resolve import Resolver

from .conftest import Computer

pytestmark = pytest.mark.real


class Run:
    """One run over a real computer that is many servers; ``during`` is called while a server is worked on."""

    def __init__(self, during: Callable[[str], None] = lambda _id: None) -> None:
        self.done: list[tuple[str, str]] = []
        self.stop = threading.Event()
        self._during = during
        self.dispatcher = Dispatcher(
            self._work, self._note, clock=SystemClock(), limits=Limits(), resolver=Resolver()
        )  # fmt: skip

    def _work(self, target: Target, _machine: object) -> str:
        self._during(target.id)
        return target.host

    def _note(self, target: Target, outcome) -> None:
        assert outcome.error is None
        self.done.append((target.id, outcome.value))

    @property
    def ids(self) -> list[str]:
        return [one for one, _ in self.done]

    def over(self, *targets: Target) -> None:
        self.dispatcher.run(targets, self.stop)


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "YOUNG_DIALS", 1)
    monkeypatch.setattr(dispatch, "BUSY_WORKERS", 1)


def test_a_new_server_is_worked_on_in_the_same_run(computer: Computer) -> None:
    run = Run(lambda name: run.dispatcher.submit([computer.target("new")]) if name == "first" else None)
    run.over(computer.target("first"))

    assert run.ids == ["first", "new"]


@pytest.mark.usefixtures("one_at_a_time")
def test_one_that_waits_goes_to_the_front_and_is_done_once(computer: Computer) -> None:
    run = Run()
    assert run.dispatcher.submit([computer.target("c", host="127.0.0.3")])
    run.over(*(computer.target(name, host="127.0.0.2") for name in "abc"))

    assert run.done == [("c", "127.0.0.3"), ("a", "127.0.0.2"), ("b", "127.0.0.2")]


def test_one_that_is_under_way_is_done_once_more_as_it_is_now(computer: Computer) -> None:
    """What was asked before somebody's change would answer for the time before."""
    again = iter([computer.target("pc", host="127.0.0.2"), computer.target("pc", host="127.0.0.3")])

    def during(_name: str) -> None:
        for target in again:  # asked twice, done once
            assert run.dispatcher.submit([target])

    run = Run(during)
    run.over(computer.target("pc"))

    assert run.done == [("pc", "127.0.0.1"), ("pc", "127.0.0.3")]


def test_after_the_end_nothing_is_taken_in(computer: Computer) -> None:
    run = Run()
    run.over(computer.target("pc"))

    assert not run.dispatcher.submit([computer.target("late")])
    assert run.ids == ["pc"]


def test_a_run_that_was_stopped_takes_nothing_in(computer: Computer) -> None:
    run = Run()
    run.stop.set()
    run.over(computer.target("pc"))

    assert not run.dispatcher.submit([computer.target("late")])
    assert run.ids == []
