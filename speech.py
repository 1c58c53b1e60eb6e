"""How times are said: "1 h 20", "yesterday 21:10", "3 min ago".

Pure functions from figures to text in a language. ``time_format`` is ``"24h"`` or ``"12h"``; dates are written as
people of the language write them (Unicode CLDR, by Babel). A moment is said in the zone of ``now``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.units import format_unit

from i18n import N_, SOURCE_LANGUAGE, Message, translate

MINUTE = 60
HOUR = 60 * MINUTE


def duration(seconds: float, language: str = SOURCE_LANGUAGE) -> str:
    """A span of time in whole minutes, rounded towards zero: "1 h 20", "2 h", "7 min", "under 1 min".

    Rounding down never promises a minute that is not there. Hours are not folded into days, because limits are not.
    """
    return duration_message(seconds).text(language)


def duration_message(seconds: float) -> Message:
    """The same span as a field of a sentence whose language is not known yet."""
    if seconds < 0:
        return Message(N_("minus {duration}"), {"duration": duration_message(-seconds)})
    if 0 < seconds < MINUTE:
        return Message(N_("under 1 min"))
    hours, minutes = divmod(int(seconds // MINUTE), 60)
    if not hours:
        return Message(N_("{minutes} min"), {"minutes": minutes})
    if not minutes:
        return Message(N_("{hours} h"), {"hours": hours})
    return Message(N_("{hours} h {minutes}"), {"hours": hours, "minutes": f"{minutes:02}"})


def quoted(words: str) -> Message:
    """What somebody has written, as such: in the marks that a language has for it."""
    return Message(N_("“{words}”"), {"words": words})


def figure(seconds: float) -> str:
    """The same span as a clock shows it, for inside a ring: "1:20", "0:07". The same in every language."""
    hours, minutes = divmod(int(max(seconds, 0) // MINUTE), 60)
    return f"{hours}:{minutes:02}"


def file_size(size: int, language: str = SOURCE_LANGUAGE) -> str:
    """How large a file is: "840 kB", "1.2 MB", "3 GB"."""
    units = ((1000**3, "digital-gigabyte"), (1000**2, "digital-megabyte"), (1000, "digital-kilobyte"))
    unit, name = next(((unit, name) for unit, name in units if size >= unit), (1, "digital-byte"))
    count = size / unit
    shown = round(count, 1) if count < 10 and unit > 1 else round(count)
    return format_unit(shown, name, length="short", locale=locale_of(language))


def time_of_day(at: datetime | time, language: str = SOURCE_LANGUAGE, time_format: str = "24h") -> str:
    """The time on the clock: "21:10" or "9:10 PM"."""
    pattern = "h:mm a" if time_format == "12h" else "HH:mm"
    return format_time(at.time() if isinstance(at, datetime) else at, pattern, locale=locale_of(language))


@dataclass(frozen=True, slots=True)
class TimeOfDay(Message):
    """A time on the clock as a field of a sentence whose language is not known yet; midnight at the end is 24:00."""

    template: str = ""
    minute: int = 0
    """Since midnight, 0 to 1440."""
    time_format: str = "24h"

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """The time in a language."""
        hour, minute = divmod(self.minute, 60)
        if hour == 24 and self.time_format == "24h":
            return "24:00"
        return time_of_day(time(hour % 24, minute), language, self.time_format)


@dataclass(frozen=True, slots=True)
class Weekdays(Message):
    """Days of the week as a field of a sentence: "Monday", "Saturday, Sunday", "Monday to Friday" with a dash."""

    template: str = ""
    days: tuple[int, ...] = ()
    """From 1, Monday, to 7; sorted."""

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """The days in a language."""
        names = get_day_names("wide", context="stand-alone", locale=locale_of(language))
        return ", ".join(
            f"{names[first - 1]}\N{EN DASH}{names[last - 1]}" if last > first else names[first - 1]
            for first, last in _runs(self.days)
        )


def weekday(day: int, language: str = SOURCE_LANGUAGE, *, short: bool = False) -> str:
    """The name of a day of the week, from 1, Monday: "Monday", or "Mo" above a column."""
    names = get_day_names("short" if short else "wide", context="stand-alone", locale=locale_of(language))
    return str(names[day - 1]).rstrip(".")


def hour_of_day(hour: int, language: str = SOURCE_LANGUAGE, time_format: str = "24h") -> str:
    """A whole hour beside a row, as short as can be: "15" or "3 pm"."""
    return format_time(time(hour), "h a" if time_format == "12h" else "H", locale=locale_of(language))


def moment(at: datetime, now: datetime, language: str = SOURCE_LANGUAGE, time_format: str = "24h") -> str:
    """A moment as one would say it now: "21:10", "yesterday 21:10", "Monday 21:10", "12 Nov 21:10"."""
    local = at.astimezone(now.tzinfo)
    clock = time_of_day(local, language, time_format)
    day = _day(local.date(), now.date(), language)
    return f"{day} {clock}" if day else clock


def ago(at: datetime, now: datetime, language: str = SOURCE_LANGUAGE, time_format: str = "24h") -> str:
    """How long ago, while that is the easier thing to grasp, and the moment after that: "just now", "3 min ago"."""
    seconds = (now - at).total_seconds()
    if 0 <= seconds < MINUTE:
        return translate(N_("just now"), language)
    if 0 <= seconds < HOUR:
        return Message(N_("{duration} ago"), {"duration": duration(seconds, language)}).text(language)
    return moment(at, now, language, time_format)


def as_of(at: datetime, now: datetime, language: str = SOURCE_LANGUAGE, time_format: str = "24h") -> str:
    """How old a figure is: "as of 14:03", "as of yesterday 21:10"."""
    return Message(N_("as of {moment}"), {"moment": moment(at, now, language, time_format)}).text(language)


def _runs(days: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of days in a row, from three on; two in a row are said one by one."""
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and day == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return [
        one
        for first, last in runs
        for one in ([(first, first), (last, last)] if last == first + 1 else [(first, last)])
    ]


def _day(day: date, today: date, language: str) -> str:
    """A day as seen from today; nothing for today itself."""
    distance = today - day
    if not distance:
        return ""
    if distance == timedelta(days=1):
        return translate(N_("yesterday"), language)
    if distance == timedelta(days=-1):
        return translate(N_("tomorrow"), language)
    locale = locale_of(language)
    if timedelta(0) < distance < timedelta(days=7):
        return format_date(day, "EEEE", locale=locale)
    if day.year == today.year:
        return format_skeleton("MMMd", day, locale=locale)
    return format_date(day, "medium", locale=locale)


@lru_cache(maxsize=8)
def locale_of(language: str) -> Locale:
    """The conventions of a language; English from Britain, where the clock has 24 hours and the day stands first."""
    try:
        return Locale.parse("en_GB" if language == SOURCE_LANGUAGE else language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


FIRST_WEEKDAYS = {"monday": 1, "saturday": 6, "sunday": 7}


def first_weekday(wanted: str, language: str = SOURCE_LANGUAGE) -> int:
    """The day with which a week begins on a page, 1 (Monday) to 7: one of FIRST_WEEKDAYS, or as the language has it.

    Timekpr's own week, to which LIMIT_PER_WEEK belongs, begins on Monday everywhere.
    """
    return FIRST_WEEKDAYS.get(wanted, locale_of(language).first_week_day + 1)
