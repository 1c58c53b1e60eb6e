"""Painting a week of allowed hours: brushes over half-hours, within what Timekpr can store.

Timekpr keeps one stretch in an hour. So where paint and what remains of an hour cannot both stay as they are, what was
painted last wins: the hour becomes one stretch of the painted kind that holds both, and :class:`Painted` names it. Time
that was not painted over is never taken away, no other hour is touched, and minutes finer than a half-hour stay until
their own half-hour is painted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from timekpr_rules.hours import Interval, by_hour, normal
from timekpr_rules.week import DAYS

HALF_HOURS: Final = 48
"""Cells of a day."""
CELL_MINUTES: Final = 30

WeekHours: TypeAlias = tuple[tuple[Interval, ...], ...]
"""The hours of seven days, Monday first, each sorted and joined (see hours.normal)."""


class Brush(StrEnum):
    """What a half-hour is painted as; free time is allowed and not counted."""

    ALLOWED = "allowed"
    FREE = "free"
    CLOSED = "closed"


class Stroke(NamedTuple):
    """A rectangle of half-hours and what it is painted as."""

    brush: Brush
    days: tuple[int, ...]
    """From 1, Monday, to 7."""
    first: int
    last: int
    """Half-hours of the day from 0 to 47, both included."""

    @property
    def span(self) -> Interval:
        """What is painted of each day."""
        unaccounted = self.brush is Brush.FREE
        return Interval(self.first * CELL_MINUTES, (self.last + 1) * CELL_MINUTES, unaccounted)


class Followed(NamedTuple):
    """An hour in which more than the painted half-hour had to change, and the one stretch that it has now."""

    day: int
    stretch: Interval


class Painted(NamedTuple):
    """A week after a stroke."""

    week: WeekHours
    followed: tuple[Followed, ...]


def week_hours(days: Iterable[Iterable[Interval]]) -> WeekHours:
    """The hours of seven days, Monday first, as they are painted; raises like hours.normal.

    Raises:
        ValueError: these are not seven days.
    """
    week = tuple(normal(day) for day in days)
    if len(week) != len(DAYS):
        raise ValueError(f"{len(week)} days make no week")
    return week


def paint(week: WeekHours, stroke: Stroke) -> Painted:
    """The week after a stroke; days and hours outside of it stay the very same."""
    painted, followed = list(week), []
    for day in stroke.days:
        slots = _slots(week[day - 1])
        for hour, part in by_hour(stroke.span):
            rest = _outside(slots.pop(hour, None), part)
            new = _one_stretch(rest, part, stroke.brush)
            if new:
                slots[hour] = new
            if rest and new and _has_followed(rest, new, part):
                followed.append(Followed(day, new))
        painted[day - 1] = normal(slots.values())
    return Painted(tuple(painted), tuple(followed))


def with_stretch(week: WeekHours, day: int, hour: int, stretch: Interval | None) -> WeekHours:
    """The week with nothing but this stretch, or none, in an hour of a day.

    Raises:
        ValueError: the stretch is empty or not within the hour.
    """
    if stretch and not hour * 60 <= stretch.start < stretch.end <= hour * 60 + 60:
        raise ValueError(f"{stretch} is not within hour {hour}")
    slots = _slots(week[day - 1])
    slots.pop(hour, None)
    if stretch:
        slots[hour] = stretch
    return _with_days(week, (day,), normal(slots.values()))


def stretch_in(week: WeekHours, day: int, hour: int) -> Interval | None:
    """What an hour of a day holds; nothing if it is closed."""
    return _slots(week[day - 1]).get(hour)


def copied(week: WeekHours, source: int, targets: Iterable[int]) -> WeekHours:
    """The week with the hours of one day on others as well."""
    return _with_days(week, targets, week[source - 1])


def differing_days(before: WeekHours, after: WeekHours) -> tuple[int, ...]:
    """The days whose hours are not the same."""
    return tuple(day for day, was, now in zip(DAYS, before, after, strict=True) if was != now)


def _with_days(week: WeekHours, days: Iterable[int], hours: tuple[Interval, ...]) -> WeekHours:
    chosen = set(days)
    return tuple(hours if day in chosen else there for day, there in zip(DAYS, week, strict=True))


def _slots(intervals: Sequence[Interval]) -> dict[int, Interval]:
    """The one stretch of each hour that has one."""
    return {hour: part for interval in intervals for hour, part in by_hour(interval)}


def _outside(there: Interval | None, painted: Interval) -> Interval | None:
    """What the hour holds beside the painted part: at most one stretch, since paint reaches an end of the hour."""
    if there is None:
        return None
    ends_at_the_hour = painted.end % 60 == 0
    start = there.start if ends_at_the_hour else max(there.start, painted.end)
    end = min(there.end, painted.start) if ends_at_the_hour else there.end
    return Interval(start, end, there.unaccounted) if start < end else None


def _one_stretch(rest: Interval | None, painted: Interval, brush: Brush) -> Interval | None:
    if brush is Brush.CLOSED:
        return rest
    if rest is None:
        return painted
    return Interval(min(rest.start, painted.start), max(rest.end, painted.end), painted.unaccounted)


def _has_followed(rest: Interval, new: Interval, painted: Interval) -> bool:
    """Whether what was not painted has another kind now, or has grown over the gap to what was."""
    if new == rest:
        return False
    minutes = (rest.end - rest.start) + (painted.end - painted.start)
    return new.unaccounted != rest.unaccounted or new.end - new.start > minutes
