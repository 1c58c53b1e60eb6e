"""One real sshd for all tests of this folder, one computer's files for each."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from clock import SystemClock
from ssh_client.dispatch import Dispatcher, Outcome, Target
from ssh_client.keys import ClientKey, HostKey, generate_key, load_key
from ssh_client.limits import Limits
from ssh_client.pull import Directories, Machine, Pulled, Request
from ssh_client.resolve import Resolver
from ssh_client.transport import Login
from workbench.computers import timekpr_tree
from workbench.sshd import Sshd


@pytest.fixture(scope="session")
def client_key() -> ClientKey:
    return load_key(generate_key())


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory, client_key: ClientKey) -> Iterator[Sshd]:
    with Sshd(tmp_path_factory.mktemp("sshd"), client_key.public_line) as server:
        yield server


@dataclass
class Computer:
    """A computer's files, and how to read them through the real client."""

    root: Path
    login: Login
    port: int
    users: tuple[str, ...] = ("anna", "ben")
    limits: Limits = field(default_factory=Limits)
    host: str = "127.0.0.1"

    @property
    def directories(self) -> Directories:
        return Directories(str(self.root / "config"), str(self.root / "work"))

    def request(self, **changes: object) -> Request:
        return replace(Request(str(self.root / "timekpr.conf"), self.directories, self.users, False), **changes)

    def target(self, name: str = "pc", **changes: object) -> Target:
        return replace(Target(name, self.host, self.port, self.login), **changes)

    def pull(self, request: Request | None = None, target: Target | None = None) -> Outcome[Pulled]:
        """Through the whole client: dial, keys, sign in, read."""
        outcomes = self.pull_all([target or self.target()], request)
        return next(iter(outcomes.values()))

    def pull_all(self, targets: list[Target], request: Request | None = None) -> dict[str, Outcome[Pulled]]:
        def work(_target: Target, machine: Machine) -> Pulled:
            return machine.pull(request or self.request(), lambda _main: self.directories)

        outcomes: dict[str, Outcome[Pulled]] = {}
        Dispatcher(
            work,
            lambda target, outcome: outcomes.__setitem__(target.id, outcome),
            clock=SystemClock(),
            limits=self.limits,
            resolver=Resolver(),
        ).run(targets, threading.Event())
        return outcomes


@pytest.fixture
def computer(tmp_path: Path, sshd: Sshd, client_key: ClientKey) -> Computer:
    timekpr_tree(tmp_path / "pc", ("anna", "ben"))
    return Computer(tmp_path / "pc", Login(sshd.account, client_key, HostKey.from_line(sshd.host_key_line)), sshd.port)
