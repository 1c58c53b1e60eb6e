"""A week of seven days, each with its own limit and hours.

In the file, value i of LIMITS_PER_WEEKDAYS belongs to the i-th day in ALLOWED_WEEKDAYS, wherever that is in the week.
Here a limit belongs to its day, so the two lists cannot come apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from timekpr_rules.hours import WHOLE_DAY, Interval, normal, parse_hours

SECONDS_PER_DAY: Final = 86_400
DAYS: Final = (1, 2, 3, 4, 5, 6, 7)
"""Monday to Sunday, as Timekpr and ISO 8601 number them."""

_CACHED_LENGTH: Final = 512


@dataclass(frozen=True, slots=True)
class DayRule:
    """What a child may do on one weekday.

    ``limit_seconds`` is the time of that day, ``intervals`` the allowed hours (sorted and joined, see hours.normal). A
    day without any time (not listed, or with limit 0 and no hours: Timekpr treats them alike) is always
    ``DayRule(False, 0, ())``, so that equal rules are equal. With limit 0, unaccounted hours can still be used.
    """

    allowed: bool
    limit_seconds: int
    intervals: tuple[Interval, ...]

    def __post_init__(self) -> None:
        if not self.allowed or (self.limit_seconds <= 0 and not self.intervals):
            object.__setattr__(self, "allowed", False)
            object.__setattr__(self, "limit_seconds", 0)
            object.__setattr__(self, "intervals", ())
        else:
            object.__setattr__(self, "intervals", normal(self.intervals))

    @property
    def unlimited(self) -> bool:
        """Whether this day has no limit at all: Timekpr's own window then shows no time left."""
        return self.limit_seconds >= SECONDS_PER_DAY and self.intervals == WHOLE_DAY


Week: TypeAlias = tuple[DayRule, DayRule, DayRule, DayRule, DayRule, DayRule, DayRule]
"""Monday first."""

CLOSED_DAY: Final = DayRule(allowed=False, limit_seconds=0, intervals=())
OPEN_DAY: Final = DayRule(allowed=True, limit_seconds=SECONDS_PER_DAY, intervals=WHOLE_DAY)
OPEN_WEEK: Final[Week] = (OPEN_DAY,) * 7


class DayLimits(NamedTuple):
    """Two positional lists, taken apart: each weekday's limit in seconds (None: the day is not listed)."""

    limits: tuple[int | None, ...]
    odd: tuple[tuple[str, str], ...]
    """Codes of findings.CODES with the item each is about."""
    days: int
    given: int
    """How many days and how many limits the lists have."""


def pair(days: str, limits: str) -> DayLimits:
    """Tie limits to their weekdays as the daemon does: the first mention of a day counts, a missing limit is 0.

    Raises:
        ValueError: a limit is no whole number, which stops the daemon.
    """
    return _pair_cached(days, limits) if len(days) + len(limits) <= _CACHED_LENGTH else _pair(days, limits)


def day_rule(limit: int | None, hours: str) -> DayRule:
    """One day from its limit (None: not listed) and its hours; equal days are the same object."""
    return _day_cached(limit, hours) if len(hours) <= _CACHED_LENGTH else _day(limit, hours)


def _pair(days: str, limits: str) -> DayLimits:
    named = [day.strip() for day in days.split(";") if day]
    seconds = [bounded(int(limit)) for limit in limits.split(";") if limit]
    found: dict[str, int] = {}
    odd: list[tuple[str, str]] = []
    for position, day in enumerate(named):
        if day not in _DAY_NAMES:
            odd.append(("day_unknown", day))
        elif day in found:
            odd.append(("day_twice", day))
        else:
            found[day] = seconds[position] if position < len(seconds) else 0
    return DayLimits(tuple(found.get(day) for day in _DAY_NAMES), tuple(odd), len(named), len(seconds))


def _day(limit: int | None, hours: str) -> DayRule:
    return CLOSED_DAY if limit is None else DayRule(allowed=True, limit_seconds=limit, intervals=parse_hours(hours)[0])


def bounded(number: int) -> int:
    """A number of any size cut to one that we can reckon with: the next one that does not fit (see :func:`fits`)."""
    return min(max(number, -(2**31) - 1), 2**31)


def fits(number: int) -> bool:
    """Whether the daemon can tell a limit to the child's screen, in 32 bits; where it cannot, it stops."""
    return -(2**31) <= number < 2**31


_DAY_NAMES = tuple(str(day) for day in DAYS)
_pair_cached = lru_cache(maxsize=1024)(_pair)
_day_cached = lru_cache(maxsize=2048)(_day)
