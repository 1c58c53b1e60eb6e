"""A played machine is, to a real client, a small computer with our account on it."""

from contextlib import closing
from datetime import timedelta
from zoneinfo import ZoneInfo

import asyncssh
import paramiko
import pytest

from demo.machine import PlayedMachine
from demo.wire import HOST


def run(transport, command):
    channel = transport.open_session(timeout=5)
    channel.settimeout(5)
    channel.exec_command(command)
    answer = channel.makefile("rb").read().decode()
    status = channel.recv_exit_status()
    channel.close()
    return status, answer


def test_it_serves_its_files_under_the_paths_of_a_real_machine(machine, dial, files):
    path = machine.root / "var/lib/timekpr/work/anna.time"
    path.write_bytes(b"[anna]\n")
    with files(dial(machine.port)) as sftp, sftp.open("/var/lib/timekpr/work/anna.time") as opened:
        assert opened.read() == b"[anna]\n"
        assert sorted(sftp.listdir("/var/lib/timekpr")) == ["config", "work"]


def test_it_shows_the_host_key_that_it_says_it_has(machine, dial):
    offered = dial(machine.port).get_remote_server_key()
    assert f"{offered.get_name()} {offered.get_base64()}" == machine.host_key


def test_it_tells_the_time_of_its_own_clock_in_its_zone(machine, dial):
    assert run(dial(machine.port), "date '+%F %T %z'") == (0, "2026-11-18 16:04:05 +0100\n")
    machine.clock_ahead = 3 * 3600
    assert run(dial(machine.port), "date '+%F %T %z'") == (0, "2026-11-18 19:04:05 +0100\n")


def test_its_clock_follows_summer_time(machine, clock):
    clock.advance(timedelta(days=150).total_seconds())
    assert machine.now().utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("command", ["date", "cat /etc/timezone", "date '+%F %T %z'; id", "sh"])
def test_it_knows_no_other_command(machine, dial, command):
    assert run(dial(machine.port), command) == (127, "")


def test_it_takes_no_other_key(machine, dial):
    stranger = paramiko.RSAKey.generate(2048)
    with pytest.raises(paramiko.AuthenticationException):
        dial(machine.port, key=stranger)


@pytest.mark.parametrize("account", ["root", "anna", ""])
def test_it_has_no_other_account(machine, dial, account):
    with pytest.raises(paramiko.AuthenticationException):
        dial(machine.port, account=account)


def test_it_takes_no_password(machine):
    with closing(paramiko.Transport((HOST, machine.port))) as stranger:
        stranger.start_client(timeout=5)
        with pytest.raises(paramiko.BadAuthenticationType) as refused:
            stranger.auth_password("timekpr-mngr", "letmein", fallback=False)
    assert refused.value.allowed_types == ["publickey"]


@pytest.mark.parametrize(
    "change",
    [
        lambda sftp: sftp.open("/etc/timezone", "w"),
        lambda sftp: sftp.open("/etc/timezone", "r+"),
        lambda sftp: sftp.open("/etc/new", "x"),
        lambda sftp: sftp.remove("/etc/timezone"),
        lambda sftp: sftp.mkdir("/home"),
        lambda sftp: sftp.rmdir("/etc/timekpr"),
        lambda sftp: sftp.rename("/etc/timezone", "/etc/zone"),
        lambda sftp: sftp.posix_rename("/etc/timezone", "/etc/zone"),
        lambda sftp: sftp.symlink("/etc/timezone", "/etc/zone"),
        lambda sftp: sftp.chmod("/etc/timezone", 0o666),
        lambda sftp: sftp.truncate("/etc/timezone", 0),
    ],
)
def test_it_lets_our_account_change_nothing(machine, dial, files, change):
    before = sorted(str(path) for path in machine.root.rglob("*"))
    with files(dial(machine.port)) as sftp, pytest.raises(PermissionError):
        change(sftp)
    assert sorted(str(path) for path in machine.root.rglob("*")) == before
    assert (machine.root / "etc/timezone").read_text() == "Europe/Berlin\n"


@pytest.mark.parametrize("path", ["/../../../../etc/passwd", "/etc/../../etc/passwd", "../../etc/passwd"])
def test_it_shows_nothing_outside_its_directory(machine, dial, files, path):
    with files(dial(machine.port)) as sftp, pytest.raises(FileNotFoundError):
        sftp.open(path)


def test_a_key_that_is_none_is_refused_when_the_machine_is_made(room, clock):
    with pytest.raises(asyncssh.KeyImportError):
        PlayedMachine(room, "PC", "ssh-ed25519 nonsense", clock=clock, zone=ZoneInfo("UTC"))
