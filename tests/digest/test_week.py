"""Weeks have a name for good, wherever they begin."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from digest import Week, week_named, week_of
from errors import InvalidValue
from speech import FIRST_WEEKDAYS

BEGINNINGS = st.sampled_from(sorted(FIRST_WEEKDAYS.values()))
DAYS = st.dates(date(2001, 1, 1), date(2198, 12, 31))


@given(DAYS, BEGINNINGS)
def test_a_name_leads_back_to_its_week(day: date, first: int) -> None:
    week = week_of(day, first)
    assert day in week
    assert week.first.isoweekday() == first
    assert week_named(week.name, first) == week
    assert week.after.name > week.name > week.before.name
    assert list(week) == [week.first + timedelta(days=place) for place in range(7)]
    assert week.last not in week.after


@given(DAYS)
def test_weeks_that_begin_on_monday_have_the_names_of_the_calendar(day: date) -> None:
    year, number, _ = day.isocalendar()
    assert week_of(day).name == f"{year}-W{number:02}"


def test_a_week_that_begins_on_sunday_goes_by_the_monday_in_it() -> None:
    assert week_named("2026-W47", 7) == Week(date(2026, 11, 15))
    assert week_named("2026-W47", 6) == Week(date(2026, 11, 14))
    assert week_named("2026-W47") == Week(date(2026, 11, 16))


@pytest.mark.parametrize(
    "name", ["", "x", "2026-W00", "2026-W54", "2025-W53", "2026-W7", "2026W47", "9999-W52", "../x"]
)
def test_what_is_no_week_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match=r"A week such as 2026-W47\."):
        week_named(name)
