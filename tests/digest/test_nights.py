"""Nights are unusual where they really are, and never for want of something to compare them with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from digest import Week
from digest.nights import Night, Oddness, unusual_nights
from stats_history import DayDetail
from tests.digest.made import (
    FRIDAY,
    HOUR,
    MONDAY,
    SATURDAY,
    SUNDAY,
    WEEK,
    a_day,
    a_digest,
    days,
    history,
    said,
    weeks_before,
)

USUAL = weeks_before("16:00-19:30")


def nights(*parts: dict[date, DayDetail]) -> list[tuple[date, Oddness, int, int]]:
    month = {day: one for part in parts for day, one in part.items()}
    return [(one.day, one.oddness, one.end, one.minutes) for one in unusual_nights([month], WEEK)]


def used(*spans: str, **more: object) -> DayDetail:
    return a_day(HOUR, *spans, **more)


def test_later_than_usual_by_an_hour_and_a_half_is_late() -> None:
    assert nights(USUAL, {FRIDAY: used("20:00-20:59")}) == []
    assert nights(USUAL, {FRIDAY: used("20:00-21:00")}) == [(FRIDAY, Oddness.LATE, 21 * 60, 60)]


def test_before_the_evening_nothing_is_late() -> None:
    assert nights(weeks_before("13:00-14:00"), {FRIDAY: used("18:00-19:59")}) == []


def test_past_midnight_belongs_to_the_day_before() -> None:
    found = nights(USUAL, {FRIDAY: used("22:00-24:00"), SATURDAY: used("00:00-01:20", "16:00-17:00")})
    assert found == [(FRIDAY, Oddness.LATE, 25 * 60 + 20, 200)]
    assert said(a_digest(history(USUAL, {FRIDAY: used("22:00-24:00"), SATURDAY: used("00:00-01:20")})))[-1] == (
        "In the night after Friday, use went on until 01:20, later than usual."
    )


def test_the_night_before_the_week_is_the_last_weeks_and_the_one_after_it_is_this_ones() -> None:
    assert nights(USUAL, {MONDAY: used("00:00-02:00")}) == []
    after = {SUNDAY + timedelta(days=1): used("00:00-02:00")}
    assert [one[0] for one in nights(USUAL, after)] == [SUNDAY]


def test_what_is_so_every_weekend_is_usual() -> None:
    weekends = {day: used("16:00-22:30") for day in USUAL if day.isoweekday() in {5, 6}}
    late = {FRIDAY: used("16:00-22:30"), SATURDAY: used("20:00-22:35")}
    assert nights(USUAL, weekends, late) == []
    assert [one[0] for one in nights(USUAL, weekends, {SATURDAY: used("20:00-23:30")})] == [SATURDAY]


def test_whoever_is_up_at_night_always_is_not_told_of_it() -> None:
    owl = weeks_before("20:00-23:50")
    assert nights(owl, {FRIDAY: used("20:00-23:55")}) == []


@pytest.mark.parametrize(("count", "found"), [(9, 0), (10, 1)])
def test_with_too_few_evenings_nothing_is_called_late(count: int, found: int) -> None:
    assert len(nights(weeks_before("16:00-19:30", count=count), {FRIDAY: used("20:00-23:00")})) == found


@pytest.mark.parametrize(
    "unclear",
    [{"until": "18:00"}, {"estimated": True}, {"used": 10 * HOUR}],
    ids=["read in part", "shared out", "nobody knows when"],
)
def test_evenings_that_are_not_known_well_say_nothing_of_what_is_usual(unclear: dict[str, object]) -> None:
    vague = {
        day: DayDetail.model_validate(one.model_dump() | unclear) for day, one in weeks_before("16:00-19:30").items()
    }
    assert nights(vague, {FRIDAY: used("20:00-23:00")}) == []


def test_early_in_the_morning_is_night_and_no_evening() -> None:
    found = nights(USUAL, {FRIDAY: used("05:10-05:50")})
    assert [(one[1], one[2], one[3]) for one in found] == [(Oddness.NIGHT, 24 * 60 + 5 * 60 + 50, 40)]
    words = said(a_digest(history(USUAL, {FRIDAY: used("05:10-05:50")})))[-1]
    assert words == "In the night after Thursday, 40 min of use was between 05:10 and 05:50, which is unusual."


def test_a_few_minutes_at_night_are_no_matter() -> None:
    assert nights(weeks_before("16:00-21:00"), {FRIDAY: used("21:00-22:09")}) == []
    assert nights(weeks_before("16:00-21:00"), {FRIDAY: used("21:00-22:10")}) == [(FRIDAY, Oddness.NIGHT, 1330, 10)]


def test_outside_the_allowed_hours_needs_no_comparison() -> None:
    closed = {FRIDAY: used("13:00-15:00", "19:50-20:09", allowed=("14:00-20:00",))}
    assert nights(closed) == [(FRIDAY, Oddness.OUTSIDE, 20 * 60 + 9, 69)]
    assert said(a_digest(history(days(0, 0, 0, 0, 0, 0, 0), closed)))[-1] == (
        "On Friday, 1 h 09 of use was outside the allowed hours, between 13:00 and 20:09."
    )


@pytest.mark.parametrize("allowed", [None, ("00:00-24:00",), ("14:00-20:00",)])
def test_what_is_allowed_or_not_known_to_be_forbidden_is_not_outside(allowed: tuple[str, ...] | None) -> None:
    assert nights({FRIDAY: used("14:00-20:09", allowed=allowed)}) == []


def test_a_day_without_allowed_hours_is_outside_as_a_whole() -> None:
    assert nights({FRIDAY: used("14:00-15:00", allowed=())}) == [(FRIDAY, Oddness.OUTSIDE, 15 * 60, 60)]


def test_an_evening_outside_the_hours_is_not_told_twice() -> None:
    assert [one[1] for one in nights(USUAL, {FRIDAY: used("21:00-23:00", allowed=("14:00-20:00",))})] == [
        Oddness.OUTSIDE
    ]


def test_two_computers_at_once_are_used_once() -> None:
    one, other = {FRIDAY: used("20:00-21:30")}, {FRIDAY: used("21:00-22:30")}
    assert unusual_nights([USUAL | one, USUAL | other], WEEK) == (
        Night(FRIDAY, Oddness.LATE, 20 * 60, 22 * 60 + 30, 150),
    )


def test_each_computer_has_its_own_hours() -> None:
    one, other = {FRIDAY: used("20:00-21:00", allowed=("14:00-20:00",))}, {FRIDAY: used("20:00-22:00", allowed=None)}
    assert [(night.oddness, night.minutes) for night in unusual_nights([one, other], WEEK)] == [(Oddness.OUTSIDE, 60)]


def test_the_day_on_which_the_clocks_change_is_like_any_other() -> None:
    week = Week(date(2026, 10, 19))
    month = weeks_before("16:00-19:30", first=week.first) | {week.last: used("20:00-22:00")}
    assert [one.day for one in unusual_nights([month], week)] == [date(2026, 10, 25)]
