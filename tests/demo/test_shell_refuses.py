"""What Timekpr does not understand or does not want is said the way it says it, and changes nothing."""

import json

import pytest

from tests.demo.house import every_day
from tests.demo.saying import bus, cli

PARSE_ERROR = "PARAMETER PARSE ERROR (please check parameter validity): "
CHANGES = {
    "busctl": bus("setTimeLimitForWeek", "si", "anna", "7200"),
    "timekpra": cli("settimelimitweek", "anna", "7200"),
}


@pytest.fixture
def here(house):
    here = house(every_day())
    before = files(here)
    yield here
    assert files(here) == before


def files(here):
    root = here.timekpr.disk.main.parent.parent.parent
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("user", ["nosuch", "../config/timekpr.anna", "USER", "", "anna\n"])
def test_an_unknown_user_is_not_found(here, user):
    said = f'User "{user}" configuration is not found'
    assert here.run(cli("settimeleft", user, "+", "60")) == (0, f"{said}\n", "")
    assert here.run(cli("userinfo", user)) == (0, f"{said}\n", "")
    assert json.loads(here.run(bus("setTrackInactive", "sb", user, "true")).out) == {"type": "is", "data": [-1, said]}
    asked = here.run(bus("getUserInformation", "ss", user, "F")).out
    assert json.loads(asked) == {"type": "isa{sv}", "data": [-1, said, {}]}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (cli("setallowedhours", "anna", "1", ""), f"{PARSE_ERROR}this does not compute"),
        (cli("setallowedhours", "anna", "1", "7;8[30-10]"), f"{PARSE_ERROR}this does not compute"),
        (cli("setallowedhours", "anna", "9", "7"), 'User\'s "anna" day number must be between 1 and 7'),
        (cli("setalloweddays", "anna", "1;8"), 'User\'s "anna" day list is not correct'),
        (cli("setplaytimealloweddays", "anna", "x"), 'User\'s "anna" PlayTime day list is not correct'),
        (cli("settimelimits", "anna", "60;x"), f"{PARSE_ERROR}invalid literal for int() with base 10: 'x'"),
        (cli("settrackinactive", "anna", "yes"), f"{PARSE_ERROR}please specify true or false"),
        (
            cli("setlockouttype", "anna", "kill"),
            f"{PARSE_ERROR}please specify one of these: lock, suspend, suspendwake, terminate, shutdown",
        ),
        (cli("setlockouttype", "anna", "lock;a;b"), 'User\'s "anna" restriction / lockout type is not correct'),
        (cli("setplaytimeactivities", "anna", "x"), f"{PARSE_ERROR}this does not compute"),
        (cli("nonsense", "anna"), "The command is incorrect: timekpra --nonsense anna"),
        (cli("settimeleft", "anna", "+"), "The command is incorrect: timekpra --settimeleft anna +"),
    ],
)
def test_timekpra_says_what_is_wrong_and_ends_well(here, command, said):
    assert here.run(command) == (0, f"{said}\n", "")


@pytest.mark.parametrize(
    "command",
    [
        bus("setTimeLimitForWeek", "ss", "anna", "7200"),
        bus("setTimeLimitForWeek", "si", "anna"),
        bus("setTimeLimitForWeek", "si", "anna", "7200", "more"),
        bus("setTimeLimitForWeek", "si", "anna", "many"),
        bus("setTimeLimitForWeek", "si", "anna", "3000000000"),
        bus("setTrackInactive", "sb", "anna", "True"),
        bus("setAllowedDays", "sas", "anna", "3", "1", "2"),
        bus("setAllowedHours", "ssa{sa{si}}", "anna", "1", "1", "7", "3", "STARTMIN", "0"),
        bus("setNothing", "s", "anna"),
        bus("getUserList", "s", "anna"),
    ],
)
def test_busctl_fails_before_anything_is_called(here, command):
    answer = here.run(command)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err


def test_hours_without_all_their_parts_are_refused_by_the_daemon(here):
    command = bus("setAllowedHours", "ssa{sa{si}}", "anna", "1", "1", "7", "1", "STARTMIN", "0")
    assert 'allowed hours are not correct and cannot be set"]' in here.run(command).out


@pytest.mark.parametrize("command", [*CHANGES.values(), cli("userlist"), bus("getUserList")])
def test_an_account_that_may_not_is_refused(here, command):
    here.shell.refuses = True
    denied = (
        (0, "Command FAILED: access denied\n", "") if "timekpra" in command else (1, "", "Call failed: Access denied\n")
    )
    assert here.run(command) == denied


@pytest.mark.parametrize(("way", "said"), [("busctl", '{"type":"is","data":[0,""]}\n'), ("timekpra", "")])
def test_a_machine_that_lies_says_it_was_done(here, way, said):
    here.shell.lies = True
    assert here.run(CHANGES[way]) == (0, said, "")
    assert here.run(cli("userlist")).out == "1 user in total:\nanna\n"


@pytest.mark.parametrize("way", CHANGES)
def test_a_machine_that_hangs_never_answers_but_knows_the_time(here, way):
    here.shell.hangs = True
    with pytest.raises(TimeoutError):
        here.run(CHANGES[way])
    assert here.run("id -u").status == 0
