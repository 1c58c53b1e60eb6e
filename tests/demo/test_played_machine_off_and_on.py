"""A machine that is switched off answers nobody at its port, and comes back there."""

import asyncio
import socket

import pytest

from demo.wire import HOST, Connections


def test_nothing_answers_while_it_is_off(machine):
    machine.switch_off()
    with pytest.raises(TimeoutError):
        socket.create_connection((HOST, machine.port), 0.3)


def test_it_comes_back_at_the_same_port_with_the_same_key(machine, dial):
    port, key = machine.port, machine.host_key
    machine.switch_off()
    machine.switch_on()
    offered = dial(port).get_remote_server_key()
    assert f"{offered.get_name()} {offered.get_base64()}" == key


def test_switching_it_off_cuts_the_connections_that_there_are(machine, dial):
    transport = dial(machine.port)
    machine.switch_off()
    transport.join(5)
    assert not transport.is_active()


def test_switching_it_off_cuts_a_handshake_that_has_only_begun(machine):
    with socket.create_connection((HOST, machine.port), 5) as plug:
        assert plug.recv(4) == b"SSH-"
        machine.switch_off()
        while plug.recv(4096):
            pass


def test_a_connection_that_was_on_its_way_is_cut_as_well():
    cut = []

    class Late:
        def abort(self):
            cut.append(self)

    async def arrive_late():
        connections = Connections()
        await connections.cut()
        connections.add(late)
        await asyncio.sleep(0)

    late = Late()
    asyncio.run(arrive_late())
    assert cut == [late]


def test_switching_twice_is_harmless(machine, dial):
    machine.switch_off()
    machine.switch_off()
    machine.switch_on()
    machine.switch_on()
    assert machine.is_on
    assert dial(machine.port).is_authenticated()


def test_nobody_else_can_take_its_port_while_it_is_off(machine):
    machine.switch_off()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind((HOST, machine.port))


def test_a_file_changed_while_it_was_off_is_read_after_it_is_back(machine, dial, files):
    path = machine.root / "etc/timekpr/timekpr.conf"
    path.write_bytes(b"[GENERAL]\n")
    machine.switch_off()
    path.write_bytes(b"[SESSION]\n")
    machine.switch_on()
    with files(dial(machine.port)) as sftp:
        assert sftp.open("/etc/timekpr/timekpr.conf").read() == b"[SESSION]\n"
