"""Changes of rules: merged into what the computer has, read back, kept as a version."""

from __future__ import annotations

import pytest

from error_record import restored
from errors import AlreadySo, FileDamagedThere, NothingToChange
from pending import EditState
from revisions import Source
from tests.courier.conftest import PARENT
from tests.courier.twin import nothing_happens
from timekpr_rules import key_texts

CHANNELS = pytest.mark.parametrize("channel", ["dbus", "timekpra", "files"])


def change(house, **changes):
    return house.editing.config("pc", "anna", changes, PARENT).edit


def by_way_of(house, twin, channel):
    twin.shell.root = channel == "files"
    house.core.fleet.update("pc", channel=channel)


@CHANNELS
def test_a_change_arrives_and_is_kept_as_a_version(house, pc, channel):
    by_way_of(house, pc, channel)
    edit = change(house, LIMIT_PER_WEEK="50000")

    house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert pc.rules("anna").week_limit == 50_000
    first, second = house.revisions.of("pc", "anna")
    assert (first.source, second.source, second.edit) == (Source.FIRST, Source.EDIT, edit.id)


@CHANNELS
def test_what_was_changed_there_too_is_a_conflict_and_nothing_is_overwritten(house, pc, channel):
    by_way_of(house, pc, channel)
    edit = change(house, LIMIT_PER_WEEK="50000", LIMIT_PER_MONTH="200000")
    pc.timekpr.set_rules("anna", {"LIMIT_PER_WEEK": "40000"}, pc.now())

    house.visit()
    house.visit()

    after = house.edit(edit)
    assert after.state is EditState.CONFLICT
    assert [(one.seen, one.wanted, one.found) for one in after.changes if one.found] == [("604800", "50000", "40000")]
    assert (pc.rules("anna").week_limit, pc.rules("anna").month_limit) == (40_000, 2_678_400)


@pytest.mark.parametrize(("ask", "week", "state"), [("ours", 50_000, "confirmed"), ("theirs", 40_000, "cancelled")])
def test_a_parent_decides_a_conflict(house, pc, ask, week, state):
    edit = change(house, LIMIT_PER_WEEK="50000")
    pc.timekpr.set_rules("anna", {"LIMIT_PER_WEEK": "40000"}, pc.now())
    house.visit()

    house.editing.decide(edit.id, ask)
    house.visit()

    assert house.edit(edit).state == state
    assert pc.rules("anna").week_limit == week


def test_keys_that_do_not_overlap_merge_silently(house, pc):
    edit = change(house, LIMITS_PER_WEEKDAYS="7200;7200;7200;7200;7200;3600;7200")
    limits = "600;7200;7200;7200;7200;7200;7200"
    pc.timekpr.set_rules("anna", {"LIMITS_PER_WEEKDAYS": limits, "HIDE_TRAY_ICON": "True"}, pc.now())

    house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert key_texts(pc.rules("anna"))["LIMITS_PER_WEEKDAYS"] == "600;7200;7200;7200;7200;3600;7200"
    assert pc.rules("anna").hide_tray_icon


def test_edits_that_wait_together_are_applied_in_order(house, pc):
    first, second = change(house, LIMIT_PER_WEEK="50000"), change(house, LIMIT_PER_WEEK="60000")
    assert second.changes[0].seen == "50000"

    house.visit()

    assert {house.edit(one).state for one in (first, second)} == {EditState.CONFIRMED}
    assert pc.rules("anna").week_limit == 60_000


def test_what_is_so_already_is_said_at_once(house, pc):
    with pytest.raises(NothingToChange):
        change(house, LIMIT_PER_WEEK="604800")


def test_what_became_so_meanwhile_is_confirmed_and_says_so(house, pc):
    edit = change(house, LIMIT_PER_WEEK="50000")
    pc.timekpr.set_rules("anna", {"LIMIT_PER_WEEK": "50000"}, pc.now())

    house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert isinstance(restored(house.edit(edit).why), AlreadySo)


def test_a_file_that_is_damaged_there_is_not_touched(house, pc):
    edit = change(house, LIMIT_PER_WEEK="50000")
    damaged = pc.timekpr.disk.config("anna").read_bytes() + b"\nLIMIT_PER_WEEK = 1\nLIMIT_PER_WEEK = 2\n"
    pc.timekpr.disk.config("anna").write_bytes(damaged)

    house.visit()

    assert house.edit(edit).state is EditState.REFUSED
    assert isinstance(restored(house.edit(edit).why), FileDamagedThere)
    assert pc.timekpr.disk.config("anna").read_bytes() == damaged


def test_an_earlier_version_is_a_new_edit(house, pc):
    change(house, LIMIT_PER_WEEK="50000", ALLOWED_HOURS_1="9")
    house.visit()

    edit = house.editing.revert("pc", "anna", 1, PARENT).edit
    house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert pc.rules("anna").week_limit == 604_800
    assert len(house.revisions.of("pc", "anna")) == 3


def test_an_edit_for_a_user_who_was_taken_off_the_list_ends(house, pc):
    edit = change(house, LIMIT_PER_WEEK="50000")
    house.core.fleet.remove_user("pc", "anna", keep_data=True)

    house.visit()

    assert house.edit(edit).state is EditState.REFUSED
    assert pc.rules("anna").week_limit == 604_800


def test_what_the_first_steps_have_left_there_is_no_change_of_somebody_else(house, pc):
    by_way_of(house, pc, "timekpra")
    five, seven = "600;700;800;900;1000", "600;700;800;900;1000;3600;3600"
    pc.timekpr.set_rules("anna", {"ALLOWED_WEEKDAYS": "1;2;3;4;5", "LIMITS_PER_WEEKDAYS": five}, pc.now())
    house.visit()
    edit = change(house, LIMITS_PER_WEEKDAYS=seven, ALLOWED_HOURS_6="9;10", ALLOWED_HOURS_7="9;10")

    def refuse_the_limits(step):
        pc.shell.refuses = "--settimelimits" in step

    pc.before = refuse_the_limits
    house.visit()
    assert house.edit(edit).state is EditState.QUEUED
    assert pc.rules("anna").week[5].allowed
    pc.before = nothing_happens
    pc.shell.refuses = False

    house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert key_texts(pc.rules("anna"))["LIMITS_PER_WEEKDAYS"] == seven


def test_what_waits_behind_a_half_done_edit_is_not_built_on_the_half(house, pc):
    by_way_of(house, pc, "timekpra")
    first = change(house, LIMITS_PER_WEEKDAYS="600;7200;7200;7200;7200;7200;7200", ALLOWED_HOURS_1="9")
    second = change(house, LIMIT_PER_WEEK="50000")

    def refuse_the_limits(step):
        pc.shell.refuses = "--settimelimits" in step

    pc.before = refuse_the_limits
    house.visit()
    assert [(house.edit(one).state, house.edit(one).attempts) for one in (first, second)] == [
        ("queued", 1),
        ("queued", 0),
    ]
    pc.before = nothing_happens
    pc.shell.refuses = False

    house.visit()

    assert {house.edit(one).state for one in (first, second)} == {EditState.CONFIRMED}


def test_insisting_on_one_day_leaves_the_others_as_they_are_there(house, pc):
    edit = change(house, LIMITS_PER_WEEKDAYS="7200;7200;3600;7200;7200;7200;7200")
    there = {"LIMITS_PER_WEEKDAYS": "600;7200;5400;7200;7200;7200;7200"}
    pc.timekpr.set_rules("anna", there, pc.now())
    house.visit()
    assert house.edit(edit).state is EditState.CONFLICT

    house.editing.decide(edit.id, "ours")
    house.visit()

    assert key_texts(pc.rules("anna"))["LIMITS_PER_WEEKDAYS"] == "600;7200;3600;7200;7200;7200;7200"


def test_an_edit_that_was_made_on_one_that_is_cancelled_is_no_conflict(house, pc):
    first, second = change(house, LIMIT_PER_WEEK="50000"), change(house, LIMIT_PER_WEEK="60000")
    house.editing.decide(first.id, "cancel")

    house.visit()

    assert house.edit(second).state is EditState.CONFIRMED
    assert pc.rules("anna").week_limit == 60_000
