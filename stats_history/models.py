"""What is kept of a user, ``history/<server>/<user>.json``, and what one reading adds to it.

Days are those of the computer's own clock. All durations are seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, Final

from pydantic import AfterValidator, ConfigDict, Field, NaiveDatetime

from storage import Kind, Moment, Record, on_the_calendar

DAY_SECONDS: Final = 86_400
MOST_SAMPLES: Final = 500
"""Of one day; a cycle each three minutes makes 480."""
MOST_SPANS: Final = 48
"""Stretches of use of one day."""
MOST_RESETS: Final = 1000
MOST_WEEK: Final = 62
MOST_MONTH: Final = 400
MOST_YEAR: Final = 3660


def _of_a_wall_clock(moment: time) -> time:
    return moment.replace(tzinfo=None)


Local = Annotated[NaiveDatetime, AfterValidator(on_the_calendar)]
"""By the computer's clock, without a zone."""
Clock = Annotated[time, AfterValidator(_of_a_wall_clock)]
"""A time of day by the computer's clock."""
Seconds = Annotated[int, Field(ge=0, le=DAY_SECONDS)]
Span = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$")]
"""A stretch of a day: ``"14:00-18:30"``."""


class Day(Record):
    """One day of one user."""

    used: Seconds
    """Really used, without free hours, which Timekpr does not count."""
    playtime: Seconds = 0
    """Of PlayTime."""
    limit: Seconds | None = None
    """The limit that day had, without grants; None if it is not known."""
    playtime_limit: Seconds | None = None
    """The limit of PlayTime that day had; None if it had none, or it is not known."""
    granted: Annotated[int, Field(ge=-DAY_SECONDS, le=DAY_SECONDS)] = 0
    """Given that day; negative if time was taken away."""
    until: Clock | None = None
    """The time of day up to which it is known; None if the whole day is."""
    estimated: bool = False
    """``used`` is this day's share of what Timekpr counted over several days that nobody read."""
    most: Seconds | None = None
    """What can have been used at most, where ``used`` is estimated."""
    resets: Annotated[int, Field(ge=0, le=MOST_RESETS)] = 0
    """How often Timekpr's counter of the day was set back; ``used`` holds what had been counted before."""
    imported: bool = False
    """It was not read here, but comes from another program's history or from a copy."""


class DayDetail(Day):
    """One of the last days of a user."""

    counted: Seconds = 0
    """What Timekpr's own counter said last; less than ``used`` after it was set back."""
    spans: tuple[Span, ...] = Field((), max_length=MOST_SPANS)
    """When the computer was used, as far as readings tell, to the minute."""
    allowed: tuple[Span, ...] | None = Field(None, max_length=MOST_SPANS)
    """The hours in which it was allowed; None if that is not known."""


class HoursOfDay(Record):
    """One day of one user by the hour."""

    used: dict[Annotated[int, Field(ge=0, le=23)], Annotated[int, Field(ge=0, le=7200)]] = Field(default_factory=dict)
    """Used in the hour that begins then, where it was more than 0."""
    unplaced: Seconds = 0
    """Used some time that day, nobody knows when."""


class Sample(Record):
    """A user's time as it stood at a reading."""

    at: Clock
    """By the computer's clock."""
    used: Seconds
    playtime: Seconds = 0
    left: Seconds | None = None
    active: bool = False
    """More was used than at the reading before."""


class Today(Record):
    """The readings of one day, oldest first; of a stretch in which nothing moves, the first and the last."""

    day: date
    samples: tuple[Sample, ...] = Field((), max_length=MOST_SAMPLES)


class HistoryFile(Record):
    """Everything that is kept of one user; days are oldest first."""

    as_of: Moment | None = None
    """When the newest reading in it was made, by our clock (UTC)."""
    checked: Local | None = None
    """LAST_CHECKED of that reading, by the computer's clock, without a zone."""
    ahead: NaiveDatetime | None = None
    """What LAST_CHECKED said there, if that lay ahead."""
    counted_on: date | None = None
    """The day of that reading, of whose week and month the counters are."""
    week_counted: Annotated[int, Field(ge=0)] = 0
    month_counted: Annotated[int, Field(ge=0)] = 0
    today: Today | None = None
    week: dict[date, HoursOfDay] = Field(default_factory=dict, max_length=2 * MOST_WEEK)
    month: dict[date, DayDetail] = Field(default_factory=dict, max_length=2 * MOST_MONTH)
    year: dict[date, Day] = Field(default_factory=dict, max_length=2 * MOST_YEAR)


def _as_it_was(content: Mapping[str, Any]) -> dict[str, Any]:
    """Format 1 had days alone, as ``year`` has them still."""
    return dict(content)


FOLDER: Final = "history"
MOST_BYTES: Final = 4 * 1024 * 1024
"""Of one user's file: with every day of ten years and every stretch of each it has 1.5 million."""
HISTORY: Final = Kind(HistoryFile, schema=2, migrations={1: _as_it_was}, brief=True, most_bytes=MOST_BYTES)


class Reading(Record):
    """What was read of a user at one moment. It is never written anew, so keys of others need not be kept."""

    model_config = ConfigDict(extra="ignore")

    at: Moment
    """By our clock (UTC)."""
    now: Local
    """The same moment by the computer's clock, without a zone."""
    checked: Local
    """When Timekpr wrote the counters (LAST_CHECKED), by the computer's clock."""
    ahead: NaiveDatetime | None = None
    """What LAST_CHECKED really says, if that has not come yet: the clock was set back. ``checked`` is ``now`` then."""
    used: Seconds
    """TIME_SPENT_DAY."""
    balance: int = 0
    """TIME_SPENT_BALANCE: used minus granted."""
    week: Annotated[int, Field(ge=0)] = 0
    """TIME_SPENT_WEEK."""
    month: Annotated[int, Field(ge=0)] = 0
    """TIME_SPENT_MONTH."""
    playtime: Seconds = 0
    """PLAYTIME_SPENT_DAY."""
    left: Seconds | None = None
    limit: Seconds | None = None
    """Of the day of ``now``, like the two below; None if it is not known."""
    playtime_limit: Seconds | None = None
    allowed: tuple[Span, ...] | None = None
    month_ends_week: bool = False
    """Timekpr there sets the counter of the week back at the beginning of a month too (before 0.5.6)."""

    def moved(self, before: Reading) -> bool:
        """Whether it says more than that nothing was used since the one before."""
        return self._figures() != before._figures()

    def _figures(self) -> tuple[object, ...]:
        counters = self.used, self.balance, self.week, self.month, self.playtime
        return self.checked.date(), self.now.date(), counters, self.limit, self.playtime_limit, self.allowed


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days, with today, each part is kept."""

    week: int = 7
    month: int = 30
    year: int = 365
