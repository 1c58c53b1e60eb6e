"""Another limit or other hours for today: what decides once they hold is said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings

from tests.rules import made
from timekpr_rules import DayRule, Interval, MainConfig, TimeFile, UserConfig, doubts_about_today, time_left

NOW = datetime(2026, 3, 2, 15, 0)
"""A Monday."""
HOURS = (Interval(8 * 60, 20 * 60),)


def rules(limit: int = 7200, hours: tuple[Interval, ...] = HOURS, **more: object) -> UserConfig:
    return UserConfig(week=(DayRule(allowed=True, limit_seconds=limit, intervals=hours),) * 7, **more)


def doubts(before: UserConfig, after: UserConfig, used: int = 3600) -> list[tuple[str, str]]:
    spent = TimeFile(balance=used, spent_day=used, spent_week=used, spent_month=used, last_checked=NOW)
    found = doubts_about_today(before, after, MainConfig(), spent, NOW)
    return [(doubt.code, doubt.message.text()) for doubt in found]


LONGER = (Interval(8 * 60, 21 * 60),)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (rules(), rules(9000), []),
        (rules(), rules(7200, LONGER), [("leaves_less", "Today's limit leaves 1 h of that.")]),
        (rules(6 * 3600), rules(6 * 3600, LONGER), [("leaves_less", "Today's limit leaves 5 h of that.")]),
        (rules(8 * 3600), rules(8 * 3600, LONGER), []),
        (rules(), rules(10 * 3600), [("leaves_less", "The hours of today leave 5 h of that.")]),
        (
            rules(hours=(Interval(480, 600),)),
            rules(9000, (Interval(480, 600),)),
            [("hours_closed", "The hours are closed for today, so another limit alone would not help.")],
        ),
        (
            rules(3600),
            rules(3600, LONGER),
            [
                (
                    "limit_spent",
                    "Today's limit is used up, so longer hours alone would not help. Give time as well.",
                )
            ],
        ),
        (
            rules(week_limit=3600),
            rules(9000, week_limit=3600),
            [("week_spent", "The limit of the week is used up, so this alone would not help.")],
        ),
        (
            rules(month_limit=5400),
            rules(9000, month_limit=5400),
            [("leaves_less", "The limit of the month leaves 30 min of that.")],
        ),
        (rules(), rules(3600), [("ends_now", "So much is used already: time is up as soon as this arrives.")]),
        (rules(), rules(0), []),
        (rules(), rules(), []),
    ],
)
def test_what_decides_then_is_said(before: UserConfig, after: UserConfig, found: object) -> None:
    assert doubts(before, after) == found


def test_free_hours_end_nobodys_time() -> None:
    free = (Interval(8 * 60, 20 * 60, True),)

    assert doubts(rules(hours=free), rules(3600, free)) == []


@settings(max_examples=200, deadline=None)
@given(config=made.seeded(made.user_config), spent=made.seeded(made.time_file), now=made.seeded(made.moment))
def test_no_time_left_after_all_is_never_passed_over(config: UserConfig, spent: TimeFile, now: datetime) -> None:
    rule = DayRule(allowed=True, limit_seconds=7200, intervals=(Interval(0, 1440),))
    after = replace(config, week=tuple(rule if day == now.weekday() else one for day, one in enumerate(config.week)))
    left = time_left(after, MainConfig(), spent, now)
    found = doubts_about_today(config, after, MainConfig(), spent, now)
    if not left.seconds and after != config:
        assert found
