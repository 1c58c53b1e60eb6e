"""This program, whole, in front of the real Timekpr: real SSH, real D-Bus, real files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from clock import SystemClock
from core import Core
from editing import Asked, Editing
from opening import open_core
from pending import Edit, EditState, Through
from services import Services
from ssh_client.keys import HostKey
from ssh_client.limits import Limits
from timekpr_rules import DayRule, Interval, TimeFile, TimeLeft, UserConfig, time_left
from workbench.real_computer import RealComputer, Who
from workbench.timekprd import RealTimekpr

PARENT = Asked("parent", Through.PAGE)
ANNA = "tkanna"
WHOLE_DAY = (Interval(0, 1440),)
CHANNELS: tuple[tuple[str, Who], ...] = (("dbus", "member"), ("timekpra", "member"), ("files", "root"))
FOR_GRANTS = CHANNELS[:2]


class Manager:
    """One computer, one child, and cycles by hand."""

    def __init__(self, core: Core, timekpr: RealTimekpr, limits: Limits | None = None) -> None:
        self.services = Services(core, limits=limits)
        self.services.syncer.restore()
        self.timekpr = timekpr

    @property
    def editing(self) -> Editing:
        return self.services.editing

    def cycle(self) -> tuple[Edit, ...]:
        report = self.services.syncer.cycle(threading.Event())
        (server,) = report.servers
        assert server.status.error is None, server.status.error
        return server.edits

    def deliver(self, edit: Edit) -> Edit:
        """One cycle, and what came of an edit; why it is not confirmed stands in the failure."""
        self.cycle()
        after = self.services.queue.get(edit.id)
        assert after.state is EditState.CONFIRMED, (after.state, after.why)
        return after

    def left(self, user: str = ANNA) -> TimeLeft:
        """Time left as we reckon it, now."""
        status = self.services.syncer.state("pc")
        known = status.users[user]
        now = status.local_now(self.services.core.clock.now()).replace(tzinfo=None)
        return time_left(known.config.model, status.main.model, known.spent.model, now)

    def left_on(self, day: int) -> bool:
        """Whether a weekday can be used at all, by the rules there now."""
        config = self.services.syncer.state("pc").users[ANNA].config.model
        rule = config.week[day - 1]
        return rule.limit_seconds > 0 and bool(rule.intervals)

    def information(self) -> dict:
        return self.timekpr.information(ANNA)


@contextmanager
def manager(
    folder: Path, computer: RealComputer, channel: str, *, port: int = 0, limits: Limits | None = None, **fields: object
) -> Iterator[Manager]:
    """The program on a fresh data directory, with the computer taken in and read once. ``port``: leads to its sshd."""
    core, port = open_core(folder / "data", SystemClock(), writer=True), port or computer.sshd.port
    with core.store:
        one = Manager(core, computer.timekpr, limits)
        (computer.sshd.root / "authorized_keys").write_text(one.services.public_key() + "\n")
        core.fleet.add(
            "pc", computer.host, port=port, account=computer.sshd.account, channel=channel,
            main_config=str(computer.timekpr.main_path), **fields,
        )  # fmt: skip
        core.fleet.add_user("pc", ANNA)
        core.known_hosts.trust(computer.host, port, HostKey.from_line(computer.sshd.host_key_line))
        one.cycle()
        yield one


def rules(limit: int = 7200, **more: object) -> UserConfig:
    """Every day open round the clock, with a limit."""
    return UserConfig((DayRule(allowed=True, limit_seconds=limit, intervals=WHOLE_DAY),) * 7, **more)


def wall_time() -> datetime:
    """This moment as the daemon writes it: local, without a zone."""
    return datetime.now().astimezone().replace(microsecond=0, tzinfo=None)


def at_least(seconds: int) -> int:
    """So much of that as is left of today, less a minute for the test itself."""
    now = wall_time()
    midnight = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    return min(seconds, int((midnight - now).total_seconds()) - 60)


def counters(used: int = 0, *, at: datetime | None = None, **more: int) -> TimeFile:
    """So much used on one day."""
    moment = at or wall_time()
    return TimeFile(used, used, used, used, last_checked=moment, **more)


def listed(config: bytes, days: list[int], limits: list[int]) -> bytes:
    """The same file with some days only in its lists."""
    lines = config.decode().split("\n")
    for place, line in enumerate(lines):
        if line.startswith("ALLOWED_WEEKDAYS"):
            lines[place] = "ALLOWED_WEEKDAYS = " + ";".join(map(str, days))
        if line.startswith("LIMITS_PER_WEEKDAYS"):
            lines[place] = "LIMITS_PER_WEEKDAYS = " + ";".join(map(str, limits))
    return "\n".join(lines).encode()
