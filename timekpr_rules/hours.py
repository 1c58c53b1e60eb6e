"""Allowed hours: what ``ALLOWED_HOURS_n`` says, as stretches of the day, and back.

Timekpr stores a list of hours, ``[!]H[start-end]`` in minutes, ``!`` for an unaccounted hour in which time is not
counted. That is one stretch per hour, so 15:30-18:00 can be stored and 15:00-15:10 with 15:30-16:00 cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from timekpr_rules.refusals import BadInterval, IntervalsOverlap, TwoIntervalsInAnHour

MINUTES_PER_DAY: Final = 24 * 60

_CACHED_LENGTH: Final = 256
"""Longer texts are nobody's hours and are not remembered."""

_HOUR_NAMES = {str(hour): hour for hour in range(24)}
"""Timekpr looks hours up by these very texts, so a whole hour ``07`` is never found."""


class Interval(NamedTuple):
    """A stretch of a day in minutes since midnight (0 to 1440, ``end`` not included)."""

    start: int
    end: int
    unaccounted: bool = False

    def __str__(self) -> str:
        return f"{clock_text(self.start)}-{clock_text(self.end)}"


class Hours(NamedTuple):
    """What a text of hours means: sorted stretches, those that touch and are alike joined; and what is odd about it."""

    intervals: tuple[Interval, ...]
    odd: tuple[tuple[str, str], ...] = ()
    """Codes of findings.CODES with the item each is about."""


WHOLE_DAY: Final = (Interval(0, MINUTES_PER_DAY),)


def parse_hours(text: str) -> Hours:
    """What the real daemon understands of a list of hours; equal texts give the same object."""
    return _parse_cached(text) if len(text) <= _CACHED_LENGTH else _parse(text)


def normal(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time as sorted stretches, joined where they touch.

    Raises:
        BadInterval: one is empty or outside the day.
        IntervalsOverlap: two share time.
        TwoIntervalsInAnHour: Timekpr could not store it.
    """
    given = sorted(Interval(*interval) for interval in intervals)
    for interval in given:
        if not 0 <= interval.start < interval.end <= MINUTES_PER_DAY:
            raise BadInterval(value=str(interval))
    for before, after in pairwise(given):
        if after.start < before.end:
            raise IntervalsOverlap(value=str(before), other=str(after))
    joined = _joined(given)
    for before, after in pairwise(joined):
        if (before.end - 1) // 60 == after.start // 60:
            raise TwoIntervalsInAnHour(value=str(before), other=str(after), hour=after.start // 60)
    return joined


def by_hour(interval: Interval) -> Iterator[tuple[int, Interval]]:
    """The hours that a stretch is in, each with the part of the stretch that is in it."""
    for hour in range(interval.start // 60, (interval.end + 59) // 60):
        begin, finish = max(interval.start, hour * 60), min(interval.end, hour * 60 + 60)
        yield hour, Interval(begin, finish, interval.unaccounted)


def hours_text(intervals: Iterable[Interval]) -> str:
    """``ALLOWED_HOURS_n`` for stretches of a day, as Timekpr itself writes it; raises like :func:`normal`."""
    return ";".join(_item(hour, part) for interval in normal(intervals) for hour, part in by_hour(interval))


def clock_text(minute: int) -> str:
    """A minute of the day as people write it; 1440 is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _item(hour: int, part: Interval) -> str:
    start, end = part.start - hour * 60, part.end - hour * 60
    minutes = "" if (start, end) == (0, 60) else f"[{start}-{end}]"
    return f"{'!' if part.unaccounted else ''}{hour}{minutes}"


def _joined(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for interval in intervals:
        last = joined[-1] if joined else None
        if last and last.end == interval.start and last.unaccounted == interval.unaccounted:
            joined[-1] = Interval(last.start, interval.end, last.unaccounted)
        else:
            joined.append(interval)
    return tuple(joined)


def _parse(text: str) -> Hours:
    slots: dict[int, Interval] = {}
    odd: list[tuple[str, str]] = []
    for item in text.split(";"):
        slot = _slot(item)
        if slot is None:
            if item:
                odd.append(("hour_ignored", item))
            continue
        hour, interval = slot
        if hour in slots:
            odd.append(("hour_twice", item))
        slots[hour] = interval
    return Hours(_joined(slots[hour] for hour in sorted(slots)), tuple(odd))


_parse_cached = lru_cache(maxsize=2048)(_parse)


def _slot(item: str) -> tuple[int, Interval] | None:
    """One item by the daemon's own rules, which go by its length and by the first bracket, dash and colon."""
    unaccounted = item[:1] == "!"
    length = len(item) - unaccounted
    if length <= 2:
        hour = _HOUR_NAMES.get(item[unaccounted:])
        return None if hour is None else (hour, Interval(hour * 60, hour * 60 + 60, unaccounted))
    if not 6 <= length <= 9:
        return None
    opening, closing, dash = item.find("["), item.find("]"), item.find("-")
    separator = dash if dash >= 0 else item.find(":")
    if opening < 0 or not opening < separator < closing:
        return None
    try:
        hour = int(item[unaccounted:opening])
        start, end = int(item[opening + 1 : separator]), int(item[separator + 1 : closing])
    except ValueError:
        return None
    if not (0 <= hour <= 23 and 0 <= start < end <= 60):
        return None
    return hour, Interval(hour * 60 + start, hour * 60 + end, unaccounted)
