"""Rules that contradict each other."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from tests.rules import made
from timekpr_rules import (
    CLOSED_DAY,
    OPEN_WEEK,
    DayRule,
    Interval,
    UserConfig,
    Version,
    doubts_about_config,
)

FREE = UserConfig()
DAY = DayRule(True, 7200, (Interval(900, 1200),))


def days(*rules: DayRule) -> UserConfig:
    """A week that begins with these days; the others have no limit."""
    return UserConfig(week=(*rules, *OPEN_WEEK[len(rules) :]))


def said(before: UserConfig, after: UserConfig, version: Version | None = None) -> list[tuple[str, str]]:
    return [(doubt.code, str(doubt.message)) for doubt in doubts_about_config(before, after, version=version)]


def test_sound_rules_are_not_remarked_on() -> None:
    assert said(FREE, replace(days(DAY, DAY), week_limit=36_000, month_limit=144_000)) == []
    assert said(FREE, days(CLOSED_DAY)) == []
    assert said(FREE, UserConfig(month_limit=36_000)) == []


def test_a_day_without_hours_cannot_be_used() -> None:
    empty = DayRule(True, 3600, ())
    assert said(FREE, days(empty, empty, replace(empty, limit_seconds=60))) == [
        ("hours_empty", "Monday, Tuesday: there is a limit of 1 h but no hours, so no time can be used."),
        ("hours_empty", "Wednesday: there is a limit of 1 min but no hours, so no time can be used."),
    ]


def test_hours_without_time_cannot_be_used_unless_they_are_free() -> None:
    timeless = DayRule(True, 0, (Interval(900, 1200),))
    assert said(FREE, days(timeless)) == [
        ("hours_without_limit", "Monday: there are hours but the limit is 0, so no time can be used.")
    ]
    assert said(FREE, days(DayRule(True, 0, (Interval(900, 1200, True),)))) == []


def test_a_limit_that_a_week_or_month_has_no_time_for() -> None:
    assert said(FREE, replace(days(DAY, DAY, DAY), week_limit=3600)) == [
        ("limit_above_week", "Monday\N{EN DASH}Wednesday: a limit of 2 h is more than the whole week has, 1 h.")
    ]
    assert said(FREE, replace(days(DAY), week_limit=7000, month_limit=3600)) == [
        ("limit_above_week", "Monday: a limit of 2 h is more than the whole week has, 1 h 56."),
        ("limit_above_month", "Monday: a limit of 2 h is more than the whole month has, 1 h."),
        ("limit_above_month", "The limit of the week, 1 h 56, is more than the whole month has, 1 h."),
    ]


def test_a_lockout_that_is_not_known_there_does_nothing() -> None:
    kill = UserConfig(lockout="kill")
    assert said(FREE, kill) == [
        (
            "lockout_unknown",
            "Timekpr on this computer does not know “kill”, so nothing would happen at the end of time.",
        )
    ]
    assert said(FREE, kill, Version(0, 5, 8)) == []


def test_hours_for_waking_up_need_a_computer_that_sleeps() -> None:
    assert [code for code, _ in said(FREE, UserConfig(wakeup_hours=(7, 20)))] == ["wakeup_unused"]
    assert said(FREE, UserConfig(wakeup_hours=(7, 20), lockout="suspendwake")) == []


SINS = [
    days(DayRule(True, 3600, ())),
    days(DayRule(True, 0, (Interval(900, 1200),))),
    replace(days(DAY), week_limit=3600),
    replace(days(DAY), month_limit=3600),
    UserConfig(week_limit=7200, month_limit=3600),
    UserConfig(lockout="nothing"),
    UserConfig(wakeup_hours=(7, 20)),
]


@pytest.mark.parametrize("before", SINS)
def test_what_was_so_before_is_not_remarked_on(before: UserConfig) -> None:
    assert said(FREE, before)
    assert said(before, replace(before, track_inactive=True)) == []
    sunday = replace(before, week=(*before.week[:6], replace(DAY, limit_seconds=60)))
    assert said(before, sunday) == []


def pair(rng: Random) -> tuple[UserConfig, UserConfig]:
    return made.user_config(rng), made.user_config(rng)


@settings(max_examples=300, deadline=None)
@given(configs=made.seeded(pair))
def test_it_never_fails_and_says_nothing_of_what_stays(configs: tuple[UserConfig, UserConfig]) -> None:
    before, after = configs
    for doubt in doubts_about_config(before, after):
        assert doubt.code
        assert doubt.message.text("de")
    assert doubts_about_config(after, after) == ()
