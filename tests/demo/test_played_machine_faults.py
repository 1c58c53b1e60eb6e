"""Every way in which a machine may misbehave can be seen by a client."""

import socket

import paramiko
import pytest

from demo.sftp import Fault
from demo.wire import HOST

CONTENT = b"0123456789" * 100
SOON = 0.2
"""Seconds after which a test believes that nothing will come."""


@pytest.fixture
def path(machine):
    (machine.root / "var/lib/timekpr/config/timekpr.anna.conf").write_bytes(CONTENT)
    return "/var/lib/timekpr/config/timekpr.anna.conf"


def test_a_silent_machine_takes_the_connection_and_says_nothing(machine):
    machine.misbehave(Fault.SILENT)
    with socket.create_connection((HOST, machine.port), 5) as plug:
        plug.sendall(b"SSH-2.0-test\r\n")
        plug.settimeout(SOON)
        with pytest.raises(TimeoutError):
            plug.recv(1)


def test_a_silent_machine_can_be_switched_off(machine):
    machine.misbehave(Fault.SILENT)
    with socket.create_connection((HOST, machine.port), 5) as plug:
        machine.switch_off()
        assert plug.recv(1) == b""
    with pytest.raises(TimeoutError):
        socket.create_connection((HOST, machine.port), 0.3)


def test_a_stalling_machine_sends_half_a_file(machine, path, dial, files):
    machine.misbehave(Fault.STALLS_MID_FILE)
    with files(dial(machine.port)) as sftp:
        opened = sftp.open(path)
        assert opened.read(len(CONTENT) // 2) == CONTENT[: len(CONTENT) // 2]
        sftp.get_channel().settimeout(SOON)
        with pytest.raises(TimeoutError):
            opened.read(1)
        assert sftp.get_channel().active


def test_a_stalling_machine_still_answers_other_requests(machine, path, dial, files):
    machine.misbehave(Fault.STALLS_MID_FILE)
    with files(dial(machine.port)) as sftp:
        assert sftp.stat(path).st_size == len(CONTENT)


def test_a_dropping_machine_sends_half_a_file_and_is_gone(machine, path, dial, files):
    machine.misbehave(Fault.DROPS_MID_FILE)
    transport = dial(machine.port)
    with files(transport) as sftp:
        opened = sftp.open(path)
        assert opened.read(len(CONTENT) // 2) == CONTENT[: len(CONTENT) // 2]
        with pytest.raises((EOFError, OSError, paramiko.SSHException)):
            opened.read(1)
        transport.join(5)
        assert not transport.is_active()


def test_another_host_key_is_shown_until_it_behaves_again(machine, dial):
    machine.misbehave(Fault.OTHER_HOST_KEY)
    assert dial(machine.port).get_remote_server_key().get_base64() == machine.other_host_key.split()[1]
    machine.misbehave(Fault.NONE)
    assert dial(machine.port).get_remote_server_key().get_base64() == machine.host_key.split()[1]
    assert machine.other_host_key != machine.host_key


def test_a_fault_is_kept_while_the_machine_is_off(machine, dial):
    machine.switch_off()
    machine.misbehave(Fault.OTHER_HOST_KEY)
    assert not machine.is_on
    machine.switch_on()
    assert dial(machine.port).get_remote_server_key().get_base64() == machine.other_host_key.split()[1]


def test_a_machine_that_behaves_again_sends_whole_files(machine, path, dial, files):
    machine.misbehave(Fault.STALLS_MID_FILE)
    machine.misbehave(Fault.NONE)
    with files(dial(machine.port)) as sftp:
        assert sftp.open(path).read() == CONTENT
