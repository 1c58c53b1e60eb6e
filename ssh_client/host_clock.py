"""What time it is on a server, asked with ``date`` and answered while files are being read."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import paramiko

from clock import Clock
from ssh_client.limits import Limits

COMMAND = "date '+%F %T %z'"
ASK_EVERY = timedelta(hours=1)
LOCALTIME = "/etc/localtime"
"""A symbolic link into the zone database on every Debian, Fedora and Arch system."""

FIRST_YEAR, LAST_YEAR = 1971, 9000
_ANSWER = re.compile(rb"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) ([+-]\d{4})\s*")
_LINK = re.compile(r"(?:^|/)zoneinfo/([A-Za-z0-9_+/-]{1,64})$")


@dataclass(frozen=True, slots=True)
class HostClock:
    """A server's clock: what it showed, and ours at that moment (UTC)."""

    utc_offset: int
    """Seconds its local time is ahead of UTC."""
    ahead: int
    """Seconds its clock is ahead of ours; whole seconds, so one or two mean nothing."""
    read_at: datetime
    zone: str = ""
    """Its time zone's name in the zone database; empty if not known or not the one it keeps."""
    doubtful: bool = False
    """Something it wrote since does not fit: it should be asked again."""
    guessed: bool = False
    """It did not say; its files betray the offset."""

    def is_old(self, now: datetime) -> bool:
        """Whether to ask again; also if it was read in a future that our own clock has left since."""
        return self.doubtful or not timedelta() <= now - self.read_at < ASK_EVERY

    def local(self, now: datetime) -> datetime:
        """The server's own time, aware of its zone, when ours is ``now``."""
        return (now + timedelta(seconds=self.ahead)).astimezone(self.tzinfo)

    @property
    def tzinfo(self) -> ZoneInfo | timezone:
        """Its zone: by name where it is known, so that summer time is right, else by offset."""
        return ZoneInfo(self.zone) if self.zone else timezone(timedelta(seconds=self.utc_offset))


class ClockQuestion:
    """Asks for the clock over a channel of its own, in three pieces that each fit between two rounds."""

    def __init__(self, transport: paramiko.Transport, clock: Clock, limits: Limits) -> None:
        self._transport = transport
        self._clock = clock
        self._limits = limits
        self._channel: paramiko.Channel | None = None
        self._asked = clock.now()
        self.output = b""

    def pieces(self) -> Iterator[Callable[[], None]]:
        """Open, ask, read; each waits for one round trip that something else is waiting for too."""
        yield self._open
        yield self._ask
        yield self._read

    def answer(self) -> HostClock | None:
        """The clock, or nothing where the account may not run ``date`` or something else came back."""
        return clock_shown(self.output, self._asked)

    def _open(self) -> None:
        # A forced command or a session limit may refuse it; the files do not depend on it.
        with contextlib.suppress(paramiko.ChannelException):
            self._channel = self._transport.open_session()

    def _ask(self) -> None:
        if self._channel is not None:
            self._channel.set_combine_stderr(True)  # so that a flood on either cannot fill the other's window
            self._asked = self._clock.now()
            try:
                self._channel.exec_command(COMMAND)
            except paramiko.SSHException:
                self._channel = None

    def _read(self) -> None:
        while self._channel is not None and len(self.output) <= self._limits.output_bytes:
            data = self._channel.recv(4096)
            if not data:
                break
            self.output += data


def clock_shown(output: bytes, asked: datetime) -> HostClock | None:
    """What :data:`COMMAND` printed, asked at that moment (UTC, by our clock); nothing if it is something else."""
    match = _ANSWER.fullmatch(output)
    if match is None:
        return None
    if not FIRST_YEAR <= int(match.group(1)[:4]) <= LAST_YEAR:
        return None  # a calendar ends in 9999, and reckoning near its ends fails
    try:
        shown = datetime.strptime(b" ".join(match.groups()).decode(), "%Y-%m-%d %H:%M:%S %z")
        ahead = round((shown.astimezone(UTC) - asked).total_seconds())
    except (ValueError, OverflowError):
        return None
    offset = shown.utcoffset() or timedelta()
    return HostClock(round(offset.total_seconds()), ahead, asked)


def zone_of(link: str, clock: HostClock) -> str:
    """The zone that ``/etc/localtime`` points to, if it exists here and agrees with the offset that ``date`` showed."""
    match = _LINK.search(link)
    if match is None:
        return ""
    shown = (clock.read_at + timedelta(seconds=clock.ahead + clock.utc_offset)).replace(tzinfo=None)
    try:
        offset = ZoneInfo(match.group(1)).utcoffset(shown)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    return match.group(1) if offset is not None and offset.total_seconds() == clock.utc_offset else ""
