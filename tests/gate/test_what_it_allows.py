"""Each command of timekpr-mngr becomes the program that it names, with its words unchanged."""

from __future__ import annotations

import ast
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from computer_setup import GATE

from .conftest import COMPUTER, NOW, TIMEKPRA, USERS, in_time

READS = [
    "date '+%F %T %z'",
    "id -u",
    f"{USERS} getUserList",
    f"{USERS} getUserInformation ss anna F",
    f"{USERS} getUserInformation ss 'anna' 'R'",
    f"{COMPUTER} getTimekprConfiguration",
    f"{TIMEKPRA} --userlist",
    f"{TIMEKPRA} --getuserlist",
    f"{TIMEKPRA} --userinfo 'anna'",
    f"{TIMEKPRA} --userinfort 'Anna.B_2-x$'",
    f"{TIMEKPRA} --getuserinfo anna",
]
HOURS = "setAllowedHours 'ssa{sa{si}}' anna 1 2 7 3 STARTMIN 0 ENDMIN 60 UACC 0 8 3 STARTMIN 0 ENDMIN 30 UACC 1"
WRITES = [
    f"{USERS} {HOURS}",
    f"{USERS} setAllowedHours 'ssa{{sa{{si}}}}' anna 1 0",
    f"{USERS} setAllowedDays sas anna 7 1 2 3 4 5 6 7",
    f"{USERS} setTimeLimitForDays sai anna 0",
    f"{USERS} setTimeLeft ssi anna + 600",
    f"{USERS} setTimeLeft ssi anna - 600",
    f"{USERS} setLockoutType ssss anna '' 0 23",
    f"{USERS} setTrackInactive sb anna true",
    f"{USERS} setPlayTimeActivities saas anna 1 2 'a b;$(reboot)`x`&|<>*?~#\\' 'Größe 🎮 \"x\"'",
    f"{USERS} setPlayTimeActivities saas anna 0",
    f"{COMPUTER} setTimekprPollTime i 3",
    f"{COMPUTER} setTimekprUsersExcl as 0",
    f"{COMPUTER} setTimekprPlayTimeEnabled b false",
    f"{TIMEKPRA} --settimeleft 'anna' '+' '600'",
    f"{TIMEKPRA} --setalloweddays 'anna' '1;2;3'",
    f"{TIMEKPRA} --setallowedhours 'anna' 'ALL' '7;8[00-30];!9'",
    f"{TIMEKPRA} --setplaytimeactivities 'anna' 'it'\"'\"'s[x; y]'",
]


@pytest.mark.parametrize("command", [*READS, *map(in_time, WRITES)])
def test_it_becomes_the_program_that_is_named(gate: ModuleType, everything_installed: Path, command: str) -> None:
    path, words = gate.decide(command.encode(), NOW)

    wanted = shlex.split(command.partition(" && exec ")[2] or command)
    if wanted[0] == "env":
        wanted = wanted[3:]
    assert (path, words) == (str(everything_installed / wanted[0]), wanted)


@pytest.mark.parametrize(
    "subsystem",
    [
        "internal-sftp",
        "/usr/lib/openssh/sftp-server",
        "/usr/libexec/openssh/sftp-server",
        "/usr/lib/ssh/sftp-server",
        "internal-sftp -f AUTH -l INFO",
        "/usr/lib/openssh/sftp-server -u 0000 -P readonly -d / -p remove,write",
    ],
)
def test_sftp_is_read_only_whatever_the_options(gate: ModuleType, everything_installed: Path, subsystem: str) -> None:
    path, words = gate.decide(subsystem.encode(), NOW)

    requests = "open,close,read,lstat,stat,fstat,opendir,readdir,readlink,realpath"
    assert path in gate.SFTP_SERVERS
    assert words == ["sftp-server", "-R", "-p", requests]


def test_every_method_that_is_allowed_has_a_signature_of_the_real_timekpr(gate: ModuleType) -> None:
    source = Path("/usr/lib/python3/dist-packages/timekpr/server/interface/dbus/daemon.py")
    assert source.exists(), "timekpr-next is not installed: run make test, which installs it"
    real = {}
    for node in ast.walk(ast.parse(source.read_text())):
        for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else []:
            signature = next((word.value.value for word in mark.keywords if word.arg == "in_signature"), None)
            interface = {"TK_DBUS_USER_ADMIN_INTERFACE": gate.USERS, "TK_DBUS_ADMIN_INTERFACE": gate.COMPUTER}
            where = interface.get(mark.args[0].attr if mark.args else "")
            if where and node.name.startswith(("set", "get")):
                real[where, node.name] = signature

    allowed = {
        (interface, method): signature
        for table in (gate.BUS_READS, gate.BUS_WRITES)
        for interface, methods in table.items()
        for method, signature in methods.items()
    }
    assert allowed == real


def test_every_option_that_is_allowed_is_one_of_the_real_timekpr(gate: ModuleType) -> None:
    source = Path("/usr/lib/python3/dist-packages/timekpr/client/admin/adminprocessor.py").read_text()
    since_0_5_6_and_0_5_9 = {"--userinfort", "--getuserlist", "--getuserinfo"}

    named = {*gate.TIMEKPRA_READS, *gate.TIMEKPRA_WRITES} - since_0_5_6_and_0_5_9
    assert {name for name in named if f'adminCmd == "{name}"' not in source} == set()


def test_it_is_python_that_the_oldest_computers_know() -> None:
    text = GATE.read_text()

    ast.parse(text, feature_version=(3, 8))
    assert text.startswith("#!/usr/bin/python3 -I\n")
