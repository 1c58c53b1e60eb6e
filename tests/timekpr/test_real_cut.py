"""The connection to the real Timekpr behind OpenSSH's own sshd is cut at any packet of a delivery."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from courier import courier, grants, rules, visit
from pending import OPEN, Edit, EditState
from tests.support.sampling import some_of
from tests.timekpr.manager import ANNA, CHANNELS, PARENT, Manager, counters, manager, rules as every_day
from timekpr_rules import Grant, Operation, new_time_file, new_user_config, read_user_config
from workbench.packet_proxy import PacketProxy
from workbench.timekprd import RealTimekpr

pytestmark = pytest.mark.real

APART = 12
"""At every so many packets of a connection it is cut."""
GUARD, MARGIN = 2, 2
"""Shorter than in earnest, because the clock of the real Timekpr cannot be put forward for each cut."""
PATIENCE = 20


@dataclass(frozen=True)
class Wish:
    """What is asked for, and how often it was done."""

    name: str
    channel: str
    accept: Callable[[Manager], Edit]
    done: Callable[[RealTimekpr], int | str]


def a_grant(one: Manager) -> Edit:
    return one.editing.grant("pc", ANNA, Grant(Operation.ADD, 600), PARENT).edit


def given(timekpr: RealTimekpr) -> int | str:
    seconds = 1200 - int(timekpr.saved(ANNA)["TIME_SPENT_BALANCE"])
    return seconds // 600 if seconds in {0, 600, 1200} else f"{seconds} s were given"


def a_change(one: Manager) -> Edit:
    changes = {"LIMITS_PER_WEEKDAYS": ";".join(["3600"] * 7), "LIMIT_PER_WEEK": "50000"}
    return one.editing.config("pc", ANNA, changes, PARENT).edit


def changed(timekpr: RealTimekpr) -> int | str:
    reading = read_user_config(timekpr.config_path(ANNA).read_bytes(), ANNA)
    there = {day.limit_seconds for day in reading.model.week}, reading.model.week_limit
    found: dict[object, int] = {"7200 604800": 0, "3600 50000": 1}
    said = f"{' '.join(map(str, there[0]))} {there[1]}"
    return f"{reading.findings}" if reading.damaged else found.get(said, said)


@dataclass(frozen=True)
class Line:
    """The program, a proxy, and what is to be delivered through it."""

    manager: Manager
    proxy: PacketProxy
    wish: Wish

    def deliver(self, *, cut_at: int = 0) -> str:
        """What is wrong after a delivery with a cut at a packet of its connection (0: none); nothing if all is well."""
        timekpr, services = self.manager.timekpr, self.manager.services
        timekpr.fresh_user(ANNA, new_user_config(ANNA, every_day()), new_time_file(ANNA, counters(1200)))
        services.syncer.cycle(threading.Event())
        edit = self.wish.accept(self.manager)
        self.proxy.at = cut_at
        end = time.monotonic() + PATIENCE
        while (state := services.queue.get(edit.id).state) in OPEN and time.monotonic() < end:
            if state is EditState.SENDING:
                time.sleep(0.5)
            services.syncer.cycle(threading.Event())
        left = [path.name for path in timekpr.config_path(ANNA).parent.iterdir() if ".upload-" in path.name]
        found = state, self.wish.done(timekpr), left
        return "" if found == (EditState.CONFIRMED, 1, []) else f"{found}"


WISHES = [Wish(f"time by {channel}", channel, a_grant, given) for channel in ("dbus", "timekpra")]
WISHES += [Wish(f"rules by {channel}", channel, a_change, changed) for channel in ("dbus", "timekpra", "files")]


@pytest.fixture
def line(request, tmp_path, monkeypatch, computers):
    """The program, a proxy, and the computer behind it."""
    for module in (visit, grants, rules, courier):
        for name, seconds in (("GUARD_SECONDS", GUARD), ("MARGIN_SECONDS", MARGIN)):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, seconds)
    computer = computers[dict(CHANNELS)[request.param.channel]]
    with (
        PacketProxy(computer.sshd.port) as proxy,
        manager(tmp_path, computer, request.param.channel, port=proxy.port) as one,
    ):
        yield Line(one, proxy, request.param)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("line", WISHES, indirect=True, ids=lambda wish: wish.name)
def test_a_cut_at_any_packet_neither_loses_nor_repeats_anything(line):
    assert line.deliver() == ""
    packets = line.proxy.packets
    points = some_of(1, packets, APART)

    faults = {at: found for at in points if (found := line.deliver(cut_at=at))}

    print(f"{line.wish.name}: cut at {len(points)} of {packets} packets", file=sys.stderr)
    assert faults == {}
