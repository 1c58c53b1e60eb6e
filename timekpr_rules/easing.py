"""Whether rules hold somebody back, and whether others allow more than they did."""

from __future__ import annotations

from collections.abc import Iterable

from timekpr_rules.hours import Interval
from timekpr_rules.models import PlayTime, UserConfig
from timekpr_rules.week import DayRule


def is_limited(config: UserConfig) -> bool:
    """Whether these rules hold anybody back at all."""
    nothing = UserConfig()
    open_always = all(rule.unlimited for rule in config.week)
    no_sums = config.week_limit >= nothing.week_limit and config.month_limit >= nothing.month_limit
    return not (open_always and no_sums) or config.playtime.enabled


def eases(before: UserConfig, after: UserConfig) -> bool:
    """Whether rules allow more than others did, in any respect; that they allow less in another does not matter."""
    return (
        any(_day_eases(was, now) for was, now in zip(before.week, after.week, strict=True))
        or after.week_limit > before.week_limit
        or after.month_limit > before.month_limit
        or (before.track_inactive and not after.track_inactive)
        or _play_eases(before.playtime, after.playtime)
    )


def _day_eases(before: DayRule, after: DayRule) -> bool:
    more = _minutes(after.intervals) - _minutes(before.intervals)
    free = _minutes(_free(after.intervals)) - _minutes(_free(before.intervals))
    return after.limit_seconds > before.limit_seconds or bool(more or free)


def _play_eases(before: PlayTime, after: PlayTime) -> bool:
    if after.enabled and after.override and not (before.enabled and before.override):
        return True  # time runs only while a program runs
    if not before.enabled:
        return False
    more = any(now > was for was, now in zip(before.limits, after.limits, strict=True))
    masks = {activity.mask for activity in after.activities}
    return not after.enabled or more or any(activity.mask not in masks for activity in before.activities)


def _free(intervals: Iterable[Interval]) -> list[Interval]:
    return [interval for interval in intervals if interval.unaccounted]


def _minutes(intervals: Iterable[Interval]) -> set[int]:
    return {minute for start, end, _ in intervals for minute in range(start, end)}
