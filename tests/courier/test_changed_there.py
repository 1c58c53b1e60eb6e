"""A change that was made on the computer: taken over where it has a say, set back where it has none."""

from __future__ import annotations

import pytest

from pending import EditState, Through
from revisions import Source
from tests.courier.conftest import PARENT, more_time
from timekpr_rules import key_texts


def at_the_computer(pc, **rules):
    pc.timekpr.set_rules("anna", rules, pc.now())


def told(house):
    return [entry for entry in house.audit.newest(100) if entry.what == "changed_there"]


def test_it_is_taken_over_and_told_once(house, pc):
    at_the_computer(pc, LIMIT_PER_WEEK="40000")

    house.visit()
    house.visit()

    (entry,) = told(house)
    assert (entry.before, entry.after) == ({"LIMIT_PER_WEEK": "604800"}, {"LIMIT_PER_WEEK": "40000"})
    assert house.revisions.newest("pc", "anna").source is Source.COMPUTER
    assert pc.rules("anna").week_limit == 40_000


def test_it_is_found_also_where_it_was_made_while_nobody_looked(house, pc):
    house.stop()
    at_the_computer(pc, LIMIT_PER_WEEK="40000")
    house.start()

    house.visit()

    assert len(told(house)) == 1


def test_where_the_manager_wins_it_is_set_back_and_told(house, pc):
    house.core.fleet.update("pc", mode="enforce")
    at_the_computer(pc, LIMIT_PER_WEEK="40000", ALLOWED_HOURS_1="9")

    house.visit()
    house.visit()

    assert pc.rules("anna").week_limit == 604_800
    (entry,) = told(house)
    assert set(entry.after) == {"LIMIT_PER_WEEK", "ALLOWED_HOURS_1"}
    (edit,) = house.queue.finished("pc")
    assert (edit.through, edit.state) == (Through.RULE, EditState.CONFIRMED)


def test_where_the_manager_wins_a_parents_change_is_no_conflict(house, pc):
    house.core.fleet.update("pc", mode="enforce")
    edit = house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "50000"}, PARENT).edit
    at_the_computer(pc, LIMIT_PER_WEEK="40000")

    for _ in range(3):
        house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert pc.rules("anna").week_limit == 50_000


def test_our_own_change_is_not_taken_for_one_of_the_computer(house, pc):
    house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "50000"}, PARENT)

    house.visit()
    house.visit()

    assert told(house) == []


def test_a_damaged_file_is_no_change_of_anybody(house, pc):
    path = pc.timekpr.disk.config("anna")
    path.write_bytes(path.read_bytes() + b"\nLIMIT_PER_WEEK = 1\n")

    house.visit()

    assert told(house) == []
    assert house.revisions.newest("pc", "anna").texts["LIMIT_PER_WEEK"] == "604800"


@pytest.mark.parametrize("mode", ["follow", "enforce"])
def test_what_was_set_for_today_is_set_back_by_nobody(house, pc, mode):
    house.core.fleet.update("pc", mode=mode)
    house.editing.today("pc", "anna", {"HOURS": "15;16"}, PARENT)

    for _ in range(3):
        house.visit()

    assert [len(part) for part in pc.rules("anna").week[2].intervals] == [3]
    assert told(house) == []


@pytest.mark.parametrize("mode", ["follow", "enforce"])
def test_days_that_a_grant_has_to_write_out_were_changed_by_nobody(house, pc, mode):
    house.core.fleet.update("pc", channel="timekpra")
    pc.timekpr.set_rules("anna", {"ALLOWED_WEEKDAYS": "3;4", "LIMITS_PER_WEEKDAYS": "600;700"}, pc.now())
    house.visit()
    house.core.fleet.update("pc", mode=mode)
    before = len(told(house))
    grant = house.editing.grant("pc", "anna", more_time(), PARENT).edit

    for _ in range(3):
        house.visit()

    assert house.edit(grant).state is EditState.CONFIRMED
    assert len(told(house)) == before
    assert [edit.cause for edit in house.queue.finished("pc") if edit.through is Through.RULE] == [grant.id]


def test_what_was_set_back_meanwhile_is_not_what_a_change_for_today_goes_back_to(house, pc):
    house.core.fleet.update("pc", mode="enforce")
    at_the_computer(pc, LIMIT_PER_WEEK="40000")
    pc.shell.refuses = True
    house.visit()
    at_the_computer(pc, ALLOWED_HOURS_3="10")
    pc.shell.refuses = False
    house.editing.today("pc", "anna", {"HOURS": "15;16"}, PARENT)

    for _ in range(3):
        house.visit()
        house.clock.advance(12 * 3600)

    assert key_texts(pc.rules("anna"))["ALLOWED_HOURS_3"] == "8;9;10;11;12;13;14;15;16;17;18;19;20;21"
