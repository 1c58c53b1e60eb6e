"""Signs of tampering with the real Timekpr: none while it is used as it should be, and each soon after it happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from problems import Problem
from tests.timekpr.manager import ANNA, PARENT, Manager, counters, manager, rules
from timekpr_rules import Grant, Operation, new_time_file, new_user_config
from workbench.waiting import until

pytestmark = pytest.mark.real

USED = 3600


@pytest.fixture
def one(tmp_path, timekpr, computers) -> Iterator[Manager]:
    """The program in front of tkanna, who has used an hour of ten."""
    timekpr.fresh_user(ANNA, new_user_config(ANNA, rules(10 * 3600)), new_time_file(ANNA, counters(USED)))
    with manager(tmp_path, computers["member"], "dbus") as one:
        yield one


def codes(one: Manager) -> list[str]:
    return [sign.code.value for sign in one.services.signs.of("pc")]


def problems(one: Manager) -> list[Problem]:
    (server,) = one.services.fleet_view().servers
    return list(server.problems)


def counted(one: Manager) -> int:
    return int(one.timekpr.saved(ANNA)["TIME_SPENT_DAY"])


def test_a_session_with_a_grant_of_ours_and_a_restart_of_the_daemon_is_no_sign(one: Manager) -> None:
    one.timekpr.log_in(ANNA)
    one.deliver(one.editing.grant("pc", ANNA, Grant(Operation.ADD, 1800), PARENT).edit)
    before = counted(one)
    until(lambda: counted(one) > before, 40, "it is counted on")
    one.cycle()
    one.timekpr.restart()
    one.cycle()
    one.timekpr.log_out(ANNA)
    for _ in range(3):
        one.cycle()
    assert codes(one) == []
    assert problems(one) == []


def test_time_that_was_given_with_its_own_command_is_told(one: Manager) -> None:
    one.timekpr.call("setTimeLeft", "ssi", ANNA, "+", 1800)
    one.cycle()
    assert codes(one) == ["time_given_there"]


def test_counters_that_were_written_down_during_a_session_are_told(one: Manager) -> None:
    one.timekpr.log_in(ANNA)
    one.cycle()
    path = one.timekpr.time_path(ANNA)
    path.write_bytes(new_time_file(ANNA, counters(60)))
    until(lambda: 60 < counted(one) < USED, 40, "the daemon has taken it in")
    one.cycle()
    assert codes(one) == ["counters_back"]


def test_rules_that_were_changed_with_its_own_command_are_told(one: Manager) -> None:
    one.timekpr.call("setTimeLimitForWeek", "si", ANNA, 36_000)
    one.cycle()
    assert codes(one) == ["rules_changed_there"]


def test_a_daemon_that_was_stopped_during_a_session_is_told_and_goes_when_it_is_back(one: Manager) -> None:
    one.timekpr.log_in(ANNA)
    before = counted(one)
    until(lambda: counted(one) > before, 40, "it is counted")
    one.cycle()
    one.timekpr.stop()
    one.cycle()
    one.cycle()
    assert codes(one) == ["timekpr_stopped"]
    assert [problem.code for problem in problems(one)] == ["timekpr_stopped"]
    one.timekpr.restart()
    one.cycle()
    assert problems(one) == []
