"""A room with one machine in it, and a real client that is let in."""

import io
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncssh
import paramiko
import pytest

from clock import FakeClock
from demo.machine import PlayedMachine
from demo.room import MachineRoom
from demo.wire import ACCOUNT, HOST
from tests.demo.house import BERLIN, House, laid_out

PATIENCE = 5.0


@pytest.fixture(scope="session")
def private_key() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519")


@pytest.fixture(scope="session")
def client_key(private_key: asyncssh.SSHKey) -> paramiko.Ed25519Key:
    key = private_key.export_private_key("openssh").decode()
    return paramiko.Ed25519Key.from_private_key(io.StringIO(key))


@pytest.fixture(scope="session")
def public_key_line(client_key: paramiko.Ed25519Key) -> str:
    return f"{client_key.get_name()} {client_key.get_base64()} timekpr-mngr"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 18, 15, 4, 5, tzinfo=UTC))


@pytest.fixture
def room() -> Iterator[MachineRoom]:
    with MachineRoom() as room:
        yield room


@pytest.fixture
def machine(room: MachineRoom, clock: FakeClock, public_key_line: str) -> PlayedMachine:
    return PlayedMachine(room, "PC-Anna", public_key_line, clock=clock, zone=BERLIN)


@pytest.fixture
def dial(client_key: paramiko.Ed25519Key) -> Iterator[Callable[..., paramiko.Transport]]:
    """Connect to a port and sign in; the transport is closed after the test."""
    opened: list[paramiko.Transport] = []

    def connect(port: int, account: str = ACCOUNT, key: paramiko.PKey | None = None) -> paramiko.Transport:
        plug = socket.create_connection((HOST, port), PATIENCE)
        transport = paramiko.Transport(plug)
        opened.append(transport)
        transport.start_client(timeout=PATIENCE)
        transport.auth_publickey(account, key or client_key)
        return transport

    yield connect
    for transport in opened:
        transport.close()
        transport.join(PATIENCE)


@contextmanager
def files_of(transport: paramiko.Transport) -> Iterator[paramiko.SFTPClient]:
    files = paramiko.SFTPClient.from_transport(transport)
    assert files is not None
    files.get_channel().settimeout(PATIENCE)
    with closing(files):
        yield files


@pytest.fixture
def files() -> Callable[[paramiko.Transport], object]:
    return files_of


@pytest.fixture
def house(tmp_path: Path) -> Callable[..., House]:
    """Build the one machine of a test: its child's rules, what it has used, when it is, how fast time goes."""
    root = laid_out(tmp_path)
    return lambda *args, **more: House(root, *args, **more)
