"""A data directory with one played computer in it: real SSH, Timekpr's files, and a Timekpr that does as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clock import SystemClock
from demo.daemon import PlayedTimekpr
from demo.machine import PlayedMachine
from demo.room import MachineRoom
from demo.shell import PlayedShell
from demo.wire import ACCOUNT, HOST
from opening import open_core
from ssh_client.keys import HostKey
from tests.support.program import ok
from timekpr_rules import DayRule, TimeFile, UserConfig, key_texts, read_time_file, read_user_config
from timekpr_rules.hours import WHOLE_DAY


@dataclass
class Played:
    """The computer "pc" with anna, who has used ten minutes of two hours."""

    data: Path
    machine: PlayedMachine
    timekpr: PlayedTimekpr

    def rules(self) -> dict[str, str]:
        return key_texts(read_user_config(self.timekpr.disk.config("anna").read_bytes(), "anna").model)

    def granted(self) -> int:
        spent = read_time_file(self.timekpr.disk.time("anna").read_bytes(), "anna").model
        return spent.spent_day - spent.balance


def noon() -> ZoneInfo:
    """Where it is about noon: no test here is about midnight."""
    return ZoneInfo(f"Etc/GMT{datetime.now(UTC).hour - 12:+d}")


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[..., Played]]:
    """Make the computer; ``writable``: its account is root, ``bus``: it has busctl."""
    data = tmp_path / "data"
    line = ok(data, "key", "show").strip()
    with MachineRoom() as room:

        def play(*, writable: bool = False, bus: bool = True, **fields: object) -> Played:
            machine = PlayedMachine(room, "pc", line, clock=SystemClock(), zone=noon(), writable=writable)
            timekpr = PlayedTimekpr(machine.root, machine.now(), speed=1.0)
            rules = UserConfig((DayRule(allowed=True, limit_seconds=7200, intervals=WHOLE_DAY),) * 7)
            last = machine.now().replace(tzinfo=None, microsecond=0)
            timekpr.add_user("anna", rules, TimeFile(600, 600, 600, 600, last), machine.now())
            machine.shell = PlayedShell(timekpr, bus=bus, root=writable)
            core = open_core(data, SystemClock(), writer=True)
            with core.store:
                core.fleet.add("pc", HOST, port=machine.port, account=ACCOUNT, **fields)
                core.known_hosts.trust(HOST, machine.port, HostKey.from_line(machine.host_key))
                core.fleet.add_user("pc", "anna")
            return Played(data, machine, timekpr)

        yield play


@pytest.fixture
def pc(play: Callable[..., Played]) -> Played:
    """The computer, read once."""
    played = play()
    ok(played.data, "sync")
    return played
