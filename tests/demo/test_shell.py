"""The shell of a played machine knows the time, itself and Timekpr, and nothing else."""

from datetime import timedelta

import pytest

from demo.shell import PlayedShell
from tests.demo.house import AFTERNOON, every_day
from tests.demo.saying import DATE, bus, cli, until

BUS = bus("setTimeLimitForWeek", "si", "anna", "7200")
CLI = cli("settimelimitweek", "anna", "7200")


@pytest.fixture
def here(house):
    return house(every_day())


def test_it_tells_the_time_of_the_machine(here):
    assert here.run(DATE) == (0, "2026-11-18 15:00:00 +0100\n", "")


@pytest.mark.parametrize(("root", "uid"), [(True, "0\n"), (False, "994\n")])
def test_it_says_whether_its_account_is_root(root, uid):
    assert PlayedShell(root=root).run("id -u", AFTERNOON) == (0, uid, "")


@pytest.mark.parametrize("command", [BUS, CLI])
def test_a_change_is_made_until_its_last_second(here, command):
    assert here.ok(until(here.now, command)).week_limit == 7200


@pytest.mark.parametrize("command", [BUS, CLI])
def test_a_change_that_comes_late_is_not_made_and_nothing_is_said(here, command):
    assert here.run(until(here.now - timedelta(seconds=1), command)) == (1, "", "")
    assert here.rules.week_limit == 604_800


def test_the_machines_own_clock_decides_what_is_late(here):
    command = until(here.now, BUS)
    assert here.shell.run(command, here.now + timedelta(hours=3)).status == 1


@pytest.mark.parametrize(
    "command",
    [
        "",
        "sh",
        "date",
        "date +%s",
        "id",
        f"{DATE}; id -u",
        f"{DATE} ",
        f"{CLI} && id -u",
        f"{CLI} > /etc/passwd",
        f"{CLI}\nid -u",
        f"{BUS} $(id)",
        f"{BUS} `id`",
        f'{BUS} "$HOME"',
        f"{BUS} 'open",
        CLI.replace("env ", ""),
        CLI.replace("=en", "=de"),
        BUS.replace("--system", "--user"),
        BUS.replace(" call ", " introspect "),
        "busctl",
        "timekpra --userlist",
        until(AFTERNOON, DATE),
        until(AFTERNOON, until(AFTERNOON, BUS)),
        f"true && exec {BUS}",
    ],
)
def test_nothing_else_is_found(here, command):
    status, out, err = here.run(command)
    assert (status, out) == (127, "")
    assert err.endswith(": not found\n")
    assert here.rules.week_limit == 604_800


def test_without_busctl_it_says_so_and_timekpra_is_there(here):
    here.shell = PlayedShell(here.timekpr, bus=False)
    assert here.run(BUS) == (127, "", "sh: 1: busctl: not found\n")
    assert here.run(until(here.now, BUS)) == (127, "", "sh: 1: exec: busctl: not found\n")
    assert here.ok(until(here.now, CLI)).week_limit == 7200


def test_without_timekpr_only_time_and_account_are_known(here):
    shell = PlayedShell()
    assert [shell.run(command, here.now).status for command in (DATE, "id -u", BUS, CLI)] == [0, 0, 127, 127]


@pytest.mark.parametrize(
    ("quoted", "said"),
    [("anna'", '"anna\'"'), ("'anna'", '"anna"'), ("$(id)", '"$(id)"'), ("ä;b", '"ä;b"'), ("../anna", '"../anna"')],
)
def test_a_quoted_word_is_only_a_word(here, quoted, said):
    command = cli("settimelimitweek", quoted, "7200") if quoted != "'anna'" else CLI.replace("anna", "'anna'")
    out = here.run(command).out
    assert out == ("" if quoted == "'anna'" else f"User {said} configuration is not found\n")
