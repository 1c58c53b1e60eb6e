"""What Timekpr's counters of the week and of the month say of days that nobody could read.

Timekpr forgets a day at midnight, but counts on in its week and its month: what these grew by, less the day that is
read now, was used in between. On one day in between that is this day's missing rest, exactly; on several it is a sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from stats_history.models import DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Counters:
    """What Timekpr had counted in the week and the month of a day, at some moment of it."""

    day: date
    week: int
    month: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from ``first`` up to but without ``end``, in which so many seconds were used that nobody has read."""

    first: date
    end: date
    unseen: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.first).days

    def each(self) -> Iterator[date]:
        """Every day of it."""
        for place in range(self.days):
            yield self.first + timedelta(days=place)


def stretches(before: Counters, after: Counters, used: int, *, month_ends_week: bool) -> list[Stretch]:
    """The stretches between two readings of which the sum is known, oldest first; the first day is ``before``'s own.

    ``used`` is what was counted on ``after``'s own day.

    Days that are in none of them may hold anything: no counter reaches back to them, or one of them was set back.
    ``month_ends_week``: a new month sets the week's counter back too.
    """
    monday = after.day - timedelta(days=after.day.weekday())
    first = after.day.replace(day=1)
    week_start = max(monday, first) if month_ends_week else monday
    known = [
        _since(before.day, after.day, start, of_before, of_after - used)
        for start, of_before, of_after in ((week_start, before.week, after.week), (first, before.month, after.month))
    ]
    found: list[Stretch] = []
    end, later = after.day, 0
    for one in sorted((one for one in known if one is not None), key=lambda one: one.first, reverse=True):
        unseen = one.unseen - later
        if one.first < end and 0 <= unseen <= (end - one.first).days * DAY_SECONDS:
            found.insert(0, Stretch(one.first, end, unseen))
            end, later = one.first, one.unseen
    return found


def shares(total: int, parts: int) -> list[int]:
    """So many equal shares of a sum, to the second."""
    return [total * (place + 1) // parts - total * place // parts for place in range(parts)]


def _since(last: date, day: date, start: date, counted_before: int, counted_until_now: int) -> Stretch | None:
    """What one counter, which began anew on ``start``, says; None where it was set back in between."""
    unseen = counted_until_now - (counted_before if start <= last else 0)
    return Stretch(max(start, last), day, unseen) if unseen >= 0 else None
