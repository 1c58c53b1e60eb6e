"""A disk that takes nothing any more loses no edit, and the audit catches up when there is room again."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from audit import Audit
from clock import FakeClock
from errors import NotSaved, SaveUnclear
from pending import Edit, EditState, Queue
from storage import Filesystem
from tests.pending.made import MORNING, House, an_edit, moved_on
from tests.storage.power import FaultyFilesystem

STATES = ["queued", "sending", "confirmed"]
ENOUGH = 150
Do = Callable[[Queue], Edit]


class FullDisk(FaultyFilesystem):
    """One that takes nothing more, and lets go of what is on it."""

    def truncate(self, fd: int, size: int) -> None:
        Filesystem.truncate(self, fd, size)

    def unlink(self, path: Path) -> None:
        Filesystem.unlink(self, path)


def step(name: str) -> tuple[list[Do], Do]:
    """What came before, and the step at which the disk is full."""

    def add(queue: Queue) -> Edit:
        return queue.add(an_edit())

    def move(state: EditState, seconds: int) -> Do:
        return lambda queue: moved_on(queue, queue.get(an_edit().id), state, MORNING + timedelta(seconds=seconds))

    steps = [add, move(EditState.SENDING, 1), move(EditState.CONFIRMED, 2)]
    place = STATES.index(name)
    return steps[:place], steps[place]


@pytest.mark.parametrize("for_ever", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_full_at_any_operation_of_any_step(tmp_path: Path, state: str, for_ever: bool) -> None:
    before, do = step(state)
    for number in range(1, ENOUGH):
        disk = FullDisk(error=errno.ENOSPC, for_ever=for_ever)
        house = House(tmp_path / str(number), FakeClock(MORNING), disk)
        for earlier in before:
            earlier(house.queue)
        disk.count, disk.at = 0, number
        old = STATES[len(before) - 1] if before else None
        try:
            do(house.queue)
            possible = {state}
        except SaveUnclear:
            possible = {old, state}
        except NotSaved:
            possible = {old}
        reached, disk.at = disk.count >= number, None
        known = house.queue.find(an_edit().id)
        assert (known.state.value if known else None) in possible
        house.queue.take_in()  # a second later there is room again
        told = house.told(an_edit())
        queue = house.restart()
        found = queue.find(an_edit().id)
        assert (found.state.value if found else None) in possible
        assert found is None or house.told(an_edit()) == STATES[: STATES.index(found.state.value) + 1]
        assert told == house.told(an_edit())[: len(told)]
        house.stop()
        if not reached:
            return
    pytest.fail("it has more operations than expected")


def test_an_edit_that_may_be_there_all_the_same_is_not_said_to_be_unsaved(tmp_path: Path) -> None:
    """A parent who is told that nothing was saved will do it once more."""
    unclear = 0
    for number in range(1, ENOUGH):
        disk = FaultyFilesystem(error=errno.EROFS, for_ever=True)
        house = House(tmp_path / str(number), FakeClock(MORNING), disk)
        disk.count, disk.at = 0, number
        try:
            house.queue.add(an_edit())
        except SaveUnclear:
            unclear += 1
            assert house.queue.find(an_edit().id), "the same request once more must find it, not make another one"
        except NotSaved:
            assert house.on_disk(an_edit()) is None
        reached, disk.at = disk.count >= number, None
        house.stop()
        if not reached:
            assert unclear
            return
    pytest.fail("it has more operations than expected")


class AuditOnAFullDisk(Audit):
    """The disk takes everything but what is added to the audit."""

    full = True

    def add(self, entry) -> None:
        if self.full:
            raise NotSaved(path="audit", why="full")
        super().add(entry)


@pytest.fixture
def audit(house: House) -> AuditOnAFullDisk:
    return AuditOnAFullDisk(house.store)


def test_the_audit_catches_up_in_order(house: House, audit: AuditOnAFullDisk) -> None:
    queue = Queue(house.store, audit)
    queue.load()
    edit = moved_on(queue, queue.add(an_edit()), EditState.SENDING)
    assert house.told(edit) == []
    audit.full = False
    queue.take_in()

    assert house.told(edit) == ["queued", "sending"]


def test_an_end_that_the_audit_does_not_know_is_told_after_a_kill(house: House, audit: AuditOnAFullDisk) -> None:
    queue = Queue(house.store, audit)
    queue.load()
    edit = queue.decide(queue.add(an_edit()).id, "cancel", MORNING)
    assert (queue.waiting("pc"), queue.finished("pc")) == ((), (edit,))
    house.restart()

    assert house.told(edit) == ["cancelled"]
    assert (house.on_disk(edit), house.on_disk(edit, "finished")) == (None, "cancelled")


def test_an_edit_that_is_far_too_long_for_a_line_of_the_audit_stops_nothing(house: House) -> None:
    wide = "\U0001f3ae" * 1500
    changes = tuple({"key": f"ALLOWED_HOURS_{day}", "seen": wide, "wanted": wide} for day in range(1, 8))
    edit = house.queue.add(Edit.model_validate({**an_edit().model_dump(), "changes": changes, "who": wide * 20}))
    house.queue.decide(edit.id, "cancel", MORNING)
    other = house.queue.add(an_edit(1))

    assert house.told(edit) == ["queued", "cancelled"]
    assert house.told(other) == ["queued"]
