"""Everything else ends with one sentence and status 126, and nothing is run."""

from __future__ import annotations

from types import ModuleType

import pytest

from .conftest import BUS, COMPUTER, NOW, TIMEKPRA, USERS, Asked, in_time

NOT_OURS = [
    None,
    "",
    " ",
    "sh",
    "ls /",
    "/bin/sh -c id",
    "date",
    "date -s 12:00",
    "date '+%F %T %z' --set=12:00",
    "/bin/date '+%F %T %z'",
    "id",
    "id -u root",
    "id -u; reboot",
    "id -u && reboot",
    "id -u | sh",
    "id -u $(reboot)",
    "id -u `reboot`",
    "id -u > /tmp/x",
    "date '+%F %T %z'; id",
    "scp -t /etc",
    "rsync --server . /",
    "cat /etc/passwd",
    "../../bin/sh",
    "/usr/lib/openssh/../../../bin/sh",
    "/usr/lib/openssh/sftp-server;id",
    "/tmp/sftp-server",
    "sftp-server",
    "exec id -u",
    "id '-u",
]
BUSCTL = [
    "busctl",
    BUS,
    f"{USERS.replace('busctl', 'busctl --host=root@elsewhere')} getUserList",
    f"{USERS.replace('--system', '--host=root@elsewhere')} getUserList",
    f"{USERS.replace('--system', '--user')} getUserList",
    f"{USERS.replace('--system', '--address=unix:path=/tmp/x')} getUserList",
    f"{USERS.replace(' -- ', ' ')} getUserList",
    f"{USERS.replace('call', 'set-property')} getUserList",
    f"{USERS.replace('com.timekpr.server /', 'org.freedesktop.login1 /')} getUserList",
    f"{USERS.replace('/com/timekpr/server', '/org/freedesktop/systemd1')} getUserList",
    f"{BUS} org.freedesktop.DBus.Properties GetAll s x",
    f"{BUS} com.timekpr.server.user.limits requestTimeLimits s anna",
    f"{COMPUTER} getUserList",
    f"{USERS} getTimekprConfiguration",
    f"{USERS} getUserList ''",
    f"{USERS} getUserList s anna",
    f"{USERS} getUserInformation",
    f"{USERS} getUserInformation s anna",
    f"{USERS} getUserInformation ss anna",
    f"{USERS} getUserInformation ss anna X",
    f"{USERS} getUserInformation ss anna F F",
    f"{USERS} getUserInformation ss ../anna F",
    f"{USERS} getUserInformation ss --help F",
    f"{USERS} setTimeLeft ssi anna + 600",
    f"{COMPUTER} setTimekprPollTime i 3",
    in_time(f"{USERS} setTimeLeft sss anna + 600"),
    in_time(f"{USERS} setTimeLeft ssi anna +"),
    in_time(f"{USERS} setTimeLeft ssi anna + 600 600"),
    in_time(f"{USERS} setTimeLeft ssi 'anna ben' + 600"),
    in_time(f"{USERS} setAllowedDays sas anna"),
    in_time(f"{USERS} setSomething sb anna true"),
    in_time(f"{USERS} getUserInformation ss ../anna S"),
    in_time(f"{COMPUTER} setTimekprUsersExcl as"),
]
OPTIONS = [
    "timekpra --userlist",
    TIMEKPRA,
    f"{TIMEKPRA} --help",
    f"{TIMEKPRA} --userlist anna",
    f"{TIMEKPRA} --userinfo",
    f"{TIMEKPRA} --userinfo anna ben",
    f"{TIMEKPRA} --userinfo ../anna",
    f"{TIMEKPRA} --userinfo --userlist",
    f"{TIMEKPRA.replace('LANGUAGE=en', 'LD_PRELOAD=/tmp/x.so')} --userlist",
    f"{TIMEKPRA.replace('timekpra', '/tmp/timekpra')} --userlist",
    "env LC_ALL=C.UTF-8 LANGUAGE=en sh -c id",
    f"{TIMEKPRA} --settimeleft anna + 600",
    in_time(f"{TIMEKPRA} --settimeleft anna +"),
    in_time(f"{TIMEKPRA} --settimeleft 'an/timekpra' + 600"),
    in_time(f"{TIMEKPRA} --userinfo ../anna"),
    in_time(f"{TIMEKPRA} --setallowedhours anna ALL 7 8"),
]
GUARDS = [
    in_time("sh"),
    in_time("id -u"),
    in_time("internal-sftp"),
    in_time(in_time(f"{TIMEKPRA} --settimeleft anna + 600")),
    in_time(f"{TIMEKPRA} --settimeleft anna + 600").replace("-le", "-ge"),
    in_time(f"{TIMEKPRA} --settimeleft anna + 600").replace("&& exec", "|| exec"),
    in_time(f"{TIMEKPRA} --settimeleft anna + 600").replace("&& exec", "&&"),
    in_time(f"{TIMEKPRA} --settimeleft anna + 600").replace("date +%s", "echo 0"),
    in_time(f"{TIMEKPRA} --settimeleft anna + 600").replace("1764000000", "17640000000000"),
    in_time(f"{TIMEKPRA} --settimeleft anna + 600").replace("1764000000", "-1"),
    in_time(f"{TIMEKPRA} --settimeleft anna + 600").replace("1764000000", "$(date +%s)"),
    in_time(f"{TIMEKPRA} --settimeleft anna + 600") + "; id",
    "true; " + in_time(f"{TIMEKPRA} --settimeleft anna + 600"),
]
BYTES = [
    b"id -u\n",
    b"id -u\nid -u",
    b"id\t-u",
    b"id -u\r",
    b"id -u\x1b[2J",
    b"id -u\xc2\x85",
    "id -u\u2028".encode(),
    "id -u\u202e".encode(),
    b"id -u\xff",
    b"\xfe\xff\x00i",
    b"id -u" + b" " * 16 * 1024,
    in_time(f"{TIMEKPRA} --settimeleft anna + '{'6' * 16 * 1024}'").encode(),
]


@pytest.mark.parametrize("command", [*NOT_OURS, *BUSCTL, *OPTIONS, *GUARDS])
def test_it_refuses(asked: Asked, command: str | None) -> None:
    done = asked(command)

    assert (done.returncode, done.stdout) == (126, b"")
    assert done.stderr.startswith(b"timekpr-mngr-gate: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("command", [one for one in BYTES if b"\0" not in one])
def test_it_refuses_bytes_that_are_no_line_of_text(asked: Asked, command: bytes) -> None:
    done = asked(command)

    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (126, b"", 1)


@pytest.mark.parametrize("command", [*BYTES, b"id -u\0", b"\0"])
def test_it_refuses_them_also_where_no_environment_could_bring_them(gate: ModuleType, command: bytes) -> None:
    with pytest.raises(gate.Refused):
        gate.decide(command, NOW)
