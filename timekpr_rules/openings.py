"""Hours that are opened longer for a day, within what Timekpr can store: one stretch per hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from timekpr_rules.hours import MINUTES_PER_DAY, Interval, by_hour, normal
from timekpr_rules.models import MainConfig, TimeFile, UserConfig
from timekpr_rules.time_left import time_left
from timekpr_rules.week import SECONDS_PER_DAY, DayRule

STEP = 30
"""Minutes: hours are opened until the next half hour."""


def hours_left(intervals: Iterable[Interval], now: datetime) -> int:
    """Seconds of allowed hours from ``now`` to midnight, whatever the limits are."""
    rule = DayRule(allowed=True, limit_seconds=SECONDS_PER_DAY, intervals=tuple(intervals))
    config = UserConfig(week=(rule,) * 7)
    return time_left(config, MainConfig(), TimeFile(), now).seconds


def opened_until(intervals: tuple[Interval, ...], now: datetime, seconds: int) -> tuple[int, tuple[Interval, ...]]:
    """The first half hour until which the day has to be open to have so many seconds of hours left, and those hours.

    What is opened follows the last hours of the day, or begins now if none come any more. The first value is minutes
    since midnight; where midnight comes first, it is 1440.
    """
    minute = now.hour * 60 + now.minute
    start = max([minute, *(interval.end for interval in intervals)])
    for end in range((start // STEP + 1) * STEP, MINUTES_PER_DAY + 1, STEP):
        longer = opened(intervals, start, end)
        if hours_left(longer, now) >= seconds:
            return end, longer
    return MINUTES_PER_DAY, opened(intervals, start, MINUTES_PER_DAY)


def opened(intervals: tuple[Interval, ...], start: int, end: int) -> tuple[Interval, ...]:
    """The hours with the minutes from ``start`` to ``end`` in them.

    An hour that has a stretch already gets a longer one, since Timekpr cannot store a second: it takes in what lies
    between the two, and is free if that stretch is.
    """
    slots = {hour: part for interval in intervals for hour, part in by_hour(interval)}
    for hour, part in by_hour(Interval(start, end)) if start < end else ():
        there = slots.get(hour, part)
        slots[hour] = Interval(min(there.start, part.start), max(there.end, part.end), there.unaccounted)
    return normal(slots.values())


def open_until(intervals: tuple[Interval, ...], minute: int, end: int) -> tuple[Interval, ...]:
    """The hours of a day on which all is open from one minute to another, nothing after it, and as it was before it.

    Where that would be two stretches in one hour, what lies between them is open too.
    """
    kept = (Interval(first, min(last, end), free) for first, last, free in intervals if first < end)
    return opened(tuple(kept), minute, end)
