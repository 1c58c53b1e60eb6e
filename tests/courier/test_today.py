"""What is for today alone: it holds until midnight, and goes back by itself however long somebody was off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from error_record import restored
from errors import FileDamagedThere, LeftAlone, NotLocked, NotTodays, UploadFailed
from i18n import Message
from pending import EditKind, EditState
from tests.courier.conftest import PARENT, more_time, rules
from tests.courier.twin import LOST, Twin, nothing_happens
from timekpr_rules import DayRule, key_texts

HOURS = "8;9;10;11;12;13;14;15;16;17;18;19;20;21"
DAY = 24 * 3600


def today(house, **changes):
    return house.editing.today("pc", "anna", changes, PARENT).edit


def wednesday(pc):
    texts = key_texts(pc.rules("anna"))
    return texts["ALLOWED_HOURS_3"], texts["LIMITS_PER_WEEKDAYS"].split(";")[2]


def back(house):
    return [edit for edit in house.queue.waiting("pc", "anna") if edit.kind is EditKind.RETURN]


def test_hours_and_limit_of_today_change_and_go_back_after_midnight(house, pc, clock):
    today(house, HOURS="15;16;17;18", LIMIT="9000")
    house.visit()
    assert wednesday(pc) == ("15;16;17;18", "9000")

    clock.advance(9 * 3600 + 60)
    house.visit()

    assert wednesday(pc) == (HOURS, "7200")
    assert back(house) == []


@pytest.mark.parametrize("days", [1, 3, 8])
def test_they_go_back_also_where_nobody_was_on_at_midnight(house, pc, clock, days):
    today(house, HOURS="15;16")
    house.visit()
    house.restart()

    clock.advance(days * DAY)
    house.visit()

    assert wednesday(pc)[0] == HOURS


def test_they_do_not_go_back_before_midnight(house, pc, clock):
    today(house, HOURS="15;16")
    house.visit()

    clock.advance(8 * 3600)
    house.visit()

    assert wednesday(pc)[0] == "15;16"


def test_two_changes_of_one_day_go_back_to_what_was_there_before_both(house, pc, clock):
    for limit in ("9000", "10800"):
        today(house, LIMIT=limit)
        house.visit()
    assert wednesday(pc)[1] == "10800"

    clock.advance(DAY)
    house.visit()

    assert wednesday(pc)[1] == "7200"


def test_what_somebody_has_changed_again_is_left_as_it_is(house, pc, clock):
    today(house, HOURS="15;16")
    house.visit()
    (returning,) = back(house)
    pc.timekpr.set_rules("anna", {"ALLOWED_HOURS_3": "12"}, pc.now())

    clock.advance(DAY)
    house.visit()

    assert wednesday(pc)[0] == "12"
    assert isinstance(restored(house.edit(returning).why), LeftAlone)


def test_one_that_waits_at_midnight_is_over_and_changes_nothing(house, pc, clock):
    edit = today(house, HOURS="15;16")

    clock.advance(DAY)
    house.visit()

    assert house.edit(edit).state is EditState.EXPIRED
    assert wednesday(pc)[0] == HOURS


def test_a_lock_closes_the_rest_of_today_and_an_unlock_opens_it_again(house, pc):
    house.editing.lock("pc", "anna", PARENT)
    house.visit()
    assert wednesday(pc)[0] == "0[0-1]"

    edit = house.editing.unlock("pc", "anna", PARENT).edit
    house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert wednesday(pc) == (HOURS, "7200")


def test_a_lock_that_nobody_takes_back_ends_at_midnight(house, pc, clock):
    house.editing.lock("pc", "anna", PARENT)
    house.visit()

    clock.advance(DAY)
    house.visit()

    assert wednesday(pc)[0] == HOURS


def test_a_grant_on_a_locked_day_is_reckoned_with_the_limit_of_the_day(house, pc):
    house.editing.lock("pc", "anna", PARENT)
    house.editing.grant("pc", "anna", more_time(), PARENT)
    house.editing.unlock("pc", "anna", PARENT) if back(house) else None
    house.visit()

    assert pc.spent("anna").balance == 1200 - 1800


def test_an_unlock_before_the_lock_was_sent_cancels_it(house, pc):
    lock = house.editing.lock("pc", "anna", PARENT).edit

    house.editing.unlock("pc", "anna", PARENT)
    house.visit()

    assert house.edit(lock).state is EditState.CANCELLED
    assert wednesday(pc)[0] == HOURS


def test_there_is_nothing_to_unlock_without_a_lock(house, pc):
    with pytest.raises(NotLocked):
        house.editing.unlock("pc", "anna", PARENT)


@pytest.mark.parametrize("changes", [{"LOCKOUT_TYPE": "lock"}, {"ALLOWED_HOURS_1": "9"}, {"LIMIT_PER_WEEK": "1"}])
def test_only_hours_and_limits_of_today_can_be_for_today(house, pc, changes):
    with pytest.raises(NotTodays):
        today(house, **changes)


def test_a_lock_goes_back_also_for_a_user_who_was_taken_off_the_list(house, pc, clock):
    house.editing.lock("pc", "anna", PARENT)
    house.visit()
    house.core.fleet.remove_user("pc", "anna", keep_data=True)

    clock.advance(DAY)
    house.visit()

    assert wednesday(pc)[0] == HOURS


def test_what_cannot_go_back_after_midnight_waits_until_it_can_and_says_why(house, pc, clock):
    today(house, HOURS="15;16;17;18")
    house.visit()
    path = pc.timekpr.disk.config("anna")
    whole = path.read_bytes()
    path.write_bytes(whole + b"\nLIMIT_PER_WEEK = 1\nLIMIT_PER_WEEK = 2\n")
    clock.advance(DAY)

    house.visit()
    house.visit()

    (waits,) = back(house)
    assert isinstance(restored(waits.why), FileDamagedThere)
    path.write_bytes(whole)
    house.visit()
    assert wednesday(pc) == (HOURS, "7200")
    assert back(house) == []


def test_a_return_that_timekpr_does_not_take_is_tried_again_every_hour(house, pc, clock):
    house.core.fleet.update("pc", channel="timekpra")
    house.editing.lock("pc", "anna", PARENT)
    house.visit()
    clock.advance(DAY)
    pc.before = lambda step: setattr(pc.shell, "refuses", "--setallowedhours" in step)
    for _ in range(20):
        house.visit()
        clock.advance(60)
    (waits,) = back(house)
    assert (waits.state, waits.attempts) == (EditState.QUEUED, 3)
    pc.before = nothing_happens
    pc.shell.refuses = False
    clock.advance(3600)

    house.visit()

    assert wednesday(pc) == (HOURS, "7200")


def test_what_was_changed_there_between_two_changes_for_today_holds_after_midnight(house, pc, clock):
    today(house, HOURS="15;16")
    house.visit()
    pc.timekpr.set_rules("anna", {"ALLOWED_HOURS_3": "12"}, pc.now())
    house.visit()
    today(house, HOURS="15;16")
    house.visit()

    for _ in range(3):
        clock.advance(12 * 3600)
        house.visit()

    assert wednesday(pc)[0] == "12"


def test_what_was_changed_there_before_a_parent_insisted_holds_after_midnight(house, pc, clock):
    edit = today(house, HOURS="15;16")

    def cut(step):
        if step.startswith("test "):
            raise LOST

    pc.before = cut
    house.try_visit()
    pc.before = nothing_happens
    clock.advance(60)
    pc.timekpr.set_rules("anna", {"ALLOWED_HOURS_3": "12"}, pc.now())
    house.visit()
    assert house.edit(edit).state is EditState.CONFLICT
    house.editing.decide(edit.id, "ours")
    for _ in range(2):
        clock.advance(60)
        house.visit()
    assert wednesday(pc)[0] == "15;16"

    for _ in range(3):
        clock.advance(12 * 3600)
        house.visit()

    assert wednesday(pc)[0] == "12"


def test_what_was_set_for_good_on_top_of_a_change_for_today_is_no_conflict_after_midnight(house, pc, clock):
    today(house, LIMIT="9000")
    house.visit()
    seen = key_texts(pc.rules("anna"))
    limits = "7200;3600;10800;7200;7200;7200;7200"
    edit = house.editing.config("pc", "anna", {"LIMITS_PER_WEEKDAYS": limits}, PARENT, seen=seen).edit
    clock.advance(DAY)

    house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert key_texts(pc.rules("anna"))["LIMITS_PER_WEEKDAYS"] == limits


def test_the_same_unlock_again_still_takes_back_that_lock(house, pc):
    house.editing.lock("pc", "anna", PARENT)
    house.visit()
    unlock = house.editing.unlock("pc", "anna", PARENT).edit
    house.editing.decide(unlock.id, "cancel")
    house.editing.retry(unlock.id, PARENT)
    house.visit()
    assert wednesday(pc)[0] == HOURS

    with pytest.raises(NotLocked):
        house.editing.unlock("pc", "anna", PARENT)


def test_a_return_that_finds_the_disk_full_there_is_not_given_up(house, pc, clock, monkeypatch):
    pc.shell.root = True
    house.core.fleet.update("pc", channel="files")
    today(house, HOURS="15;16")
    house.visit()
    clock.advance(DAY)

    def full(path, _data):
        raise UploadFailed(path=path, why=Message("the disk there is full."))

    monkeypatch.setattr(pc, "replace", full)
    house.visit()
    house.visit()
    (waits,) = back(house)
    assert isinstance(restored(waits.why), UploadFailed)
    monkeypatch.undo()

    house.visit()

    assert wednesday(pc) == (HOURS, "7200")
    assert back(house) == []


def test_where_what_is_for_today_could_not_be_taken_back_it_is_refused_and_nothing_changes(house, clock, tmp_path):
    """Timekpr's own command has no word for an open day without any hour, which is what it would go back to."""
    twin = Twin(tmp_path / "old", clock, bus=False)
    closed = DayRule(allowed=True, limit_seconds=7200, intervals=())
    week = tuple(closed if day == 2 else rule for day, rule in enumerate(rules().week))
    twin.add_user("anna", replace(rules(), week=week))
    house.add("old", twin, "anna", channel="timekpra")
    house.visit("old")
    edit = house.editing.allow_today("old", "anna", PARENT).edit
    house.visit("old")

    after = house.edit(edit)
    assert (after.state, restored(after.why).code) == (EditState.REFUSED, "channel_cannot")
    assert twin.rules("anna").week[2] == closed
    assert house.queue.waiting("old") == ()
