"""Commands over SSH reach the machine's Timekpr, while its story goes on in another thread."""

import threading

import pytest

from demo.daemon import PlayedTimekpr
from demo.machine import PlayedMachine
from demo.one_at_a_time import one_at_a_time
from demo.shell import PlayedShell
from tests.demo.house import BERLIN, every_day, used
from tests.demo.saying import DATE, bus, cli, until
from timekpr_rules import new_user_config, read_time_file, read_user_config

WEEK = bus("setTimeLimitForWeek", "si", "anna", "7200")


@pytest.fixture
def machine(room, clock, public_key_line):
    return PlayedMachine(room, "PC", public_key_line, clock=clock, zone=BERLIN, writable=True)


@pytest.fixture
def timekpr(machine):
    timekpr = PlayedTimekpr(machine.root, machine.now(), speed=60)
    timekpr.add_user("anna", every_day(86_400), used(0, machine.now()), machine.now())
    machine.shell = PlayedShell(timekpr, root=True)
    return timekpr


def run(transport, command):
    channel = transport.open_session(timeout=5)
    channel.settimeout(5)
    channel.exec_command(command)
    out, err = channel.makefile("rb").read().decode(), channel.makefile_stderr("rb").read().decode()
    return channel.recv_exit_status(), out, err


def test_a_command_changes_the_rules_of_the_machine(machine, timekpr, dial):
    answer = run(dial(machine.port), until(machine.now(), WEEK))
    assert answer == (0, '{"type":"is","data":[0,""]}\n', "")
    assert read_user_config(timekpr.disk.config("anna").read_bytes(), "anna").model.week_limit == 7200


def test_a_word_that_is_no_command_is_said_on_the_error_channel(machine, timekpr, dial):
    assert run(dial(machine.port), "reboot") == (127, "", "sh: 1: reboot: not found\n")


def test_a_change_that_hangs_leaves_its_channel_open_and_the_others_alone(machine, timekpr, dial):
    machine.shell.hangs = True
    transport = dial(machine.port)
    waiting = transport.open_session(timeout=5)
    waiting.exec_command(WEEK)
    assert run(transport, DATE)[0] == 0
    assert not waiting.exit_status_ready()
    waiting.settimeout(0.1)
    with pytest.raises(TimeoutError):
        waiting.recv(1)


def test_rules_that_were_uploaded_are_noticed_at_the_next_save(machine, timekpr, dial, files, clock):
    timekpr.log_in("anna", machine.now())
    with files(dial(machine.port)) as sftp:
        with sftp.open("/var/lib/timekpr/config/timekpr.anna.conf.upload", "xw") as file:
            file.write(new_user_config("anna", every_day(60)))
        sftp.posix_rename(
            "/var/lib/timekpr/config/timekpr.anna.conf.upload", "/var/lib/timekpr/config/timekpr.anna.conf"
        )
    for _ in range(30):
        clock.advance(1)
        timekpr.tick(machine.now())
    assert timekpr.users == set()


def test_no_grant_is_lost_between_two_threads(machine, timekpr):
    """Each reads the counters, reckons and writes: without a lock some would be written over."""
    timekpr.log_in("anna", machine.now())
    threads = [threading.Thread(target=grant, args=(machine, timekpr), daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(50):
        timekpr.tick(machine.now())
        timekpr.lock("anna")
        timekpr.log_in("anna", machine.now())
    for thread in threads:
        thread.join(30)
    timekpr.stop(machine.now())
    assert read_time_file(timekpr.disk.time("anna").read_bytes(), "anna").model.balance == -200


def grant(machine, timekpr):
    for _ in range(50):
        machine.shell.run(cli("settimeleft", "anna", "+", "1"), machine.now())


def test_all_that_is_public_waits_for_its_turn():
    held = []

    class Lock:
        def __enter__(self):
            held.append(True)

        def __exit__(self, *_):
            held.pop()

    @one_at_a_time
    class Thing:
        def __init__(self):
            self._lock = Lock()

        @property
        def held(self):
            return bool(held)

        def do(self):
            return self._secret()

        def _secret(self):
            return bool(held)

    thing = Thing()
    assert (thing.held, thing.do(), thing._secret()) == (True, True, False)
