"""A whole engine on a throw-away data directory, and a real computer for it to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from clock import Clock, SystemClock
from core import Core
from cycle import CycleReport, Syncer
from opening import open_core
from own_key import ensure_key
from servers import Server
from ssh_client.keys import HostKey
from ssh_client.limits import Limits
from state import ServerStatus
from workbench.computers import timekpr_tree
from workbench.sshd import Sshd


@dataclass
class Engine:
    """The engine of one data directory."""

    core: Core
    limits: Limits | None = None
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.syncer = self.new_syncer()

    def new_syncer(self) -> Syncer:
        """As after a restart."""
        return Syncer(
            store=self.core.store,
            fleet=self.core.fleet,
            key=ensure_key(self.core.store),
            known_hosts=self.core.known_hosts,
            clock=self.core.clock,
            limits=self.limits,
            on_change=lambda server, _status: self.seen.append(server.id),
        )

    def restart(self) -> None:
        self.syncer = self.new_syncer()
        self.syncer.restore()

    def cycle(self, **options: object) -> CycleReport:
        return self.syncer.cycle(Event(), **options)

    def state(self, server: str = "pc") -> ServerStatus:
        return self.syncer.state(server)

    def cached(self, *path: str) -> Path:
        return self.core.store.root.joinpath("cache", *path)


@dataclass
class Computer:
    """A real computer: an sshd and Timekpr's files."""

    root: Path
    sshd: Sshd

    def path(self, user: str) -> Path:
        return self.root / f"config/timekpr.{user}.conf"

    def spent(self, user: str) -> Path:
        return self.root / f"work/{user}.time"


@pytest.fixture
def clock() -> Clock:
    return SystemClock()


@pytest.fixture
def core(tmp_path: Path, clock: Clock) -> Iterator[Core]:
    core = open_core(tmp_path / "data", clock, writer=True)
    with core.store:
        yield core


@pytest.fixture
def engine(core: Core) -> Engine:
    return Engine(core)


@pytest.fixture
def computer(engine: Engine, tmp_path: Path) -> Iterator[Computer]:
    """The computer "pc" with anna and ben, taken in and confirmed."""
    timekpr_tree(tmp_path / "pc", ("anna", "ben"))
    with Sshd(tmp_path / "sshd", ensure_key(engine.core.store).public_line) as sshd:
        take_in(engine.core, "pc", tmp_path / "pc", sshd)
        yield Computer(tmp_path / "pc", sshd)


def take_in(core: Core, name: str, root: Path, sshd: Sshd) -> Server:
    core.fleet.add(name, "127.0.0.1", port=sshd.port, account=sshd.account, main_config=str(root / "timekpr.conf"))
    core.known_hosts.trust("127.0.0.1", sshd.port, HostKey.from_line(sshd.host_key_line))
    for user in ("anna", "ben"):
        core.fleet.add_user(name, user)
    return core.fleet.get(name)
