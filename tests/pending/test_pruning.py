"""What has ended is kept for a month, and five hundred of each server; for a week also what came under a key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from errors import DiskFull
from pending import Edit, EditState, keeping, queue as queue_module
from tests.pending.made import MORNING, House, an_edit, moved_on


def ended(house: House, number: int, days_ago: float = 0, server: str = "pc", key: str = "") -> Edit:
    edit = house.queue.add(an_edit(number, server=server, key=key))
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
    monkeypatch.setattr(keeping, "KEEP_FINISHED", 3)
    by_age = [ended(house, number, days_ago) for number, days_ago in enumerate((1, 5, 2, 4, 3))]
    other = ended(house, 9, 20, server="laptop")
    house.queue.prune(MORNING)

    assert set(kept(house)) == {by_age[0].id, by_age[2].id, by_age[4].id, other.id}


def test_five_hundred_it_is() -> None:
    assert (keeping.KEEP_FINISHED, keeping.KEEP_DAYS, queue_module.MAX_OPEN) == (500, 30, 1000)
    assert (keeping.KEEP_KEY_DAYS, keeping.MOST_FINISHED) == (7, 5000)


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


def test_what_came_under_a_key_is_known_by_it_for_a_week_however_much_has_ended_since(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "KEEP_FINISHED", 3)
    old, young = ended(house, 1, 7.01, key="old"), ended(house, 2, 6.99, key="young")
    newer = [ended(house, number, 5) for number in range(3, 8)]
    house.queue.prune(MORNING)

    assert set(kept(house)) == {young.id, *(edit.id for edit in newer[-3:])}
    for queue in (house.queue, house.restart()):
        assert (queue.with_key("young"), queue.with_key("old")) == (young, None)
    assert old.id not in {edit.id for edit in house.queue.finished()}


def test_there_is_a_bound_also_for_those(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEEP_FINISHED", 2)
    monkeypatch.setattr(keeping, "MOST_FINISHED", 4)
    edits = [ended(house, number, 6 - number / 2, key=f"k{number}") for number in range(7)]
    house.queue.prune(MORNING)

    assert set(kept(house)) == {edit.id for edit in edits[-4:]}
    assert [house.queue.with_key(edit.key) for edit in edits] == [None, None, None, *edits[-4:]]


def test_a_start_takes_up_so_many_and_lets_go_of_the_rest(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = [ended(house, number, key=f"k{number}") for number in range(6)]
    monkeypatch.setattr(queue_module, "MOST_FINISHED", 4)
    house.restart()

    assert kept(house) == [edit.id for edit in edits[-4:]]
    assert house.queue.with_key("k0") is None


def test_five_thousand_under_a_key_of_a_week_are_kept_and_no_more() -> None:
    edits = [
        an_edit(0, key=f"k{number}", state=EditState.CONFIRMED, changed=MORNING - timedelta(seconds=number)).model_copy(
            update={"id": f"20261121T09{number // 60 % 60:02}{number % 60:02}{number // 3600:03}-0000"}
        )
        for number in range(5100)
    ]

    assert {edit.key for edit in keeping.surplus(edits, MORNING)} == {f"k{number}" for number in range(5000, 5100)}
    assert keeping.surplus(edits[:5000], MORNING) == []
    keyless = [edit.model_copy(update={"key": ""}) for edit in edits]
    assert len(keeping.surplus(keyless, MORNING)) == 4600
