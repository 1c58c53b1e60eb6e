"""From what was used between two readings to the hours and stretches of a day that it was used in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from itertools import pairwise
from typing import Final

from stats_history.models import DAY_SECONDS, MOST_SPANS

HOUR: Final = 3600
CLOSE: Final = 15 * 60
"""Seconds between two readings within which it hardly matters when exactly something was used."""
LITTLE: Final = 15 * 60
"""So much used after a long time without a reading was used just now: the computer has just been switched on."""
DENSE: Final = 0.8
"""With this part of a long time used, it was used all the time."""
TOGETHER: Final = 5
"""Minutes of a pause that does not part two stretches."""


def second_of(moment: time) -> int:
    """Seconds since midnight, by the wall clock."""
    return moment.hour * HOUR + moment.minute * 60 + moment.second


def placed(used: int, begin: int, end: int) -> tuple[int, int] | None:
    """From when to when so many seconds were used that were counted between two seconds of a day.

    None where nobody can say: they are fewer than the time in between, and that is long.
    """
    if used <= 0 or end <= 0:
        return None
    elapsed = end - begin
    sure = used <= LITTLE or used >= DENSE * elapsed or begin // HOUR == (end - 1) // HOUR
    if elapsed > CLOSE and not sure:
        return None
    return (max(0, begin), end) if used <= elapsed <= CLOSE else (max(0, end - used), end)


def by_hour(used: int, begin: int, end: int) -> dict[int, int]:
    """Spread seconds over the hours of a stretch of a day, which is not empty, evenly; the sum is right."""
    shares: dict[int, int] = {}
    given, place = 0, begin
    while place < end:
        stop = min(end, (place // HOUR + 1) * HOUR)
        upto = used * (stop - begin) // (end - begin)
        if upto > given:
            shares[min(23, place // HOUR)] = upto - given
        given, place = upto, stop
    return shares


def added(hours: Mapping[int, int], more: Mapping[int, int]) -> tuple[dict[int, int], int]:
    """Hours with more in them, and what they do not hold: an hour that comes twice in autumn holds two."""
    sums = {hour: hours.get(hour, 0) + more.get(hour, 0) for hour in sorted({*hours, *more})}
    return {hour: min(2 * HOUR, used) for hour, used in sums.items()}, sum(
        max(0, used - 2 * HOUR) for used in sums.values()
    )


def spans_with(spans: Iterable[str], begin: int, end: int) -> tuple[str, ...]:
    """Stretches of a day with one more, in seconds since midnight; those that touch are one. At most MOST_SPANS."""
    minutes = sorted([*map(parsed, spans), (begin // 60, min(DAY_SECONDS // 60, -(-end // 60)))])
    joined = [minutes[0]]
    for start, stop in minutes[1:]:
        if start - joined[-1][1] <= TOGETHER:
            joined[-1] = joined[-1][0], max(joined[-1][1], stop)
        else:
            joined.append((start, stop))
    while len(joined) > MOST_SPANS:
        gaps = [after[0] - before[1] for before, after in pairwise(joined)]
        least = gaps.index(min(gaps))
        joined[least : least + 2] = [(joined[least][0], joined[least + 1][1])]
    return tuple(written(start, stop) for start, stop in joined)


def parsed(span: str) -> tuple[int, int]:
    """A stretch in minutes since midnight."""
    start, _, end = span.partition("-")
    return _minute(start), _minute(end)


def written(start: int, end: int) -> str:
    """A stretch of minutes since midnight, as it is kept: ``"14:00-18:30"``; midnight at its end is ``24:00``."""
    return f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def together(some: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """The stretches that are in both."""
    found = []
    for start, end in map(parsed, some):
        for other_start, other_end in map(parsed, others):
            if max(start, other_start) < min(end, other_end):
                found.append((max(start, other_start), min(end, other_end)))
    return tuple(written(start, end) for start, end in sorted(found))


def length(spans: Iterable[str]) -> int:
    """Seconds that stretches of a day last, those that overlap once."""
    total, reached = 0, 0
    for start, end in sorted(map(parsed, spans)):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total * 60


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)
