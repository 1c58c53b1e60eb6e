"""What was accepted is on the disk when it is said to be, and is there again after a restart."""

from __future__ import annotations

import pytest

from error_record import recorded
from errors import CannotTell, NotFound, QueueFull, WrongState
from pending import Attempt, EditKind, EditState, KeyChange, Queue, queue as queue_module
from tests.pending.made import MORNING, House, an_edit, moved_on


def test_an_edit_is_on_the_disk_before_it_is_accepted(house: House) -> None:
    edit = house.queue.add(an_edit())

    assert house.on_disk(edit) == "queued"
    assert house.restart().waiting("pc") == (edit,)


def test_everything_that_an_edit_says_comes_back(house: House) -> None:
    between = (KeyChange(key="LIMITS_PER_WEEKDAYS", wanted="1;2;3;4;5;6;7"),)
    full = an_edit(
        kind=EditKind.GRANT, operation="+", seconds=600, playtime=True, day=MORNING.date(), not_before=MORNING.date(),
        reason="Größe, 日本", origin="127.0.0.1", cause="x", key="a", asked="b", playtime_before=5, attempts=2,
        state=EditState.SENDING, why=recorded(CannotTell()),
        attempt=Attempt(at=MORNING, not_after=9, spent=1, balance=-2, limit=3, passed=4.5, between=between),
    )  # fmt: skip
    house.queue.add(full)

    assert house.restart().get(full.id) == full


def test_another_state_is_on_the_disk_before_it_holds(house: House) -> None:
    edit = moved_on(house.queue, house.queue.add(an_edit()), EditState.CONFLICT)

    assert house.on_disk(edit) == "conflict"
    assert house.restart().waiting("pc") == (edit,)


def test_what_has_ended_is_kept_apart(house: House) -> None:
    edit = house.queue.decide(house.queue.add(an_edit()).id, "cancel", MORNING)

    for queue in (house.queue, house.restart()):
        assert (house.on_disk(edit), house.on_disk(edit, "finished")) == (None, "cancelled")
        assert (queue.waiting("pc"), queue.finished("pc"), queue.servers()) == ((), (edit,), frozenset())
        assert queue.get(edit.id) == edit


def test_edits_of_a_user_wait_in_the_order_of_their_ids(queue: Queue) -> None:
    for number in (3, 1, 2):
        queue.add(an_edit(number, user="anna" if number != 2 else ""))
    queue.add(an_edit(4, server="laptop"))

    assert [one.id[15:18] for one in queue.waiting("pc")] == ["001", "002", "003"]
    assert [one.id[15:18] for one in queue.waiting("pc", "anna")] == ["001", "003"]
    assert [one.id[15:18] for one in queue.waiting("pc", "")] == ["002"]
    assert [one.server for one in queue.all_waiting()] == ["pc", "pc", "pc", "laptop"]
    assert queue.servers() == {"pc", "laptop"}


def test_a_state_that_is_not_the_last_one_cannot_be_moved_on(house: House) -> None:
    first = house.queue.add(an_edit())
    second = moved_on(house.queue, first, EditState.SENDING)

    with pytest.raises(WrongState):
        moved_on(house.queue, first, EditState.CANCELLED)
    assert house.queue.waiting("pc") == (second,)
    assert house.on_disk(second) == "sending"


def test_what_has_ended_cannot_be_moved_on(queue: Queue) -> None:
    edit = queue.decide(queue.add(an_edit()).id, "cancel", MORNING)

    with pytest.raises(WrongState):
        moved_on(queue, edit, EditState.QUEUED)
    with pytest.raises(WrongState):
        queue.decide(edit.id, "cancel", MORNING)


def test_what_is_not_there_is_not_found(queue: Queue) -> None:
    for ask in (lambda: queue.get("x"), lambda: queue.decide("x", "cancel", MORNING)):
        with pytest.raises(NotFound):
            ask()
    assert queue.find("x") is None


def test_a_request_that_comes_again_finds_its_edit_also_when_that_has_ended(house: House) -> None:
    house.queue.add(an_edit(1))
    edit = house.queue.decide(house.queue.add(an_edit(2, key="digest")).id, "cancel", MORNING)

    assert house.queue.with_key("digest") == edit
    assert house.restart().with_key("digest") == edit
    assert house.queue.with_key("") is None


def test_a_server_takes_so_many_edits_and_no_more(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "MAX_OPEN", 3)
    edits = [queue.add(an_edit(number)) for number in range(3)]

    with pytest.raises(QueueFull, match="3 edits wait for pc"):
        queue.add(an_edit(3))
    queue.add(an_edit(4, server="laptop"))
    queue.decide(edits[0].id, "cancel", MORNING)
    queue.add(an_edit(5))


def test_a_server_that_is_forgotten_has_none_and_the_others_keep_theirs(queue: Queue) -> None:
    queue.decide(queue.add(an_edit(1)).id, "cancel", MORNING)
    queue.add(an_edit(2))
    other = queue.add(an_edit(3, server="laptop"))
    queue.forget("pc")

    assert (queue.all_waiting(), queue.finished()) == ((other,), ())


def test_whoever_listens_hears_of_each_change(queue: Queue) -> None:
    heard: list[str] = []
    queue.on_change = heard.append
    edit = queue.add(an_edit())
    queue.decide(edit.id, "cancel", MORNING)

    assert heard == ["pc", "pc"]
