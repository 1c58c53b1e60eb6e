"""A Timekpr that counts as the real one does, and what its user really used: the truth that a history is held to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from servers import ManagedUser, Server
from ssh_client.host_clock import HostClock
from state import ServerStatus, UserState
from timekpr_rules import DayRule, MainConfig, Reading, TimeFile, UserConfig, Version
from timekpr_rules.hours import WHOLE_DAY

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
NEW = Version(0, 5, 8)
RULES = UserConfig((DayRule(allowed=True, limit_seconds=7200, intervals=WHOLE_DAY),) * 7)


class PlayedUser:
    """One user's counters. All moments are aware."""

    def __init__(self, zone: str = "UTC") -> None:
        self.zone = ZoneInfo(zone)
        self.file: TimeFile | None = None
        self.truth: Counter[date] = Counter()
        self._free = LONG_AGO

    def use(self, begin: datetime, end: datetime) -> None:
        """Be at the computer, over midnight too; whoever is there already goes on."""
        begin = max(begin, self._free)
        seconds = max(0, int((end - begin).total_seconds()))
        self._free = begin + timedelta(seconds=seconds)
        while seconds:
            local = begin.astimezone(self.zone)
            midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            part = min(seconds, int(midnight.timestamp() - local.timestamp()))
            self._count(local, part)
            begin, seconds = begin + timedelta(seconds=part), seconds - part

    def grant(self, moment: datetime, seconds: int) -> None:
        """Be given time."""
        file = self._on(moment.astimezone(self.zone))
        self.file = replace(file, balance=file.balance - seconds)

    def _count(self, local: datetime, seconds: int) -> None:
        file = self._on(local)
        # What is used until midnight is written while it is still that day.
        end = (local.astimezone(ZoneInfo("UTC")) + timedelta(seconds=max(0, seconds - 1))).astimezone(self.zone)
        self.file = replace(
            file,
            balance=file.balance + seconds,
            spent_day=file.spent_day + seconds,
            spent_week=file.spent_week + seconds,
            spent_month=file.spent_month + seconds,
            last_checked=end.replace(tzinfo=None, microsecond=0),
        )
        self.truth[local.date()] += seconds

    def _on(self, local: datetime) -> TimeFile:
        """The counters at a moment, as Timekpr takes them up."""
        now = local.replace(tzinfo=None, microsecond=0)
        file = self.file
        if file is None or file.last_checked is None:
            return TimeFile(last_checked=now)
        then = file.last_checked
        if then.date() != now.date():
            file = replace(file, balance=0, spent_day=0, playtime_balance=0, playtime_day=0)
        if then.isocalendar()[:2] != now.isocalendar()[:2]:
            file = replace(file, spent_week=0)
        if (then.year, then.month) != (now.year, now.month):
            file = replace(file, spent_month=0)
        return replace(file, last_checked=max(then, now))


def server(name: str, *users: str) -> Server:
    """A computer with these users."""
    return Server(
        id=name, name=name, host=f"{name}.lan", users=tuple(ManagedUser(name=user, added=LONG_AGO) for user in users)
    )


def status(users: dict[str, PlayedUser], now: datetime, *, version: Version = NEW) -> ServerStatus:
    """What is read of a computer at a moment; its clock is right."""
    zone = next(iter(users.values())).zone
    clock = HostClock(utc_offset=0, ahead=0, read_at=now, zone=zone.key)
    states = {
        name: UserState(config=Reading(RULES), spent=Reading(user.file), read_at=now)
        for name, user in users.items()
        if user.file is not None
    }
    main = Reading(MainConfig())
    return ServerStatus(tried_at=now, read_at=now, users=states, clock=clock, main=main, version=version)
