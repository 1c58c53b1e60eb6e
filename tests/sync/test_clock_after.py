"""What is known of a server's clock after a pull: what it says, else what its files betray, and never an exception."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from errors import FileMissing
from server_clock import clock_after
from ssh_client.files import RemoteFile
from ssh_client.host_clock import HostClock
from ssh_client.pull import Directories, Pulled, UserFiles
from timekpr_rules import TimeFile, new_time_file

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SAID = HostClock(utc_offset=3600, ahead=2, read_at=NOW - timedelta(minutes=5), zone="Europe/Berlin")
GUESSED = HostClock(utc_offset=3600, ahead=0, read_at=NOW - timedelta(minutes=5), guessed=True)
HOUR, DAY = 3600, timedelta(days=1)


def saved(last_checked: datetime, mtime: datetime | int, user: str = "anna") -> UserFiles:
    """A user whose counters say one thing and whose file's mtime another."""
    data = new_time_file(user, TimeFile(last_checked=last_checked))
    written = mtime if isinstance(mtime, int) else int(mtime.timestamp())
    return UserFiles(FileMissing(path="x"), RemoteFile("work/x.time", data, written))


def ahead(seconds: float, mtime: datetime = NOW, user: str = "anna") -> UserFiles:
    """LAST_CHECKED is so many seconds ahead of the mtime."""
    return saved((mtime + timedelta(seconds=seconds)).replace(tzinfo=None), mtime, user)


def pulled(clock: HostClock | None = None, **users: UserFiles) -> Pulled:
    return Pulled(RemoteFile("timekpr.conf", b"", 0), Directories("/c", "/w"), (), users, clock)


def test_what_the_server_says_itself_counts() -> None:
    for before in (None, GUESSED, SAID):
        new = replace(SAID, ahead=7)
        assert clock_after(before, pulled(new, anna=ahead(7200)), ["anna.time"], NOW) == new


@pytest.mark.parametrize("offset", [0, HOUR, -5 * HOUR, 20700, 14 * HOUR])
def test_a_server_that_does_not_say_is_betrayed_by_its_files(offset: int) -> None:
    assert clock_after(None, pulled(anna=ahead(offset - 1)), [], NOW) == HostClock(offset, 0, NOW, guessed=True)


def test_a_guess_follows_summer_time() -> None:
    after = clock_after(GUESSED, pulled(anna=ahead(2 * HOUR)), ["anna.time"], NOW)

    assert after is not None
    assert (after.utc_offset, after.guessed) == (2 * HOUR, True)


@pytest.mark.parametrize("before", [None, GUESSED])
def test_a_grant_hours_after_logout_is_no_guess(before: HostClock | None) -> None:
    """It writes the file and leaves LAST_CHECKED as it was."""
    assert clock_after(before, pulled(anna=ahead(HOUR - (3 * HOUR + 400))), ["anna.time"], NOW) == before


def test_beside_such_a_grant_another_users_file_still_tells() -> None:
    users = {"anna": ahead(-2 * HOUR - 400), "ben": ahead(HOUR, NOW - timedelta(minutes=20), "ben")}
    after = clock_after(None, pulled(**users), [], NOW)

    assert after is not None
    assert after.utc_offset == HOUR


def test_of_two_that_fit_the_newer_counts() -> None:
    users = {
        "anna": ahead(HOUR, NOW - 30 * DAY),
        "ben": ahead(2 * HOUR, NOW, "ben"),
        "carla": ahead(HOUR, NOW - 9 * DAY, "carla"),
    }

    assert clock_after(None, pulled(**users), [], NOW).utc_offset == 2 * HOUR


def test_a_file_without_a_date_or_without_an_mtime_is_no_guess() -> None:
    without = RemoteFile("work/anna.time", b"[anna]\nTIME_SPENT_DAY = 0\n", int(NOW.timestamp()))
    assert clock_after(None, pulled(anna=UserFiles(FileMissing(path="x"), without)), [], NOW) is None
    assert clock_after(None, pulled(anna=saved(datetime(1970, 1, 1, 1, 0), 0)), [], NOW) is None
    assert clock_after(None, pulled(), [], NOW) is None


def test_after_a_guess_the_server_is_asked_again_each_hour() -> None:
    def read_at(before: HostClock) -> datetime:
        return clock_after(before, pulled(anna=ahead(HOUR)), ["anna.time"], NOW).read_at

    assert read_at(GUESSED) == GUESSED.read_at
    assert read_at(replace(GUESSED, read_at=NOW - timedelta(hours=1))) == NOW
    assert read_at(replace(GUESSED, read_at=NOW + timedelta(hours=1))) == NOW


def test_a_file_that_does_not_fit_makes_the_clock_doubtful_but_only_a_new_one() -> None:
    odd = pulled(anna=ahead(2 * HOUR))

    assert not clock_after(SAID, odd, [], NOW).doubtful
    assert clock_after(SAID, odd, ["anna.time"], NOW) == replace(SAID, doubtful=True)
    assert clock_after(replace(SAID, doubtful=True), pulled(anna=ahead(HOUR)), ["anna.time"], NOW).doubtful


def test_summer_time_does_not_make_a_named_zone_doubtful() -> None:
    summer = NOW + 120 * DAY
    file = pulled(anna=ahead(2 * HOUR, summer))

    assert not clock_after(SAID, file, ["anna.time"], summer).doubtful
    assert clock_after(replace(SAID, zone=""), file, ["anna.time"], summer).doubtful


@pytest.mark.parametrize("last", [datetime(9999, 12, 31, 23, 59, 59), datetime(1970, 1, 1), datetime(1, 1, 1)])
@pytest.mark.parametrize("mtime", [0, 1, 2**31, 2**32 - 1])
def test_a_moment_at_the_end_of_the_calendar_is_no_clock_and_no_fault(last: datetime, mtime: int) -> None:
    files = pulled(anna=saved(last, mtime))

    clock_after(None, files, ["anna.time"], NOW)
    assert clock_after(GUESSED, files, ["anna.time"], NOW) in {GUESSED, HostClock(0, 0, GUESSED.read_at, guessed=True)}
    assert clock_after(SAID, files, ["anna.time"], NOW).utc_offset == SAID.utc_offset


@given(st.binary(max_size=200), st.integers(0, 2**32 - 1), st.sampled_from([None, SAID, GUESSED]))
def test_whatever_the_file_says_a_guess_is_a_zone_that_can_be(
    data: bytes, mtime: int, before: HostClock | None
) -> None:
    file = RemoteFile("work/anna.time", b"[anna]\nLAST_CHECKED = " + data, mtime)
    after = clock_after(before, pulled(anna=UserFiles(FileMissing(path="x"), file)), ["anna.time"], NOW)

    if after is not None:
        assert abs(after.utc_offset) <= 14 * HOUR
        assert after.local(NOW).tzinfo is not None


@pytest.mark.parametrize(
    ("written", "changed", "is_doubtful"),
    [
        (timedelta(seconds=-20), True, False),
        (timedelta(minutes=-6), True, True),
        (timedelta(minutes=-6), False, False),
        (timedelta(minutes=3), True, True),
        (-DAY, True, True),
        (DAY, True, True),
    ],
)
def test_what_was_written_before_the_last_reading_or_in_the_future_makes_it_doubtful(
    written: timedelta, changed: bool, is_doubtful: bool
) -> None:
    """The clock was set; LAST_CHECKED and the mtime go by it alike, so they still fit each other."""
    names = ["anna.time"] if changed else []
    files = ahead(HOUR, NOW + timedelta(seconds=SAID.ahead) + written)
    after = clock_after(SAID, pulled(anna=files), names, NOW, since=NOW - timedelta(minutes=3))

    assert after is not None
    assert after.doubtful is is_doubtful


def test_a_clock_that_is_known_to_be_wrong_is_not_doubtful_for_that() -> None:
    wrong = replace(SAID, ahead=3 * HOUR)
    files = ahead(HOUR, NOW + timedelta(hours=3, seconds=-20))
    after = clock_after(wrong, pulled(anna=files), ["anna.time"], NOW, since=NOW - timedelta(minutes=3))

    assert after == wrong
