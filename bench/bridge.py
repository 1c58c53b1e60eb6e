"""The bridge to Home Assistant: 250 computers with 600 users told to a real Mosquitto, and quiet cycles."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psutil

from bench.figures import Figure, Promise
from clock import SystemClock
from mqtt_ha import Bridge
from mqtt_ha.broker import find_broker
from mqtt_ha.link import Manner, WakeUp, open_link
from opening import open_core
from services import Services
from settings import MqttSettings
from ssh_client.host_clock import HostClock
from state import ServerStatus, UserState
from timekpr_rules import DayRule, Interval, MainConfig, Reading, TimeFile, UserConfig
from workbench.mosquitto import Mosquitto

GROUP: Final = "Home Assistant, 250 computers with 600 users"
SERVERS, USERS = 250, 600
CYCLES: Final = 5
COMMANDS: Final = 10_000
RULES: Final = UserConfig((DayRule(allowed=True, limit_seconds=7200, intervals=(Interval(0, 1440),)),) * 7)
PATIENT: Final = "max_queued_messages 20000"
"""So that the broker leaves no command out."""
SETTLED: Final = 8.0
"""Seconds until what other runs may have left was looked for, and nothing more is under way."""


def bridge() -> Iterator[Figure]:
    """The figures. The reference is the same number of messages of that size by paho alone, in the same run."""
    with TemporaryDirectory() as folder, Mosquitto(Path(folder) / "broker", extra=PATIENT) as broker:
        fleet = _Fleet(Path(folder) / "data", broker.port)
        try:
            seconds, messages = fleet.first_picture()
            bare = _bare(broker.port, messages)
            yield Figure(GROUP, "first picture", seconds, "s", bare, f"paho, {messages} messages", Promise(10))
            used, said = fleet.cycles()
            cycle = "a cycle in which 30 users went on"
            yield Figure(GROUP, f"{cycle}, processor", used * 1000, "ms", promise=Promise(100))
            yield Figure(GROUP, f"{cycle}, messages", said, "", promise=Promise(2 * SERVERS + 100))
            quiet, beside, grown = fleet.beside_a_flood(broker.port)
            what = f"readings taken in beside {COMMANDS} commands"
            yield Figure(GROUP, what, beside * 1000, "ms", quiet * 1000, "without them", Promise(2, of_ratio=True))
            yield Figure(GROUP, "memory for those commands", grown / 1024**2, "MB", promise=Promise(30))
        finally:
            fleet.close()


class _Fleet:
    """A data directory with all of them, whose states are made up, and a bridge that is turned by hand."""

    def __init__(self, data: Path, port: int) -> None:
        self._core = open_core(data, SystemClock(), writer=True)
        self._core.settings = self._core.settings.changed(**{"mqtt.host": "127.0.0.1", "mqtt.port": port})
        self.services = Services(self._core)
        for number in range(SERVERS):
            server = self._core.fleet.add(f"pc-{number:03}", f"pc-{number:03}.lan")
            for user in range(2 + (number % 5 < 2)):
                self._core.fleet.add_user(server.id, f"user{user}")
        self._used = 600
        self._states(range(SERVERS))
        self.services.pictures.sync_state(syncing=False, last_sync=self._core.clock.now())
        self._bridge = Bridge(self.services, environ={})
        self._bridge.attach()

    def close(self) -> None:
        self._bridge.stop()
        self._core.store.close()

    def first_picture(self) -> tuple[float, int]:
        """Seconds until everything was said and acknowledged, and how many messages that took."""
        began = time.monotonic()
        while self._bridge.view().sent < max(1, self._bridge.view().topics):
            self._bridge.turn(0.01)
        seconds, sent = time.monotonic() - began, self._bridge.view().sent
        end = time.monotonic() + SETTLED
        while time.monotonic() < end:
            self._bridge.turn(0.05)
        return seconds, sent

    def cycles(self) -> tuple[float, float]:
        """Processor seconds and messages of one cycle, in the bridge alone."""
        used, said = 0.0, 0
        for cycle in range(CYCLES):
            self._used += 60
            self._states(range(SERVERS), active=range(cycle, cycle + 15))
            self.services.pictures.sync_state(syncing=False, last_sync=self._core.clock.now())
            before, sent = time.thread_time(), self._bridge.view().sent
            end = time.monotonic() + 1.0
            while time.monotonic() < end:
                self._bridge.turn(0.2)
            used += time.thread_time() - before
            said += self._bridge.view().sent - sent
        return used / CYCLES, said / CYCLES

    def beside_a_flood(self, port: int) -> tuple[float, float, int]:
        """Seconds in which all readings are passed on, without a flood and beside one, and the bytes that one costs."""
        quiet = self._readings()
        process, stop = psutil.Process(), threading.Event()

        def turn() -> None:
            while not stop.is_set():
                self._bridge.turn(0.2)

        thread = threading.Thread(target=turn)
        thread.start()
        before, received = process.memory_info().rss, self._bridge.view().received
        command = [
            "mosquitto_pub",
            "-p",
            str(port),
            "-q",
            "1",
            "-l",
            "-t",
            "timekpr/servers/pc-000/users/user0/extra/set",
        ]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as flood:
            flood.communicate(b"15\n" * COMMANDS)
            beside = self._readings()
        while self._bridge.view().received - received < COMMANDS * 0.9:
            time.sleep(0.05)
        grown = process.memory_info().rss - before
        stop.set()
        thread.join()
        return quiet, beside, grown

    def _readings(self) -> float:
        began = time.monotonic()
        self._states(range(SERVERS))
        return time.monotonic() - began

    def _states(self, servers: range, active: range = range(0)) -> None:
        now = datetime.now(UTC)
        for number, server in enumerate(self._core.fleet.servers()):
            if number not in servers:
                continue
            used = self._used if number in active else 600
            spent = TimeFile(used, used, used, used, now.replace(tzinfo=None) - timedelta(seconds=used % 7))
            user = UserState(Reading(RULES, ()), Reading(spent, ()), read_at=now)
            status = ServerStatus(
                tried_at=now, read_at=now, ms={"connect": 3.0 + number % 5}, clock=HostClock(0, 0, now, "UTC"),
                main=Reading(MainConfig(), ()), users={one.name: user for one in server.users},
            )  # fmt: skip
            self.services.syncer._states[server.id] = status  # noqa: SLF001 - no sshd is needed for this
            self.services.pictures.update(server, status)


def _bare(port: int, messages: int) -> float:
    """So many messages of the size of ours, by the library alone."""
    broker = find_broker(MqttSettings(host="127.0.0.1", port=port), {})
    assert broker is not None
    link = open_link(broker, Manner("bench", 60, 1, ("bench/will", b"")), WakeUp(), clock=SystemClock())
    began = time.monotonic()
    for number in range(messages):
        link.publish(f"bench/{number}", b"x" * 700, retain=True)
    link.flush(60)
    seconds = time.monotonic() - began
    link.close()
    return seconds
