"""One command on a real computer: what it said and how it ended, within bounds and in time."""

from __future__ import annotations

import shlex
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest

from errors import ConnectionLost, TooMuch, TooSlow
from ssh_client.commands import REFUSED, CommandResult
from ssh_client.keys import ClientKey, HostKey
from ssh_client.limits import Limits
from ssh_client.pull import SshMachine
from ssh_client.transport import Login
from workbench.proxy import Proxy
from workbench.sshd import Sshd

from .conftest import Computer
from .hostile import hostile
from .leftovers import nothing_left_behind
from .machine import machine

pytestmark = pytest.mark.real

SHORT = replace(Limits(), operation=1.0)
BOUND = Limits().output_bytes


@pytest.fixture
def there(computer: Computer) -> Iterator[SshMachine]:
    with machine(computer.port, computer.login) as one:
        yield one


@pytest.mark.parametrize(
    ("command", "status", "output"),
    [
        ("true", 0, ""),
        ("false", 1, ""),
        ("exit 42", 42, ""),
        ("echo hello", 0, "hello\n"),
        ("echo one; echo two >&2; exit 3", 3, "one\ntwo\n"),
        ("nothing-of-that-name 2>/dev/null", 127, ""),
        (r"printf '\303\274\377'", 0, "ü\N{REPLACEMENT CHARACTER}"),
        ("cat", 0, ""),
    ],
)
def test_its_output_and_its_exit_status(there: SshMachine, command: str, status: int, output: str) -> None:
    assert there.run(f"exec sh -c {shlex.quote(command)} </dev/null") == CommandResult(status, output)


def test_one_that_is_killed_has_no_exit_status(there: SshMachine) -> None:
    assert there.run("echo before; kill -9 $$").status is None


def test_many_go_over_one_connection(there: SshMachine) -> None:
    assert [there.run(f"exit {number}").status for number in range(20)] == list(range(20))


def test_files_can_be_read_in_between(there: SshMachine, computer: Computer) -> None:
    path = str(computer.root / "timekpr.conf")
    for _ in range(3):
        assert there.run("echo x").output == "x\n"
        assert there.read(path)[path].data


@pytest.mark.parametrize("stream", ["1", "2"])
def test_a_flood_on_either_stream_ends_at_the_bound(there: SshMachine, stream: str) -> None:
    result = there.run(f"yes >&{stream}")

    assert (result.status, len(result.output), set(result.output)) == (None, BOUND, {"y", "\n"})
    assert there.run("echo on").output == "on\n"


def test_a_flood_on_both_streams_at_once_ends_at_the_bound(there: SshMachine) -> None:
    assert len(there.run("yes & yes >&2").output) == BOUND


def test_as_much_as_is_allowed_comes_whole(there: SshMachine) -> None:
    assert there.run(f"head -c {BOUND} /dev/zero") == CommandResult(0, "\0" * BOUND)
    assert there.run(f"head -c {BOUND + 1} /dev/zero") == CommandResult(None, "\0" * BOUND)


def again_and_again(one: SshMachine, command: str) -> None:
    for _ in range(100):
        one.run(command)


def test_floods_add_up_to_what_a_computer_may_send(computer: Computer) -> None:
    limits = replace(Limits(), machine_bytes=1_000_000)
    with machine(computer.port, computer.login, limits) as one, pytest.raises(TooMuch):
        again_and_again(one, "yes")


@pytest.mark.parametrize("command", ["sleep 20", "exec >&- 2>&-; sleep 20", "while :; do echo; sleep 0.1; done"])
def test_one_that_never_ends_ends_at_the_deadline(computer: Computer, command: str) -> None:
    with machine(computer.port, computer.login, SHORT) as one:
        began = time.monotonic()
        with pytest.raises(TooSlow, match="running a command"):
            one.run(command)
        assert time.monotonic() - began < 10
    with machine(computer.port, computer.login) as again:
        assert again.run("echo on").output == "on\n"


def test_a_computer_that_freezes_while_it_runs_one_ends_at_the_deadline(computer: Computer) -> None:
    with Proxy(computer.port) as proxy, machine(proxy.port, computer.login) as one:
        one.run("true")
        length = proxy.forwarded
    with (
        Proxy(computer.port, after=length + 2000) as proxy,
        machine(proxy.port, computer.login, SHORT) as one,
        pytest.raises(TooSlow),
    ):
        again_and_again(one, "echo x")


def test_a_computer_that_hangs_up_while_it_runs_one_is_lost(there: SshMachine) -> None:
    with pytest.raises(ConnectionLost, match="running a command"):
        there.run("kill -9 $PPID; sleep 20")


def test_nothing_is_left_behind(computer: Computer) -> None:
    with nothing_left_behind():
        for _ in range(5):
            with machine(computer.port, computer.login, SHORT) as one:
                one.run("yes")
                one.run("true")


class RefusesCommands(paramiko.ServerInterface):
    """Lets everybody in and runs nothing; ``channels``: whether it opens any."""

    def __init__(self, *, channels: bool) -> None:
        self._opens = paramiko.OPEN_SUCCEEDED if channels else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return self._opens


@pytest.mark.parametrize("channels", [True, False])
def test_a_server_that_runs_nothing_says_so_as_a_shell_would(client_key: ClientKey, channels: bool) -> None:
    host_key = paramiko.ECDSAKey.generate()

    def script(client, stop: threading.Event) -> None:
        transport = paramiko.Transport(client)
        transport.add_server_key(host_key)
        transport.start_server(server=RefusesCommands(channels=channels))
        stop.wait(20)
        transport.close()

    pinned = HostKey(host_key.get_name(), host_key.asbytes())
    with hostile(script) as port, machine(port, Login("anybody", client_key, pinned)) as one:
        for _ in range(2):
            assert one.run("true") == CommandResult(REFUSED, "")


def test_a_key_that_may_run_nothing_gets_what_is_run_in_its_place(tmp_path: Path, computer: Computer) -> None:
    key = computer.login.key.public_line
    with Sshd(tmp_path / "sshd", f'restrict,command="echo no; exit 126" {key}') as server:
        login = Login(server.account, computer.login.key, HostKey.from_line(server.host_key_line))
        with machine(server.port, login) as one:
            assert one.run("true") == CommandResult(REFUSED, "no\n")
