"""Where a figure could say too much: grants, PlayTime, old readings, and the hour that comes twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from errors import FileMissing
from state import ServerStatus, UserState
from timekpr_rules import MainConfig, PlayTime, Reading, TimeFile, new_main_config, read_main_config

from .test_fleet_views import BERLIN, NOW, known, user, view, week

MINUTE = timedelta(minutes=1)


def with_user(status: ServerStatus, **changes: object) -> ServerStatus:
    return replace(status, users={"anna": replace(status.users["anna"], **changes)})


def last_checked(moment: datetime) -> ServerStatus:
    return known(spent=TimeFile(last_checked=moment))


def codes(status: ServerStatus, now: datetime = NOW) -> list[str]:
    return [problem.code for problem in view(status, now).problems]


@pytest.mark.parametrize(
    ("balance", "limit", "left", "fraction"),
    [
        (600, 9000, 6600, 6600 / 9000),  # half an hour granted
        (6000, 3600, 1200, 1 / 3),  # an hour taken away
        (9000, 600, 0, 0),
        (20_000, 0, 0, 0),  # more taken away than there was
        (2400, 7200, 4800, 2 / 3),
    ],
)
def test_what_may_be_used_today_counts_what_was_granted(balance: int, limit: int, left: int, fraction: float) -> None:
    spent = TimeFile(balance=balance, spent_day=2400, last_checked=datetime(2026, 3, 2, 14, 59, 50))
    shown = user(known(spent=spent))

    assert (shown.limit, shown.left) == (limit, left)
    assert shown.fraction == pytest.approx(fraction)


def test_a_ring_is_never_more_than_full() -> None:
    odd = TimeFile(balance=0, spent_day=-600, last_checked=datetime(2026, 3, 2, 14, 59, 50))

    assert user(known(spent=odd)).fraction == 1


@pytest.mark.parametrize(
    ("here", "there", "left"),
    [
        (PlayTime(enabled=True, limits=(3600,) * 7), True, 3000),
        (PlayTime(enabled=True, limits=(300,) * 7), True, 0),
        (PlayTime(enabled=True, limits=(3600,) * 7), False, None),
        (PlayTime(enabled=False, limits=(3600,) * 7), True, None),
        (PlayTime(enabled=True, override=True, limits=(3600,) * 7), True, None),
    ],
)
def test_playtime_is_shown_only_where_it_is_limited(here: PlayTime, there: bool, left: int | None) -> None:
    spent = TimeFile(playtime_balance=600, playtime_day=600, last_checked=datetime(2026, 3, 2, 14, 59, 50))
    status = known(replace(week(), playtime=here), spent, main=Reading(MainConfig(playtime_enabled=there)))

    assert user(status).playtime_left == left


def test_what_is_wrong_with_timekpr_conf_is_a_problem_of_the_computer() -> None:
    never = new_main_config().replace(b"TIMEKPR_POLLTIME = 3", b"TIMEKPR_POLLTIME = 60")
    (problem,) = view(known(main=read_main_config(never))).problems

    assert (problem.code, problem.server, problem.user) == ("never_counts", "pc", "")


@pytest.mark.parametrize(("seconds", "in_use"), [(-49, False), (-48, True), (0, True), (48, True), (49, False)])
def test_an_entry_a_little_ahead_of_the_reading_is_of_somebody_at_work(seconds: int, in_use: bool) -> None:
    """The clocks agree to a second or two; an entry minutes ahead is no sign of anybody."""
    assert user(last_checked(datetime(2026, 3, 2, 15, 0) + timedelta(seconds=seconds))).in_use is in_use


@pytest.mark.parametrize(
    ("spent", "balance", "in_use"),
    [(0, -900, False), (0, 900, False), (0, 0, True), (60, -840, True), (60, 60, True)],
)
def test_a_grant_for_somebody_who_is_not_there_is_no_use(spent: int, balance: int, in_use: bool) -> None:
    """Timekpr writes the moment of the first grant of a day where it else writes when somebody was there."""
    file = TimeFile(balance=balance, spent_day=spent, last_checked=datetime(2026, 3, 2, 14, 59, 50))
    shown = user(known(spent=file))

    assert shown.in_use is in_use
    assert (shown.last_used is not None) is in_use
    assert (shown.runs is not None) is in_use


def test_an_old_reading_does_not_say_who_is_signed_in_now() -> None:
    status = last_checked(datetime(2026, 3, 2, 14, 59, 50))

    assert user(status, NOW + 10 * MINUTE).in_use
    assert not user(status, NOW + 11 * MINUTE).in_use


def test_the_age_that_counts_is_the_users_and_not_the_computers() -> None:
    status = with_user(last_checked(datetime(2026, 3, 2, 12, 59, 50)), read_at=NOW - timedelta(hours=2))
    shown = user(replace(status, read_at=NOW))

    assert f"{shown.as_of:%H:%M}" == "13:00"
    assert not shown.in_use


def test_a_user_whose_file_is_refused_keeps_figures_with_their_old_age_and_a_problem() -> None:
    error = FileMissing(path="/var/lib/timekpr/work/anna.time")
    status = with_user(known(), read_at=NOW - timedelta(hours=2), error=error)
    shown = user(status)

    assert f"{shown.as_of:%H:%M}" == "13:00"
    assert shown.used == 2400
    assert codes(status) == ["no_such_file"]
    assert view(status).problems[0].user == "anna"


def test_a_user_that_was_never_read_says_why_and_has_no_age() -> None:
    error = FileMissing(path="/var/lib/timekpr/work/anna.time")
    shown = user(replace(known(), users={"anna": UserState(error=error)}))

    assert (str(shown.headline), shown.as_of, shown.used) == ("Not known", None, None)
    assert shown.reason == error.message


AUTUMN = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
"""In Berlin it is 02:10 for the second time; at three the clock went back to two."""


def test_an_entry_of_the_hour_that_came_first_is_not_in_the_future() -> None:
    assert codes(last_checked(datetime(2026, 10, 25, 2, 55)), AUTUMN) == []


@pytest.mark.parametrize(
    ("last", "now"),
    [
        (datetime(2026, 10, 25, 3, 21), AUTUMN),
        (datetime(2026, 10, 25, 2, 55), AUTUMN - timedelta(hours=1)),
        (datetime(2026, 10, 25, 2, 21), AUTUMN - timedelta(hours=1)),
    ],
)
def test_even_in_that_night_an_entry_in_the_future_is_told(last: datetime, now: datetime) -> None:
    assert codes(last_checked(last), now) == ["last_checked_future"]


def test_an_entry_up_to_ten_minutes_ahead_or_of_an_unknown_clock_is_no_alarm() -> None:
    assert codes(last_checked(datetime(2026, 3, 2, 15, 10))) == []
    assert codes(last_checked(datetime(2026, 3, 2, 15, 10, 1))) == ["last_checked_future"]
    assert codes(replace(last_checked(datetime(2027, 1, 1)), clock=None)) == []
    assert codes(replace(last_checked(datetime(2026, 3, 2, 15, 14)), clock=replace(BERLIN, ahead=299))) == []
