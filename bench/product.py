"""The program on a throw-away data directory: its engine with its pages' bus, and what a cycle of it costs."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import percentile
from bench.room import USERS, Place, Room
from bus import Bus
from clock import SystemClock
from opening import open_core
from own_key import import_key
from process import raise_descriptor_limit
from servers.models import CHILDREN, SERVERS, Child, ChildrenFile, ManagedUser, Server, ServersFile, UserOfServer
from services import Services
from ssh_client.known_hosts import PATH as KNOWN_HOSTS
from storage import Store
from views import FleetView

SAMPLE_SECONDS = 0.005
"""How often the loop looks whether it is late."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle: how long it took, the program's processor time, when the last live server was read; seconds."""

    seconds: float
    cpu_seconds: float
    live_seconds: float
    online: int
    unread: Mapping[str, tuple[str, str]]
    """For each server that was not read, the step in which that ended, and why."""


@dataclass(frozen=True, slots=True)
class Loop:
    """The event loop beside a cycle: how late it was (milliseconds, 99th percentile), and the most threads at once."""

    lag_p99_ms: float
    threads: int


class Product:
    """The engine as ``main.py serve`` wires it, without a browser. To be made in a process of its own."""

    def __init__(self, room: Room, places: list[Place], data: Path) -> None:
        logging.getLogger().addHandler(logging.NullHandler())
        logging.getLogger("paramiko").setLevel(logging.CRITICAL)
        raise_descriptor_limit()
        clock = SystemClock()
        with Store.open(data, clock=clock, writer=True) as store:
            _fill(store, room, places)
        self._bus: Bus[FleetView] = Bus()
        self._services = Services(open_core(data, clock, writer=True), self._bus)
        self._live = {place.name for place in places if not place.dead}
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")  # begin a new peak
        self._idle_mb = _memory_mb("VmRSS")

    def cycle(self) -> Cycle:
        """Every server once."""
        stop = threading.Event()
        began, cpu = time.perf_counter(), time.process_time()
        report = self._services.syncer.cycle(stop)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        read = [one.status.read_at for one in report.servers if one.status.error is None and one.status.read_at]
        live = max(((moment - report.started).total_seconds() for moment in read), default=0.0)
        unread = {
            one.server.id: (one.status.stage, str(one.status.error)) for one in report.servers if one.status.error
        }
        return Cycle(seconds, cpu, live, len(read), unread)

    def until_the_living_are_read(self) -> float:
        """Begin a cycle and break it off as soon as every live server was read; the seconds until then."""
        stop = threading.Event()
        began = datetime.now(UTC)
        thread = threading.Thread(target=self._services.syncer.cycle, args=(stop,))
        thread.start()
        syncer = self._services.syncer
        while thread.is_alive() and any(syncer.state(name).read_at is None for name in self._live):
            time.sleep(0.01)
        stop.set()
        syncer.interrupt()
        thread.join()
        read = [syncer.state(name).read_at for name in self._live]
        return max((moment - began).total_seconds() for moment in read if moment is not None)

    def loop_beside_a_cycle(self) -> Loop:
        """A cycle in a thread beside the event loop to which it publishes."""
        return asyncio.run(self._sample(lambda: self._services.syncer.cycle(threading.Event())))

    def loop_alone(self) -> Loop:
        """The same loop while nothing happens, for a second."""
        return asyncio.run(self._sample(lambda: time.sleep(1)))

    def peak_mb_above_idle(self) -> float:
        """The most memory that was in use so far, above the opened data directory before the first cycle."""
        return _memory_mb("VmHWM") - self._idle_mb

    async def _sample(self, work: Callable[[], object]) -> Loop:
        loop = asyncio.get_running_loop()
        self._bus.attach(loop)
        lags, threads, before = [], 0, threading.active_count()
        thread = threading.Thread(target=work)
        thread.start()
        while thread.is_alive():
            began = loop.time()
            await asyncio.sleep(SAMPLE_SECONDS)
            lags.append(loop.time() - began - SAMPLE_SECONDS)
            threads = max(threads, threading.active_count() - before)
        self._bus.detach()
        return Loop(percentile(lags, 99) * 1000, threads)


def _fill(store: Store, room: Room, places: list[Place]) -> None:
    """A data directory with these servers, their users as three children's, and the host keys confirmed."""
    now = store.clock.now()
    import_key(store, room.private_key)
    users = tuple(ManagedUser(name=user, added=now) for user in USERS)
    servers = tuple(
        Server(
            id=place.name,
            name=place.name,
            host=place.host,
            port=place.port,
            account=room.account,
            config_dir=str(place.files / "config"),
            work_dir=str(place.files / "work"),
            main_config=str(place.files / "timekpr.conf"),
            users=users,
        )
        for place in places
    )
    store.save(SERVERS, ServersFile(servers=servers), "servers.json")
    children = tuple(
        Child(id=user, name=user, users=tuple(UserOfServer(server=place.name, user=user) for place in places))
        for user in USERS
    )
    store.save(CHILDREN, ChildrenFile(children=children), "children.json")
    lines = {f"[{place.host}]:{place.port} {room.host_key_line}\n" for place in places}
    store.write_bytes("".join(sorted(lines)).encode(), *KNOWN_HOSTS)


def _memory_mb(field: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"this system does not tell {field}")
