"""The doctor goes the whole way to a computer, says where it ends and what helps, and never hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import cures
from clock import SystemClock
from demo.sftp import Fault
from doctor import Finding, examine
from opening import open_core
from ssh_client.limits import Limits
from tests.support.played import Played
from tests.support.program import as_json, invoke, ok
from workbench.sshd import free_port

QUICK = Limits(connect=1, banner=1, operation=1)
Play = Callable[..., Played]


def found(data: Path, limits: Limits = QUICK) -> dict[str, Finding]:
    with (core := open_core(data, SystemClock(), writer=False)).store:
        return {finding.check: finding for finding in examine(core, core.fleet.get("pc"), limits)}


def ways(findings: dict[str, Finding]) -> dict[str, tuple[bool, bool]]:
    """For each way whether it is well, and whether something would help."""
    wanted = ("Changes by D-Bus", "Changes by timekpra", "Changes by replacing files", "Way that is taken")
    return {name: (findings[name].ok, findings[name].cure is not None) for name in wanted}


def nobody_waits() -> None:
    """No thread of the doctor is left behind."""
    deadline = time.monotonic() + 20
    while any(one.name in {"look", "ssh-worker"} for one in threading.enumerate()):
        assert time.monotonic() < deadline, "somebody still waits for the computer"
        time.sleep(0.01)


def test_a_computer_in_order_is_so_at_every_step(pc: Played) -> None:
    findings: list[dict[str, Any]] = as_json(pc.data, "doctor", "pc")

    assert [one["check"] for one in findings if one["check"] != "Time zone"] == [
        "Name", "Network", "Host key", "Our key", "Timekpr's files", "Timekpr's version", "Changes by D-Bus",
        "Changes by timekpra", "Changes by replacing files", "Way that is taken", "Clock",
        "Users that Timekpr has there", "timekpr.conf", "timekpr.anna.conf", "anna.time",
    ]  # fmt: skip
    assert all(one["ok"] for one in findings)
    assert all(one["cure"] is None for one in findings)
    assert findings[0].keys() == {"server", "check", "ok", "detail", "cure"}
    assert ok(pc.data, "doctor").startswith("pc  ✓ Name: 0 ms\n")


def test_timekprs_version_is_what_its_own_files_say(play: Play) -> None:
    pc = play()
    assert "taken for 0.5.4" in found(pc.data)["Timekpr's version"].detail
    for path, text in (
        ("usr/bin/timekpra", "#!/bin/sh\nexec python3 /usr/lib/timekpr/client/timekpra.py"),
        ("usr/lib/timekpr/common/constants/constants.py", 'TK_VERSION = "0.5.8"\n'),
    ):
        (pc.machine.root / path).parent.mkdir(parents=True)
        (pc.machine.root / path).write_text(text)

    assert found(pc.data)["Timekpr's version"].detail == "0.5.8"


def test_another_time_zone_is_told_and_no_fault(play: Play) -> None:
    pc = play()
    pc.machine.zone = ZoneInfo("Asia/Kathmandu")
    finding = found(pc.data)["Time zone"]

    assert (finding.ok, finding.cure) == (True, None)
    assert "It is UTC+5.75 there" in finding.detail


def test_without_busctl_timekpra_is_taken_and_what_is_better_is_told(play: Play) -> None:
    findings = found(play(bus=False).data)

    assert findings["Way that is taken"].detail == "Changes by timekpra"
    assert "there is no busctl" in findings["Changes by D-Bus"].detail
    assert "package systemd" in (findings["Changes by D-Bus"].cure or "")
    assert ways(findings) == {
        "Changes by D-Bus": (True, True),
        "Changes by timekpra": (True, False),
        "Changes by replacing files": (True, False),
        "Way that is taken": (True, False),
    }


def test_a_better_way_that_does_not_work_has_a_mark_of_its_own(play: Play) -> None:
    done = invoke(play(bus=False).data, "doctor")

    assert done.returncode == 0
    assert (
        "pc  · Changes by D-Bus: It does not work: there is no busctl there.\npc    → busctl is a part" in done.stdout
    )


def test_an_account_that_may_not_talk_to_timekpr_is_told_how_it_may(play: Play) -> None:
    pc = play()
    pc.machine.shell.refuses = True
    findings = found(pc.data)

    assert ways(findings) == dict.fromkeys(ways(findings), (False, True))
    assert findings["Changes by D-Bus"].cure == "At the computer: sudo usermod -aG timekpr timekpr-mngr"
    done = invoke(pc.data, "doctor", TIMEKPR_MNGR_LANGUAGE="de")
    assert done.returncode == 1
    assert "pc  ✗ " in done.stdout


def test_a_timekpr_that_never_answers_costs_a_deadline_for_each_way_and_no_more(play: Play) -> None:
    pc = play()
    pc.machine.shell.hangs = True
    began = time.monotonic()
    findings = found(pc.data)

    assert time.monotonic() - began < 10
    assert "too slow" in findings["Changes by D-Bus"].detail
    assert "too slow" in findings["Changes by timekpra"].detail
    assert findings["Changes by timekpra"].cure == "At the computer: sudo systemctl restart timekpr"
    assert "not root" in findings["Changes by replacing files"].detail
    assert findings["timekpr.anna.conf"].ok


def test_a_root_account_can_replace_files_where_nothing_else_works(play: Play) -> None:
    pc = play(writable=True)
    pc.machine.shell.refuses = True
    findings = found(pc.data)

    assert findings["Way that is taken"].detail == "Changes by replacing files"
    assert ways(findings) == {
        "Changes by D-Bus": (True, True),
        "Changes by timekpra": (True, True),
        "Changes by replacing files": (True, False),
        "Way that is taken": (True, False),
    }


@pytest.mark.parametrize("channel", ["files", "dbus"])
def test_a_way_that_is_set_has_to_work(play: Play, channel: str) -> None:
    findings = found(play(bus=False, channel=channel).data)

    name = "Changes by D-Bus" if channel == "dbus" else "Changes by replacing files"
    assert [check for check, finding in findings.items() if not finding.ok] == [name, "Way that is taken"]
    assert "--channel auto" in (findings["Way that is taken"].cure or "")


def test_a_computer_without_timekpr_is_told_what_to_install(play: Play) -> None:
    pc = play()
    (pc.machine.root / "etc/timekpr/timekpr.conf").unlink()
    findings = found(pc.data)

    last = list(findings.values())[-1]
    assert (last.check, last.ok, last.cure) == (
        "Timekpr's files",
        False,
        "At the computer: sudo apt install timekpr-next",
    )


def test_a_folder_that_is_missing_is_not_taken_for_success(play: Play) -> None:
    pc = play()
    for path in (pc.machine.root / "var/lib/timekpr/config").iterdir():
        path.unlink()
    (pc.machine.root / "var/lib/timekpr/config").rmdir()

    assert not found(pc.data)["Timekpr's files"].ok


def test_another_host_key_ends_it_with_the_command_that_confirms_it(play: Play) -> None:
    pc = play()
    pc.machine.misbehave(Fault.OTHER_HOST_KEY)
    last = list(found(pc.data).values())[-1]

    assert (last.check, last.ok) == ("Host key", False)
    assert "server trust pc --fingerprint SHA256:" in (last.cure or "")
    assert last.detail.split("now it shows ")[1].split(".")[0] in (last.cure or "")


def test_a_key_that_is_not_let_in_is_told_how_it_will_be(play: Play) -> None:
    pc = play()
    ok(pc.data, "key", "generate", "--replace")
    last = list(found(pc.data).values())[-1]

    assert (last.check, last.ok) == ("Our key", False)
    assert last.cure == "Run at the computer what this prints: server setup-command --account timekpr-mngr"


@pytest.mark.parametrize(
    ("host", "check", "cure"),
    [("127.0.0.1", "Network", "openssh-server"), ("nobody.invalid", "Name", "server edit pc --host")],
)
def test_a_computer_that_is_not_there_ends_it_early(alone: Path, host: str, check: str, cure: str) -> None:
    ok(alone, "key", "show")
    ok(alone, "server", "edit", "pc", "--host", host, "--port", str(free_port()))
    last = list(found(alone).values())[-1]

    assert (last.check, last.ok) == (check, False)
    assert cure in (last.cure or "")


def test_a_clock_that_is_far_off_is_told_how_to_set_it(play: Play) -> None:
    pc = play()
    pc.machine.clock_ahead = -4000
    finding = found(pc.data)["Clock"]

    assert (finding.ok, finding.cure) == (False, "At the computer: sudo timedatectl set-ntp true")


def test_each_step_is_told_before_the_next_is_through(play: Play) -> None:
    pc = play()
    pc.machine.shell.hangs = True
    with (core := open_core(pc.data, SystemClock(), writer=False)).store:
        findings = examine(core, core.fleet.get("pc"), Limits(operation=3600, machine=3600))

        assert [next(findings).check for _ in range(4)] == ["Name", "Network", "Host key", "Our key"]
        findings.close()
    nobody_waits()


def test_a_doctor_who_is_called_back_comes_at_once(play: Play) -> None:
    pc = play()
    pc.machine.shell.hangs = True
    stop = threading.Event()
    with (core := open_core(pc.data, SystemClock(), writer=False)).store:
        findings = examine(core, core.fleet.get("pc"), Limits(operation=3600, machine=3600), stop)
        next(findings)
        stop.set()

        assert "Way that is taken" not in [one.check for one in findings]
    nobody_waits()


def test_on_a_page_no_command_of_this_program_is_a_cure(alone: Path) -> None:
    ok(alone, "key", "show")
    ok(alone, "server", "edit", "pc", "--host", "nobody.invalid")
    with (core := open_core(alone, SystemClock(), writer=False)).store:
        (finding,) = examine(core, core.fleet.get("pc"), QUICK, on_page=True)

    assert finding.cure == "If it is on, enter its IP address: Edit… in its menu."
    assert not [text for text in cures.ON_PAGE.values() if "server " in text or "--" in text]
