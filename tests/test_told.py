"""What commands have told to the running program: nothing of it is lost, and nothing stops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from clock import FakeClock
from errors import DataUnreadable
from storage import Kind, Record, Store
from tests.api.home import AFTERNOON
from told import Told


class Note(Record):
    text: str


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "data", clock=FakeClock(AFTERNOON), writer=True) as opened:
        yield opened


@pytest.fixture
def told(store: Store) -> Told[Note]:
    return Told(store, Kind(Note, schema=1), "notes")


def taken(told: Told[Note]) -> list[str]:
    kept: list[Note] = []
    told.take(kept.append)
    return [one.text for one in kept]


def test_each_is_taken_once_the_oldest_first(store: Store, told: Told[Note]) -> None:
    for text in "abc":
        told.add(Note(text=text))
        store.clock.advance(1)
    assert told.waits()
    assert [one.text for one in told.read()] == ["a", "b", "c"]
    assert taken(told) == ["a", "b", "c"]
    assert taken(told) == []
    assert not told.waits()


def test_one_that_cannot_be_read_just_now_waits(
    store: Store, told: Told[Note], monkeypatch: pytest.MonkeyPatch
) -> None:
    told.add(Note(text="a"))

    def unreadable(*_: object) -> None:
        raise DataUnreadable(path="x", why="too many open files")

    with monkeypatch.context() as failing:
        failing.setattr(store, "load", unreadable)
        assert taken(told) == []
    assert taken(told) == ["a"]


def test_what_is_damaged_is_put_aside_and_stops_no_other(store: Store, told: Told[Note]) -> None:
    told.add(Note(text="a"))
    (store.root / "told" / "notes" / "20261118T140000000000-00000000.json").write_text("{")
    assert taken(told) == ["a"]
    assert not told.waits()


def test_what_was_not_kept_comes_again(told: Told[Note]) -> None:
    told.add(Note(text="a"))

    def full(_note: Note) -> None:
        raise OSError

    with pytest.raises(OSError):
        told.take(full)
    assert taken(told) == ["a"]
