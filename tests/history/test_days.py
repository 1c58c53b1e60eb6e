"""From a reading to a day, and from days to what a page shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from clock import FakeClock
from errors import Unreachable
from opening import open_core
from services.days import Days
from ssh_client.host_clock import HostClock
from state import ServerStatus, UserState
from stats_history import Day, StatsHistory
from timekpr_rules import DayRule, Reading, TimeFile, UserConfig
from timekpr_rules.hours import WHOLE_DAY
from views import DayFigures

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
RULES = UserConfig((DayRule(allowed=True, limit_seconds=7200, intervals=WHOLE_DAY),) * 7)


@pytest.fixture
def house(tmp_path):
    core = open_core(tmp_path / "data", FakeClock(NOON), writer=True)
    with core.store:
        core.fleet.add("PC", "pc.lan")
        core.fleet.add_user("pc", "anna")
        history = StatsHistory(core.store)
        yield core, history, Days(core, history)


def read(spent: TimeFile, **changes: object) -> ServerStatus:
    user = UserState(config=Reading(RULES), spent=Reading(spent), read_at=NOON)
    clock = HostClock(utc_offset=0, ahead=0, read_at=NOON)
    return replace(ServerStatus(tried_at=NOON, read_at=NOON, users={"anna": user}, clock=clock), **changes)


def take(house, status: ServerStatus) -> dict[date, Day]:
    core, history, days = house
    days.take(core.fleet.get("pc"), status)
    return history.days("pc", "anna")


def test_a_reading_is_kept_under_the_day_of_the_file_with_its_limit_and_what_was_given(house):
    spent = TimeFile(balance=600, spent_day=1500, playtime_day=300, last_checked=datetime(2026, 11, 23, 11, 59))

    assert take(house, read(spent)) == {MONDAY: Day(used=1500, playtime=300, limit=7200, granted=900)}


def test_yesterdays_file_that_is_read_today_is_yesterdays_day_and_says_nothing_of_its_limit(house):
    spent = TimeFile(balance=1500, spent_day=1500, last_checked=datetime(2026, 11, 22, 23, 50))

    assert take(house, read(spent)) == {MONDAY - timedelta(days=1): Day(used=1500, limit=None)}


@pytest.mark.parametrize(
    "changes",
    [{"error": Unreachable(host="pc.lan", port=22)}, {"users": {}}],
    ids=["a computer that is off", "a user that was not read"],
)
def test_what_was_not_read_leaves_the_days_as_they_were(house, changes):
    spent = TimeFile(balance=60, spent_day=60, last_checked=datetime(2026, 11, 23, 11, 59))

    assert take(house, read(spent, **changes)) == {}


def test_a_clock_that_lies_days_ahead_makes_no_day(house):
    spent = TimeFile(balance=60, spent_day=60, last_checked=datetime(2026, 12, 24, 18, 0))

    assert take(house, read(spent)) == {}


def test_days_of_two_computers_are_added_up_and_gaps_stay_gaps(house):
    _, history, days = house
    history.record("pc", "anna", MONDAY, Day(used=600, limit=3600))
    history.record("laptop", "anna", MONDAY, Day(used=300, limit=1800, granted=60))
    history.record("laptop", "anna", MONDAY - timedelta(days=2), Day(used=100))

    shown = days.of([("pc", "anna"), ("laptop", "anna")], 3, MONDAY)

    assert shown == (
        DayFigures(MONDAY - timedelta(days=2), 100, 0, None, 0),
        DayFigures(MONDAY - timedelta(days=1), None, 0, None, 0),
        DayFigures(MONDAY, 900, 0, 5400, 60),
    )
