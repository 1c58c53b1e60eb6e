"""Each way around Timekpr that its files betray is found within two readings, and told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings, strategies as st

from tests.signs.computer import READ_EVERY, Computer, rules

MINUTE, HOUR, DAY = 60, 3600, 86_400
TWO_READINGS = 2 * READ_EVERY


@pytest.fixture
def pc() -> Computer:
    """Anna has used 40 minutes of four hours, and goes on."""
    pc = Computer()
    pc.use(40 * MINUTE)
    return pc


def test_a_clock_that_is_set_back_takes_time_off_and_is_one_sign(pc: Computer) -> None:
    pc.set_clock(-30 * MINUTE)
    assert pc.disk.spent_day < 15 * MINUTE
    pc.use(TWO_READINGS)
    assert pc.found == ["clock_set_back"]
    pc.use(HOUR)
    assert pc.found == ["clock_set_back"]
    assert pc.said[0].startswith("anna: the computer's clock went back by ")


def test_a_clock_that_was_set_to_tomorrow_and_back_between_two_readings(pc: Computer) -> None:
    pc.set_clock(DAY)
    pc.set_clock(-DAY)
    pc.use(TWO_READINGS)
    assert pc.found == ["counters_back"]
    assert "less than it did before" in pc.said[0]


def test_a_clock_that_was_tomorrow_for_a_while(pc: Computer) -> None:
    pc.set_clock(DAY)
    pc.use(HOUR)
    pc.set_clock(-DAY)
    pc.use(TWO_READINGS)
    assert pc.found == ["counters_back"]


def test_a_clock_that_was_set_forward_and_back_on_one_day(pc: Computer) -> None:
    pc.set_clock(30 * MINUTE)
    pc.set_clock(-30 * MINUTE)
    pc.use(TWO_READINGS)
    assert pc.found == ["counters_back"]


def test_a_file_that_was_emptied(pc: Computer) -> None:
    pc.log_out()
    pc.edit(spent_day=0, balance=0, spent_week=0, spent_month=0)
    pc.wait(TWO_READINGS)
    assert pc.found == ["counters_reset"]
    assert pc.said == ["anna: Timekpr has begun today from zero again. Used until then: 38 min."]


@pytest.mark.parametrize(
    ("counters", "period"),
    [
        ({"spent_day": 60, "balance": 60}, "today"),
        ({"spent_week": 0}, "this week"),
        ({"spent_month": 0}, "this month"),
    ],
)
def test_a_counter_that_was_written_down(pc: Computer, counters: dict[str, int], period: str) -> None:
    pc.edit(**counters)
    pc.use(TWO_READINGS)
    assert pc.found == ["counters_back"]
    assert pc.said[0].startswith(f"anna: for {period}, Timekpr counts ")


def test_a_little_at_a_time_is_found_as_well(pc: Computer) -> None:
    for _ in range(6):
        pc.use(READ_EVERY)
        spent = pc.disk.spent_day - 2 * READ_EVERY + 60
        pc.edit(spent_day=spent, balance=spent)
    assert "counters_back" in pc.found


def test_time_that_was_given_there_and_what_comes_on_a_new_day(pc: Computer) -> None:
    pc.give(30 * MINUTE, ours=False)
    pc.use(TWO_READINGS)
    assert pc.found == ["time_given_there"]
    assert pc.said == ["anna: more time for today was given on the computer itself: 30 min."]
    pc.use(HOUR)
    pc.switch_off(DAY)
    pc.use(10 * MINUTE)
    assert len(pc.found) == 1
    pc.give(15 * MINUTE, ours=False)
    pc.use(TWO_READINGS)
    assert pc.found[1:] == ["time_given_there"]


def test_use_that_goes_on_after_the_end_of_the_time() -> None:
    pc = Computer(config=rules(HOUR), enforces=False)
    pc.use(HOUR)
    assert pc.found == []
    pc.use(2 * TWO_READINGS)
    assert set(pc.found) == {"limit_passed"}


def test_use_that_goes_on_outside_of_the_hours() -> None:
    pc = Computer(config=rules(4 * HOUR, (8, 16)), enforces=False)
    pc.use(HOUR)
    assert pc.found == []
    pc.use(2 * TWO_READINGS)
    assert set(pc.found) == {"limit_passed"}


def test_nothing_that_is_counted_where_it_should_be() -> None:
    pc = Computer(config=rules(4 * HOUR, track_inactive=True))
    pc.log_in()
    for _ in range(70 * 2):
        pc.wait(30)
        pc.disk = pc.memory = type(pc.disk)(last_checked=pc.local)
    assert pc.found == ["not_counted"]


def test_what_was_told_is_not_told_again_until_it_comes_again(pc: Computer) -> None:
    for times in (1, 2):
        pc.edit(spent_day=0, balance=0, spent_week=0, spent_month=0)
        pc.use(30 * MINUTE)
        assert len(pc.found) == times


@settings(max_examples=60, deadline=None)
@given(
    used=st.integers(15, 120),
    back=st.integers(12, 110),
    days=st.integers(0, 40),
)
def test_whenever_it_is_done(used: int, back: int, days: int) -> None:
    pc = Computer()
    pc.switch_off(days * DAY)
    pc.true = pc.true.replace(hour=15) + timedelta(minutes=days)
    pc.use(used * MINUTE)
    pc.edit(spent_day=max(0, pc.disk.spent_day - back * MINUTE))
    pc.use(TWO_READINGS)
    assert pc.found == ["counters_back"]
