"""The real daemon of the workbench counts, saves, restricts and lets in, as on a computer with systemd."""

from __future__ import annotations

import json
import pwd
import subprocess
from pathlib import Path

import psutil
import pytest

from ssh_client.keys import generate_key, load_key
from workbench.real_computer import RealComputer, Who
from workbench.system_bus import BusError
from workbench.timekprd import NAME, PATH, SAMPLE, USER_ADMIN, RealTimekpr, TimekprError
from workbench.traces import ROOM
from workbench.waiting import until

from .conftest import Remains

pytestmark = pytest.mark.real


def test_who_is_logged_in_is_counted_and_a_logout_saves_it(timekpr: RealTimekpr) -> None:
    timekpr.log_in("tkanna")
    until(lambda: timekpr.realtime("tkanna")["ACTUAL_TIME_SPENT_DAY"] > 0, 10, "time is counted")
    counted = timekpr.realtime("tkanna")["ACTUAL_TIME_SPENT_DAY"]
    timekpr.log_out("tkanna")

    assert int(timekpr.saved("tkanna")["TIME_SPENT_DAY"]) >= counted
    assert timekpr.information("tkanna")["TIME_SPENT_DAY"] >= counted
    assert timekpr.realtime("tkanna") == {}
    assert timekpr.saved("tkben")["TIME_SPENT_DAY"] == "0"


def test_the_daemon_lives_in_another_moment_until_the_next_test(timekpr: RealTimekpr) -> None:
    timekpr.login1.log_in("tkanna")
    timekpr.restart(now="2031-11-24 21:58:00")
    assert timekpr.information("tkanna")["ACTUAL_TIME_LEFT_DAY"] in range(2 * 3600, 2 * 3600 + 121)
    timekpr.log_out("tkanna")

    assert timekpr.saved("tkanna")["LAST_CHECKED"].startswith("2031-11-24 21:58:0")


def test_a_session_without_time_is_terminated_while_another_is_counted_and_saved(timekpr: RealTimekpr) -> None:
    assert timekpr.call("setTimeLimitForDays", "sai", "tkanna", 7, 0, 0, 0, 0, 0, 0, 0) == []
    timekpr.log_in("tkanna", "tkben")
    until(timekpr.calls, 20, "the login manager is asked for something")

    assert timekpr.calls() == [("TerminateSession", "tkanna")]
    assert timekpr.login1.logged_in() == {"tkben"}
    until(lambda: int(timekpr.saved("tkben")["TIME_SPENT_DAY"]) >= 9, 20, "the time of the other is saved")


def test_a_user_is_given_files_or_new_ones(timekpr: RealTimekpr) -> None:
    config = (SAMPLE / "timekpr.ben.conf").read_bytes().replace(b"[ben", b"[tkanna")
    time = (SAMPLE / "ben.time").read_bytes().replace(b"[ben", b"[tkanna")
    new = timekpr.information("tkanna")

    timekpr.fresh_user("tkanna", config, time)
    given = timekpr.information("tkanna")
    timekpr.fresh_user("tkanna")

    assert given["LIMITS_PER_WEEKDAYS"] != new["LIMITS_PER_WEEKDAYS"]
    assert {**timekpr.information("tkanna"), "TIME_LEFT_DAY": 0} == {**new, "TIME_LEFT_DAY": 0}


def test_what_is_wrong_is_refused_and_a_daemon_that_is_stopped_does_not_answer(timekpr: RealTimekpr) -> None:
    with pytest.raises(TimekprError, match="nobody-at-all"):
        timekpr.information("nobody-at-all")
    timekpr.stop()
    with pytest.raises(BusError):
        timekpr.information("tkanna")


@pytest.mark.parametrize(
    ("who", "in_front", "allowed"),
    [("member", "restrict", True), ("outsider", "", False), ("root", "", True)],
)
def test_over_ssh_the_group_may_ask_and_others_may_not(
    timekpr: RealTimekpr, tmp_path: Path, who: Who, in_front: str, allowed: bool
) -> None:
    with computer(timekpr, tmp_path, who, in_front) as pc:
        answer = over_ssh(
            pc, tmp_path, f"busctl --json=short call {NAME} {PATH} {USER_ADMIN} getUserInformation ss tkanna R"
        )

        assert pwd.getpwnam(pc.sshd.account).pw_uid < 999
    if allowed:
        assert json.loads(answer.stdout) == {"type": "isa{sv}", "data": [0, "", {}]}
    else:
        assert answer.returncode == 1
        assert "denied" in answer.stderr


def test_a_key_may_have_a_command_of_its_own(timekpr: RealTimekpr, tmp_path: Path) -> None:
    with computer(timekpr, tmp_path, "root", 'restrict,command="echo gate: $SSH_ORIGINAL_COMMAND"') as pc:
        assert over_ssh(pc, tmp_path, "timekpra --userlist").stdout == "gate: timekpra --userlist\n"


def test_it_began_on_the_remains_of_a_run_that_was_killed(timekpr: RealTimekpr, remains: Remains) -> None:
    assert remains.users == ["tkgone"]
    assert len(remains.started) >= 2
    assert [pid for pid, began in remains.started if runs(pid, began)] == []
    assert "tkgone" not in {entry.pw_name for entry in pwd.getpwall()}
    assert not timekpr.config_path("tkgone").exists()
    assert (ROOM / "saved" / timekpr.main_path.relative_to("/")).read_bytes() == remains.main_before


def runs(pid: int, began: float) -> bool:
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - began) < 0.5 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def computer(timekpr: RealTimekpr, folder: Path, who: Who, in_front: str) -> RealComputer:
    key = generate_key()
    (folder / "key").write_bytes(key)
    (folder / "key").chmod(0o600)
    return RealComputer(timekpr, load_key(key).public_line, who, in_front=in_front)


def over_ssh(pc: RealComputer, folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    (folder / "known").write_text(f"[{pc.host}]:{pc.sshd.port} {pc.sshd.host_key_line}\n")
    options = ("-F", "none", "-o", "BatchMode=yes", "-o", f"UserKnownHostsFile={folder / 'known'}")
    where = ("-i", folder / "key", "-p", str(pc.sshd.port), f"{pc.sshd.account}@{pc.host}")
    return subprocess.run(
        ["ssh", *options, *where, command], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL,
        check=False,
    )  # fmt: skip
