"""Another process, beside the one that owns the queue: it adds edits and asks for decisions, and both are taken in."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from errors import DiskFull, InvalidValue, NotFound, QueueFull, WrongState
from pending import EditState, Glance, Through, Visitor, Wish, visitor as visitor_module
from pending.queue import add_wish
from storage import Store
from tests.pending.made import MORNING, House, an_edit, moved_on

HERE = Path(__file__).parents[2]
VISIT = """
import sys
from pathlib import Path
from clock import FakeClock
from pending import Through, Visitor
from storage import Store
from tests.pending.made import MORNING, an_edit
with Store.open(Path(sys.argv[1]), clock=FakeClock(MORNING), writer=False) as store:
    visitor = Visitor(store, "mum", Through.COMMAND)
    if sys.argv[2] == "add":
        print(visitor.add(an_edit(id=visitor.new_id(MORNING), through=Through.COMMAND)).id)
    else:
        print(visitor.decide(sys.argv[3], sys.argv[2], MORNING).state.value)
"""


def another_process(house: House, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", VISIT, str(house.root), *words], cwd=HERE, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def visitor(house: House):
    with Store.open(house.root, clock=house.clock, writer=False) as store:
        yield Visitor(store, "mum", Through.COMMAND)


def wishes(house: House) -> list[Path]:
    return list(house.root.rglob("wish-*"))


@pytest.mark.real
def test_another_process_adds_an_edit_and_takes_it_back(house: House) -> None:
    added = another_process(house, "add")
    assert house.queue.take_in() == {"pc"}
    assert [edit.id for edit in house.queue.waiting("pc")] == [added]

    assert another_process(house, "cancel", added) == "cancelled"
    assert house.queue.get(added).state is EditState.QUEUED
    assert house.queue.take_in() == {"pc"}
    assert house.queue.get(added).state is EditState.CANCELLED
    assert wishes(house) == []
    assert house.told(house.queue.get(added)) == ["queued", "cancelled"]


def test_what_was_added_while_nobody_owned_the_queue_is_there_at_the_start(house: House, visitor: Visitor) -> None:
    house.stop()
    edit = visitor.add(an_edit())
    house.start()

    assert house.queue.waiting("pc") == (edit,)
    assert house.told(edit) == ["queued"]


def test_nothing_new_is_nothing_new(house: House, visitor: Visitor) -> None:
    house.queue.add(an_edit(1))
    visitor.add(an_edit(2))
    house.queue.take_in()

    assert house.queue.take_in() == set()


def test_an_edit_that_is_added_in_the_same_instant_as_another_is_not_overlooked(house: House, visitor: Visitor) -> None:
    """The system stamps folders with a clock that moves every few milliseconds: both leave the same stamp."""
    visitor.add(an_edit(1))
    house.queue.take_in()
    stamps = house.store.stamps("pending_uploads")
    visitor.add(an_edit(2))
    house.store.stamps = lambda *_parts: stamps

    assert house.queue.take_in() == {"pc"}
    assert len(house.queue.waiting("pc")) == 2


@pytest.mark.parametrize("state", [EditState.SENDING, EditState.CONFIRMED])
def test_a_wish_that_does_not_fit_any_more_is_dropped_with_its_file(
    house: House, visitor: Visitor, state: EditState
) -> None:
    edit = house.queue.add(an_edit())
    visitor.decide(edit.id, "cancel", MORNING)
    edit = moved_on(house.queue, edit, state)
    house.queue.take_in()

    assert house.queue.get(edit.id) is edit
    assert wishes(house) == []


@pytest.mark.parametrize(("about", "ask"), [("20261121T092633999-ffff", "cancel"), (an_edit().id, "explode")])
def test_a_wish_about_nothing_is_dropped_with_its_file(house: House, about: str, ask: str) -> None:
    edit = house.queue.add(an_edit())
    add_wish(house.store, "pc", Wish(edit=about, ask=ask, who="mum", through=Through.COMMAND, at=MORNING))
    house.queue.take_in()

    assert house.queue.waiting("pc") == (edit,)
    assert wishes(house) == []


def test_a_wish_that_a_full_disk_does_not_take_is_fulfilled_when_there_is_room(
    house: House, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = house.queue.add(an_edit())
    visitor.decide(edit.id, "cancel", MORNING)

    def full(*_parts: object) -> None:
        raise DiskFull(path="x")

    with monkeypatch.context() as patched:
        patched.setattr(house.store, "save", full)
        for _ in range(4):
            house.queue.take_in()
        assert house.queue.get(edit.id) is edit
    house.queue.take_in()

    assert house.queue.get(edit.id).state is EditState.CANCELLED
    assert wishes(house) == []


def test_a_queue_that_is_full_is_full_for_it_too(
    house: House, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor_module, "MAX_OPEN", 2)
    house.queue.add(an_edit(1))
    visitor.add(an_edit(2))

    with pytest.raises(QueueFull):
        visitor.add(an_edit(3))


def test_what_is_refused_is_refused_at_once(house: House, visitor: Visitor) -> None:
    edit = moved_on(house.queue, house.queue.add(an_edit()), EditState.SENDING)

    with pytest.raises(WrongState):
        visitor.decide(edit.id, "cancel", MORNING)
    with pytest.raises(InvalidValue):
        visitor.decide(edit.id, "explode", MORNING)
    with pytest.raises(NotFound):
        visitor.decide("x", "cancel", MORNING)
    assert wishes(house) == []


def test_it_sees_what_the_owner_sees(house: House, visitor: Visitor) -> None:
    waiting = [house.queue.add(an_edit(number, user=user)) for number, user in ((1, "anna"), (2, ""), (3, "ben"))]
    ended = house.queue.decide(house.queue.add(an_edit(4, key="digest")).id, "cancel", MORNING)

    for queue in (house.queue, visitor, Glance(house.store)):
        assert queue.waiting("pc") == tuple(waiting)
        assert queue.waiting("pc", "") == (waiting[1],)
        assert queue.waiting("laptop") == ()
        assert queue.finished("pc") == queue.finished() == (ended,)
        assert queue.finished(since=ended.changed - timedelta(seconds=1)) == (ended,)
        assert queue.finished("pc", since=ended.changed) == ()
    for queue in (house.queue, visitor):
        assert queue.all_waiting() == tuple(waiting)
        assert queue.with_key("digest") == ended
        assert queue.with_key("") is None
        assert queue.get(ended.id) == ended
        assert queue.new_id(MORNING - timedelta(days=1)) > waiting[-1].id


def test_it_changes_nothing_else(house: House, visitor: Visitor) -> None:
    edit = house.queue.add(an_edit())
    before = {path: path.read_bytes() for path in house.root.rglob("*") if path.is_file()}
    for _ in range(2):
        visitor.all_waiting(), visitor.finished(), visitor.get(edit.id)

    assert {path: path.read_bytes() for path in house.root.rglob("*") if path.is_file()} == before
