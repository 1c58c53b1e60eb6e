"""Whoever watches the queue hears of every state that was saved: once, in order, and without harm to the queue."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from audit import Audit
from errors import DiskFull, QueueFull, WrongState
from pending import Edit, EditState, Queue, Through, Wish, queue as queue_module
from pending.queue import add_edit, add_wish
from tests.pending.made import MORNING, House, an_edit, moved_on


def heard_of(queue: Queue) -> list[tuple[str, str]]:
    """Fills up with what a watcher is told: numbers and states."""
    heard: list[tuple[str, str]] = []
    queue.watchers.add(lambda edit: heard.append((edit.id[15:18], edit.state.value)))
    return heard


def test_each_state_is_told_once_and_in_order(queue: Queue) -> None:
    heard = heard_of(queue)
    edit = queue.add(an_edit(1))
    sending = moved_on(queue, edit, EditState.SENDING)
    queue.decide(queue.add(an_edit(2)).id, "cancel", MORNING)
    moved_on(queue, sending, EditState.CONFIRMED)
    queue.take_in()
    queue.prune(MORNING)

    assert heard == [
        ("001", "queued"), ("001", "sending"), ("002", "queued"), ("002", "cancelled"), ("001", "confirmed"),
    ]  # fmt: skip


def test_what_another_process_has_added_or_decided_is_told_when_it_is_taken_in(house: House) -> None:
    heard = heard_of(house.queue)
    edit = an_edit(1, through=Through.COMMAND)
    add_edit(house.store, edit)
    assert heard == []
    house.queue.take_in()
    assert heard == [("001", "queued")]

    add_wish(house.store, "pc", Wish(edit=edit.id, ask="cancel", who="dad", through=Through.COMMAND, at=MORNING))
    for _ in range(3):
        house.queue.take_in()
    assert heard == [("001", "queued"), ("001", "cancelled")]


def test_what_was_not_saved_is_not_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = house.queue.add(an_edit(1))
    heard = heard_of(house.queue)

    def full(*_arguments: object) -> None:
        raise DiskFull(path="x")

    with monkeypatch.context() as patched:
        patched.setattr(house.store, "save", full)
        patched.setattr(house.store, "add", full)
        for change in (
            lambda: house.queue.add(an_edit(2)),
            lambda: moved_on(house.queue, edit, EditState.SENDING),
        ):
            with pytest.raises(DiskFull):
                change()
    moved_on(house.queue, edit, EditState.SENDING)
    with pytest.raises(WrongState):
        moved_on(house.queue, edit, EditState.CANCELLED)
    monkeypatch.setattr(queue_module, "MAX_OPEN", 1)
    with pytest.raises(QueueFull):
        house.queue.add(an_edit(3))

    assert heard == [("001", "sending")]


def test_a_state_is_told_also_where_the_audit_cannot_be_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = heard_of(house.queue)

    def full(*_arguments: object) -> None:
        raise DiskFull(path="x")

    with monkeypatch.context() as patched:
        patched.setattr(house.store, "append_line", full)
        house.queue.add(an_edit(1))
    house.queue.take_in()

    assert heard == [("001", "queued")]


def test_what_was_there_at_a_start_is_no_news(house: House) -> None:
    house.queue.add(an_edit(1))
    house.queue.decide(house.queue.add(an_edit(2)).id, "cancel", MORNING)
    add_edit(house.store, an_edit(3))
    half = house.queue.add(an_edit(4))
    done = half.model_copy(update={"state": EditState.CONFIRMED, "changed": MORNING + timedelta(seconds=5)})
    house.store.save(queue_module.EDIT, done, "pending_uploads", "pc", f"{half.id}.json")  # and then a kill
    queue = Queue(house.store, Audit(house.store))
    heard = heard_of(queue)
    queue.load()
    queue.take_in()

    assert heard == []
    assert len(queue.waiting("pc")) == len(queue.finished("pc")) == 2
    queue.add(an_edit(5))
    assert heard == [("005", "queued")]


def test_one_that_fails_harms_neither_the_queue_nor_the_others(queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    def fails(_edit: Edit) -> None:
        raise ValueError("a watcher of ours")

    changed: list[str] = []
    queue.on_change = changed.append
    queue.watchers.add(fails)
    heard = heard_of(queue)
    moved_on(queue, queue.add(an_edit(1)), EditState.SENDING)

    assert heard == [("001", "queued"), ("001", "sending")]
    assert changed == ["pc", "pc"]
    assert "a watcher of ours" in caplog.text


def test_one_may_itself_change_the_queue_and_all_hear_of_it_in_order(queue: Queue) -> None:
    def cancels(edit: Edit) -> None:
        if edit.is_open:
            queue.decide(edit.id, "cancel", MORNING)

    queue.watchers.add(cancels)
    heard = heard_of(queue)
    edit = queue.add(an_edit(1))

    assert heard == [("001", "queued"), ("001", "cancelled")]
    assert queue.get(edit.id).state is EditState.CANCELLED


def test_one_that_takes_long_keeps_nobody_waiting(queue: Queue) -> None:
    inside, go_on = threading.Event(), threading.Event()
    heard: list[str] = []

    def slow(edit: Edit) -> None:
        inside.set()
        assert go_on.wait(30)
        heard.append(edit.id[15:18])

    queue.watchers.add(slow)
    first = threading.Thread(target=queue.add, args=(an_edit(1),))
    first.start()
    assert inside.wait(30)
    queue.add(an_edit(2))
    assert len(queue.waiting("pc")) == 2
    go_on.set()
    first.join()

    assert heard == ["001", "002"]


def test_from_many_threads_each_state_comes_once_and_those_of_an_edit_in_their_order(queue: Queue) -> None:
    heard = heard_of(queue)

    def lives(number: int) -> None:
        edit = queue.add(an_edit(number, server=f"pc{number % 3}"))
        moved_on(queue, moved_on(queue, edit, EditState.SENDING), EditState.CONFIRMED)

    threads = [threading.Thread(target=lives, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(heard) == 36
    for number in range(12):
        assert [state for one, state in heard if one == f"{number:03}"] == ["queued", "sending", "confirmed"]


def test_one_that_has_left_hears_nothing_more(queue: Queue) -> None:
    heard: list[Edit] = []
    queue.watchers.add(heard.append)
    queue.add(an_edit(1))
    queue.watchers.remove(heard.append)
    queue.watchers.remove(heard.append)
    queue.add(an_edit(2))

    assert len(heard) == 1
