"""A room full of machines comes and goes without a trace."""

import socket
import tempfile
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest

from demo.machine import PlayedMachine
from demo.room import MachineRoom
from demo.wire import HOST

UTC = ZoneInfo("UTC")


def traces():
    ours = psutil.Process()
    return ours.num_fds(), threading.active_count(), len(list(Path(tempfile.gettempdir()).glob("timekpr-mngr-demo-*")))


def test_nothing_is_left_after_twenty_rooms(clock, public_key_line, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = traces()
    for _ in range(20):
        with MachineRoom() as room:
            machine = PlayedMachine(room, "PC", public_key_line, clock=clock, zone=UTC)
            plug = socket.create_connection((HOST, machine.port), 5)
            assert plug.recv(4) == b"SSH-"
            assert machine.root.is_dir()
            assert traces() != before
        plug.close()
    assert traces() == before


def test_machines_of_one_room_share_its_thread_and_one_helper(room, clock, public_key_line):
    before = threading.active_count()
    machines = [PlayedMachine(room, f"PC-{n}", public_key_line, clock=clock, zone=UTC) for n in range(5)]
    assert threading.active_count() == before + 1
    assert len({machine.port for machine in machines}) == len(machines)
    assert len({machine.host_key for machine in machines}) == len(machines)


def test_the_machines_are_off_when_their_room_has_ended_with_an_error(clock, public_key_line):
    machines = []

    def fail():
        with MachineRoom() as room:
            machines.append(PlayedMachine(room, "PC", public_key_line, clock=clock, zone=UTC))
            raise RuntimeError("the test")

    with pytest.raises(RuntimeError, match="the test"):
        fail()
    machine = machines[0]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, machine.port), 5)
    assert not machine.root.exists()


def test_a_machine_that_was_closed_leaves_its_port_to_others_also_when_its_room_ends(clock, public_key_line):
    with MachineRoom() as room:
        machine = PlayedMachine(room, "PC", public_key_line, clock=clock, zone=UTC)
        machine.close()
        with socket.create_server(("127.0.0.1", machine.port)):
            machine.close()


def test_a_machine_can_be_switched_from_many_threads_at_once(machine, dial):
    threads = [
        threading.Thread(target=[machine.switch_on, machine.switch_off][turn % 2], daemon=True) for turn in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    machine.switch_on()
    assert dial(machine.port).is_authenticated()
