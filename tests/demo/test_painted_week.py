"""The weeks of the demo are what Timekpr can store."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from demo.week import PaintedWeek
from timekpr_rules import CLOSED_DAY, hours_text
from timekpr_rules.week import DAYS

FRIDAY_LATE = datetime(2026, 11, 20, 23, 50, tzinfo=ZoneInfo("Europe/Berlin"))
SATURDAY_EARLY = FRIDAY_LATE.replace(day=21, hour=1, minute=40)
AN_HOUR_EACH = dict.fromkeys(DAYS, 3600)


def hours(week, day):
    return hours_text(week.rules(AN_HOUR_EACH)[day - 1].intervals)


def test_nothing_is_open_until_it_is_painted():
    assert [hours(PaintedWeek(), day) for day in DAYS] == [""] * 7


def test_whole_hours_of_some_days_are_opened():
    week = PaintedWeek()
    week.open_hours([1, 2], 7, 10)
    assert hours(week, 1) == hours(week, 2) == "7;8;9"
    assert hours(week, 3) == ""


def test_opening_runs_over_midnight_into_the_next_day():
    week = PaintedWeek()
    week.open_between(FRIDAY_LATE, SATURDAY_EARLY)
    assert hours(week, 5) == "23[30-60]"
    assert hours(week, 6) == "0;1[0-30]"


def test_opening_runs_over_the_end_of_the_week():
    week = PaintedWeek()
    week.open_between(FRIDAY_LATE.replace(day=22), SATURDAY_EARLY.replace(day=23))
    assert hours(week, 7) == "23[30-60]"
    assert hours(week, 1) == "0;1[0-30]"


def test_free_time_is_made_of_whole_hours():
    week = PaintedWeek()
    week.free_between(FRIDAY_LATE, SATURDAY_EARLY)
    assert hours(week, 5) == "!23"
    assert hours(week, 6) == "!0"


def test_closing_cuts_what_was_open():
    week = PaintedWeek()
    week.open_hours(DAYS, 0, 24)
    week.close_between(FRIDAY_LATE.replace(hour=21, minute=15), SATURDAY_EARLY)
    assert hours(week, 5).endswith("19;20")
    assert hours(week, 6).startswith("1[30-60];2;")


def test_a_closed_day_has_no_hour():
    week = PaintedWeek()
    week.open_hours(DAYS, 0, 24)
    week.close_day(3)
    assert [day for day in DAYS if not hours(week, day)] == [3]


def test_a_day_without_hours_and_limit_is_closed():
    week = PaintedWeek()
    week.open_hours([1], 7, 8)
    rules = week.rules(AN_HOUR_EACH | {2: 0})
    assert rules[0].limit_seconds == 3600
    assert rules[1] == CLOSED_DAY


YEAR = FRIDAY_LATE.replace(tzinfo=None), SATURDAY_EARLY.replace(year=2027, tzinfo=None)


@given(moment=st.datetimes(*YEAR), hours=st.integers(1, 12))
@pytest.mark.parametrize("paint", [PaintedWeek.open_between, PaintedWeek.free_between, PaintedWeek.close_between])
def test_whatever_the_moment_there_is_one_stretch_per_hour(paint, moment, hours):
    week = PaintedWeek()
    week.open_hours(range(1, 6), 13, 20)
    paint(week, moment, moment + timedelta(hours=hours))
    assert len(week.rules(AN_HOUR_EACH)) == 7
