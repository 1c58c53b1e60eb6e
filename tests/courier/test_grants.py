"""More or less time for today, on a computer that behaves."""

import pytest

from pending import EditState
from tests.courier.conftest import PARENT, more_time
from timekpr_rules import Grant, Operation


def test_a_grant_arrives_once_and_is_confirmed(house, pc):
    edit = house.editing.grant("pc", "anna", more_time(), PARENT).edit

    house.visit()
    house.visit()

    assert house.edit(edit).state is EditState.CONFIRMED
    assert pc.granted("anna") == 1800


def test_two_grants_that_wait_are_both_given(house, pc):
    for _ in range(2):
        house.editing.grant("pc", "anna", more_time(), PARENT)

    house.visit()

    assert pc.granted("anna") == 3600


@pytest.mark.parametrize(
    ("operation", "seconds", "balance"), [("+", 600, 600), ("-", 600, 1800), ("=", 3600, 3600), ("=", 0, 7200)]
)
def test_each_operation_does_what_timekpr_makes_of_it(house, pc, operation, seconds, balance):
    house.editing.grant("pc", "anna", Grant(Operation(operation), seconds), PARENT)

    (edit,) = house.visit()

    assert edit.state is EditState.CONFIRMED
    assert pc.spent("anna").balance == balance


def test_a_grant_that_waits_at_the_midnight_of_the_computer_is_over(house, pc, clock):
    edit = house.editing.grant("pc", "anna", more_time(), PARENT).edit

    clock.advance(9 * 3600 + 60)  # 00:01 in Berlin, and still the day before in UTC
    house.visit()

    assert house.edit(edit).state is EditState.EXPIRED
    assert pc.granted("anna") == 0


def test_a_grant_for_somebody_who_was_there_yesterday_is_reckoned_from_today(house, pc, clock):
    clock.advance(20 * 3600)
    house.visit()
    house.editing.grant("pc", "anna", more_time(), PARENT)

    (edit,) = house.visit()

    assert edit.state is EditState.CONFIRMED
    assert pc.spent("anna").balance == -1800
    assert pc.spent("anna").last_checked.day == 19


def test_a_grant_that_would_arrive_behind_midnight_is_not_carried_out_on_the_next_day(house, pc, clock):
    """It is held up from 23:59:55 on; the guard ends with the day for which it was."""
    clock.advance(9 * 3600 - 5)
    house.visit()
    edit = house.editing.grant("pc", "anna", more_time(), PARENT).edit

    def held_up(command):
        if "setTimeLeft" in command:
            clock.advance(8)

    pc.before = held_up
    house.try_visit()
    house.visit()

    assert house.edit(edit).state is EditState.EXPIRED
    assert pc.granted("anna") == 0
