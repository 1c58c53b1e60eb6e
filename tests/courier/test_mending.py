"""A change that does not come to its end leaves nothing of itself on the computer."""

from __future__ import annotations

import pytest

from errors import WrongState
from pending import EditState
from tests.courier.conftest import PARENT
from tests.courier.twin import LOST, nothing_happens
from timekpr_rules import key_texts

DAYS = {"ALLOWED_WEEKDAYS": "1;2;3;4;5", "LIMITS_PER_WEEKDAYS": "600;700;800;900;1000"}
PLAY = {"PLAYTIME_ALLOWED_WEEKDAYS": "2;3;4", "PLAYTIME_LIMITS_PER_WEEKDAYS": "600;700;800", "PLAYTIME_ENABLED": "True"}


@pytest.fixture
def some_days(house, pc):
    """Lists that leave days out, so that a change of one day is made in steps. The values as they are."""
    pc.timekpr.set_rules("anna", DAYS | PLAY, pc.now())
    house.visit()
    return key_texts(pc.rules("anna"))


def changed_there(house):
    return [entry for entry in house.audit.newest(100) if entry.what == "changed_there"]


def refuse(pc, option):
    """Our account may not do one thing there."""

    def before(step):
        pc.shell.refuses = option in step

    pc.before = before


def whole_week():
    return {"LIMITS_PER_WEEKDAYS": "600;700;800;900;1000;60;60", "ALLOWED_HOURS_6": "9", "ALLOWED_HOURS_7": "9"}


def test_what_was_done_of_an_edit_that_timekpr_refuses_in_the_middle_is_undone(house, pc, some_days, monkeypatch):
    house.core.fleet.update("pc", channel="timekpra")
    told = changed_there(house)
    edit = house.editing.config("pc", "anna", whole_week(), PARENT).edit
    real = pc.shell.run

    def no_limits(command, now):
        return real(command.replace("--settimelimits ", "--settimelimitweek "), now)

    monkeypatch.setattr(pc.shell, "run", no_limits)
    house.visit()
    assert house.edit(edit).state is EditState.REFUSED
    assert key_texts(pc.rules("anna")) != some_days
    monkeypatch.undo()
    house.clock.advance(60)

    house.visit()
    house.visit()

    assert key_texts(pc.rules("anna")) == some_days
    assert house.queue.all_waiting() == ()
    assert changed_there(house) == told


@pytest.mark.parametrize("channel", ["dbus", "timekpra"])
def test_what_a_cut_leaves_of_a_change_for_today_is_undone_when_its_day_is_over(house, pc, some_days, channel):
    house.core.fleet.update("pc", channel=channel)
    edit = house.editing.today("pc", "anna", {"PLAYTIME_LIMIT": "1200"}, PARENT).edit

    def cut(step):
        if step.startswith("test ") and "playtimealloweddays" in step.lower():
            raise LOST

    pc.after = cut
    house.try_visit()
    assert key_texts(pc.rules("anna"))["PLAYTIME_LIMITS_PER_WEEKDAYS"] == "600;700;800;0;0;0;0"
    pc.after = nothing_happens
    house.clock.advance(24 * 3600)

    house.visit()
    house.visit()

    assert house.edit(edit).state is EditState.EXPIRED
    assert key_texts(pc.rules("anna")) == some_days
    assert house.queue.all_waiting() == ()


def test_an_edit_that_is_half_done_cannot_be_cancelled(house, pc, some_days):
    house.core.fleet.update("pc", channel="timekpra")
    edit = house.editing.config("pc", "anna", whole_week(), PARENT).edit

    refuse(pc, "--settimelimits")
    house.visit()

    with pytest.raises(WrongState):
        house.editing.decide(edit.id, "cancel")


def cut_after(pc, word):
    """The connection is lost after each step with a word in it was done."""

    def cut(step):
        if step.startswith("test ") and word in step.lower():
            raise LOST

    pc.after = cut


def wednesday(pc):
    texts = key_texts(pc.rules("anna"))
    return texts["ALLOWED_HOURS_3"], texts["LIMITS_PER_WEEKDAYS"].split(";")[2]


@pytest.mark.parametrize(
    ("first", "second"), [("lock", "unlock"), ("hours", "lock"), ("9000", "10800"), ("hours", "9000")]
)
def test_the_second_of_two_for_today_that_is_cut_before_midnight_does_not_keep_the_first(house, pc, first, second):
    before = wednesday(pc)
    ask = {
        "lock": lambda: house.editing.lock("pc", "anna", PARENT),
        "unlock": lambda: house.editing.unlock("pc", "anna", PARENT),
        "hours": lambda: house.editing.today("pc", "anna", {"HOURS": "15;16"}, PARENT),
        "9000": lambda: house.editing.today("pc", "anna", {"LIMIT": "9000"}, PARENT),
        "10800": lambda: house.editing.today("pc", "anna", {"LIMIT": "10800"}, PARENT),
    }
    ask[first]()
    house.visit()
    edit = ask[second]().edit
    cut_after(pc, "call")
    house.try_visit()
    assert house.edit(edit).state is EditState.SENDING
    pc.after = nothing_happens
    house.clock.advance(24 * 3600)

    for _ in range(4):
        house.visit()
        house.clock.advance(60)

    assert wednesday(pc) == before
    assert house.queue.all_waiting() == ()


def test_what_is_refused_at_the_third_try_leaves_nothing_either(house, pc, some_days):
    house.core.fleet.update("pc", channel="timekpra")
    edit = house.editing.config("pc", "anna", whole_week(), PARENT).edit

    refuse(pc, "--settimelimits")
    for _ in range(3):
        house.visit()
    assert house.edit(edit).state is EditState.REFUSED
    pc.before = nothing_happens
    pc.shell.refuses = False
    house.clock.advance(60)
    house.visit()

    assert key_texts(pc.rules("anna")) == some_days


def test_what_has_no_way_any_more_after_it_was_cut_leaves_nothing_either(house, pc):
    pc.timekpr.set_rules("anna", {"ALLOWED_WEEKDAYS": "3;4", "LIMITS_PER_WEEKDAYS": "600;700"}, pc.now())
    house.visit()
    before = key_texts(pc.rules("anna"))
    house.core.fleet.update("pc", channel="dbus")
    changes = {"LIMITS_PER_WEEKDAYS": "0;0;600;700;0;0;900", "ALLOWED_HOURS_7": ""}
    edit = house.editing.config("pc", "anna", changes, PARENT).edit
    cut_after(pc, "setalloweddays")
    house.try_visit()
    pc.after = nothing_happens
    house.core.fleet.update("pc", channel="timekpra")

    for _ in range(3):
        house.clock.advance(60)
        house.visit()

    assert house.edit(edit).state is EditState.REFUSED
    assert key_texts(pc.rules("anna"))["LIMITS_PER_WEEKDAYS"] == before["LIMITS_PER_WEEKDAYS"]


def test_an_edit_of_which_nothing_has_arrived_can_be_cancelled(house, pc):
    house.core.fleet.update("pc", channel="timekpra")
    edit = house.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "50000"}, PARENT).edit

    def refuse_from_then_on(step):
        pc.shell.refuses = pc.shell.refuses or "--settimelimitweek" in step

    pc.before = refuse_from_then_on
    house.visit()
    house.visit()
    assert house.edit(edit).attempts == 1

    house.editing.decide(edit.id, "cancel")

    assert house.edit(edit).state is EditState.CANCELLED
