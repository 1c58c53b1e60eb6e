"""A child's history for whoever shows it: all of the child's logins together, day by day and hour by hour.

Nothing is made up: a day of which nothing is known stays unknown, and one that is known up to a time says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations, groupby
from typing import Final

from stats_history import DayDetail, HistoryFile, length, parsed, second_of, together, written

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
    least: int = 0
    """What was used at least: all of ``used`` but the shares."""
    most: int | None = None
    """What can have been used at most, where that is not known exactly."""
    resets: int = 0
    """How often a counter of the day was set back on a computer."""
    parts: tuple[tuple[Login, int], ...] = ()
    """What was used by which login, in the order of the logins; only those with something."""
    shared: int = 0
    """Of ``used``: spent at two computers at once, as far as the times are known."""
    computers: int = 1
    """So many have figures of the day, of which these are the sums."""
    behind: tuple[tuple[Login, time], ...] = ()
    """The logins of which not the whole day is known, and up to when each is; 00:00 where it was not read that day."""

    @property
    def allowed(self) -> int | None:
        """What the day allowed, with what was given or taken; None where there was no limit, or none is known."""
        if self.limit is None or self.limit >= HOURS * HOUR:
            return None
        return max(0, self.limit + self.granted)

    @property
    def lacks_one(self) -> bool:
        """A computer was not read that day at all."""
        return self.until == time(0)

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
    """When one of the computers was used, to the minute; sorted, and none overlaps another."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Some days in figures. Seconds."""

    known: int
    """Days of which something is known."""
    used: int
    playtime: int
    granted: int
    average: int
    """A day, of those that are known; the last one of all waits until it is over, if there are others."""
    without: date | None
    """The last day, where it has to wait; None where the average is of all that are known."""
    before: int | None
    """The average of the same number of days before; None if nothing is known of them."""
    longest: DayFigures | None
    over: int
    """Days on which more was used than allowed."""
    estimated: int
    """Days of which only a share of a sum is known."""

    @property
    def trend(self) -> int | None:
        """How much more a day than before; negative if it is less, None if one of the two is not known."""
        return self.average - self.before if self.known and self.before is not None else None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """Those days of one calendar month that are looked at, oldest first."""

    days: tuple[DayFigures, ...]

    @property
    def first(self) -> date:
        """The first of these days."""
        return self.days[0].day

    @property
    def used(self) -> int | None:
        """Of all these days together. Seconds; None if nothing is known of any."""
        known = [day.used for day in self.days if day.used is not None]
        return sum(known) if known else None

    @property
    def average(self) -> int | None:
        """Seconds a day, of those that are known; None if there is none."""
        known = [day.used for day in self.days if day.used is not None]
        return sum(known) // len(known) if known else None


@dataclass(frozen=True, slots=True)
class Habit:
    """When somebody mostly sits at the computer, as some days by the hour tell."""

    first: int
    """The hours from this one on, up to but without ``end``, have most of the use."""
    end: int


@dataclass(frozen=True, slots=True)
class Latest:
    """The day of some on which it became latest."""

    day: date
    minute: int
    """It lasted until then."""
    of_all: bool
    """Whether the times of use are kept of all these days on which anything was used."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """So many days of one child, oldest first, and the same number of days before them."""

    days: tuple[DayFigures, ...]
    before: tuple[DayFigures, ...]
    hours: tuple[HourFigures, ...]
    """The last days of them, as far back as hours are kept."""
    as_of: datetime | None
    """Up to when all logins are known (UTC); None if nothing was ever read of one."""
    begins: date | None = None
    """The oldest day of which something is kept, whether it is among these or not."""
    latest: Latest | None = None
    """How late it was on these days; None if no time of use is kept of any."""
    read: tuple[tuple[Login, datetime], ...] = ()
    """When the newest reading of each login was made (UTC), of those that were ever read."""

    @property
    def summary(self) -> Summary:
        """These days in figures."""
        return summary(self.days, self.before)


Histories = Sequence[tuple[Login, HistoryFile]]


def history_view(histories: Histories, first: date, last: date, *, hours: int) -> HistoryView:
    """The days from ``first`` to ``last`` of somebody with these histories, the last so many of them by the hour."""
    count = (last - first).days + 1
    seen = [file.as_of for _, file in histories]
    days = day_figures(histories, first, last)
    return HistoryView(
        days=days,
        before=day_figures(histories, first - timedelta(days=count), first - timedelta(days=1)),
        hours=tuple(hour_figures(histories, day) for day in _days(max(first, last - timedelta(days=hours - 1)), last)),
        as_of=None if not seen or None in seen else min(moment for moment in seen if moment is not None),
        begins=min((min(file.year) for _, file in histories if file.year), default=None),
        latest=_latest(histories, days),
        read=tuple((login, file.as_of) for login, file in histories if file.as_of is not None),
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
    spans = _joined(span for detail in details for span in detail.spans)
    return HourFigures(day, tuple(used), unplaced, allowed.pop() if len(allowed) == 1 else None, spans)


def summary(days: Sequence[DayFigures], before: Iterable[DayFigures]) -> Summary:
    """Some days in figures, beside those before them."""
    known = [day for day in days if day.used is not None]
    used = sum(day.used or 0 for day in known)
    # A day that has just begun would make each average a small one.
    waits = len(known) > 1 and known[-1] is days[-1] and known[-1].until is not None
    whole = known[:-1] if waits else known
    earlier = [day.used for day in before if day.used is not None]
    longest = max(known, key=lambda day: day.used or 0, default=None)
    return Summary(
        known=len(known),
        used=used,
        playtime=sum(day.playtime for day in known),
        granted=sum(day.granted for day in known),
        average=sum(day.used or 0 for day in whole) // len(whole) if whole else 0,
        without=known[-1].day if waits else None,
        before=sum(earlier) // len(earlier) if earlier else None,
        longest=longest if longest is not None and longest.used else None,
        over=sum(day.over for day in known),
        estimated=sum(day.estimated for day in known),
    )


def months(days: Iterable[DayFigures]) -> tuple[MonthFigures, ...]:
    """The same days, which are in a row, month by month."""
    by_month = groupby(days, key=lambda day: (day.day.year, day.day.month))
    return tuple(MonthFigures(tuple(group)) for _, group in by_month)


MOST: Final = 0.6
"""So much of the use is most of it."""


def habit(days: Iterable[HourFigures]) -> Habit | None:
    """When it mostly is; None if nothing is known to have been used at any hour."""
    days = tuple(days)
    sums = [sum(day.used[hour] or 0 for day in days) for hour in range(HOURS)]
    if not any(sums):
        return None
    windows = ((first, end) for first in range(HOURS) for end in range(first + 1, HOURS + 1))
    enough = (one for one in windows if sum(sums[slice(*one)]) >= MOST * sum(sums))
    first, end = min(enough, key=lambda one: (one[1] - one[0], -sum(sums[slice(*one)])))
    return Habit(first, end)


def _latest(histories: Histories, days: Iterable[DayFigures]) -> Latest | None:
    """Times of use are kept for longer than hours, so this can be said of more days than a habit."""
    used = {day.day for day in days if day.used}
    ends = [
        (parsed(span)[1], day)
        for _, file in histories
        for day in used & file.month.keys()
        for span in file.month[day].spans
    ]
    if not ends:
        return None
    minute = max(end for end, _ in ends)
    timed = {day for _, day in ends}
    return Latest(min(day for end, day in ends if end == minute), minute, of_all=used <= timed)


def _day(histories: Histories, day: date) -> DayFigures:
    known = [(login, file.year[day], file.month.get(day)) for login, file in histories if day in file.year]
    if not known:
        return DayFigures(day, None)
    figures = [one for _, one, _ in known]
    limits = [one.limit for one in figures if one.limit is not None]
    ends = [(login, one.until) for login, one, _ in known if one.until is not None]
    ends += [(login, time()) for login, file in histories if _is_gap(file, day)]
    most = sum(one.used if one.most is None else one.most for one in figures)
    used = sum(one.used for one in figures)
    return DayFigures(
        day=day,
        used=used,
        playtime=sum(one.playtime for one in figures),
        limit=sum(limits) if len(limits) == len(figures) else None,
        granted=sum(one.granted for one in figures),
        until=min((until for _, until in ends), default=None),
        estimated=any(one.estimated for one in figures),
        least=sum(0 if one.estimated else one.used for one in figures),
        most=most if most > used else None,
        resets=sum(one.resets for one in figures),
        parts=tuple((login, one.used) for login, one, _ in known if one.used),
        shared=_shared([detail for _, _, detail in known if detail is not None]),
        computers=len({server for (server, _), _, _ in known}),
        behind=tuple(ends),
    )


def _shared(details: Sequence[DayDetail]) -> int:
    both = [span for one, other in combinations(details, 2) for span in together(one.spans, other.spans)]
    return length(both)


def _joined(spans: Iterable[str]) -> tuple[str, ...]:
    """The same time as stretches that do not overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(map(parsed, spans)):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return tuple(written(*one) for one in joined)


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
