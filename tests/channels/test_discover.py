"""Which ways there are on a computer, and why the others do not work."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from channels import Channel, discover
from channels.discover import (
    GATE,
    NO_ANSWER,
    NO_BUS,
    NOT_IN_GROUP,
    NOT_RUNNING,
    TIMEKPRA_PROGRAM,
    dbus_only,
    version,
    why_not,
)
from channels.words import BUS_USERS, TIMEKPRA_USERS, WHO_AM_I
from demo.daemon import PlayedTimekpr
from demo.shell import PlayedShell
from errors import ConnectionLost, TooSlow
from ssh_client.commands import REFUSED, CommandResult
from tests.channels.played import LOST, NOW, PlayedMachine
from tests.demo.house import AFTERNOON, every_day, laid_out, used
from timekpr_rules import Version


@pytest.fixture
def timekpr(tmp_path: Path) -> PlayedTimekpr:
    played = PlayedTimekpr(laid_out(tmp_path), AFTERNOON)
    played.add_user("anna", every_day(), used(0), AFTERNOON)
    return played


def reasons(machine: PlayedMachine) -> dict[Channel, str]:
    return {channel: str(why) for channel, why in discover(machine, NOW).broken.items()}


def test_all_that_work_are_taken_in_their_order(timekpr: PlayedTimekpr) -> None:
    machine = PlayedMachine(PlayedShell(timekpr, root=True))
    ways = discover(machine, NOW)

    assert (ways.at, ways.broken, ways.best) == (NOW, {}, Channel.DBUS)
    assert all(map(ways.works, Channel))
    assert dbus_only(machine, NOW) == ways
    assert set(machine.asked) == {BUS_USERS, TIMEKPRA_USERS, WHO_AM_I}


def test_without_busctl_it_is_timekpra(timekpr: PlayedTimekpr) -> None:
    machine = PlayedMachine(PlayedShell(timekpr, bus=False))

    assert discover(machine, NOW).best is Channel.TIMEKPRA
    assert dbus_only(machine, NOW) is None
    assert reasons(machine) == {
        Channel.DBUS: "there is no busctl there.",
        Channel.FILES: "our account is not root there, so it cannot replace Timekpr's files.",
    }


def test_who_may_not_talk_to_timekpr_is_not_in_its_group(timekpr: PlayedTimekpr) -> None:
    shell = PlayedShell(timekpr, root=True)
    shell.refuses = True

    assert discover(PlayedMachine(shell), NOW).best is Channel.FILES
    assert reasons(PlayedMachine(shell)) == {Channel.DBUS: str(NOT_IN_GROUP), Channel.TIMEKPRA: str(NOT_IN_GROUP)}


def test_without_timekpr_nothing_works() -> None:
    ways = discover(PlayedMachine(), NOW)

    assert (ways.best, set(ways.broken)) == (None, set(Channel))
    assert reasons(PlayedMachine())[Channel.TIMEKPRA] == "there is no timekpra there."


def test_one_that_hangs_ends_with_the_deadline(timekpr: PlayedTimekpr) -> None:
    shell = PlayedShell(timekpr)
    shell.hangs = True

    with pytest.raises(TooSlow):
        discover(PlayedMachine(shell), NOW)


@pytest.mark.parametrize("command", [BUS_USERS, TIMEKPRA_USERS, WHO_AM_I])
def test_a_connection_that_is_lost_says_nothing_about_the_ways(timekpr: PlayedTimekpr, command: str) -> None:
    with pytest.raises(ConnectionLost):
        discover(PlayedMachine(PlayedShell(timekpr), {command: LOST}), NOW)


@pytest.mark.parametrize(
    ("status", "output", "why"),
    [
        (REFUSED, "timekpr-mngr-gate: This is none of the commands of timekpr-mngr.\n", str(GATE)),
        (REFUSED, "", str(GATE)),
        (1, "Call failed: The name com.timekpr.server was not provided by any .service files\n", str(NOT_RUNNING)),
        (1, "Call failed: org.freedesktop.DBus.Error.ServiceUnknown\n", str(NOT_RUNNING)),
        (1, "Failed to connect to bus: No such file or directory\n", str(NO_BUS)),
        (1, "Call failed: Connection timed out\n", str(NO_ANSWER)),
        (
            1,
            "Call failed: Something else\x07\n",
            "busctl answers: Call failed: Something else\N{REPLACEMENT CHARACTER}",
        ),
        (0, "not JSON", "busctl answers: not JSON"),
        (0, '{"type":"is","data":[-1,"no"]}', 'busctl answers: {"type":"is","data":[-1,"no"]}'),
        (None, "", "busctl answers: -"),
    ],
)
def test_the_reason_is_said_in_words(status: int | None, output: str, why: str) -> None:
    assert str(why_not(Channel.DBUS, PlayedMachine(answers={BUS_USERS: CommandResult(status, output)}))) == why


@given(st.none() | st.integers(0, 255), st.text())
def test_whatever_is_answered_is_a_reason_or_none(status: int | None, output: str) -> None:
    machine = PlayedMachine(answers=dict.fromkeys((BUS_USERS, TIMEKPRA_USERS, WHO_AM_I), CommandResult(status, output)))
    for channel in Channel:
        why = why_not(channel, machine)
        assert why is None or str(why)
        assert why is not None or status == 0


@pytest.mark.parametrize("output", ["", "\n", "1000\n", "00", "0 0", "uid=0(root)"])
def test_only_root_may_replace_files(output: str) -> None:
    assert why_not(Channel.FILES, PlayedMachine(answers={WHO_AM_I: CommandResult(0, output)}))
    assert why_not(Channel.FILES, PlayedMachine(answers={WHO_AM_I: CommandResult(1, "0\n")}))


SCRIPT = b'#!/bin/sh\nexec "/usr/bin/python3" "/usr/lib/python3/dist-packages/timekpr/client/timekpra.py" "$@"\n'
PLAIN = SCRIPT.replace(b'"', b"")
FOLDER = "/usr/lib/python3/dist-packages/timekpr"
CONSTANTS = f"{FOLDER}/common/constants/constants.py"


def test_the_version_is_read_from_timekprs_own_files() -> None:
    files = {TIMEKPRA_PROGRAM: PLAIN, CONSTANTS: b'# x\nTK_VERSION = "0.5.4"\nTK_DEV = 1\n'}

    assert version(PlayedMachine(files=files)) == Version(0, 5, 4)


@pytest.mark.real
def test_the_real_timekpr_has_it_where_it_is_looked_for() -> None:
    assert Path(TIMEKPRA_PROGRAM).exists(), "timekpr-next is not installed: run make test, which installs it"
    machine = PlayedMachine(files={TIMEKPRA_PROGRAM: Path(TIMEKPRA_PROGRAM).read_bytes()})
    version(machine)
    machine.files[machine.asked[-1]] = Path(machine.asked[-1]).read_bytes()

    assert version(machine) >= Version(0, 5, 4)


@pytest.mark.parametrize(
    "program",
    [
        b"", b"\xff" * 400, b"x" * 400 + PLAIN, b"python3 client/timekpra.py", b"python3 /a/../b/client/timekpra.py",
        b"/" + b"x" * 200 + b"/client/timekpra.py", "/\u202e/client/timekpra.py".encode(), b"/a/client/timekpra.pyc",
    ],
)  # fmt: skip
def test_no_other_file_is_read_for_it(program: bytes) -> None:
    machine = PlayedMachine(files={TIMEKPRA_PROGRAM: program})

    assert version(machine) is None
    assert machine.asked == [TIMEKPRA_PROGRAM]


@pytest.mark.parametrize("constants", [None, b"", b"\xff", b"TK_VERSION", b"TK_VERSION = ''", b"VERSION = '0.5.4'"])
def test_without_a_version_there_it_is_not_known(constants: bytes | None) -> None:
    files = {TIMEKPRA_PROGRAM: PLAIN} | ({CONSTANTS: constants} if constants is not None else {})

    assert version(PlayedMachine(files=files)) is None
    assert version(PlayedMachine()) is None


@given(st.binary(max_size=400), st.binary(max_size=100))
def test_no_bytes_make_it_fall_over(program: bytes, constants: bytes) -> None:
    version(PlayedMachine(files={TIMEKPRA_PROGRAM: program, CONSTANTS: b"TK_VERSION" + constants}))
    version(PlayedMachine(files={TIMEKPRA_PROGRAM: PLAIN, CONSTANTS: b"TK_VERSION" + constants}))


def test_the_moment_is_kept(timekpr: PlayedTimekpr) -> None:
    assert discover(PlayedMachine(PlayedShell(timekpr)), NOW).at == datetime.fromisoformat("2026-11-18T14:00:00Z")
