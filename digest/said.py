"""What fills the sentences of a digest besides durations: days, stretches of days, and lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list

from digest.week import Week
from i18n import SOURCE_LANGUAGE, Message
from speech import TimeOfDay, locale_of, quoted, time_of_day, weekday

DAY_MINUTES = 24 * 60
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listed(Message):
    """Several things as a language lists them: "Monday, Tuesday and Friday"."""

    template: str = ""
    items: tuple[Message, ...] = ()

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """All of them in a language."""
        return str(format_list([one.text(language) for one in self.items], locale=locale_of(language)))


@dataclass(frozen=True, slots=True)
class Weekday(Message):
    """The name of a day of the week."""

    template: str = ""
    day: date = date.min

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """The name in a language."""
        return weekday(self.day.isoweekday(), language)


@dataclass(frozen=True, slots=True)
class Dates(Message):
    """From one day to another, with the year: "28 Dec 2026" and "3 Jan 2027" with a dash between."""

    template: str = ""
    first: date = date.min
    last: date = date.min

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """The dates in a language."""
        return str(format_interval(self.first, self.last, "yMMMd", locale=locale_of(language)))


def weekdays(days: list[date] | tuple[date, ...]) -> Message:
    """Some days of a week by their names."""
    return Listed(items=tuple(Weekday(day=day) for day in sorted(days)))


def quotes(words: list[str]) -> Message:
    """What people have written, each as such."""
    return Listed(items=tuple(quoted(one) for one in words))


def clock(minute: int, time_format: str) -> Message:
    """A time of day by the minutes since a midnight, which may be of the next day."""
    return TimeOfDay(minute=minute if minute <= DAY_MINUTES else minute % DAY_MINUTES, time_format=time_format)


@dataclass(frozen=True, slots=True)
class Moment(Message):
    """A moment of a week or before it: "Sunday 21:10", "12 Nov 21:10", with the year where the week ends in another."""

    template: str = ""
    at: datetime = NEVER
    week: Week | None = None
    time_format: str = "24h"

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """The moment in a language."""
        day = self.at.date()
        if self.week is not None and day in self.week:
            said = weekday(day.isoweekday(), language)
        elif self.week is not None and day.year == self.week.last.year:
            said = format_skeleton("MMMd", day, locale=locale_of(language))
        else:
            said = format_date(day, "medium", locale=locale_of(language))
        return f"{said} {time_of_day(self.at, language, self.time_format)}"
