"""What a command has done beside the program: told by any process, taken in by the owner of the data alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import errors
from clock import FakeClock
from storage import Store
from tests.storage.notes import NOTES, note
from told import MOST, Told


@pytest.fixture
def box(store: Store) -> Told:
    return Told(store, NOTES, "notes")


def texts(box: Told) -> list[str]:
    return [one.text for one in box.read()]


def test_who_may_only_read_tells_and_the_owner_takes_it_in_once(store: Store, box: Told, clock: FakeClock) -> None:
    with Store.open(store.root, clock=clock, writer=False) as reader:
        beside = Told(reader, NOTES, "notes")
        for text in ("first", "second"):
            beside.add(note(text))
            clock.advance(1)
        assert texts(beside) == texts(box) == ["first", "second"]
        with pytest.raises(RuntimeError):
            beside.take(lambda _one: None)
    kept: list[str] = []
    box.take(lambda one: kept.append(one.text))
    box.take(lambda one: kept.append(one.text))
    assert kept == ["first", "second"]
    assert not box.waits()


def test_what_could_not_be_kept_is_there_still(box: Told) -> None:
    def fails(_one: object) -> None:
        raise errors.DiskFull(path="x")

    box.add(note("first"))
    with pytest.raises(errors.DiskFull):
        box.take(fails)
    assert texts(box) == ["first"]


def test_what_is_damaged_is_put_aside_and_stops_no_other(store: Store, box: Told, clock: FakeClock) -> None:
    box.add(note("first"))
    clock.advance(1)
    (store.root / "told" / "notes" / "20990101T000000000000-0.json").write_text("{")
    assert texts(box) == ["first"]
    box.take(lambda _one: None)
    assert not box.waits()


def test_one_of_a_later_release_waits_for_that(store: Store, box: Told) -> None:
    store.write_bytes(b'{"schema": 99}', "told", "notes", "20990101T000000000000-0.json")
    box.take(lambda _one: None)
    assert box.waits()


def test_one_that_cannot_be_read_just_now_waits(store: Store, box: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    box.add(note("first"))

    def unreadable(*_: object) -> None:
        raise errors.DataUnreadable(path="x", why="too many open files")

    kept: list[str] = []
    with monkeypatch.context() as failing:
        failing.setattr(store, "load", unreadable)
        box.take(lambda one: kept.append(one.text))
    assert kept == []
    box.take(lambda one: kept.append(one.text))
    assert kept == ["first"]


def test_without_a_program_that_takes_them_in_the_newest_count(box: Told, clock: FakeClock) -> None:
    for number in range(MOST + 2):
        box.add(note(str(number)))
        clock.advance(1)
    assert texts(box)[0] == "2"
    box.take(lambda _one: None)
    assert texts(box) == ["0", "1"]


def test_nothing_else_may_be_written_so(store: Store, clock: FakeClock, root: Path) -> None:
    with (
        Store.open(root, clock=clock, writer=False) as reader,
        pytest.raises(ValueError, match="only pending_uploads and told may be added to"),
    ):
        reader.add(NOTES, note("elsewhere"), "history", "pc1", "1.json")
