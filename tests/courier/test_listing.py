"""Days that a list leaves out are written out before a grant, and whatever is cut there every day keeps its limit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pending import EditState
from tests.courier.conftest import PARENT, more_time
from tests.courier.twin import LOST, nothing_happens
from timekpr_rules import key_texts

LISTS = {
    False: {"ALLOWED_WEEKDAYS": "3;4", "LIMITS_PER_WEEKDAYS": "600;700"},
    True: {"PLAYTIME_ALLOWED_WEEKDAYS": "3;4", "PLAYTIME_LIMITS_PER_WEEKDAYS": "600;700", "PLAYTIME_ENABLED": "True"},
}
KEYS = {False: "LIMITS_PER_WEEKDAYS", True: "PLAYTIME_LIMITS_PER_WEEKDAYS"}
WHAT = pytest.mark.parametrize("playtime", [False, True], ids=["time", "PlayTime"])
CHANNELS = pytest.mark.parametrize("channel", ["dbus", "timekpra"])


def some_days(house, pc, channel, playtime):
    """Wednesday and Thursday alone are listed; it is Wednesday. The text that all seven limits are as."""
    house.core.fleet.update("pc", channel=channel)
    pc.timekpr.set_rules("anna", LISTS[playtime], pc.now())
    house.visit()
    return limits(pc, playtime)


def limits(pc, playtime):
    return key_texts(pc.rules("anna"))[KEYS[playtime]]


def cut_after_the_days(pc):
    """The connection is cut when the days were set and the limits were not."""

    def cut(step):
        if step.startswith("test ") and "days" in step.lower():
            raise LOST

    pc.after = cut


def changed_there(house):
    return [entry for entry in house.audit.newest(100) if entry.what == "changed_there"]


@WHAT
@CHANNELS
def test_a_cut_between_days_and_limits_is_mended_and_the_grant_arrives_once(house, pc, channel, playtime):
    before = some_days(house, pc, channel, playtime)
    told = len(changed_there(house))
    edit = house.editing.grant("pc", "anna", more_time(playtime=playtime), PARENT).edit
    cut_after_the_days(pc)
    house.try_visit()
    assert limits(pc, playtime) != before
    pc.after = nothing_happens

    for _ in range(4):
        house.visit()
        house.clock.advance(30)

    assert (limits(pc, playtime), house.edit(edit).state) == (before, EditState.CONFIRMED)
    spent = pc.spent("anna")
    assert (spent.playtime_balance if playtime else spent.balance) == (-1800 if playtime else 600 - 1800)
    assert len(changed_there(house)) == told


@WHAT
@CHANNELS
def test_it_is_mended_also_where_the_day_of_the_grant_is_over_by_then(house, pc, channel, playtime):
    before = some_days(house, pc, channel, playtime)
    edit = house.editing.grant("pc", "anna", more_time(playtime=playtime), PARENT).edit
    cut_after_the_days(pc)
    house.try_visit()
    pc.after = nothing_happens
    house.clock.advance(timedelta(days=1).total_seconds())

    house.visit()
    house.visit()

    assert (limits(pc, playtime), house.edit(edit).state) == (before, EditState.EXPIRED)
    assert house.queue.all_waiting() == ()


@CHANNELS
def test_what_a_parent_sets_there_after_the_cut_is_left_alone(house, pc, channel):
    some_days(house, pc, channel, playtime=False)
    house.editing.grant("pc", "anna", more_time(), PARENT)
    cut_after_the_days(pc)
    house.try_visit()
    pc.after = nothing_happens
    theirs = "900;900;900;900;900;900;900"
    pc.timekpr.set_rules("anna", {"ALLOWED_WEEKDAYS": "1;2;3;4;5;6;7", "LIMITS_PER_WEEKDAYS": theirs}, pc.now())

    for _ in range(4):
        house.visit()
        house.clock.advance(30)

    assert limits(pc, playtime=False) == theirs
    assert house.queue.all_waiting() == ()


def test_limits_that_an_edit_is_not_about_are_as_before_also_where_its_last_step_is_not_done(house, pc):
    """A lock lists Wednesday, which was left out. There is one number too many, which is Wednesday's for a moment."""
    house.core.fleet.update("pc", channel="timekpra")
    odd = {"ALLOWED_WEEKDAYS": "1;2;4;5;6;7", "LIMITS_PER_WEEKDAYS": "600;600;600;600;600;600;600"}
    pc.timekpr.set_rules("anna", odd, pc.now())
    house.visit()
    before, told = limits(pc, playtime=False), len(changed_there(house))
    lock = house.editing.lock("pc", "anna", PARENT).edit

    def refuse_the_limits(step):
        pc.shell.refuses = "--settimelimits" in step

    pc.before = refuse_the_limits
    house.visit()
    assert limits(pc, playtime=False) != before
    pc.before = nothing_happens
    pc.shell.refuses = False
    house.visit()

    assert (limits(pc, playtime=False), house.edit(lock).state) == (before, EditState.CONFIRMED)
    assert len(changed_there(house)) == told
