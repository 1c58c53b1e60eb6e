"""What a server says of its clock is data: a false date is no clock, and never an exception."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import paramiko
import pytest

from clock import FakeClock
from ssh_client.host_clock import ClockQuestion, HostClock, zone_of
from ssh_client.limits import Limits

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
BERLIN = HostClock(utc_offset=3600, ahead=0, read_at=NOW)
ZONES = "../usr/share/zoneinfo"


def answer(output: bytes) -> HostClock | None:
    question = ClockQuestion(None, FakeClock(NOW), Limits())
    question.output = output
    return question.answer()


def test_an_honest_answer_tells_offset_and_deviation() -> None:
    assert answer(b"2026-03-02 15:00:05 +0100\n") == HostClock(3600, 5, NOW)
    assert answer(b"2026-03-02 08:59:00 -0500\n") == HostClock(-18000, -60, NOW)


@pytest.mark.parametrize(
    "output",
    [
        b"9999-12-31 23:59:59 -0100\n",
        b"9999-12-31 23:59:59 +0000\n",
        b"0001-01-01 00:00:00 +1400\n",
        b"0000-00-00 00:00:00 +0000\n",
        b"1970-01-01 00:00:00 +0000\n",
        b"2026-03-02 15:00:05 +9999\n",
        b"2026-03-02 15:00:05 +9959\n",
        b"2026-02-30 15:00:05 +0100\n",
        b"2026-03-02 15:00:05\n",
        b"x2026-03-02 15:00:05 +0100\n",
        b"2026-03-02 15:00:05 +0100\nand more",
        b"This service allows sftp connections only.\n",
        b"\xff" * 70_000,
        b"",
    ],
)
def test_what_cannot_be_a_moment_is_no_clock(output: bytes) -> None:
    assert answer(output) is None


class Refusing:
    """A transport, and its channel, that grants a channel and no command, or not even a channel."""

    def __init__(self, channels: int) -> None:
        self._channels = channels

    def open_session(self) -> Refusing:
        if not self._channels:
            raise paramiko.ChannelException(1, "Administratively prohibited")
        return self

    def set_combine_stderr(self, combine: bool) -> None:
        pass

    def exec_command(self, command: str) -> None:
        raise paramiko.SSHException("Channel closed.")


@pytest.mark.parametrize("channels", [0, 1])
def test_a_server_that_lets_nobody_ask_has_no_clock(channels: int) -> None:
    question = ClockQuestion(Refusing(channels), FakeClock(NOW), Limits())
    for piece in question.pieces():
        piece()

    assert question.answer() is None


@pytest.mark.parametrize("output", [b"9000-12-31 23:59:59 -1200\n", b"1971-01-01 00:00:00 +1400\n"])
def test_with_the_falsest_clock_that_is_believed_one_can_still_reckon(output: bytes) -> None:
    clock = answer(output)

    assert clock is not None
    assert clock.local(NOW + timedelta(days=400)).year in {9001, 9002, 1972}
    assert zone_of(f"{ZONES}/Europe/Berlin", clock) == ""


def test_a_clock_is_asked_again_after_an_hour_or_when_it_lies_in_the_future() -> None:
    assert not BERLIN.is_old(NOW)
    assert not BERLIN.is_old(NOW + timedelta(minutes=59))
    assert BERLIN.is_old(NOW + timedelta(hours=1))
    assert BERLIN.is_old(NOW - timedelta(seconds=1))  # our own clock was set back


@pytest.mark.parametrize(
    ("link", "zone"),
    [
        (f"{ZONES}/Europe/Berlin", "Europe/Berlin"),
        ("/usr/share/zoneinfo/Europe/Paris", "Europe/Paris"),
        ("zoneinfo/Etc/GMT-1", "Etc/GMT-1"),
        (f"{ZONES}/Europe/London", ""),  # not the offset that the clock showed
        (f"{ZONES}/Mars/Olympus", ""),
        (f"{ZONES}/Europe", ""),
        (f"{ZONES}/", ""),
        (f"{ZONES}//etc/passwd", ""),
        (f"{ZONES}/../../../etc/passwd", ""),
        (f"{ZONES}/Europe/../../../etc/passwd", ""),
        ("../../etc/passwd", ""),
        ("/etc/notzoneinfo/Europe/Berlin", ""),
        (f"{ZONES}/{'A' * 65}", ""),
        ("", ""),
    ],
)
def test_a_zone_is_taken_if_it_exists_and_agrees(link: str, zone: str) -> None:
    assert zone_of(link, BERLIN) == zone


def test_the_zone_has_to_agree_in_the_season_of_the_answer() -> None:
    summer = HostClock(utc_offset=7200, ahead=0, read_at=datetime(2026, 7, 1, tzinfo=UTC))

    assert zone_of(f"{ZONES}/Europe/Berlin", summer) == "Europe/Berlin"
    assert zone_of(f"{ZONES}/Africa/Lagos", summer) == ""
