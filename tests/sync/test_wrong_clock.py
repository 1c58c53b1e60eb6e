"""A computer whose clock is a year off: its own today counts, and a parent is told."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from zoneinfo import ZoneInfo

from clock import SystemClock
from core import Core
from demo.machine import PlayedMachine
from demo.room import MachineRoom
from demo.wire import ACCOUNT, HOST
from own_key import ensure_key
from services import Services
from ssh_client.keys import HostKey
from timekpr_rules import TimeFile, new_main_config, new_time_file, new_user_config

from .conftest import Engine

YEAR = 365 * 86400


def play(core: Core, room: MachineRoom, ahead: float) -> PlayedMachine:
    machine = PlayedMachine(
        room, "pc", ensure_key(core.store).public_line, clock=SystemClock(), zone=ZoneInfo("Asia/Kolkata")
    )
    machine.clock_ahead = ahead
    (machine.root / "etc/timekpr/timekpr.conf").write_bytes(new_main_config())
    (machine.root / "var/lib/timekpr/config/timekpr.anna.conf").write_bytes(new_user_config("anna"))
    spent = TimeFile(spent_day=600, balance=600, last_checked=machine.now().replace(tzinfo=None, microsecond=0))
    (machine.root / "var/lib/timekpr/work/anna.time").write_bytes(new_time_file("anna", spent))
    core.fleet.add("pc", HOST, port=machine.port, account=ACCOUNT)
    core.known_hosts.trust(HOST, machine.port, HostKey.from_line(machine.host_key))
    core.fleet.add_user("pc", "anna")
    return machine


def test_its_own_today_counts_and_the_clock_is_a_problem(engine: Engine) -> None:
    services = Services(engine.core)
    with MachineRoom() as room:
        for ahead in (YEAR, -YEAR):
            machine = play(engine.core, room, ahead)
            services.syncer.cycle(Event())
            shown = services.fleet_view().servers[0]

            assert [problem.code for problem in shown.problems] == ["clock_off"]
            assert shown.users[0].used == 600
            assert abs(shown.users[0].as_of - machine.now()) < timedelta(minutes=1)
            services.remove_server("pc", keep_data=False)
            machine.close()


def test_its_zone_is_known_by_name_or_at_least_by_its_offset(engine: Engine) -> None:
    with MachineRoom() as room:
        play(engine.core, room, 0)
        engine.cycle()

    assert engine.state().clock.utc_offset == 19800
    assert abs(engine.state().clock.ahead) <= 2
