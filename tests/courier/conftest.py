"""A whole engine over twins: data directory, queue, courier, accepting desk, and a clock that only the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adopt import Adopter, directories_of
from audit import Audit
from clock import FakeClock
from core import Core
from courier import Courier
from editing import Asked, Editing
from errors import MngrError
from pending import Edit, Queue, Through
from revisions import Revisions
from servers import Fleet
from settings import Settings
from ssh_client.known_hosts import KnownHosts
from ssh_client.pull import Request
from state import ServerStatus
from storage import Filesystem, Store
from tests.courier.twin import Twin
from timekpr_rules import DayRule, Grant, Interval, Operation, TimeFile, UserConfig

AFTERNOON = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
"""A Wednesday, 15:00 in Berlin."""
PARENT = Asked("parent", Through.PAGE)
OPEN = (Interval(8 * 60, 22 * 60),)


def rules(limit: int = 7200, **more: object) -> UserConfig:
    return UserConfig((DayRule(allowed=True, limit_seconds=limit, intervals=OPEN),) * 7, **more)


def more_time(seconds: int = 1800, **kind: object) -> Grant:
    return Grant(Operation.ADD, seconds, **kind)


@dataclass
class House:
    """The manager of one house, as of its last start, and its computers."""

    data: Path
    clock: FakeClock
    twins: dict[str, Twin] = field(default_factory=dict)
    filesystem: Filesystem | None = None

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        store = Store.open(self.data, clock=self.clock, writer=True, filesystem=self.filesystem)
        self.core = Core(store, Settings(), Fleet(store), KnownHosts(store), self.clock)
        self.audit = Audit(self.core.store)
        self.revisions = Revisions(self.core.store)
        self.queue = Queue(self.core.store, self.audit)
        self.queue.load()
        self.courier = Courier(self.queue, self.audit, self.revisions, self.core.fleet, self.clock)
        self.states: dict[str, ServerStatus] = {}
        self.editing = Editing(self.core, self.queue, self.revisions, self.state)
        self.adopter = Adopter(self.core.store)

    def stop(self) -> None:
        self.core.store.close()

    def restart(self) -> None:
        """Begin anew from the disk, as after a kill."""
        self.stop()
        self.start()

    def state(self, server: str) -> ServerStatus:
        return self.states.get(server, ServerStatus())

    def add(self, name: str, twin: Twin, *users: str, **fields: object) -> Twin:
        server = self.core.fleet.add(name, f"{name}.lan", **fields)
        for user in users:
            self.core.fleet.add_user(server.id, user)
        self.twins[server.id] = twin
        return twin

    def visit(self, name: str = "pc") -> tuple[Edit, ...]:
        """One visit of the cycle, as Syncer does it; a connection that is lost ends it."""
        server, twin = self.core.fleet.get(name), self.twins[name]
        status = self._pull(server, twin, self.state(name))
        self.courier.notice(server, status)
        edits, touched = self.courier.deliver(server, twin, status)
        if touched:
            status = self._pull(server, twin, status)
            self.courier.notice(server, status)
        return edits

    def try_visit(self, name: str = "pc") -> MngrError | None:
        """The same, where it may be cut."""
        try:
            self.visit(name)
        except MngrError as error:
            return error
        return None

    def edit(self, edit: Edit) -> Edit:
        """As it is now."""
        return self.queue.get(edit.id)

    def _pull(self, server, twin, before) -> ServerStatus:
        request = Request(
            server.main_config, directories_of(server), tuple(u.name for u in server.users), ask_clock=True
        )
        pulled = twin.pull(request, self.adopter.directories_in(server, before))
        adopted = self.adopter.adopt(server, before, pulled, self.clock.now(), is_wanted=lambda _user: True)
        self.states[server.id] = adopted.status
        return adopted.status


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(AFTERNOON)


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    house = House(tmp_path / "data", clock)
    yield house
    house.stop()


@pytest.fixture
def pc(house: House, tmp_path: Path, clock: FakeClock) -> Twin:
    """The computer "pc" with anna, who has used 20 minutes of two hours and is not there."""
    twin = Twin(tmp_path / "pc", clock)
    moment = datetime(2026, 11, 18, 14, 30)
    twin.add_user("anna", rules(), TimeFile(1200, 1200, 1200, 1200, moment))
    house.add("pc", twin, "anna")
    house.visit()
    return twin
