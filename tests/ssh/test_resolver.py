"""Names are looked up beside everything else: threads come and go, and a dead name costs one question."""

from __future__ import annotations

import queue
import threading

import pytest

from ssh_client import resolve
from ssh_client.resolve import MAX_LISTENERS, THREADS, Resolver

PATIENCE = 10.0


class NameServer:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked: queue.Queue[str] = queue.Queue()
        self.answers = threading.Event()
        self.threads: set[threading.Thread] = set()

    def look_up(self, host: str, port: int) -> list[object]:
        self.threads.add(threading.current_thread())
        self.asked.put(host)
        assert self.answers.wait(PATIENCE)
        return [(host, port)]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> NameServer:
    names = NameServer()
    monkeypatch.setattr(resolve, "_addresses", names.look_up)
    monkeypatch.setattr(resolve, "IDLE_SECONDS", 0.05)
    return names


def wait_for_the_end(names: NameServer) -> None:
    for thread in names.threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_threads_go_when_there_is_nothing_to_do_and_come_back(names: NameServer) -> None:
    resolver, found = Resolver(), queue.Queue()
    names.answers.set()
    for host in ("first", "second"):
        resolver.look_up(host, 22, found.put)
        assert found.get(timeout=PATIENCE) == [(host, 22)]
        wait_for_the_end(names)
        assert resolver._threads == 0


def test_a_dead_name_that_is_asked_for_a_hundred_times_is_one_question(names: NameServer) -> None:
    resolver, found = Resolver(), queue.Queue()
    for number in range(100):
        resolver.look_up("dead", 22, lambda addresses, number=number: found.put(number))
    names.answers.set()
    wait_for_the_end(names)

    assert names.asked.qsize() == 1
    assert [found.get_nowait() for _ in range(found.qsize())] == list(range(100 - MAX_LISTENERS, 100))


def test_after_its_answer_a_name_is_asked_for_anew(names: NameServer) -> None:
    resolver, found = Resolver(), queue.Queue()
    names.answers.set()
    for _ in range(2):
        resolver.look_up("pc", 22, found.put)
        found.get(timeout=PATIENCE)

    assert names.asked.qsize() == 2


def test_the_same_name_at_two_ports_is_two_questions(names: NameServer) -> None:
    resolver, found = Resolver(), queue.Queue()
    names.answers.set()
    for port in (22, 2222):
        resolver.look_up("pc", port, found.put)

    assert sorted(found.get(timeout=PATIENCE)[0][1] for _ in range(2)) == [22, 2222]


def test_one_dead_name_does_not_hold_up_the_others_and_threads_are_bounded(names: NameServer) -> None:
    resolver, found = Resolver(), queue.Queue()
    for number in range(THREADS * 3):
        resolver.look_up(f"pc{number}", 22, found.put)
    for _ in range(THREADS):  # all are asked for at once though none has answered
        names.asked.get(timeout=PATIENCE)
    assert resolver._threads == THREADS
    names.answers.set()

    assert len({found.get(timeout=PATIENCE)[0] for _ in range(THREADS * 3)}) == THREADS * 3
    wait_for_the_end(names)
    assert len(names.threads) == THREADS


@pytest.mark.parametrize("host", ["a" * 300, "a..b", "pc\0"])
def test_a_name_that_cannot_be_one_has_no_address(host: str) -> None:
    assert resolve._addresses(host, 22) == []
