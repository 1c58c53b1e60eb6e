"""How much time a child has left today, exactly as the daemon enforces it.

Source: the 0.5.4 daemon's reckoning for a logged-in user, compared with it for random files and moments in the tests.
All moments are the server's local time, without a zone, as Timekpr reckons.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from timekpr_rules.models import MainConfig, TimeFile, UserConfig
from timekpr_rules.versions import Feature, Version, has
from timekpr_rules.week import SECONDS_PER_DAY, DayRule


class Reason(StrEnum):
    """What decides how much is left."""

    NO_LIMIT = "no_limit"
    """Nothing limits this day; it ends at midnight."""
    LIMIT = "limit"
    """Today's limit."""
    WEEK = "week"
    """The limit of the week."""
    MONTH = "month"
    """The limit of the month."""
    HOURS = "hours"
    """The allowed hours of today."""
    DAY_CLOSED = "day_closed"
    """Today is no allowed day, or has neither limit nor hours. No grant opens it."""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Where a child stands at a moment. All durations are seconds."""

    seconds: int
    """Left today, in all hours still to come; 0 or more."""
    reason: Reason
    open_now: bool
    """Whether the computer can be used at this moment."""
    unaccounted: bool
    """Whether this is an unaccounted hour: time is not counted, and nobody is thrown out for lack of it."""
    until: datetime | None
    """When it ends if used from now without a pause; None if it is closed now or nothing ends it before tomorrow's
    midnight. Unaccounted hours cost nothing; behind midnight tomorrow's limit and hours hold."""
    opens: datetime | None
    """When the next allowed time of today begins, if it is closed now and there is one."""
    limit: int
    """Today's limit without grants."""
    used: int
    """Really used today; 0 when the counters are of an earlier day."""
    granted: int
    """Granted today; negative if time was taken away."""
    used_week: int
    used_month: int
    playtime: int
    """PlayTime left today, 0 or more; 0 where it is switched off or in override mode."""
    playtime_limited: bool
    """Whether PlayTime has a limit of its own at all: switched on for server and user, and not in override mode."""
    playtime_used: int
    """PlayTime really used today."""


class Counters(NamedTuple):
    """What counts at a moment: the counters of a file, those of an earlier day, week or month as 0."""

    balance: int
    day: int
    week: int
    month: int
    playtime_balance: int
    playtime_day: int


def time_left(
    config: UserConfig, main: MainConfig, spent: TimeFile, now: datetime, version: Version | None = None
) -> TimeLeft:
    """Where a child stands at ``now`` (the server's local time, without a zone)."""
    counters = current_counters(spent, now, version)
    rule = config.week[now.weekday()]
    second = now.hour * 3600 + now.minute * 60 + now.second
    by_hours = _allowed_from(rule, second)
    budgets = (
        (Reason.HOURS, by_hours),
        (Reason.MONTH, config.month_limit - counters.month),
        (Reason.WEEK, config.week_limit - counters.week),
        (Reason.LIMIT, rule.limit_seconds - counters.balance),
    )
    reason, seconds = min(budgets, key=lambda budget: max(budget[1], 0))
    if not rule.allowed:
        reason = Reason.DAY_CLOSED
    elif reason is Reason.HOURS and rule.unlimited:
        reason = Reason.NO_LIMIT
    budget = max(0, min(budgets[1][1], budgets[2][1], budgets[3][1]))
    end = _end(rule, second, budget)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    until = opens = None
    if end is None:
        opening = _next_opening(rule, second, budget)
        opens = None if opening is None else midnight + timedelta(seconds=opening)
    elif end < SECONDS_PER_DAY:
        until = midnight + timedelta(seconds=end)
    else:
        until = _until_tomorrow(config, counters, now, version)
    playtime_limited = main.playtime_enabled and config.playtime.enabled and not config.playtime.override
    playtime = config.playtime.limits[now.weekday()] - counters.playtime_balance
    return TimeLeft(
        seconds=max(seconds, 0),
        reason=reason,
        open_now=end is not None,
        unaccounted=_unaccounted(rule, second),
        until=until,
        opens=opens,
        limit=rule.limit_seconds,
        used=counters.day,
        granted=counters.day - counters.balance,
        used_week=counters.week,
        used_month=counters.month,
        playtime=max(playtime, 0) if playtime_limited else 0,
        playtime_limited=playtime_limited,
        playtime_used=counters.playtime_day,
    )


def current_counters(spent: TimeFile, now: datetime, version: Version | None = None) -> Counters:
    """The counters as the daemon takes them at ``now``; a file without LAST_CHECKED is of this moment."""
    then = spent.last_checked
    if then is None or then.date() == now.date():
        return Counters(
            spent.balance,
            spent.spent_day,
            spent.spent_week,
            spent.spent_month,
            spent.playtime_balance,
            spent.playtime_day,
        )
    new_month = (then.year, then.month) != (now.year, now.month)
    new_week = then.isocalendar()[:2] != now.isocalendar()[:2] or (
        new_month and not has(version, Feature.MONTH_KEEPS_WEEK)
    )
    return Counters(0, 0, 0 if new_week else spent.spent_week, 0 if new_month else spent.spent_month, 0, 0)


def _allowed_from(rule: DayRule, second: int) -> int:
    """Seconds of allowed hours from a moment to midnight.

    A stretch that begins later within the current hour counts from the next hour on: the daemon looks at the current
    hour only once it has begun.
    """
    allowed = 0
    next_hour = second - second % 3600 + 3600
    for start, end, _ in rule.intervals:
        begin = start * 60
        if begin <= second:
            begin = second
        elif begin < next_hour:
            begin = next_hour
        if begin < end * 60:
            allowed += end * 60 - begin
    return allowed


def _unaccounted(rule: DayRule, second: int) -> bool:
    """Whether this is an unaccounted hour. The daemon goes by minutes and takes in the one in which a part ends."""
    for start, end, unaccounted in rule.intervals:
        if unaccounted and start * 60 <= second < end * 60 + (60 if end % 60 else 0):
            return True
    return False


def _end(rule: DayRule, second: int, budget: int) -> int | None:
    """The second of the day at which use without a pause ends (86400: not today); None if it cannot begin."""
    at = second
    for start, end, unaccounted in rule.intervals:
        if end * 60 <= at:
            continue
        if start * 60 > at:
            break
        if unaccounted:
            at = end * 60
            continue
        use = min(end * 60 - at, budget)
        at += use
        budget -= use
        if at < end * 60:
            break
    if at == second:
        return second - second % 60 + 60 if _unaccounted(rule, second) else None
    return at


def _accounted(rule: DayRule, begin: int) -> int:
    """How many seconds of use from then to midnight are counted."""
    return sum(
        max(0, interval.end * 60 - max(begin, interval.start * 60))
        for interval in rule.intervals
        if not interval.unaccounted
    )


def _until_tomorrow(config: UserConfig, counters: Counters, now: datetime, version: Version | None) -> datetime | None:
    """The moment at which use from now to midnight and on ends, with tomorrow's rule and counters."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    used = _accounted(config.week[now.weekday()], now.hour * 3600 + now.minute * 60 + now.second)
    then = TimeFile(spent_week=counters.week + used, spent_month=counters.month + used, last_checked=midnight)
    counters = current_counters(then, tomorrow, version)
    rule = config.week[tomorrow.weekday()]
    budget = min(rule.limit_seconds, config.week_limit - counters.week, config.month_limit - counters.month)
    end_tomorrow = _end(rule, 0, max(budget, 0))
    if end_tomorrow == SECONDS_PER_DAY:
        return None
    return tomorrow + timedelta(seconds=end_tomorrow or 0)


def _next_opening(rule: DayRule, second: int, budget: int) -> int | None:
    """The second of the day at which the next stretch begins that can be used; None if there is none."""
    for start, _, unaccounted in rule.intervals:
        if start * 60 > second and (unaccounted or budget > 0):
            return start * 60
    return None
