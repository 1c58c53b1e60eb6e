from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings

from tests.rules import made
from timekpr_rules import (
    CLOSED_DAY,
    OPEN_DAY,
    DayRule,
    Interval,
    MainConfig,
    PlayTime,
    Reason,
    TimeFile,
    TimeLeft,
    UserConfig,
    Version,
    time_left,
)

MONDAY = datetime.fromisoformat("2026-11-16")
MAIN = MainConfig(playtime_enabled=True)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return MONDAY.replace(hour=hour, minute=minute, second=second)


def interval(start: float, end: float, unaccounted: bool = False) -> Interval:
    return Interval(int(start * 60), int(end * 60), unaccounted)


def day(limit: int, *intervals: Interval) -> DayRule:
    return DayRule(allowed=True, limit_seconds=limit, intervals=intervals)


def week(monday: DayRule, tuesday: DayRule = CLOSED_DAY) -> UserConfig:
    return UserConfig(week=(monday, tuesday, *[OPEN_DAY] * 5))


def left(config: UserConfig, now: datetime, **spent: int) -> TimeLeft:
    return time_left(config, MAIN, TimeFile(last_checked=now, **spent), now)


SCHOOL = week(day(3600, interval(15, 18), interval(19, 20)))


def test_the_limit_decides() -> None:
    found = left(SCHOOL, at(15), balance=600, spent_day=600)
    assert (found.seconds, found.reason, found.until) == (3000, Reason.LIMIT, at(15, 50))
    assert (found.limit, found.used, found.granted) == (3600, 600, 0)


def test_the_hours_decide() -> None:
    found = left(SCHOOL, at(19, 40))
    assert (found.seconds, found.reason, found.until) == (1200, Reason.HOURS, at(20))


def test_time_behind_a_gap_is_left_but_not_without_a_pause() -> None:
    found = left(week(day(7200, interval(15, 16), interval(19, 21))), at(15, 30))
    assert (found.seconds, found.until) == (7200, at(16))


def test_before_the_hours_it_says_when_they_open() -> None:
    found = left(SCHOOL, at(9))
    assert (found.open_now, found.seconds, found.opens, found.until) == (False, 3600, at(15), None)


def test_after_the_hours_nothing_opens_today() -> None:
    found = left(SCHOOL, at(20, 0, 1))
    assert (found.open_now, found.seconds, found.reason, found.opens) == (False, 0, Reason.HOURS, None)


def test_a_used_up_limit_opens_no_later_hour() -> None:
    found = left(SCHOOL, at(18, 30), balance=3600)
    assert (found.open_now, found.seconds, found.reason, found.opens) == (False, 0, Reason.LIMIT, None)


def test_an_hour_that_begins_later_counts_once_it_has_begun() -> None:
    config = week(day(86_400, interval(15.5, 17)))
    assert left(config, at(15, 10)).seconds == 3600
    assert left(config, at(15, 10)).opens == at(15, 30)
    assert left(config, at(15, 30)).seconds == 5400


@pytest.mark.parametrize(
    ("week_limit", "month_limit", "reason"), [(1000, 9000, Reason.WEEK), (9000, 1000, Reason.MONTH)]
)
def test_week_and_month_decide(week_limit: int, month_limit: int, reason: Reason) -> None:
    config = UserConfig(week=SCHOOL.week, week_limit=week_limit, month_limit=month_limit)
    found = left(config, at(15), spent_week=400, spent_month=400)
    assert (found.seconds, found.reason) == (600, reason)


def test_no_limit_lasts_till_midnight_and_on() -> None:
    found = left(UserConfig(), at(18), balance=5000, spent_day=5000)
    assert (found.seconds, found.reason, found.until, found.open_now) == (6 * 3600, Reason.NO_LIMIT, None, True)


def test_a_closed_day_is_closed_whatever_was_granted() -> None:
    found = left(week(CLOSED_DAY), at(12), balance=-3600)
    assert (found.seconds, found.reason, found.open_now, found.opens) == (0, Reason.DAY_CLOSED, False, None)
    assert found.granted == 3600


def test_a_grant_makes_more_than_the_limit() -> None:
    found = left(SCHOOL, at(15), balance=-1200, spent_day=600)
    assert (found.seconds, found.granted) == (4800, 1800)


def test_unaccounted_hours_cost_nothing() -> None:
    config = week(day(1800, interval(15, 16), interval(16, 17, True), interval(17, 20)))
    found = left(config, at(15, 45))
    assert found.until == at(17, 15)
    assert not found.unaccounted


def test_an_unaccounted_hour_is_open_without_any_time_left() -> None:
    config = week(day(600, interval(16, 17, True), interval(17, 18)))
    found = left(config, at(16, 10), balance=600)
    assert (found.open_now, found.unaccounted, found.seconds, found.until) == (True, True, 0, at(17))


def test_a_used_up_limit_still_opens_an_unaccounted_hour() -> None:
    config = week(day(600, interval(15, 16), interval(18, 19, True)))
    assert left(config, at(15, 30), balance=600).opens == at(18)


def test_the_minute_in_which_an_unaccounted_part_ends_still_counts_as_part() -> None:
    config = week(day(0, interval(16, 16.5, True)))
    assert left(config, at(16, 30, 59)).until == at(16, 31)
    assert not left(config, at(16, 31)).open_now


def test_midnight_is_no_end_where_tomorrow_goes_on() -> None:
    config = week(day(86_400, interval(20, 24)), day(1800, interval(0, 1)))
    found = left(config, at(23))
    assert found.seconds == 3600
    assert found.until == MONDAY + timedelta(days=1, minutes=30)


def test_midnight_is_the_end_where_tomorrow_is_closed() -> None:
    config = week(day(86_400, interval(20, 24)))
    assert left(config, at(23)).until == MONDAY + timedelta(days=1)


def test_the_limit_of_the_week_goes_on_over_midnight() -> None:
    config = UserConfig(week=(OPEN_DAY,) * 7, week_limit=5400)
    assert left(config, at(23)).until == MONDAY + timedelta(days=1, minutes=30)


def test_a_new_week_begins_at_midnight() -> None:
    config = UserConfig(week=(OPEN_DAY,) * 7, week_limit=5400)
    sunday = at(23) - timedelta(days=1)
    assert left(config, sunday).until == MONDAY + timedelta(minutes=90)


def test_counters_of_an_earlier_day_do_not_count() -> None:
    spent = TimeFile(3600, 3600, 3600, 3600, at(15) - timedelta(days=1), 600, 600)
    found = time_left(SCHOOL, MAIN, spent, at(15))
    assert (found.seconds, found.used, found.granted, found.playtime_used) == (3600, 0, 0, 0)
    assert (found.used_week, found.used_month) == (0, 3600)


@pytest.mark.parametrize(("version", "used_week"), [(Version(0, 5, 5), 0), (Version(0, 5, 6), 500)])
def test_before_0_5_6_a_new_month_begins_a_new_week(version: Version, used_week: int) -> None:
    spent = TimeFile(spent_week=500, spent_month=500, last_checked=datetime.fromisoformat("2026-09-30 12:00"))
    found = time_left(UserConfig(), MAIN, spent, datetime.fromisoformat("2026-10-01 12:00"), version)
    assert (found.used_week, found.used_month) == (used_week, 0)


def test_counters_without_a_moment_are_of_now() -> None:
    assert time_left(SCHOOL, MAIN, TimeFile(balance=600, spent_day=600), at(15)).seconds == 3000


@pytest.mark.parametrize(
    ("main", "playtime", "seconds", "limited"),
    [
        (MAIN, PlayTime(True, limits=(1800,) * 7), 1200, True),
        (MAIN, PlayTime(True, limits=(300,) * 7), 0, True),
        (MAIN, PlayTime(False, limits=(1800,) * 7), 0, False),
        (MAIN, PlayTime(True, override=True, limits=(1800,) * 7), 0, False),
        (MainConfig(), PlayTime(True, limits=(1800,) * 7), 0, False),
    ],
)
def test_playtime_left(main: MainConfig, playtime: PlayTime, seconds: int, limited: bool) -> None:
    spent = TimeFile(last_checked=at(15), playtime_balance=600, playtime_day=700)
    found = time_left(UserConfig(playtime=playtime), main, spent, at(15))
    assert (found.playtime, found.playtime_limited, found.playtime_used) == (seconds, limited, 700)


def standing(rng: Random) -> tuple[UserConfig, TimeFile, datetime]:
    now = made.moment(rng)
    return made.user_config(rng), made.time_file(rng, now - timedelta(seconds=rng.choice([0, 0, 90_000]))), now


@settings(max_examples=300, deadline=None)
@given(given_standing=made.seeded(standing))
def test_it_stays_within_its_bounds(given_standing: tuple[UserConfig, TimeFile, datetime]) -> None:
    config, spent, now = given_standing
    found = time_left(config, MAIN, spent, now)
    midnight = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    assert 0 <= found.seconds <= (midnight - now).total_seconds()
    assert found.until is None or now < found.until < midnight + timedelta(days=1)
    assert found.opens is None or now < found.opens < midnight
    assert found.open_now or found.until is None
    assert not (found.open_now and found.opens)
    assert found.open_now or not found.unaccounted
