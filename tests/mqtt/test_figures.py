"""Of today or not there: what is said of a user, by the computer's own clock and zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from figures import ServerFigures, UserFigures
from tests.mqtt.places import Painted
from tests.wishes.family import RULES, TINA
from timekpr_rules import DayRule, Grant, Operation

BERLIN = ZoneInfo("Europe/Berlin")


def user(painted: Painted, server: str = "pc-ben", name: str = "ben") -> UserFigures:
    return next(one for one in painted.figures(server).users if one.name == name)


def is_silent(figures: UserFigures) -> bool:
    """Whether nothing of today is said; never half of it."""
    [is_silent] = {one is None for one in (figures.used, figures.active, figures.day_start, figures.until)}
    assert not is_silent or (figures.left, figures.playtime, figures.runs) == (None, None, None)
    return is_silent


def at(painted: Painted, moment: datetime) -> None:
    """Let it be this moment; the computers are asked for their clocks again."""
    painted.family.clock.advance((moment - painted.family.clock.now()).total_seconds())
    painted.family.visit()


@pytest.mark.parametrize(
    ("last_checked", "is_fresh"),
    [
        (datetime(2026, 11, 18, 14, 30), True),
        (datetime(2026, 11, 18, 0, 0), True),
        (datetime(2026, 11, 18, 23, 59, 59), True),
        (datetime(2026, 11, 17, 23, 59, 59), False),
        (datetime(2026, 11, 19, 0, 0), False),
        (datetime(2025, 11, 18, 14, 30), False),
    ],
)
def test_only_what_timekpr_has_written_today_is_told(painted: Painted, last_checked: datetime, is_fresh: bool) -> None:
    painted.uses("pc-ben", "ben", 1200, last_checked)
    assert is_silent(user(painted)) is not is_fresh


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Pacific/Honolulu"])
def test_today_is_that_of_the_computers_zone(painted: Painted, zone: str) -> None:
    twin = painted.family.twins["pc-ben"]
    twin.zone = ZoneInfo(zone)
    at(painted, datetime(2026, 11, 18, 20, 0, tzinfo=UTC))
    local = datetime(2026, 11, 18, 20, 0, tzinfo=UTC).astimezone(twin.zone)
    for days, is_fresh in ((-1, False), (0, True), (1, False)):
        painted.uses("pc-ben", "ben", 60, local.replace(tzinfo=None) + timedelta(days=days))
        assert is_silent(user(painted)) is not is_fresh
        if is_fresh:
            assert user(painted).day_start == local.replace(hour=0)
            assert painted.figures("pc-ben").until == (local + timedelta(days=1)).replace(hour=0)


@pytest.mark.parametrize("ahead", [-11 * 3600, -7200, 7200, 10 * 3600])
def test_today_is_that_of_the_computers_clock(painted: Painted, ahead: int) -> None:
    painted.family.twins["pc-ben"].ahead = ahead
    at(painted, datetime(2026, 11, 18, 16, 0, tzinfo=UTC))
    there = datetime(2026, 11, 18, 17, 0) + timedelta(seconds=ahead)
    painted.uses("pc-ben", "ben", 60, there)
    figures = user(painted)
    assert figures.used == 60
    assert figures.until is not None
    # By our own clock the day there ends earlier by as much as its clock is ahead.
    midnight = (there + timedelta(days=1)).replace(hour=0, tzinfo=BERLIN)
    assert figures.until == midnight - timedelta(seconds=ahead)
    assert painted.family.clock.now() < figures.until <= painted.family.clock.now() + timedelta(days=1)


@pytest.mark.parametrize(
    ("moment", "hours"),
    [(datetime(2026, 10, 25, 11, 0, tzinfo=UTC), 25), (datetime(2027, 3, 28, 11, 0, tzinfo=UTC), 23)],
)
def test_a_day_on_which_the_clocks_change_has_its_own_length(painted: Painted, moment: datetime, hours: int) -> None:
    painted.family.clock.advance((moment - painted.family.clock.now()).total_seconds())
    painted.family.visit()
    painted.uses("pc-ben", "ben", 60, moment.astimezone(BERLIN).replace(tzinfo=None))
    figures = user(painted)
    assert figures.day_start is not None
    assert figures.until is not None
    assert figures.until - figures.day_start.astimezone(UTC) == timedelta(hours=hours)
    assert (figures.day_start.hour, figures.day_start.utcoffset()) != (0, moment.astimezone(BERLIN).utcoffset())


def test_the_hour_that_comes_twice_belongs_to_one_day(painted: Painted) -> None:
    for minutes in (30, 90):  # 02:30 in summer time, then in winter time
        moment = datetime(2026, 10, 25, 0, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        painted.family.clock.advance((moment - painted.family.clock.now()).total_seconds())
        painted.uses("pc-ben", "ben", 60, datetime(2026, 10, 25, 2, 30))
        assert user(painted).until == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)
        assert user(painted).day_start == datetime(2026, 10, 24, 22, 0, tzinfo=UTC)


def test_a_computer_that_was_never_read_says_nothing(painted: Painted) -> None:
    family = painted.family
    server = family.core.fleet.add("PC-New", "new.lan")
    family.core.fleet.add_user(server.id, "zoe")
    family.services.pictures.update(family.core.fleet.get(server.id), family.services.syncer.state(server.id))
    figures: ServerFigures = painted.figures(server.id)
    assert (figures.online, figures.last_sync, figures.latency_ms, figures.version) == (False, None, None, None)
    [zoe] = figures.users
    assert is_silent(zoe)
    assert (zoe.limit, zoe.extra, zoe.allowed, zoe.lockout, zoe.has_playtime) == (None, None, None, None, False)


def test_damaged_counters_are_not_told_and_the_rules_are(painted: Painted) -> None:
    painted.family.twins["pc-ben"].timekpr.disk.time("ben").write_bytes(b"\x00\x01 nothing")
    painted.family.visit()
    assert is_silent(user(painted))
    assert (user(painted).limit, user(painted).extra) == (7200, None)


def test_under_damaged_rules_there_is_no_limit_to_tell_of(painted: Painted) -> None:
    painted.family.twins["pc-ben"].timekpr.disk.config("ben").write_bytes(b"\x00\x01 nothing")
    painted.family.visit()
    figures = user(painted)
    assert (figures.limit, figures.left, figures.allowed, figures.lockout) == (None, None, None, None)


def test_a_login_that_is_nobodys_has_no_child(painted: Painted) -> None:
    painted.family.core.fleet.unassign("pc-ben", "ben")
    painted.family.visit()
    assert (user(painted).child_id, user(painted).child) == ("", "")
    assert user(painted).used == 1200


def test_what_may_be_changed_is_told_as_it_will_be(painted: Painted) -> None:
    editing = painted.family.services.editing
    editing.grant("pc-ben", "ben", Grant(Operation.ADD, 900, playtime=False), TINA)
    editing.lock("pc-ben", "ben", TINA)
    assert (user(painted).extra, user(painted).allowed) == (900, False)
    assert painted.figures("pc-ben").pending >= 2
    assert painted.figures("pc-anna").pending == 0


def test_the_limit_is_that_of_the_computers_weekday(painted: Painted) -> None:
    week = tuple(DayRule(allowed=True, limit_seconds=600 * (day + 1), intervals=()) for day in range(7))
    painted.uses("pc-ben", "ben", 0, datetime(2026, 11, 17, 14, 30), replace(RULES, week=week))
    assert user(painted).limit == 600 * 3
    painted.family.clock.advance(9 * 3600)
    assert user(painted).limit == 600 * 4


@pytest.mark.parametrize(("on_computer", "for_user"), [(True, True), (True, False), (False, True)])
def test_playtime_is_told_where_it_is_on(painted: Painted, on_computer: bool, for_user: bool) -> None:
    main = painted.family.twins["pc-ben"].timekpr.disk.main
    text = main.read_text()
    assert "TIMEKPR_PLAYTIME_ENABLED = True" in text
    main.write_text(text.replace("PLAYTIME_ENABLED = True", f"PLAYTIME_ENABLED = {on_computer}"))
    rules = replace(RULES, playtime=replace(RULES.playtime, enabled=for_user))
    painted.uses("pc-ben", "ben", 1200, datetime(2026, 11, 18, 14, 30), rules)
    assert user(painted).has_playtime is (on_computer and for_user)
