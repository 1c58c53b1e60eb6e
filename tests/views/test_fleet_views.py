"""What is shown of a server: never more than is known, and never a stale figure as a fresh one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from clock import FakeClock
from errors import ConnectionRefused, FileMissing, HostKeyChanged, HostKeyUnknown, KeyNotAccepted, Unreachable
from fleet_views import server_view
from headlines import Style
from servers.models import Child, ManagedUser, Server
from ssh_client.host_clock import HostClock
from ssh_client.keys import HostKey
from state import ServerStatus, UserState
from timekpr_rules import DayRule, Interval, MainConfig, Reading, TimeFile, UserConfig, read_user_config
from views import ServerState, ServerView, UserView

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
"""A Monday; the server stands in Berlin, where it is 15:00."""
BERLIN = HostClock(utc_offset=3600, ahead=0, read_at=NOW, zone="Europe/Berlin")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEYfV8lJ3hP9nY0c1X8nU3b5C0d3o4O7c6J9n5m2l1k0"
SERVER = Server(id="pc", name="PC-Anna", host="pc.lan", users=(ManagedUser(name="anna", added=NOW),))


def week(limit: int = 7200, start: int = 8 * 60, end: int = 20 * 60) -> UserConfig:
    return UserConfig(week=(DayRule(True, limit, (Interval(start, end, False),)),) * 7)


def known(config: UserConfig | None = None, spent: TimeFile | None = None, **more: object) -> ServerStatus:
    user = UserState(
        config=Reading(config or week()),
        spent=Reading(spent or TimeFile(balance=2400, spent_day=2400, last_checked=datetime(2026, 3, 2, 14, 59, 50))),
        read_at=NOW,
    )
    status = ServerStatus(
        tried_at=NOW, read_at=NOW, clock=BERLIN, main=Reading(MainConfig()), users={"anna": user}, found=("anna",)
    )
    return replace(status, **more)


def view(status: ServerStatus, now: datetime = NOW, server: Server = SERVER) -> ServerView:
    return server_view(
        server, status, {"anna": Child(id="anna", name="Anna", colour=3)}, FakeClock(now), Style("en", "24h")
    )


def user(status: ServerStatus, now: datetime = NOW) -> UserView:
    return view(status, now).users[0]


def test_time_left_is_said_as_a_person_says_it() -> None:
    shown = user(known())

    assert str(shown.headline) == "1 h 20 left"
    assert str(shown.reason) == "until 16:20 if used without a pause"
    assert (shown.used, shown.left, shown.limit, shown.child) == (2400, 4800, 7200, "Anna")
    assert shown.fraction == pytest.approx(2 / 3)
    assert f"{shown.as_of:%H:%M}" == "15:00"  # the server's time, not ours


@pytest.mark.parametrize(
    ("config", "headline", "reason"),
    [
        (UserConfig(), "No limit today", ""),
        (week(limit=86400, end=17 * 60), "2 h left", "until 17:00, when the hours close"),
        (week(start=16 * 60), "Closed now", "opens at 16:00 · 1 h 20 today"),
        (week(end=14 * 60), "Closed for today", "no more allowed hours today"),
        (week(limit=1800), "Time is up", "today's limit is used up"),
        (replace(week(), week_limit=0), "Time is up", "the limit of the week is used up"),
        (UserConfig(week=(DayRule(False, 0, ()),) * 7), "Closed today", "today is not an allowed day"),
        (
            UserConfig(week=(DayRule(True, 0, (Interval(0, 1440, True),)),) * 7),
            "Free time now",
            "not counted",
        ),
    ],
)
def test_every_case_has_its_words(config: UserConfig, headline: str, reason: str) -> None:
    shown = user(known(config))

    assert (str(shown.headline), str(shown.reason)) == (headline, reason)


def test_it_speaks_german_and_twelve_hours() -> None:
    shown = server_view(SERVER, known(), {}, FakeClock(NOW), Style("de", "12h")).users[0]

    assert "4:20" in shown.reason.text("de")
    assert shown.headline.text("de") != shown.headline.text("en")


def test_what_was_never_read_is_unknown_and_not_zero() -> None:
    shown = user(ServerStatus())

    assert (shown.used, shown.left, shown.limit, shown.as_of) == (None, None, None, None)
    assert str(shown.headline) == "Not known yet"


def test_on_the_next_day_yesterdays_use_does_not_stand_any_more() -> None:
    shown = user(known(error=Unreachable(host="pc.lan", port=22)), NOW + timedelta(hours=20))

    assert (shown.used, shown.left) == (0, 7200)
    assert f"{shown.as_of:%d %H:%M}" == "02 15:00"


def test_midnight_is_the_servers() -> None:
    """23:30 UTC is half past midnight in Berlin."""
    late = TimeFile(balance=2400, spent_day=2400, last_checked=datetime(2026, 3, 2, 23, 0))

    assert user(known(week(start=0, end=1440), late), NOW.replace(hour=22, minute=30)).used == 2400
    assert user(known(week(start=0, end=1440), late), NOW.replace(hour=23, minute=30)).used == 0


def test_somebody_is_there_while_last_checked_goes_on() -> None:
    def at(seconds_ago: int) -> TimeFile:
        return TimeFile(last_checked=datetime(2026, 3, 2, 15, 0) - timedelta(seconds=seconds_ago))

    assert user(known(spent=at(30))).in_use
    assert not user(known(spent=at(90))).in_use
    assert not user(known(spent=at(30), error=Unreachable(host="pc.lan", port=22))).in_use


def test_a_damaged_file_says_that_no_limits_are_in_force() -> None:
    status = known()
    damaged = read_user_config(b"[anna]\nLIMIT_PER_WEEK = 1\nLIMIT_PER_WEEK = 2\n", "anna")
    status = replace(status, users={"anna": replace(status.users["anna"], config=damaged)})

    assert str(user(status).headline) == "No limits in force"
    assert user(status).left is None
    assert [problem.code for problem in view(status).problems] == ["runs_without_limits"]
    assert str(view(status).problems[0].message).startswith(
        "Damaged on the computer: Timekpr runs without limits for anna"
    )


@pytest.mark.parametrize(
    ("error", "state", "problem"),
    [
        (Unreachable(host="pc.lan", port=22), ServerState.OFF, False),
        (ConnectionRefused(host="pc.lan", port=22), ServerState.FAILED, False),
        (KeyNotAccepted(account="timekpr-mngr"), ServerState.FAILED, True),
        (FileMissing(path="/etc/timekpr/timekpr.conf"), ServerState.FAILED, True),
        (HostKeyUnknown(key_type="ssh-ed25519", fingerprint="SHA256:x", line=KEY), ServerState.KEY_UNKNOWN, True),
        (HostKeyChanged(pinned="SHA256:a", offered="SHA256:b", line=KEY), ServerState.KEY_CHANGED, True),
    ],
)
def test_each_error_has_its_state_and_a_mere_absence_is_no_problem(error, state: ServerState, problem: bool) -> None:
    shown = view(known(error=error))

    assert shown.state is state
    assert shown.error == error.message
    assert bool(shown.problems) is problem


def test_a_key_to_be_confirmed_is_shown_with_its_fingerprint() -> None:
    fingerprint = HostKey.from_line(KEY).fingerprint
    error = HostKeyChanged(pinned="SHA256:a", offered=fingerprint, line=KEY)
    shown = view(known(error=error, offered_key=KEY))

    assert (shown.key_type, shown.fingerprint, shown.pinned_fingerprint) == ("ssh-ed25519", fingerprint, "SHA256:a")


def test_a_clock_that_is_off_is_told_in_words() -> None:
    year = view(known(clock=replace(BERLIN, ahead=365 * 86400)))
    behind = view(known(clock=replace(BERLIN, ahead=-3599)))

    assert [problem.code for problem in year.problems] == ["clock_off"]
    assert str(behind.problems[0].message) == "Its clock is 1 h behind."
    assert view(known(clock=replace(BERLIN, ahead=60))).problems == ()


def test_an_entry_in_the_future_is_told() -> None:
    ahead = TimeFile(last_checked=datetime(2026, 3, 2, 16, 0))

    assert [problem.code for problem in view(known(spent=ahead)).problems] == ["last_checked_future"]


def test_a_server_that_is_switched_off_here_has_no_problems() -> None:
    shown = view(known(error=KeyNotAccepted(account="x")), server=SERVER.model_copy(update={"enabled": False}))

    assert shown.state is ServerState.DISABLED
    assert shown.problems == ()


def test_users_that_are_there_and_not_taken_in_are_offered() -> None:
    assert view(known(found=("anna", "ben", "carla"))).found_users == ("ben", "carla")


def test_a_user_says_whose_it_is_and_when_it_was_last_used() -> None:
    shown = user(known())

    assert (shown.child, shown.child_id, shown.colour) == ("Anna", "anna", 3)
    assert f"{shown.last_used:%d %H:%M:%S %z}" == "02 14:59:50 +0100"
    nobodys = server_view(SERVER, known(), {}, FakeClock(NOW), Style("en", "24h")).users[0]
    assert (nobodys.child, nobodys.child_id, nobodys.colour) == ("", "", None)


def test_what_lies_ahead_was_used_when_it_was_read() -> None:
    ahead = TimeFile(last_checked=datetime(2031, 1, 1))

    assert user(known(spent=ahead)).last_used == user(known()).as_of
    assert user(known(spent=TimeFile(last_checked=None))).last_used is None


def test_time_left_runs_down_from_when_timekpr_saved_it_while_somebody_is_there() -> None:
    runs = user(known()).runs

    assert (runs.since, runs.until) == (NOW - timedelta(seconds=10), NOW + timedelta(minutes=10))
    fast = replace(BERLIN, ahead=120)
    saved = TimeFile(balance=2400, spent_day=2400, last_checked=datetime(2026, 3, 2, 15, 1, 50))
    assert user(known(spent=saved, clock=fast)).runs.since == NOW - timedelta(seconds=10)


def test_what_the_hours_leave_runs_down_from_now() -> None:
    shown = user(known(week(12 * 3600)), NOW + timedelta(minutes=2))

    assert (shown.left, shown.runs.since) == (5 * 3600 - 120, NOW + timedelta(minutes=2))


def test_time_left_stands_still_unless_it_is_used_and_counted() -> None:
    free = week()
    free = replace(free, week=(DayRule(True, 7200, (Interval(8 * 60, 20 * 60, True),)),) * 7)
    away = TimeFile(balance=2400, spent_day=2400, last_checked=datetime(2026, 3, 2, 14, 0))

    assert user(known(free)).runs is None
    assert user(known(spent=away)).runs is None
    assert user(known(), NOW + timedelta(minutes=11)).runs is None
    assert user(known(UserConfig())).runs is None
    assert user(known(week(end=14 * 60))).runs is None
