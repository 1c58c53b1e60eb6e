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

    def refuse_the_limits(step):
        pc.shell.refuses = "--settimelimits" in step

    pc.before = refuse_the_limits
    house.visit()

    with pytest.raises(WrongState):
        house.editing.decide(edit.id, "cancel")
