"""What has ended is kept for a month, and five hundred of each server at the most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from errors import DiskFull
from pending import Edit, EditState
from pending import queue as queue_module
from tests.pending.made import MORNING, House, an_edit, moved_on


def ended(house: House, number: int, days_ago: float = 0, server: str = "pc") -> Edit:
    edit = house.queue.add(an_edit(number, server=server))
    return moved_on(house.queue, edit, EditState.CONFIRMED, MORNING - timedelta(days=days_ago))


def kept(house: House) -> list[str]:
    """What is still known, here and on the disk."""
    found = [edit.id for edit in house.queue.finished()]
    assert sorted(found) == sorted(path.stem for path in (house.root / "finished").rglob("*.json"))
    assert sorted(found) == sorted(edit.id for edit in house.restart().finished())
    return found


def test_thirty_days_are_kept(house: House) -> None:
    old, young, new = ended(house, 1, 30.01), ended(house, 2, 29.99), ended(house, 3)
    house.queue.prune(MORNING)

    assert kept(house) == [young.id, new.id]
    assert house.queue.find(old.id) is None


def test_the_newest_of_too_many_are_kept_of_each_server(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "KEEP_FINISHED", 3)
    by_age = [ended(house, number, days_ago) for number, days_ago in enumerate((1, 5, 2, 4, 3))]
    other = ended(house, 9, 20, server="laptop")
    house.queue.prune(MORNING)

    assert set(kept(house)) == {by_age[0].id, by_age[2].id, by_age[4].id, other.id}


def test_five_hundred_it_is() -> None:
    assert (queue_module.KEEP_FINISHED, queue_module.KEEP_DAYS, queue_module.MAX_OPEN) == (500, 30, 1000)


def test_what_waits_is_never_let_go_of(house: House) -> None:
    edit = house.queue.add(an_edit(created=MORNING - timedelta(days=400), changed=MORNING - timedelta(days=400)))
    house.queue.prune(MORNING)

    assert house.restart().waiting("pc") == (edit,)


def test_a_disk_that_fails_makes_it_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = ended(house, 1, 40)

    def full(*_parts: str) -> None:
        raise DiskFull(path="x")

    with monkeypatch.context() as patched:
        patched.setattr(house.store, "remove", full)
        house.queue.prune(MORNING)
        assert house.queue.finished() == (edit,)
    house.queue.prune(MORNING)

    assert kept(house) == []
