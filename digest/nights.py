"""Nights that were not as usual: used outside the allowed hours, late, or in hours that are otherwise slept through.

What is usual is what was done in the four weeks before. Where that is not known of enough evenings nothing is called
late: a parent who is told wolf twice reads no more. Outside the allowed hours is what it is, and needs no comparison.
Times are those of the readings, and so a few minutes from the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median_low
from typing import Final

from digest.week import DAYS, Week
from stats_history import DayDetail, parsed

NOON, MIDNIGHT = 12 * 60, 24 * 60
EVENING: Final = 20 * 60
"""Before it nothing is late."""
NIGHT: Final = (22 * 60, MIDNIGHT + 6 * 60)
LAST: Final = MIDNIGHT + 5 * 60
"""What is used after that is the next morning's."""
LITTLE: Final = 10
"""Minutes that are no matter: readings are minutes apart."""
LATER: Final = 90
"""Minutes after what is usual that are late."""
LOOK_BACK: Final = 4 * DAYS
"""Days before the week that say what is usual."""
ENOUGH: Final = 10
"""Evenings that have to be known for that."""
RARE: Final = 10
"""What was so on one of so many evenings at most is not usual; what is so each Saturday is."""

Stretch = tuple[int, int]
"""Minutes since the midnight that began a day; those of the next day go on after 1440."""
Details = Sequence[Mapping[date, DayDetail]]
"""Of each login its days."""


class Oddness(StrEnum):
    """What was not as usual."""

    OUTSIDE = "outside"
    """Used outside the allowed hours of the day."""
    LATE = "late"
    """In use later than usual."""
    NIGHT = "night"
    """Used between 22:00 and 6:00, which is not usual."""


@dataclass(frozen=True, slots=True)
class Night:
    """A day, or the night after it, that was not as usual."""

    day: date
    oddness: Oddness
    begin: int
    """The minute from which it was so, since the midnight that began the day; with ``end`` up to 1800."""
    end: int
    minutes: int
    """So long in all, in between."""


def unusual_nights(details: Details, week: Week) -> tuple[Night, ...]:
    """Those of a week, in order. ``details`` go back four weeks before it, and on for a day, as far as they are known.

    The night between two weeks belongs to the day before it.
    """
    usual = [week.first - timedelta(days=ago) for ago in range(1, LOOK_BACK + 1)]
    known = [_evening(details, day) for day in usual if _is_known(details, day)]
    habits = _Habits(known) if len(known) >= ENOUGH else None
    return tuple(night for day in week for night in _of_day(details, day, habits))


class _Habits:
    """What is usual."""

    def __init__(self, evenings: Sequence[Sequence[Stretch]]) -> None:
        ends = sorted(end for evening in evenings if (end := _bedtime(evening)))
        self._late = max(EVENING, median_low(ends) + LATER, _but_rarely(ends)) if len(ends) >= ENOUGH else None
        in_the_night = sum(_length(_within(evening, *NIGHT)) >= LITTLE for evening in evenings)
        self.sleeps = in_the_night * RARE <= len(evenings)
        """Whether nothing is used at night."""

    def is_late(self, end: int) -> bool:
        """Whether it is unusual that something is used until then."""
        return self._late is not None and end >= self._late


def _but_rarely(ends: Sequence[int]) -> int:
    """Later than that was not more than one in RARE."""
    return ends[-(len(ends) // RARE) - 1] + LITTLE


def _of_day(details: Details, day: date, habits: _Habits | None) -> Iterator[Night]:
    outside = _joined(stretch for of_login in details for stretch in _outside(of_login.get(day)))
    if _length(outside) >= LITTLE:
        yield Night(day, Oddness.OUTSIDE, outside[0][0], outside[-1][1], _length(outside))
    evening = _evening(details, day)
    if not evening or habits is None or (outside and outside[-1][1] >= evening[-1][1] - LITTLE):
        return  # what is there to say of the evening is said
    end, night = _bedtime(evening), _within(evening, *NIGHT)
    if habits.is_late(end):
        yield Night(day, Oddness.LATE, evening[0][0], end, _length(_within(evening, NOON, LAST)))
    elif habits.sleeps and _length(night) >= LITTLE:
        yield Night(day, Oddness.NIGHT, night[0][0], night[-1][1], _length(night))


def _evening(details: Details, day: date) -> list[Stretch]:
    """What was used from noon on and in the night after it, all computers together."""
    found: list[Stretch] = []
    for of_login in details:
        found += _within(_used(of_login.get(day)), NOON, MIDNIGHT)
        after = _used(of_login.get(day + timedelta(days=1)))
        found += [(begin + MIDNIGHT, end + MIDNIGHT) for begin, end in _within(after, 0, NIGHT[1] - MIDNIGHT)]
    return _joined(found)


def _bedtime(evening: Iterable[Stretch]) -> int:
    """Until when somebody was there that evening; 0 if not at all."""
    return max((end for _, end in _within(evening, NOON, LAST)), default=0)


def _is_known(details: Details, day: date) -> bool:
    """Whether it is known when somebody was there that day: on all computers, and the times are of most of its use."""
    days = [of_login[day] for of_login in details if day in of_login]
    return bool(days) and all(
        one.until is None and not one.estimated and _length(_joined(_used(one))) * 60 * 2 >= one.used for one in days
    )


def _outside(detail: DayDetail | None) -> list[Stretch]:
    """What was used outside the allowed hours of that day."""
    if detail is None or detail.allowed is None:
        return []
    left = _joined(_used(detail))
    for begin, end in map(parsed, detail.allowed):
        left = [part for stretch in left for part in _without(stretch, begin, end)]
    return left


def _used(detail: DayDetail | None) -> list[Stretch]:
    return [parsed(span) for span in detail.spans] if detail is not None else []


def _without(stretch: Stretch, begin: int, end: int) -> list[Stretch]:
    parts = (stretch[0], min(stretch[1], begin)), (max(stretch[0], end), stretch[1])
    return [part for part in parts if part[0] < part[1]]


def _within(stretches: Iterable[Stretch], begin: int, end: int) -> list[Stretch]:
    parts = ((max(start, begin), min(stop, end)) for start, stop in stretches)
    return [part for part in parts if part[0] < part[1]]


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """In order, those that overlap or touch as one."""
    found: list[Stretch] = []
    for begin, end in sorted(stretches):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        elif begin < end:
            found.append((begin, end))
    return found


def _length(stretches: Iterable[Stretch]) -> int:
    return sum(end - begin for begin, end in stretches)
