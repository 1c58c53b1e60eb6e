"""A child's week of allowed hours, painted around a moment instead of by the timetable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import cast

from timekpr_rules import DayRule, Interval, Week
from timekpr_rules.hours import MINUTES_PER_DAY
from timekpr_rules.week import DAYS

CLOSED, OPEN, FREE = range(3)
"""What a minute can be; free is unaccounted."""


class PaintedWeek:
    """Nothing is open until it is painted. Moments are wall time at the machine; a zone they carry is ignored.

    Moments are taken to the half-hour before them: parents do not think in minutes, and Timekpr stores one stretch per
    hour. Free time begins and ends with a whole hour for the same reason.
    """

    def __init__(self) -> None:
        self._minutes = {day: bytearray(MINUTES_PER_DAY) for day in DAYS}

    def open_hours(self, days: Iterable[int], start: int, end: int) -> None:
        """Open whole hours of some days (1 is Monday): ``start`` until before ``end``, 0 to 24."""
        for day in days:
            self._minutes[day][start * 60 : end * 60] = bytes([OPEN]) * ((end - start) * 60)

    def open_between(self, start: datetime, end: datetime) -> None:
        """Open from one moment to another, at most a week later."""
        self._paint(half_hour(start), half_hour(end), OPEN)

    def free_between(self, start: datetime, end: datetime) -> None:
        """Open without counting."""
        self._paint(half_hour(start).replace(minute=0), half_hour(end).replace(minute=0), FREE)

    def close_between(self, start: datetime, end: datetime) -> None:
        """Close from one moment to another."""
        self._paint(half_hour(start), half_hour(end), CLOSED)

    def close_day(self, day: int) -> None:
        """Close a whole day."""
        self._minutes[day][:] = bytes(MINUTES_PER_DAY)

    def rules(self, limits: Mapping[int, int]) -> Week:
        """The seven days with their limits in seconds."""
        return cast("Week", tuple(self._rule(day, limits[day]) for day in DAYS))

    def _rule(self, day: int, limit: int) -> DayRule:
        minutes = self._minutes[day]
        edges = [next(group) for _, group in groupby(range(MINUTES_PER_DAY), minutes.__getitem__)]
        stretches = pairwise([*edges, MINUTES_PER_DAY])
        intervals = tuple(Interval(start, end, minutes[start] == FREE) for start, end in stretches if minutes[start])
        return DayRule(allowed=True, limit_seconds=limit, intervals=intervals)

    def _paint(self, start: datetime, end: datetime, what: int) -> None:
        while start < end:
            midnight = start.replace(hour=0, minute=0) + timedelta(days=1)
            until = min(end, midnight)
            first, length = start.hour * 60 + start.minute, int((until - start).total_seconds() // 60)
            self._minutes[start.isoweekday()][first : first + length] = bytes([what]) * length
            start = until


def half_hour(moment: datetime) -> datetime:
    """The half-hour at or before a moment, as wall time."""
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0, tzinfo=None)
