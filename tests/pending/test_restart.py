"""Whoever is killed leaves something half done: the next start does the rest, and the audit has each state once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from audit import Audit
from clock import FakeClock
from pending import Edit, EditState
from pending.models import EDIT
from storage import Filesystem
from tests.pending.made import MORNING, House, an_edit, moved_on


class Killed(BaseException):
    """The process is gone, in the middle of whatever it did."""


class KillingFilesystem(Filesystem):
    """Ends the process before the operation of a number, and does nothing more."""

    def __init__(self) -> None:
        self.left = -1

    def step(self) -> None:
        if self.left == 0:
            raise Killed
        self.left -= 1


def _killing(name: str):
    def operation(self: KillingFilesystem, *args):
        self.step()
        return getattr(Filesystem, name)(self, *args)

    return operation


for _name in ("create", "open_for_append", "write", "fsync", "rename", "link", "unlink", "rmdir", "mkdir", "fsync_dir"):
    setattr(KillingFilesystem, _name, _killing(_name))


def lives(queue, edit: Edit) -> None:
    """An edit from its acceptance to its end."""
    queue.add(edit)
    sending = moved_on(queue, edit, EditState.SENDING, MORNING + timedelta(seconds=1))
    moved_on(queue, sending, EditState.CONFIRMED, MORNING + timedelta(seconds=2))


STATES = ["queued", "sending", "confirmed"]


def test_killed_before_any_operation_of_the_disk_nothing_is_lost_or_told_twice(tmp_path: Path) -> None:
    killed_at = 0
    while True:
        disk = KillingFilesystem()
        house = House(tmp_path / str(killed_at), FakeClock(MORNING), disk)
        disk.left = killed_at
        try:
            lives(house.queue, an_edit())
        except Killed:
            before = house.queue.find(an_edit().id)
        else:
            house.stop()
            break
        disk.left = -1
        queue = house.restart()
        after = queue.find(an_edit().id)
        assert before is None or after is not None
        told = house.told(an_edit())
        if after is not None:
            assert STATES.index(after.state) - (STATES.index(before.state) if before else 0) in {0, 1}
            assert told == STATES[: len(told)]
            assert told[-1] == after.state
            assert house.on_disk(after, "pending_uploads" if after.is_open else "finished") == after.state
            assert house.on_disk(after, "finished" if after.is_open else "pending_uploads") is None
        house.restart()
        assert house.told(an_edit()) == told
        house.stop()
        killed_at += 1
    assert killed_at > 30


def test_a_final_state_without_its_bookkeeping_is_finished_at_the_next_start(house: House) -> None:
    edit = house.queue.add(an_edit())
    final = edit.model_copy(update={"state": EditState.CONFIRMED, "changed": MORNING + timedelta(seconds=5)})
    house.store.save(EDIT, final, "pending_uploads", "pc", f"{edit.id}.json")
    queue = house.restart()

    assert (queue.waiting("pc"), queue.finished("pc")) == ((), (final,))
    assert (house.on_disk(edit), house.on_disk(edit, "finished")) == (None, "confirmed")
    assert house.told(edit) == ["queued", "confirmed"]


@pytest.mark.parametrize("months", [0, 1, 3])
def test_an_edit_that_waits_for_months_is_not_told_again_at_each_start(house: House, months: int) -> None:
    edit = house.queue.add(an_edit())
    for month in range(months):
        at = MORNING + timedelta(days=31 * (month + 1))
        house.queue.add(an_edit(month + 1, created=at, changed=at))
    for _ in range(3):
        house.restart()

    assert [one.edit for one in Audit(house.store).of_month("2026-11") if one.edit == edit.id] == [edit.id]


def test_an_edit_that_has_ended_does_not_begin_again_where_an_older_file_of_it_comes_back(house: House) -> None:
    edit = house.queue.add(an_edit())
    data = house.path(edit).read_bytes()
    final = house.queue.decide(edit.id, "cancel", MORNING)
    house.path(edit).write_bytes(data)
    queue = house.restart()

    assert (queue.waiting("pc"), queue.finished("pc")) == ((), (final,))
    assert house.on_disk(edit) is None
    assert house.told(edit) == ["queued", "cancelled"]
