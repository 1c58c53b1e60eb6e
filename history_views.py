"""A child's history for whoever shows it: all of the child's logins together, day by day and hour by hour.

Nothing is made up: a day of which nothing is known stays unknown, and one that is known up to a time says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations

from stats_history import DayDetail, HistoryFile, length, second_of, together

Login = tuple[str, str]
"""Server id and user."""
HOURS = 24
HOUR = 3600


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of one child. Seconds.

    Several computers are added up; so is what was allowed, as Timekpr allows it on each of them.
    """

    day: date
    used: int | None
    """None if nothing is known of the day."""
    playtime: int = 0
    limit: int | None = None
    """Without what was given; None if there was none, or it is not known of every computer that was used."""
    granted: int = 0
    until: time | None = None
    """Up to when it is known; None if the whole day is. 00:00 if a computer was not read that day."""
    estimated: bool = False
    """A share of what was used on several days that nobody read."""
    most: int | None = None
    """What can have been used at most, where that is not known exactly."""
    resets: int = 0
    """How often a counter of the day was set back on a computer."""
    parts: tuple[tuple[Login, int], ...] = ()
    """What was used by which login, in the order of the logins; only those with something."""
    shared: int = 0
    """Of ``used``: spent at two computers at once, as far as the times are known."""

    @property
    def allowed(self) -> int | None:
        """What the day allowed, with what was given or taken; None where there was no limit, or none is known."""
        if self.limit is None or self.limit >= HOURS * HOUR:
            return None
        return max(0, self.limit + self.granted)

    @property
    def over(self) -> bool:
        """More was used than the day allowed."""
        return self.used is not None and self.allowed is not None and self.used > self.allowed


@dataclass(frozen=True, slots=True)
class HourFigures:
    """One day of one child by the hour. Seconds."""

    day: date
    used: tuple[int | None, ...]
    """Of each of the 24 hours; None if it is not known."""
    unplaced: int
    """Used some time that day, nobody knows when."""
    allowed: tuple[str, ...] | None
    """The allowed hours, ``"14:00-18:30"``; None if they are not known or differ from computer to computer."""
    spans: tuple[str, ...]
    """When a computer was used, to the minute."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Some days in figures. Seconds."""

    known: int
    """Days of which something is known."""
    used: int
    playtime: int
    granted: int
    average: int
    """A day, of those that are known."""
    before: int | None
    """The average of the same number of days before; None if nothing is known of them."""
    longest: DayFigures | None
    over: int
    """Days on which more was used than allowed."""
    estimated: int
    """Days of which only a share of a sum is known."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """So many days of one child, oldest first, and the same number of days before them."""

    days: tuple[DayFigures, ...]
    before: tuple[DayFigures, ...]
    hours: tuple[HourFigures, ...]
    """The last days of them, as far back as hours are kept."""
    as_of: datetime | None
    """Up to when all logins are known (UTC); None if nothing was ever read of one."""

    @property
    def summary(self) -> Summary:
        """These days in figures."""
        return summary(self.days, self.before)


Histories = Sequence[tuple[Login, HistoryFile]]


def history_view(histories: Histories, first: date, last: date, *, hours: int) -> HistoryView:
    """The days from ``first`` to ``last`` of somebody with these histories, the last so many of them by the hour."""
    count = (last - first).days + 1
    seen = [file.as_of for _, file in histories]
    return HistoryView(
        days=day_figures(histories, first, last),
        before=day_figures(histories, first - timedelta(days=count), first - timedelta(days=1)),
        hours=tuple(hour_figures(histories, day) for day in _days(max(first, last - timedelta(days=hours - 1)), last)),
        as_of=None if not seen or None in seen else min(moment for moment in seen if moment is not None),
    )


def day_figures(histories: Histories, first: date, last: date) -> tuple[DayFigures, ...]:
    """One for each day from ``first`` to ``last``."""
    return tuple(_day(histories, day) for day in _days(first, last))


def hour_figures(histories: Histories, day: date) -> HourFigures:
    """One day by the hour."""
    files = [file for _, file in histories]
    known = [file for file in files if day in file.year]
    end = min((_known_until(file, day) for file in files), default=0)
    unplaced = sum(file.week[day].unplaced for file in files if day in file.week)
    sums = [sum(file.week[day].used.get(hour, 0) for file in files if day in file.week) for hour in range(HOURS)]
    # Where all that was used has its hour, the others are empty, as far as all of them is known; where it has not,
    # nothing can be said of them.
    whole = bool(known) and not unplaced and all(day in file.week or not file.year[day].used for file in known)
    used = (amount if amount or (whole and end >= (hour + 1) * HOUR) else None for hour, amount in enumerate(sums))
    details = [file.month[day] for file in known if day in file.month]
    allowed = {detail.allowed for detail in details}
    spans = tuple(sorted(span for detail in details for span in detail.spans))
    return HourFigures(day, tuple(used), unplaced, allowed.pop() if len(allowed) == 1 else None, spans)


def summary(days: Iterable[DayFigures], before: Iterable[DayFigures]) -> Summary:
    """Some days in figures, beside those before them."""
    known = [day for day in days if day.used is not None]
    used = sum(day.used or 0 for day in known)
    earlier = [day.used for day in before if day.used is not None]
    longest = max(known, key=lambda day: day.used or 0, default=None)
    return Summary(
        known=len(known),
        used=used,
        playtime=sum(day.playtime for day in known),
        granted=sum(day.granted for day in known),
        average=used // len(known) if known else 0,
        before=sum(earlier) // len(earlier) if earlier else None,
        longest=longest if longest is not None and longest.used else None,
        over=sum(day.over for day in known),
        estimated=sum(day.estimated for day in known),
    )


def _day(histories: Histories, day: date) -> DayFigures:
    known = [(login, file.year[day], file.month.get(day)) for login, file in histories if day in file.year]
    if not known:
        return DayFigures(day, None)
    figures = [one for _, one, _ in known]
    limits = [one.limit for one in figures if one.limit is not None]
    ends = [one.until for one in figures if one.until is not None]
    if any(_is_gap(file, day) for _, file in histories):
        ends.append(time())
    most = sum(one.used if one.most is None else one.most for one in figures)
    used = sum(one.used for one in figures)
    return DayFigures(
        day=day,
        used=used,
        playtime=sum(one.playtime for one in figures),
        limit=sum(limits) if len(limits) == len(figures) else None,
        granted=sum(one.granted for one in figures),
        until=min(ends, default=None),
        estimated=any(one.estimated for one in figures),
        most=most if most > used else None,
        resets=sum(one.resets for one in figures),
        parts=tuple((login, one.used) for login, one, _ in known if one.used),
        shared=_shared([detail for _, _, detail in known if detail is not None]),
    )


def _shared(details: Sequence[DayDetail]) -> int:
    both = [span for one, other in combinations(details, 2) for span in together(one.spans, other.spans)]
    return length(both)


def _is_gap(file: HistoryFile, day: date) -> bool:
    """Whether nothing is known of a day after the first that is."""
    return day not in file.year and next(iter(file.year), day) < day


def _known_until(file: HistoryFile, day: date) -> int:
    """The second of a day up to which it is known; the last one where it is before all that is."""
    if day not in file.year:
        return 0 if _is_gap(file, day) else HOURS * HOUR
    until = file.year[day].until
    return HOURS * HOUR if until is None else second_of(until)


def _days(first: date, last: date) -> Iterator[date]:
    for place in range((last - first).days + 1):
        yield first + timedelta(days=place)


def by_login(figures: Iterable[DayFigures]) -> Mapping[Login, int]:
    """What was used by each login on all these days. Seconds."""
    sums: dict[Login, int] = {}
    for day in figures:
        for login, used in day.parts:
            sums[login] = sums.get(login, 0) + used
    return sums
