"""What a history comes to for whoever shows it: all logins together, gaps as gaps, and what some days add up to."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given, strategies as st

from history_views import (
    HOURS,
    DayFigures,
    Habit,
    HourFigures,
    Latest,
    by_login,
    habit,
    history_view,
    months,
    summary,
)
from stats_history import Day, DayDetail, HistoryFile, HoursOfDay

SATURDAY = date(2026, 11, 21)
FRIDAY = SATURDAY - timedelta(days=1)
PC, LAPTOP = ("pc", "anna"), ("laptop", "anna")


def days(*used: int | None, until: time | None = None) -> list[DayFigures]:
    """Days up to Saturday, the last of which is known up to ``until``."""
    first = SATURDAY - timedelta(days=len(used) - 1)
    found = [DayFigures(first + timedelta(days=place), one) for place, one in enumerate(used)]
    return [*found[:-1], DayFigures(found[-1].day, found[-1].used, until=until)]


def hours(day: date, used: dict[int, int]) -> HourFigures:
    return HourFigures(day, tuple(used.get(hour, 0) for hour in range(HOURS)), 0, None, ())


def test_the_average_is_of_the_days_that_are_known():
    found = summary(days(3600, None, 7200), ())
    assert (found.known, found.used, found.average, found.before, found.trend) == (2, 10800, 5400, None, None)


def test_a_day_that_goes_on_makes_no_average_smaller():
    assert summary(days(3600, 3600, 60, until=time(8)), days(1800)).average == 3600
    assert summary(days(3600, 3600, 60, until=time(8)), days(1800)).trend == 1800
    assert summary(days(3600, 3600, 60, until=time(8)), ()).without == SATURDAY
    assert summary(days(3600, 3600, 60), ()).without is None


def test_the_first_day_of_all_is_its_own_average():
    assert summary(days(None, 600, until=time(8)), ()).average == 600


def test_a_day_known_up_to_a_time_that_is_not_the_last_one_counts():
    earlier = [DayFigures(FRIDAY, 1000, until=time(21)), DayFigures(SATURDAY, 3000)]
    assert summary(earlier, ()).average == 2000


def test_nothing_known_comes_to_nothing():
    found = summary(days(None, None), days(3600))
    assert (found.known, found.average, found.trend, found.longest) == (0, 0, None, None)


def test_the_oldest_day_that_is_kept_is_told_also_where_it_is_not_shown():
    file = HistoryFile(year={FRIDAY - timedelta(days=40): Day(used=1), SATURDAY: Day(used=2)})
    assert history_view([(PC, file)], FRIDAY, SATURDAY, hours=7).begins == FRIDAY - timedelta(days=40)
    assert history_view([(PC, HistoryFile())], FRIDAY, SATURDAY, hours=7).begins is None


def test_of_a_day_that_is_a_share_on_one_computer_the_other_one_is_sure():
    shares = HistoryFile(year={SATURDAY: Day(used=1000, estimated=True, most=7200)})
    sure = HistoryFile(year={SATURDAY: Day(used=600)})
    (day,) = history_view([(PC, shares), (LAPTOP, sure)], SATURDAY, SATURDAY, hours=1).days
    assert (day.least, day.used, day.most, day.estimated) == (600, 1600, 7800, True)


def test_time_at_two_computers_at_once_is_told():
    def file(span: str) -> HistoryFile:
        detail = DayDetail(used=3600, spans=(span,))
        return HistoryFile(year={SATURDAY: Day(used=3600)}, month={SATURDAY: detail})

    view = history_view([(PC, file("14:00-15:00")), (LAPTOP, file("14:40-15:40"))], SATURDAY, SATURDAY, hours=1)
    assert view.days[0].shared == 20 * 60
    assert view.hours[0].spans == ("14:00-15:40",)
    assert view.days[0].computers == 2
    assert by_login(view.days) == {PC: 3600, LAPTOP: 3600}


def test_hours_after_the_last_reading_are_gaps_and_those_before_are_empty():
    file = HistoryFile(year={SATURDAY: Day(used=1200, until=time(14, 3))}, week={SATURDAY: HoursOfDay(used={13: 1200})})
    (one,) = history_view([(PC, file)], SATURDAY, SATURDAY, hours=1).hours
    assert one.used[:13] == (0,) * 13
    assert one.used[13] == 1200
    assert one.used[15:] == (None,) * 9


def test_months_have_their_days_in_a_row():
    view = history_view([(PC, HistoryFile(year={date(2026, 10, 31): Day(used=60), date(2026, 11, 1): Day(used=90)}))],
                        date(2026, 10, 30), date(2026, 11, 2), hours=1)  # fmt: skip
    october, november = months(view.days)
    assert (october.first, october.used, october.average, len(october.days)) == (date(2026, 10, 30), 60, 60, 2)
    assert (november.first, november.used) == (date(2026, 11, 1), 90)
    (december,) = months(days(None)[:1])
    assert (december.used, december.average) == (None, None)


def test_when_somebody_sits_there_is_the_shortest_time_with_most_of_the_use():
    found = habit([
        hours(FRIDAY, {15: 3000, 16: 3600, 22: 600}),
        hours(SATURDAY, {9: 600, 15: 600, 17: 1000}),
    ])  # fmt: skip
    assert found == Habit(15, 17)


def timed(used: dict[date, tuple[str, ...]], *untimed: date) -> HistoryFile:
    """An hour on each of these days, with and without the times of it."""
    month = {day: DayDetail(used=3600, spans=spans) for day, spans in used.items()}
    return HistoryFile(year={day: Day(used=3600) for day in (*used, *untimed)}, month=month)


def test_how_late_it_was_is_told_of_all_days_whose_times_are_kept_and_not_of_the_last_ones_alone():
    long_ago = SATURDAY - timedelta(days=20)
    pc = timed({long_ago: ("15:00-18:20",), FRIDAY: ("15:00-16:00",)})
    laptop = timed({long_ago: ("21:00-22:40",), SATURDAY: ()})
    view = history_view([(PC, pc), (LAPTOP, laptop)], long_ago, FRIDAY, hours=7)
    assert view.latest == Latest(long_ago, 22 * 60 + 40, of_all=True)


def test_where_times_are_not_kept_of_all_days_the_latest_is_not_that_of_all():
    long_ago = SATURDAY - timedelta(days=40)
    pc = timed({FRIDAY: ("15:00-16:00",)}, long_ago)
    view = history_view([(PC, pc)], long_ago, SATURDAY, hours=7)
    assert view.latest == Latest(FRIDAY, 16 * 60, of_all=False)
    assert history_view([(PC, pc)], long_ago, long_ago, hours=7).latest is None


def test_without_hours_there_is_no_habit():
    assert habit([hours(FRIDAY, {15: 60})]) == Habit(15, 16)
    assert habit([hours(FRIDAY, {})]) is None
    assert habit([HourFigures(FRIDAY, (None,) * HOURS, 3600, None, ())]) is None
    assert habit([]) is None


@given(st.lists(st.one_of(st.none(), st.integers(0, 7200)), min_size=HOURS, max_size=HOURS))
def test_the_hours_of_a_habit_have_most_of_the_use_and_no_shorter_ones_have(used: list[int | None]):
    found = habit([HourFigures(FRIDAY, tuple(used), 0, None, ())])
    amounts = [one or 0 for one in used]
    if found is None:
        assert not any(amounts)
        return
    assert 0 <= found.first < found.end <= HOURS
    assert sum(amounts[found.first : found.end]) >= 0.6 * sum(amounts)
    length = found.end - found.first - 1
    assert all(sum(amounts[at : at + length]) < 0.6 * sum(amounts) for at in range(HOURS - length)) or not length


@pytest.mark.parametrize(
    ("limit", "granted", "allowed"), [(7200, 900, 8100), (7200, -9000, 0), (86400, 0, None), (None, 5, None)]
)
def test_what_a_day_allowed_is_its_limit_with_what_was_given(limit, granted, allowed):
    assert DayFigures(FRIDAY, 0, limit=limit, granted=granted).allowed == allowed
