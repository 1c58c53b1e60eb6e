"""From what was read of a computer to the days that are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from clock import SET_WITHIN, FakeClock
from errors import Unreachable
from opening import open_core
from services.days import Days
from services.own_clock import OwnClock
from ssh_client.host_clock import HostClock
from state import ServerStatus, UserState
from stats_history import Day, StatsHistory
from tests.history.played import RULES
from timekpr_rules import MainConfig, Reading, TimeFile

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture
def house(tmp_path):
    core = open_core(tmp_path / "data", FakeClock(NOON), writer=True)
    with core.store:
        core.fleet.add("PC", "pc.lan")
        core.fleet.add_user("pc", "anna")
        history = StatsHistory(core.store)
        yield core, history, Days(core, history, OwnClock(core.clock))


def read(spent: TimeFile, *, ahead: int = 0, at: datetime = NOON, **changes: object) -> ServerStatus:
    user = UserState(config=Reading(RULES), spent=Reading(spent), read_at=at)
    clock = HostClock(utc_offset=0, ahead=ahead, read_at=at)
    status = ServerStatus(tried_at=at, read_at=at, main=Reading(MainConfig()), users={"anna": user}, clock=clock)
    return replace(status, **changes)


def take(house, status: ServerStatus, later: float = 0) -> dict[date, Day]:
    core, history, days = house
    core.clock.advance(later)
    days.take(core.fleet.get("pc"), status)
    return dict(history.days("pc", "anna"))


def used(days: dict[date, Day]) -> dict[date, int]:
    return {day: one.used for day, one in days.items()}


def test_a_reading_is_kept_with_the_limit_of_its_day_what_was_given_and_until_when_it_is_known(house):
    spent = TimeFile(balance=600, spent_day=1500, playtime_day=300, last_checked=datetime(2026, 11, 23, 11, 59))
    known = Day(used=1500, playtime=300, limit=7200, granted=900, until=NOON.time())

    assert take(house, read(spent)) == {MONDAY: known}


def test_yesterdays_file_that_is_read_today_is_yesterdays_day_and_says_that_nothing_was_used_today(house):
    spent = TimeFile(balance=1500, spent_day=1500, last_checked=datetime(2026, 11, 22, 23, 50))

    assert take(house, read(spent)) == {SUNDAY: Day(used=1500), MONDAY: Day(used=0, limit=7200, until=NOON.time())}


def test_a_sample_says_how_much_was_left(house):
    spent = TimeFile(balance=600, spent_day=1500, last_checked=datetime(2026, 11, 23, 11, 59))
    take(house, read(spent))
    today = house[1].of("pc", "anna").today

    assert [(one.used, one.left, one.active) for one in today.samples] == [(1500, 6600, True)]


@pytest.mark.parametrize(
    "changes",
    [{"error": Unreachable(host="pc.lan", port=22)}, {"users": {}}],
    ids=["a computer that is off", "a user that was not read"],
)
def test_what_was_not_read_leaves_the_days_as_they_were(house, changes):
    spent = TimeFile(balance=60, spent_day=60, last_checked=datetime(2026, 11, 23, 11, 59))

    assert take(house, read(spent, **changes)) == {}


def test_what_was_counted_under_a_day_to_come_was_used_today_and_is_not_there_again_on_the_next_days(house):
    """A child sets the clock to Christmas, plays, and sets it back."""
    spent = TimeFile(balance=60, spent_day=60, last_checked=datetime(2026, 12, 24, 18, 0))
    assert used(take(house, read(spent))) == {MONDAY: 60}
    tuesday = NOON + timedelta(days=1)
    days = take(house, read(spent, at=tuesday), 86_400)
    assert used(days) == {MONDAY: 60, MONDAY + timedelta(days=1): 0}


def test_a_clock_that_is_years_off_counts_on_our_days(house):
    """A dead battery: the computer believes it is 2001."""
    off = int((datetime(2001, 1, 1, 12, tzinfo=UTC) - NOON).total_seconds())
    spent = TimeFile(balance=60, spent_day=60, last_checked=datetime(2001, 1, 1, 11, 59))
    assert used(take(house, read(spent, ahead=off))) == {MONDAY: 60}
    later = TimeFile(balance=90, spent_day=90, last_checked=datetime(2001, 1, 1, 12, 59))
    assert used(take(house, read(later, ahead=off, at=NOON + timedelta(hours=1)), 3600)) == {MONDAY: 90}


def test_beside_a_clock_that_is_years_off_days_are_kept_as_long_as_beside_any_other(house):
    _, history, _ = house
    history.add_days("pc", "anna", {MONDAY - timedelta(days=ago): Day(used=60) for ago in range(1, 400)})
    off = int((datetime(2001, 1, 1, 12, tzinfo=UTC) - NOON).total_seconds())
    days = take(house, read(TimeFile(last_checked=datetime(2001, 1, 1, 11, 59)), ahead=off))
    assert (min(days), max(days)) == (MONDAY - timedelta(days=364), MONDAY)


def test_our_own_clock_that_is_not_set_yet_after_a_power_cut_puts_nothing_on_days_of_last_week(tmp_path):
    """A Raspberry Pi has no clock that runs without power: it goes on from when it was switched off."""
    last_week = NOON - timedelta(days=7)
    core = open_core(tmp_path / "data", FakeClock(last_week, up=60), writer=True)
    spent = TimeFile(balance=900, spent_day=900, last_checked=datetime(2026, 11, 23, 11, 59))
    with core.store:
        core.fleet.add("PC", "pc.lan")
        core.fleet.add_user("pc", "anna")
        history = StatsHistory(core.store)
        house = core, history, Days(core, history, OwnClock(core.clock))
        assert take(house, read(spent, ahead=7 * 86_400, at=last_week)) == {}
        core.clock.set(NOON)
        assert used(take(house, read(spent))) == {MONDAY: 900}


def test_a_clock_that_is_years_off_counts_again_soon_after_our_start(tmp_path):
    core = open_core(tmp_path / "data", FakeClock(NOON, up=60), writer=True)
    off = int((datetime(2001, 1, 1, 12, tzinfo=UTC) - NOON).total_seconds())
    spent = TimeFile(balance=60, spent_day=60, last_checked=datetime(2001, 1, 1, 11, 59))
    with core.store:
        core.fleet.add("PC", "pc.lan")
        core.fleet.add_user("pc", "anna")
        history = StatsHistory(core.store)
        house = core, history, Days(core, history, OwnClock(core.clock))
        assert take(house, read(spent, ahead=off)) == {}
        assert used(take(house, read(spent, ahead=off), SET_WITHIN)) == {MONDAY: 60}


@given(
    last_checked=st.datetimes() | st.sampled_from((datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59))),
    ahead=st.integers(-(2**31), 2**33),
    counters=st.lists(st.integers(-(2**40), 2**40), min_size=4, max_size=4),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_clock_and_counters_say_makes_days_that_are_kept(house, last_checked, ahead, counters):
    core, history, days = house
    balance, day, week, month = counters
    spent = TimeFile(balance, day, week, month, last_checked.replace(microsecond=0, tzinfo=None))
    core.clock.advance(180)
    days.take(core.fleet.get("pc"), read(spent, ahead=ahead, at=core.clock.now()))
    history.flush()

    now = core.clock.now()
    right = min(now, now + timedelta(seconds=ahead)).date()  # of the two clocks, the one that is right or earlier
    kept = StatsHistory(core.store).days("pc", "anna")
    assert min(kept, default=right) >= right - timedelta(days=364)


def test_a_clock_that_is_a_little_ahead_at_midnight_makes_no_day_twice(house):
    spent = TimeFile(balance=3600, spent_day=3600, spent_week=3600, last_checked=datetime(2026, 11, 23, 23, 58))
    night = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
    take(house, read(spent, at=night), (night - NOON).total_seconds())
    spent = TimeFile(balance=60, spent_day=60, spent_week=3660, last_checked=datetime(2026, 11, 24, 0, 2))
    days = take(house, read(spent, at=night), 0.5)

    assert used(days) == {MONDAY: 3600}  # the same moment says nothing new
    days = take(house, read(spent, at=night + timedelta(seconds=30)), 30)
    assert used(days) == {MONDAY: 3600, MONDAY + timedelta(days=1): 60}
    assert days[MONDAY].resets == 0


def test_the_files_are_rolled_on_the_days_of_a_computer_that_is_off(house):
    core, history, days = house
    history.add_days("pc", "anna", {MONDAY - timedelta(days=364): Day(used=5), MONDAY: Day(used=7)})
    off = read(TimeFile(), error=Unreachable(host="pc.lan", port=22))
    take(house, off, 86_400)
    assert len(history.days("pc", "anna")) == 2  # nobody says that it is that day
    core.fleet.add("Other", "other.lan")
    days.take(core.fleet.get("other"), read(TimeFile(), at=core.clock.now()))
    take(house, off, 60)
    take(house, off, 86_400)
    history.settle()

    assert used(dict(StatsHistory(core.store).days("pc", "anna"))) == {MONDAY: 7}


def test_the_day_is_that_of_the_computers_zone(house):
    core, _, days = house
    core.clock.advance(11 * 3600)
    take(house, read(TimeFile(), error=None, clock=HostClock(utc_offset=7200, ahead=0, read_at=NOON)))

    assert days.today(["pc"]) == MONDAY + timedelta(days=1)
    assert days.today(["nowhere"]) == core.clock.now().astimezone().date()


def test_when_our_clock_is_set_right_a_computer_that_is_off_is_not_years_ahead(house):
    """The computer was right, as its history says, and ours four days ahead."""
    core, history, days = house
    before = MONDAY - timedelta(days=4)
    history.add_days("pc", "anna", {before: Day(used=60)})
    take(house, read(TimeFile(), clock=HostClock(utc_offset=0, ahead=-4 * 86_400, read_at=NOON)))
    assert days.today(["pc"]) == before
    core.clock.set(NOON - timedelta(days=4))
    assert days.today(["pc"]) == before


def test_a_computer_that_is_off_does_not_hold_up_the_day(house):
    core, _, days = house
    take(house, read(TimeFile(), clock=HostClock(utc_offset=7200, ahead=0, read_at=NOON)))
    assert days.today(["pc"]) == MONDAY
    core.clock.advance(10 * 3600)
    assert days.today(["pc"]) == MONDAY + timedelta(days=1)
    core.clock.advance(3 * 86_400)
    assert days.today(["pc"]) == MONDAY + timedelta(days=4)
