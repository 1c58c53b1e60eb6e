"""How times are said: "1 h 20", "yesterday 21:10", "3 min ago".

Pure functions from figures to text in a language. ``time_format`` is ``"24h"`` or ``"12h"``; dates are written as
people of the language write them (Unicode CLDR, by Babel). A moment is said in the zone of ``now``.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time

from i18n import N_, SOURCE_LANGUAGE, Message, translate

MINUTE = 60
HOUR = 60 * MINUTE


def duration(seconds: float, language: str = SOURCE_LANGUAGE) -> str:
    """A span of time in whole minutes, rounded towards zero: "1 h 20", "2 h", "7 min", "under 1 min".

    Rounding down never promises a minute that is not there. Hours are not folded into days, because limits are not.
    """
    if seconds < 0:
        return Message(N_("minus {duration}"), {"duration": duration(-seconds, language)}).text(language)
    if 0 < seconds < MINUTE:
        return translate(N_("under 1 min"), language)
    hours, minutes = divmod(int(seconds // MINUTE), 60)
    if not hours:
        return Message(N_("{minutes} min"), {"minutes": minutes}).text(language)
    if not minutes:
        return Message(N_("{hours} h"), {"hours": hours}).text(language)
    return Message(N_("{hours} h {minutes}"), {"hours": hours, "minutes": f"{minutes:02}"}).text(language)


def figure(seconds: float) -> str:
    """The same span as a clock shows it, for inside a ring: "1:20", "0:07". The same in every language."""
    hours, minutes = divmod(int(max(seconds, 0) // MINUTE), 60)
    return f"{hours}:{minutes:02}"


def time_of_day(at: datetime | time, language: str = SOURCE_LANGUAGE, time_format: str = "24h") -> str:
    """The time on the clock: "21:10" or "9:10 PM"."""
    pattern = "h:mm a" if time_format == "12h" else "HH:mm"
    return format_time(at.time() if isinstance(at, datetime) else at, pattern, locale=_locale(language))


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


def _day(day: date, today: date, language: str) -> str:
    """A day as seen from today; nothing for today itself."""
    distance = today - day
    if not distance:
        return ""
    if distance == timedelta(days=1):
        return translate(N_("yesterday"), language)
    if distance == timedelta(days=-1):
        return translate(N_("tomorrow"), language)
    locale = _locale(language)
    if timedelta(0) < distance < timedelta(days=7):
        return format_date(day, "EEEE", locale=locale)
    if day.year == today.year:
        return format_skeleton("MMMd", day, locale=locale)
    return format_date(day, "medium", locale=locale)


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    """The conventions of a language; English from Britain, where the clock has 24 hours and the day stands first."""
    try:
        return Locale.parse("en_GB" if language == SOURCE_LANGUAGE else language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
