"""The children of the demo: what they may and what they have used, laid out around the moment it starts.

So it is interesting at any time of day: hours open or close within the next hours, also over midnight, and nobody has
used more of a day than there has been of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from demo.week import PaintedWeek
from timekpr_rules import Activity, PlayTime, TimeFile, UserConfig
from timekpr_rules.week import DAYS

MINUTE: Final = 60
HOUR: Final = 3600
TWO_HOURS: Final = dict.fromkeys(DAYS, 2 * HOUR)
"""A limit for every day of the week."""
A_USUAL_DAY: Final = 90 * MINUTE
"""What was used on each earlier day of the week and the month, in seconds."""


@dataclass(frozen=True, slots=True)
class Child:
    """One child on one computer. ``rules`` go by the right time, ``used`` by the computer's."""

    login: str
    name: str
    rules: Callable[[datetime], UserConfig]
    used: Callable[[datetime], TimeFile]


# --- rules -----------------------------------------------------------------------------------------------------------


def half_an_hour_left(now: datetime) -> UserConfig:
    """Open for hours; the time of today is nearly used."""
    week = school_week()
    week.open_between(now - timedelta(hours=3), now + timedelta(hours=9))
    return UserConfig(week.rules(TWO_HOURS | {now.isoweekday(): used_today(now).spent_day + 30 * MINUTE}))


def closed_for_now(now: datetime) -> UserConfig:
    """The hours are closed and open again in one to one and a half hours."""
    opens = now + timedelta(minutes=90)
    week = school_week()
    week.close_between(now - timedelta(hours=2), opens)
    week.open_between(opens, opens + timedelta(hours=4))
    return UserConfig(week.rules(TWO_HOURS), week_limit=12 * HOUR)


def closed_today(now: datetime) -> UserConfig:
    """Today is closed altogether: no hour, no limit."""
    week = school_week()
    week.close_day(now.isoweekday())
    return UserConfig(week.rules(TWO_HOURS | {now.isoweekday(): 0}))


def opens_in_an_hour(now: datetime) -> UserConfig:
    """Closed now; a clock that is hours ahead finds it open."""
    opens = now + timedelta(minutes=90)
    week = school_week()
    week.close_between(now - timedelta(hours=3), opens)
    week.open_between(opens, opens + timedelta(hours=8))
    return UserConfig(week.rules(dict.fromkeys(DAYS, 3 * HOUR)))


def plays(now: datetime) -> UserConfig:
    """Much time, of which games may have a part."""
    week = school_week()
    week.open_between(now - timedelta(hours=4), now + timedelta(hours=9))
    return UserConfig(
        week.rules(TWO_HOURS | {now.isoweekday(): used_today(now).spent_day + 2 * HOUR}),
        playtime=PlayTime(
            enabled=True,
            in_unaccounted=False,
            limits=(90 * MINUTE,) * 7,
            activities=(Activity("minecraft-launcher", "Minecraft"), Activity("supertuxkart", "SuperTuxKart")),
        ),
    )


def lesson(now: datetime) -> UserConfig:
    """These hours are free: what is used in them does not count."""
    week = school_week()
    week.free_between(now - timedelta(hours=1), now + timedelta(hours=5))
    return UserConfig(week.rules(dict.fromkeys(DAYS, HOUR)), lockout="lock")


def school_days(_: datetime) -> UserConfig:
    """Mornings and afternoons, more on Saturday and Sunday; the same at whatever moment."""
    return UserConfig(school_week().rules(TWO_HOURS | {6: 3 * HOUR, 7: 3 * HOUR}), week_limit=12 * HOUR)


def school_week() -> PaintedWeek:
    """What most of them have on most days."""
    week = PaintedWeek()
    week.open_hours(range(1, 6), 7, 8)
    week.open_hours(range(1, 6), 13, 20)
    week.open_hours(range(6, 8), 9, 21)
    return week


# --- what they have used ---------------------------------------------------------------------------------------------


def used_today(now: datetime, wish: int = 90 * MINUTE) -> TimeFile:
    """So many seconds today, or less when the day is young, in whole five minutes."""
    so_far = int(now.timestamp() - now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
    return used(min(wish, so_far) // (5 * MINUTE) * (5 * MINUTE), now)


def here_for_lessons(now: datetime) -> TimeFile:
    """Has used a little today; lessons do not count."""
    return used_today(now, 20 * MINUTE)


def here_before_closing(now: datetime) -> TimeFile:
    """Was there until the hours closed, two hours ago; that may have been yesterday."""
    return used_today(now - timedelta(hours=2), 50 * MINUTE)


def here_yesterday(now: datetime) -> TimeFile:
    """Was last there yesterday evening."""
    return used(70 * MINUTE, (now - timedelta(days=1)).replace(hour=19, minute=10))


def has_played(now: datetime) -> TimeFile:
    """An hour and a half today, a third of it with games."""
    today = used_today(now)
    return replace(today, playtime_balance=today.spent_day // 3, playtime_day=today.spent_day // 3)


def used(day: int, as_of: datetime) -> TimeFile:
    """Counters of a child that had used so many seconds of the day at that moment, and its time on all days before."""
    return TimeFile(
        balance=day,
        spent_day=day,
        spent_week=day + A_USUAL_DAY * (as_of.isoweekday() - 1),
        spent_month=day + A_USUAL_DAY * (as_of.day - 1),
        last_checked=as_of.replace(microsecond=0, tzinfo=None),
    )
