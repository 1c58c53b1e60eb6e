"""What looks odd and is honest: never a sign, whatever happens on whichever day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings, strategies as st

from tests.signs.computer import Computer, rules
from timekpr_rules import UserConfig

MINUTE, HOUR, DAY = 60, 3600, 86_400
AUTUMN = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
"""In Berlin it is 01:30; at three the clock goes back to two."""
SPRING = datetime(2026, 3, 29, 0, 20, tzinfo=UTC)
LATE = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)
"""Half an hour before midnight in Berlin."""
MONTH_END = datetime(2026, 11, 30, 22, 40, tzinfo=UTC)
"""A Monday, twenty minutes before December."""
SUNDAY = datetime(2026, 11, 22, 22, 40, tzinfo=UTC)


def used(pc: Computer, seconds: int = 40 * MINUTE) -> Computer:
    pc.use(seconds)
    return pc


@pytest.mark.parametrize("start", [AUTUMN, SPRING, LATE, MONTH_END, SUNDAY])
@pytest.mark.parametrize("zone_is_known", [True, False])
def test_a_night_at_the_computer_is_no_sign(start: datetime, zone_is_known: bool) -> None:
    pc = Computer(start, rules(24 * HOUR - 1), zone_is_known=zone_is_known)
    pc.use(5 * HOUR)
    assert pc.disk.spent_day > HOUR
    assert pc.found == []


def test_in_autumn_timekpr_takes_an_hour_off_and_that_is_no_sign() -> None:
    pc = Computer(AUTUMN, rules(24 * HOUR - 1))
    pc.use(80 * MINUTE)
    before = pc.disk.spent_day
    pc.use(20 * MINUTE)
    assert pc.disk.spent_day < before - 30 * MINUTE
    pc.use(2 * HOUR)
    assert pc.found == []


@pytest.mark.parametrize("seconds", [60, 15 * MINUTE, 3 * HOUR])
@pytest.mark.parametrize("is_there", [True, False])
def test_time_that_we_give_is_no_sign(seconds: int, is_there: bool) -> None:
    pc = used(Computer())
    if not is_there:
        pc.log_out()
    pc.give(seconds, ours=True)
    pc.use(HOUR)
    pc.wait(HOUR)
    assert pc.found == []


@pytest.mark.parametrize("older", [True, False])
def test_a_loss_of_power_is_no_sign(older: bool) -> None:
    pc = used(Computer())
    for _ in range(2):
        pc.crash(older=older)
        pc.wait(10 * MINUTE)
        pc.use(5 * MINUTE)
    assert pc.found == []


def test_an_older_copy_of_some_minutes_ago_is_no_sign() -> None:
    pc = used(Computer())
    older = pc.disk
    pc.use(4 * MINUTE)
    pc.read()
    pc.memory, pc.disk = None, older
    pc.wait(10 * MINUTE)
    pc.use(10 * MINUTE)
    assert pc.found == []


def test_the_copy_from_before_a_sleep_is_no_sign() -> None:
    pc = used(Computer())
    pc.sleep(2 * HOUR)
    pc.read()
    pc.crash(older=True)
    pc.wait(10 * MINUTE)
    pc.use(10 * MINUTE)
    assert pc.found == []


def test_sleep_and_a_screen_that_is_locked_are_no_sign() -> None:
    for track in (True, False):
        pc = used(Computer(config=rules(track_inactive=track)))
        pc.lock_screen(3 * HOUR)
        pc.sleep(9 * HOUR)
        pc.use(10 * MINUTE)
        pc.sleep(DAY)
        assert pc.found == []


def test_somebody_who_was_away_and_has_just_come_back_is_no_sign() -> None:
    pc = used(Computer(config=rules(track_inactive=True)))
    for _ in range(3):
        pc.log_out()
        pc.wait(3 * HOUR)
        pc.disk = replace(pc.disk, last_checked=pc.local)
        pc.wait(10 * MINUTE)
    assert pc.found == []


def test_days_off_and_other_months_are_no_sign() -> None:
    pc = used(Computer(MONTH_END))
    for days in (1, 3, 12, 40):
        pc.switch_off(days * DAY)
        pc.wait(10 * MINUTE)
        pc.use(20 * MINUTE)
    assert pc.found == []


def test_a_clock_that_the_network_sets_right_after_the_start_is_no_sign() -> None:
    pc = used(Computer(), 10 * MINUTE)
    pc.switch_off(DAY)
    for wrong in (-30 * DAY, 2 * HOUR):  # an empty battery; one that runs in local time
        pc.ahead = wrong
        pc.ahead = 0
        pc.use(10 * MINUTE)
        pc.switch_off(DAY)
    pc.use(10 * MINUTE)
    pc.set_clock(40)
    pc.use(10 * MINUTE)
    pc.set_clock(-90)
    pc.use(10 * MINUTE)
    assert pc.found == []


def test_a_clock_that_was_ahead_and_is_set_right_is_no_sign() -> None:
    for is_known in (True, False):
        pc = Computer(ahead=2 * DAY)
        if is_known:
            pc.ask_clock()
        pc.use(10 * MINUTE)
        pc.log_out()
        pc.set_clock(-2 * DAY)
        pc.use(10 * MINUTE)
        pc.ask_clock()
        pc.use(10 * MINUTE)
        assert pc.found == []


def test_of_somebody_whom_nothing_limits_nothing_is_told() -> None:
    pc = used(Computer(config=UserConfig()))
    pc.edit(spent_day=0, balance=0, spent_week=0, spent_month=0)
    pc.use(10 * MINUTE)
    pc.give(HOUR, ours=False)
    pc.use(10 * MINUTE)
    assert pc.found == []


def test_the_end_of_the_time_with_a_locked_screen_is_no_sign() -> None:
    for track in (True, False):
        pc = Computer(config=rules(HOUR, lockout="lock", track_inactive=track), enforces=False)
        pc.use(HOUR)
        pc.lock_screen(3 * HOUR)
        assert pc.found == []


def test_rules_that_end_the_time_at_once_are_no_sign() -> None:
    pc = used(Computer())
    pc.config = rules(10 * MINUTE)
    pc.use(10 * MINUTE)
    assert pc.found == []


def test_a_free_hour_without_a_second_counted_is_no_sign() -> None:
    pc = Computer(config=rules(2 * HOUR, track_inactive=True))
    free = pc.config.week[0].intervals[0]._replace(unaccounted=True)
    week = tuple(type(day)(allowed=True, limit_seconds=2 * HOUR, intervals=(free,)) for day in pc.config.week)
    pc.config = UserConfig(week, track_inactive=True)
    pc.use(4 * HOUR)
    assert pc.found == []


STARTS = (AUTUMN, SPRING, LATE, MONTH_END, SUNDAY, datetime(2026, 7, 3, 8, tzinfo=UTC))
STEPS = st.one_of(
    st.tuples(st.just("use"), st.sampled_from((60, 300, 1800, 5400))),
    st.tuples(st.just("lock_screen"), st.sampled_from((300, 3600))),
    st.tuples(st.just("wait"), st.sampled_from((60, 600, 7200))),
    st.tuples(st.just("sleep"), st.sampled_from((600, 9 * HOUR))),
    st.tuples(st.just("switch_off"), st.sampled_from((60, 9 * HOUR, 3 * DAY, 31 * DAY))),
    st.tuples(st.just("crash"), st.booleans()),
    st.tuples(st.just("give"), st.sampled_from((300, 3600))),
    st.tuples(st.just("log_out"), st.none()),
)


@settings(max_examples=200, deadline=None)
@given(
    start=st.sampled_from(STARTS),
    limit=st.sampled_from((1800, 2 * HOUR, 20 * HOUR)),
    hours=st.sampled_from((((0, 24),), ((8, 20),), ((0, 3), (6, 22)))),
    track=st.booleans(),
    zone_is_known=st.booleans(),
    steps=st.lists(STEPS, min_size=1, max_size=25),
)
def test_an_honest_computer_never_shows_a_sign(start, limit, hours, track, zone_is_known, steps) -> None:
    pc = Computer(start, rules(limit, *hours, track_inactive=track), zone_is_known=zone_is_known)
    for name, value in steps:
        if name == "crash":
            pc.crash(older=value)
            pc.wait(10 * MINUTE)
        elif name == "give":
            pc.give(value, ours=True)
        elif name == "wait" and pc.memory is not None:
            pc.lock_screen(value)
        elif value is None:
            pc.log_out()
        else:
            getattr(pc, name)(value)
    pc.wait(10 * MINUTE)
    assert pc.found == []
