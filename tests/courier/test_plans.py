"""A change of today is thought through before it is asked for, with all that waits taken as arrived."""

from __future__ import annotations

import pytest

from errors import InvalidValue, NotManaged
from tests.courier.conftest import PARENT


def test_what_holds_today_is_known(house, pc):
    today = house.editing.of_today("pc", "anna")

    assert (today.limit, today.closes, today.minute) == (7200, 22 * 60, 15 * 60)


def test_what_waits_counts_as_arrived(house, pc):
    house.editing.today("pc", "anna", {"LIMIT": "9000"}, PARENT)

    assert house.editing.of_today("pc", "anna").limit == 9000
    assert [str(one) for one in house.editing.plan_limit("pc", "anna", 10_800).words] == ["Wednesday: 2 h 30 → 3 h"]


def test_a_plan_is_said_in_words_and_is_what_is_asked_for_then(house, pc):
    plan = house.editing.plan_open_until("pc", "anna", 22 * 60 + 30)

    assert [str(one) for one in plan.words] == ["Wednesday: 08:00–22:00 → 08:00–22:30"]  # noqa: RUF001 - dashes
    assert [doubt.code for doubt in plan.doubts] == ["leaves_less"]
    edit = house.editing.today("pc", "anna", plan.changes, PARENT).edit
    house.visit()
    assert house.edit(edit).state.value == "confirmed"
    assert house.editing.of_today("pc", "anna").closes == 22 * 60 + 30


def test_a_plan_that_changes_nothing_has_no_words(house, pc):
    assert house.editing.plan_limit("pc", "anna", 7200).words == ()
    assert house.editing.plan_open_until("pc", "anna", 22 * 60).words == ()


def test_nothing_is_planned_while_the_rules_are_not_known(house, pc):
    house.states.clear()

    assert house.editing.of_today("pc", "anna") is None
    assert house.editing.plan_limit("pc", "anna", 7200) is None
    assert house.editing.plan_open_until("pc", "anna", 22 * 60) is None


@pytest.mark.parametrize("minute", [0, 15 * 60, 1441])
def test_a_day_can_only_be_open_until_what_is_ahead(house, pc, minute):
    with pytest.raises(InvalidValue):
        house.editing.plan_open_until("pc", "anna", minute)


def test_a_limit_longer_than_a_day_is_refused(house, pc):
    with pytest.raises(InvalidValue):
        house.editing.plan_limit("pc", "anna", 86_401)
    with pytest.raises(NotManaged):
        house.editing.plan_limit("pc", "ben", 7200)
