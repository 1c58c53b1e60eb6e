"""The connection is cut, goes silent, or is late at every packet of a delivery, over real SSH on a real socket."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from clock import FakeClock, SystemClock
from core import Core
from demo.daemon import PlayedTimekpr
from demo.machine import PlayedMachine
from demo.room import MachineRoom
from demo.shell import PlayedShell
from opening import open_core
from own_key import ensure_key
from pending import Edit, EditState
from services import Services
from ssh_client.keys import HostKey
from ssh_client.limits import Limits
from tests.courier.conftest import AFTERNOON, rules
from tests.courier.scenarios import OVER_EACH, Scenario
from tests.courier.twin import BERLIN
from tests.support.sampling import some_of
from timekpr_rules import TimeFile, read_time_file, read_user_config
from workbench.packet_proxy import How, PacketProxy

QUICK = Limits(operation=0.5, channel=0.5, auth=0.5, key_exchange=0.5, banner=0.5)


class HalfFakeClock(FakeClock):
    """The date is the test's; deadlines run as they do."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self._real = SystemClock()

    def monotonic(self) -> float:
        return self._real.monotonic()


@dataclass
class Computer:
    """What a scenario looks at, as tests.courier.twin.Twin has it."""

    timekpr: PlayedTimekpr

    def rules(self, user: str):
        return read_user_config(self.timekpr.disk.config(user).read_bytes(), user).model

    def spent(self, user: str) -> TimeFile:
        return read_time_file(self.timekpr.disk.time(user).read_bytes(), user).model

    def granted(self, user: str) -> int:
        spent = self.spent(user)
        return spent.spent_day - spent.balance


class Line:
    """A manager, a played computer behind SSH, and a proxy in between that can be told when to interfere."""

    def __init__(self, folder: Path, room: MachineRoom, scenario: Scenario, stack: ExitStack) -> None:
        self.clock = HalfFakeClock(AFTERNOON)
        self.scenario = scenario
        core: Core = open_core(folder / "data", self.clock, writer=True)
        stack.callback(core.store.close)
        self.machine = PlayedMachine(
            room, "pc", ensure_key(core.store).public_line, clock=self.clock, zone=BERLIN, writable=True
        )
        stack.callback(self.machine.close)
        self.computer = Computer(PlayedTimekpr(self.machine.root, self.machine.now()))
        moment = datetime(2026, 11, scenario.day, 14, 30)
        used = TimeFile(1200, 1200, 1200, 1200, moment, scenario.played, scenario.played)
        self.computer.timekpr.add_user("anna", rules(), used, self.machine.now())
        self.machine.shell = PlayedShell(self.computer.timekpr, root=scenario.channel == "files")
        self.proxy = stack.enter_context(PacketProxy(self.machine.port))
        core.fleet.add("pc", "127.0.0.1", port=self.proxy.port, channel=scenario.channel)
        core.known_hosts.trust("127.0.0.1", self.proxy.port, HostKey.from_line(self.machine.host_key))
        core.fleet.add_user("pc", "anna")
        self.services = Services(core, limits=QUICK)
        self.editing = self.services.editing
        self.visit()
        self.edit: Edit = scenario.accept(self)

    def visit(self) -> None:
        self.services.syncer.cycle(threading.Event())

    def state(self) -> EditState:
        return self.services.queue.get(self.edit.id).state

    def go_on(self) -> None:
        for _ in range(6):
            if not self.services.queue.get(self.edit.id).is_open:
                return
            self.visit()
            self.clock.advance(60)

    def fault(self) -> str:
        done = self.scenario.done(self.computer)
        damaged = read_user_config(self.computer.timekpr.disk.config("anna").read_bytes(), "anna").findings
        left = [
            path.name for path in self.computer.timekpr.disk.config("anna").parent.iterdir() if ".upload-" in path.name
        ]
        if self.state() is EditState.CONFIRMED and done == 1 and not damaged and not left:
            return ""
        return f"{self.state()}, done {done}, {damaged}, {left}"


CUTS_APART, WAITS_APART = 6, 30
"""With every single packet it takes 12 minutes instead of one."""


@pytest.fixture(scope="module")
def room() -> Iterator[MachineRoom]:
    with MachineRoom() as room:
        yield room


@contextmanager
def line(folder: Path, room: MachineRoom, scenario: Scenario) -> Iterator[Line]:
    folder.mkdir()
    with ExitStack() as stack:
        yield Line(folder, room, scenario, stack)


def packets_of(folder: Path, room: MachineRoom, scenario: Scenario) -> int:
    with line(folder, room, scenario) as one:
        one.visit()
        assert one.fault() == ""
        return one.proxy.packets


def interfered(folder: Path, room: MachineRoom, scenario: Scenario, at: int, how: How) -> str:
    """What is wrong in the end after an interference at a packet."""
    with line(folder, room, scenario) as one:
        one.proxy.at, one.proxy.how = at, how
        one.visit()
        one.go_on()
        return one.fault()


@pytest.mark.parametrize("scenario", OVER_EACH, ids=lambda one: one.name)
def test_a_cut_at_any_packet_loses_nothing_and_repeats_nothing(tmp_path, room, scenario):
    points = packets_of(tmp_path / "count", room, scenario)

    faults = {
        at: found
        for at in some_of(1, points, CUTS_APART)
        if (found := interfered(tmp_path / str(at), room, scenario, at, How.CUT))
    }

    print(f"{scenario.name}: cut at {points} packets", file=sys.stderr)
    assert faults == {}


@pytest.mark.parametrize("scenario", [OVER_EACH[0], OVER_EACH[4], OVER_EACH[6]], ids=lambda one: one.name)
def test_silence_from_any_packet_on_loses_nothing_and_repeats_nothing(tmp_path, room, scenario):
    points = packets_of(tmp_path / "count", room, scenario)

    faults = {
        at: found
        for at in some_of(8, points, WAITS_APART)
        if (found := interfered(tmp_path / str(at), room, scenario, at, How.STALL))
    }

    assert faults == {}


WHEN = ("at once", "before it is looked for", "after it was sent again")


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("scenario", [OVER_EACH[0], OVER_EACH[1], OVER_EACH[4]], ids=lambda one: one.name)
def test_what_comes_late_is_carried_out_once_or_not_at_all(tmp_path, room, scenario, when):
    """The packet is delivered after we have given up: within the guard, or past it, when the edit was sent again."""
    points = packets_of(tmp_path / "count", room, scenario)
    faults = {}
    for at in some_of(12, points, WAITS_APART):
        with line(tmp_path / str(at), room, scenario) as one:
            one.proxy.at, one.proxy.how = at, How.LATE
            one.visit()
            if when == "at once":
                one.proxy.release()
            elif when == "before it is looked for":
                one.clock.advance(5)
                one.visit()
                one.proxy.release()
            one.clock.advance(60)
            one.go_on()
            one.proxy.release()
            one.visit()
            if found := one.fault():
                faults[at] = found

    assert faults == {}
